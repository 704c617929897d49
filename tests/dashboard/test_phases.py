"""Which phases has a step, and which of its code is lit?"""

import ast
import inspect

import pytest

import network
from dashboard.config import Event, RunConfig
from dashboard.one_step.chosen import Chosen, fit_choice
from dashboard.one_step.listing import listing, running_lines, without_docstring
from dashboard.one_step.phases import phase_for, phases, place_of
from dashboard.one_step.trace import trace
from dashboard.one_step.variables import variables
from dashboard.run import advance, start
from dashboard.widgets.one_step.code import coloured, listing_html

CONFIGS = (
    RunConfig(),
    RunConfig(hidden=(), activations=()),
    RunConfig(dataset="clouds"),
    RunConfig(dataset="clouds", cost="squared-error", hidden=(3, 3), activations=("relu", "tanh")),
    RunConfig(dataset="hills", optimizer="momentum", l1=0.1, activations=("linear",)),
    RunConfig(optimizer="rmsprop", batch_size=20, cost="squared-error"),
    RunConfig(optimizer="adam", l2=0.1, initialization="zeros"),
)


@pytest.mark.parametrize("n_hidden", [0, 1, 6])
def test_a_step_goes_forward_then_back_then_moves(n_hidden):
    config = RunConfig(hidden=(2,) * n_hidden, activations=("tanh",) * n_hidden)
    layers = range(1, n_hidden + 2)
    expected = [
        *(f"forward{layer}" for layer in layers),
        "cost",
        *(f"backward{layer}" for layer in reversed(layers)),
        "update",
    ]
    run = start(config)
    assert [phase.key for phase in phases(run)] == ["initialise", *expected]
    assert [phase.key for phase in phases(advance(run, 1))] == expected


def test_phases_say_what_happens_in_plain_words():
    run = start(RunConfig(optimizer="adam"), [Event(0, "freeze", 1.0, "layer1")])
    told = {phase.key: phase.sentence for phase in phases(run)}
    assert told["forward1"] == (
        "Each unit of layer 1 weighs its inputs, adds them up with its bias, and passes the sum "
        "through sigmoid."
    )
    assert told["update"] == (
        "Every weight and bias moves against its gradient, by Adam with a learning rate of 2. What "
        "is frozen stays. Then the loop begins again."
    )
    assert "200 points" not in told["cost"]
    assert "drawn at random with seed 2" in told["initialise"]


def test_a_phase_is_found_by_its_key_or_the_nearest():
    listed = phases(advance(start(RunConfig()), 1))
    assert listed[place_of("initialise", listed)].key == "forward1"
    assert listed[place_of("backward9", listed)].key == "backward2"
    assert listed[place_of("update", listed)].key == "update"


def test_choosing_a_target_leads_to_where_it_is_at_work():
    listed = phases(start(RunConfig()))

    def leads(now, target):
        return listed[phase_for(target, listed[place_of(now, listed)], listed)].key

    assert leads("forward1", "W2.0.1") == "forward2"
    assert leads("backward2", "unit1.3") == "backward1"
    assert leads("cost", "b1.0") == "forward1"
    assert leads("update", "b1.0") == "update"


@pytest.mark.parametrize("config", CONFIGS)
@pytest.mark.parametrize("steps", [0, 2])
def test_the_lit_lines_are_on_disk_in_the_function_that_ran(config, steps):
    events = [Event(0, "freeze", 1.0, "b1.0")]
    run = advance(start(config, events), steps)
    made = trace(run)
    for phase in phases(run):
        for function in phase.functions:
            shown = listing(run, phase, function)
            on_disk = iter(inspect.getsource(function).splitlines())
            assert all(line in on_disk for line in shown.lines)  # in this order
            assert shown.lit
            assert len(shown.lit) >= len(running_lines(run, phase, function))
            ast.parse("\n".join(shown.lines))
            html = listing_html(shown)
            assert html.count("<mark>") == len(shown.lit)
            assert html.count("<span>") == len(shown.lines) - len(shown.lit)
            for point in (0, None):
                told = variables(made, phase, function, parameter="W1", point=point, digits=3)
                assert told
                source = without_docstring(function)
                assert all(item.name[0].isalpha() for item in told)
                if function in (network.forward_prop, network.linear_backward):
                    assert all(item.name in source for item in told)


def test_a_line_that_is_not_in_the_source_is_told(monkeypatch):
    run = start(RunConfig())
    monkeypatch.setitem(listing.__globals__["LINES"], "forward_prop", ("Z = np.dot(W, A_prev)",))
    with pytest.raises(ValueError, match="forward_prop: expected a line"):
        listing(run, phases(run)[1], network.forward_prop)


def test_variables_have_the_shapes_and_values_of_the_moment():
    run = start(RunConfig())
    made = trace(run)
    phase = phases(run)[1]
    told = {
        name: (shape, values)
        for name, shape, values in variables(
            made, phase, network.forward_prop, parameter="W1", point=4, digits=0
        )
    }
    shape, values = told["Z"]
    assert shape == "4×200"
    Z = run.params["W1"] @ run.data.X + run.params["b1"]
    assert values.replace("−", "-") == f"[:, 4] = {[float(z) for z in Z[:, 4]]}"
    assert told["W"][1].startswith("from ")
    assert told["layer"] == ("", "1")


def test_coloured_source_has_every_letter_of_it():
    source = without_docstring(network.cost_function)
    text = "\n".join(coloured(source))
    for tag in ("k", "s", "n", "c"):
        assert f'<i class="{tag}">' in text
        text = text.replace(f'<i class="{tag}">', "")
    unescaped = text.replace("</i>", "").replace("&lt;", "<").replace("&gt;", ">")
    assert unescaped.replace("&#x27;", "'").replace("&quot;", '"').replace("&amp;", "&") == source


@pytest.mark.parametrize(
    ("target", "point", "expected", "sentence"),
    [
        ("unit1.3", 4, ("unit1.3", 4), ""),
        (
            "unit2.3",
            4,
            ("unit2.0", 4),
            "The network has no unit 4 of layer 2 any more: here is unit 1 of layer 2.",
        ),
        (
            "W9.7.7",
            None,
            ("W2.0.3", None),
            "The network has no W9[8, 8] any more: here is W2[1, 4].",
        ),
        (
            "<script>",
            0,
            ("unit1.0", 0),
            "The network has no such part any more: here is unit 1 of layer 1.",
        ),
        (
            "b1.0",
            12,
            ("b1.0", 9),
            "The step has 10 training points, no point 13: here is point 10.",
        ),
        ("b1.0", -3, ("b1.0", 0), "The step has 10 training points, no point -2: here is point 1."),
    ],
)
def test_what_is_gone_is_told_and_the_nearest_taken(target, point, expected, sentence):
    fitted = fit_choice(Chosen(99, target, point), 7, (2, 4, 1), 10)
    assert (fitted.chosen.target, fitted.chosen.point) == expected
    assert fitted.chosen.phase == 6
    assert fitted.sentence == sentence
