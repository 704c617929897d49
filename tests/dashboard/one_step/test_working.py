import math
import re
from dataclasses import replace

import pytest

from dashboard.config import Event, RunConfig
from dashboard.one_step.drills import Question, number_of
from dashboard.one_step.tex import gathered
from dashboard.one_step.trace import trace
from dashboard.one_step.working import BLANK, working_of
from dashboard.run import advance, start

NETS = [
    RunConfig(n_train=3, hidden=(3, 2), activations=("tanh", "relu")),
    RunConfig(n_train=3, hidden=(2, 2), activations=("sigmoid", "linear"), cost="squared-error"),
    RunConfig(dataset="clouds", n_train=3, hidden=(3,), activations=("relu",)),
    RunConfig(
        dataset="clouds", n_train=3, hidden=(2,), cost="squared-error", activations=("tanh",)
    ),
    RunConfig(dataset="plane", n_train=3, hidden=(3,), activations=("tanh",), learning_rate=0.1),
]


def braced(text, start):
    """The group in braces that begins at a place, and where it ends."""
    depth = 0
    for place in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return text[start + 1 : place], place + 1
    raise AssertionError(text)


def to_python(line):
    r"""A line of TeX as Python: \frac, \sqrt, e^{...}, \ln, \max, \tanh and brackets of truth."""
    for name, made in (
        ("\\frac", "(({})/({}))"),
        ("\\sqrt", "math.sqrt({})"),
        ("e^", "math.exp({})"),
    ):
        while f"{name}{{" in line:
            begin = line.index(f"{name}{{")
            first, end = braced(line, begin + len(name))
            groups = [first]
            if name == "\\frac":
                second, end = braced(line, end)
                groups.append(second)
            line = line[:begin] + made.format(*groups) + line[end:]
    line = re.sub(r"\) \\big", ") * ", line)
    line = line.replace("\\tfrac12", "0.5 *").replace("\\big", "").replace("\\cdot", "*")
    line = line.replace("\\max", "max").replace("\\tanh", "math.tanh")
    line = re.sub(r"10\^\{(-?\d+)\}", r"10.0**(\1)", line)
    line = re.sub(r"\[([^\]]*>[^\]]*)\]", r"(\1)", line)
    line = re.sub(r"\^\{?(\d+)\}?", r"**\1", line)
    line = re.sub(r"\) \\ln", ") * \\\\ln", line)
    line = re.sub(r"([\d.]) \\ln", r"\1 * \\ln", line)
    line = re.sub(r"\\ln (\([^)]*\)|[\d.]+)", r"math.log(\1)", line)
    return line.replace("\\,", "*")


def evaluated(line):
    return float(eval(to_python(line), {"math": math}))


def all_questions(traced):
    dims = traced.run.config.layer_dims
    yield Question("cost", None)
    for point in range(traced.m):
        yield Question("cost", point)
    for layer in range(1, len(dims)):
        for unit in range(dims[layer]):
            for kind in ("z", "a", "delta", "db"):
                for point in range(traced.m):
                    yield Question(f"{kind}{layer}.{unit}", point)
            yield Question(f"db{layer}.{unit}", None)
            yield Question(f"b{layer}.{unit}", None)
            for column in range(dims[layer - 1]):
                yield Question(f"W{layer}.{unit}.{column}", None)
                for point in (0, None):
                    yield Question(f"dW{layer}.{unit}.{column}", point)


@pytest.mark.parametrize("net", range(len(NETS)))
@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"l1": 0.01, "l2": 0.1},
        {"optimizer": "momentum"},
        {"optimizer": "rmsprop", "learning_rate": 0.01},
        {"optimizer": "adam", "learning_rate": 0.01, "l2": 0.1},
    ],
)
def test_the_calculation_shown_comes_to_the_number(net, rule):
    traced = trace(advance(start(replace(NETS[net], **rule)), 2))
    for question in all_questions(traced):
        number = number_of(traced, *question)
        working = working_of(traced, question)
        assert BLANK in working.formula
        assert working.given
        *before, last = working.lines
        calculation, _, result = last.rpartition(" = ")
        assert evaluated(result) == pytest.approx(number, rel=1e-5), last
        assert evaluated(calculation) == pytest.approx(number, rel=2e-4, abs=2e-5), last
        for line in before:
            if re.match(r"[gvsm] = ", line):
                _, calculation, result = line.split(" = ")
                assert evaluated(calculation) == pytest.approx(
                    evaluated(result), rel=1e-4, abs=1e-6
                )


def test_a_long_mean_is_written_with_its_first_terms():
    traced = trace(start(replace(NETS[0], n_train=50)))
    for name in ("cost", "dW1.0.0", "db1.0"):
        working = working_of(traced, Question(name, None))
        assert "\\dots" in working.lines[-1]
        assert "m = 50" in working.given
        assert len(working.lines[-1]) < 250


def test_a_frozen_weight_stays():
    traced = trace(start(NETS[0], [Event(0, "freeze", 1.0, "W1.0.0")]))
    working = working_of(traced, Question("W1.0.0", None))
    w = float(traced.run.params["W1"][0, 0])
    assert evaluated(working.lines[-1].rpartition(" = ")[2]) == pytest.approx(w, rel=1e-5)
    assert ":=" in working.formula


@pytest.mark.parametrize("net", range(len(NETS)))
def test_a_long_calculation_is_broken_between_its_terms_and_nowhere_else(net):
    traced = trace(start(replace(NETS[net], optimizer="adam", learning_rate=0.01)))
    for question in all_questions(traced):
        for line in working_of(traced, question).lines:
            broken = gathered(line)
            inside = broken.removeprefix(r"\begin{gathered}").removesuffix(r"\end{gathered}")
            pieces = inside.split(r" \\ ")
            assert " ".join(piece.removeprefix("{} ") for piece in pieces) == line
            for piece in pieces:
                assert piece.count("{") == piece.count("}")
                assert len(piece) < 70 or r"\frac" in piece
