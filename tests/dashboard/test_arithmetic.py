"""Are the numbers on the page right? Each against plain loops, and each as it is typeset."""

import itertools
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.config import Event, RunConfig
from dashboard.one_step.arithmetic import arithmetic, batch_note, followable, heading
from dashboard.one_step.chosen import Chosen
from dashboard.one_step.notation import value_tex, value_text
from dashboard.one_step.phases import phases, place_of
from dashboard.one_step.trace import columns_of, trace
from dashboard.run import advance, start
from tests.dashboard.step_by_hand import move_by_hand, step_by_hand
from tests.dashboard.strategies import examples
from tests.dashboard.tex import value_of

LESSON = RunConfig(
    dataset="point",
    n_train=1,
    n_test=0,
    hidden=(2,),
    activations=("sigmoid",),
    initialization="given",
    given=(0.5, -0.4, 0.3, 0.8, 0, 0, 0.7, -0.6, 0),
    learning_rate=1.0,
)
"""One point, (1, 0), of class 1; a step that can be done on paper."""

TASKS = (
    ("circle", "cross-entropy"),
    ("circle", "squared-error"),
    ("clouds", "cross-entropy"),
    ("clouds", "squared-error"),
    ("hills", "squared-error"),
)
OPTIMIZERS = ("gradient-descent", "momentum", "rmsprop", "adam")


def lines_of(made, key, target, point=0, digits=0):
    """The lines of a phase, by name; of several with one name, the last."""
    listed = phases(made.run)
    place = place_of(key, listed)
    assert listed[place].key == key
    lines = arithmetic(made, listed[place], Chosen(place, target, point), digits=digits)
    return {line.name: line for line in lines}


def test_the_lesson_done_on_paper_is_what_the_page_says():
    made = trace(start(LESSON))

    def shown(key, target, name):
        return lines_of(made, key, target, digits=3)[name].shown

    # z1 = (.5 * 1 - .4 * 0, .3 * 1 + .8 * 0); a = 1 / (1 + exp(-z)); z2 = .7 * .622 - .6 * .574
    assert [shown("forward1", f"unit1.{n}", "z") for n in (0, 1)] == ["0.5", "0.3"]
    assert [shown("forward1", f"unit1.{n}", "a") for n in (0, 1)] == ["0.622", "0.574"]
    assert shown("forward2", "unit2.0", "a") == "0.523"
    assert shown("cost", "unit2.0", "cost") == "0.649"  # -log(.523)
    assert shown("cost", "unit2.0", "mean_cost") == "0.649"
    assert shown("backward2", "unit2.0", "delta") == "-0.477"  # .523 - 1
    assert [shown("backward2", f"W2.0.{n}", "dW") for n in (0, 1)] == ["-0.297", "-0.274"]
    assert shown("backward1", "W1.0.1", "dW") == "0"  # x2 = 0
    assert shown("update", "W2.0.0", "new") == "0.997"  # .7 + 1 * .297
    after = trace(advance(start(LESSON), 1))
    assert lines_of(after, "forward2", "unit2.0", digits=3)["a"].shown == "0.723"
    assert lines_of(after, "cost", "unit2.0", digits=3)["cost"].shown == "0.325"


def test_a_formula_is_followed_by_its_numbers_and_the_result():
    line = lines_of(trace(start(LESSON)), "forward1", "unit1.0", digits=3)["z"]
    assert line.formula == r"W_1[1,1]\,x_1 + W_1[1,2]\,x_2 + b_1[1]"
    assert line.substituted == r"0.5 \cdot 1 + (-0.4) \cdot 0 + 0"
    assert line.tex == (
        r"\begin{aligned}z_1[1] &= W_1[1,1]\,x_1 + W_1[1,2]\,x_2 + b_1[1] \\[4pt] "
        r"&= 0.5 \cdot 1 + (-0.4) \cdot 0 + 0 \\[4pt] &= \mathbf{0.5}\end{aligned}"
    )


def check_every_number(run, pick):
    """Compare what the page writes of a step with plain loops; `pick` chooses of a sequence."""
    made = trace(run)
    X, Y = made.X.T.tolist(), made.Y.T.tolist()
    params = {name: array.tolist() for name, array in run.params.items()}
    activations = [*run.config.activations, run.config.output]
    hand = step_by_hand(X, Y, params, activations, run.config.cost_in_force)
    point = pick(range(made.m))
    for layer, name in enumerate(activations, start=1):
        W = params[f"W{layer}"]
        row, column = pick(range(len(W))), pick(range(len(W[0])))
        weight, unit = f"W{layer}.{row}.{column}", f"unit{layer}.{row}"
        forward = lines_of(made, f"forward{layer}", weight, point)
        a_prev = (X if layer == 1 else hand.a[layer - 2])[point][column]
        close(forward["share"], W[row][column] * a_prev)
        close(forward["z"], hand.z[layer - 1][point][row])
        close(forward["a"], hand.a[layer - 1][point][row])
        whole = lines_of(made, f"forward{layer}", unit, None)
        if made.m > 1:
            close(whole["mean"], sum(each[row] for each in hand.a[layer - 1]) / made.m)
        backward = lines_of(made, f"backward{layer}", weight, point)
        close(backward["delta"], hand.delta[layer - 1][point][row])
        close(backward["dW"], hand.dW[layer - 1][row][column])
        if made.m > 1:
            close(backward["push"], hand.delta[layer - 1][point][row] * a_prev)
        close(lines_of(made, f"backward{layer}", unit, None)["db"], hand.db[layer - 1][row])
        check_update(made, weight, W[row][column], hand.dW[layer - 1][row][column])
        check_update(made, f"b{layer}.{row}", params[f"b{layer}"][row][0], hand.db[layer - 1][row])
        assert name in ("sigmoid", "tanh", "relu", "linear", "softmax")
    cost = lines_of(made, "cost", "unit1.0", point)
    close(cost["cost"], hand.costs[point])
    close(cost["mean_cost"], sum(hand.costs) / made.m)
    rule = run.rule
    if rule.l1 or rule.l2:
        weights = [w for key in params if key[0] == "W" for row in params[key] for w in row]
        close(
            cost["penalty"],
            sum(rule.l2 / 2 * w * w + rule.l1 * abs(w) for w in weights),
        )


def check_update(made, target, before, grad):
    rule = made.run.rule
    name, *numbers = target.split(".")
    place = (int(numbers[0]), int(numbers[1]) if len(numbers) > 1 else 0)
    lines = lines_of(made, "update", target)
    if name[0] == "W" and (rule.l1 or rule.l2):
        grad += rule.l2 * before + rule.l1 * ((before > 0) - (before < 0))
        close(lines["penalized"], grad)
    memory = {
        letter: float(made.state[f"{letter}{name}"][place])
        for letter in "mvs"
        if f"{letter}{name}" in made.state
    }
    if "t" in made.state:
        memory["t"] = float(made.state["t"].item())
    moved = move_by_hand(rule, before, grad, memory)
    is_frozen = rule.frozen is not None and rule.frozen[name][place]
    close(lines["new"], before if is_frozen else moved)
    assert lines["new"].words.endswith("it stays") == bool(is_frozen)


def close(line, expected):
    """See that a line's result is right, and is what its own numbers come to."""
    assert line.result == pytest.approx(expected, rel=1e-7, abs=1e-11), line
    assert float(value_of(line.shown)) == line.result
    if line.substituted:
        assert value_of(line.substituted) == pytest.approx(line.result, rel=1e-7, abs=1e-11), line


@pytest.mark.parametrize(
    ("activation", "task"), list(itertools.product(("sigmoid", "tanh", "relu", "linear"), TASKS))
)
def test_every_number_is_that_of_plain_loops(activation, task):
    number = TASKS.index(task) + len(activation)
    dataset, cost = task
    config = RunConfig(
        dataset=dataset,
        cost=cost,
        hidden=(3, 6),
        activations=(activation, "tanh"),
        n_train=7,
        n_test=0,
        learning_rate=0.1,
        optimizer=OPTIMIZERS[number % 4],
        l2=0.02 * (number % 2),
        l1=0.01 * (number % 3),
        batch_size=5 * (number % 2),
        seed=number,
    )
    run = start(config, [Event(0, "freeze", 1.0, "unit2.0")])
    rows = itertools.cycle((1, 0, 2))
    for steps in (0, 3):
        check_every_number(advance(run, steps), lambda options: options[next(rows) % len(options)])


@examples(25)
@given(data=st.data())
def test_every_number_of_random_networks_is_that_of_plain_loops(data):
    dataset, cost = data.draw(st.sampled_from(TASKS))
    hidden = tuple(data.draw(st.lists(st.integers(1, 7), max_size=3)))
    activation = st.sampled_from(["sigmoid", "tanh", "relu", "linear"])
    config = RunConfig(
        dataset=dataset,
        cost=cost,
        hidden=hidden,
        activations=tuple(data.draw(activation) for _ in hidden),
        n_train=data.draw(st.integers(1, 9)),
        n_test=0,
        learning_rate=0.05,
        features=data.draw(st.sampled_from([("x1", "x2"), ("x2", "x1*x2", "sin x1")])),
        initialization=data.draw(st.sampled_from(["xavier", "classic", "scale-1", "zeros"])),
        optimizer=data.draw(st.sampled_from(OPTIMIZERS)),
        l1=data.draw(st.sampled_from([0.0, 0.01])),
        l2=data.draw(st.sampled_from([0.0, 0.1])),
        batch_size=data.draw(st.sampled_from([0, 1, 4])),
        seed=data.draw(st.integers(1, 99)),
    )
    check_every_number(
        advance(start(config), data.draw(st.integers(0, 4))),
        lambda options: data.draw(st.sampled_from(list(options))),
    )


def test_a_long_sum_is_shortened_and_says_what_it_leaves_out():
    made = trace(start(RunConfig(hidden=(16, 16), activations=("tanh", "tanh"))))
    line = lines_of(made, "forward2", "unit2.3", digits=3)["z"]
    assert line.formula == r"\sum_{k=1}^{16} W_2[4,k]\,a_1[k] + b_2[4]"
    assert line.substituted.count(r"\cdot") == 4
    assert r"\text{12 more terms}" in line.substituted
    assert r"\text{196 more terms}" in lines_of(made, "backward1", "W1.0.0", digits=3)["dW"].tex


@pytest.mark.parametrize("initialization", ["classic", "xavier", "he", "scale-1", "zeros"])
def test_a_first_weight_is_a_draw_times_its_scale(initialization):
    run = start(RunConfig(initialization=initialization, hidden=(5,)))
    line = lines_of(trace(run), "initialise", "W1.2.1")["start"]
    assert line.result == run.params["W1"][2, 1]
    assert value_of(line.substituted) == pytest.approx(line.result)
    assert lines_of(trace(run), "initialise", "b1.2")["start"].result == 0


def test_what_was_done_by_hand_is_said():
    run = start(RunConfig(), [Event(0, "edit", 0.25, "W1.0.0"), Event(1, "edit", 3.0, "b1.1")])
    made = trace(run)
    assert lines_of(made, "initialise", "W1.0.0")["start"].note == (
        "Then it was set by hand to 0.25."
    )
    sources = {
        part.name: part.source for part in lines_of(made, "forward1", "unit1.0")["z"].ingredients
    }
    assert sources["W1[1, 1]"] == "set by hand at this step"
    assert sources["W1[1, 2]"] == "initialise"
    assert lines_of(made, "update", "b1.1")["new"].note == "Then it is set by hand to 3."


def test_every_number_leads_to_where_it_was_made():
    run = advance(
        start(
            RunConfig(
                n_train=6, n_test=0, optimizer="adam", hidden=(3, 3), activations=("tanh",) * 2
            )
        ),
        2,
    )
    made = trace(run)
    count = 0
    for phase in phases(run):
        for target in ("unit1.0", "W2.1.2", "b3.0"):
            place = place_of(phase.key, phases(run))
            for part in followable(arithmetic(made, phase, Chosen(place, target, 3), digits=0)):
                if part.place is None:
                    assert part.source.startswith(("the data", "the settings", "steps made"))
                    continue
                there = trace(replace_step(run, part.place.step))
                point = 3 if part.place.point is None else part.place.point
                found = lines_of(there, part.place.phase, part.place.target, point)
                results = {line.result for line in found.values()}
                # Of a memory, the value before this step is that after the step before.
                assert part.value in results, (part, results)
                count += 1
    assert count > 60


def replace_step(run, step):
    return run if step == run.step else advance(start(run.config), step)


def test_headings_name_what_is_looked_at():
    run = start(RunConfig())
    made, listed = trace(run), phases(run)
    assert heading(made, listed[1], Chosen(1, "W1.2.0", 4)) == "W1[3, 1], point 5"
    # While the output is active, one of its units stands for what is chosen elsewhere.
    assert heading(made, listed[2], Chosen(2, "W1.2.0", 4)) == "Unit 1 of layer 2, point 5"
    assert heading(made, listed[3], Chosen(3, "W1.2.0", None)) == "The cost of the whole batch"
    assert heading(made, listed[-1], Chosen(6, "b1.0", 4)) == "b1[1]"
    assert batch_note(made, listed[1], Chosen(1, "unit1.0", None)) == (
        "Written for point 1; each of the 200 points goes the same way."
    )


def test_the_points_of_a_mini_batch_are_found_among_all():
    run = advance(start(RunConfig(batch_size=30, n_train=70)), 5)
    columns = columns_of(run)
    assert (run.data.X[:, columns] == trace(run).X).all()
    assert (run.data.Y[:, columns] == trace(run).Y).all()


def test_numbers_that_are_none_are_said_in_words():
    assert value_text(float("nan"), 3) == "not a number"
    assert value_tex(float("-inf"), 3) == r"-\infty"


def test_a_step_that_leaves_the_finite_numbers_is_still_written():
    config = RunConfig(dataset="hills", hidden=(4,), activations=("relu",), learning_rate=0.03)
    run = start(replace(config, initialization="given", given=(1e150,) * 17))
    made = trace(run)
    for phase in phases(run):
        place = place_of(phase.key, phases(run))
        for target in ("unit1.0", "W1.0.0", "b2.0"):
            lines = arithmetic(made, phase, Chosen(place, target, 0), digits=3)
            assert lines
            assert all(not re.search("nan|inf(?!ty)", line.tex) for line in lines)
