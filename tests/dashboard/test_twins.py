"""Do twins share all but one thing, and is each the run that it would be alone?"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from streamlit.testing.v1 import AppTest

from dashboard.config import Event, RunConfig
from dashboard.figures.twins import CostLine, costs_of_twins
from dashboard.probes import curves, measure
from dashboard.run import advance, fingerprint, start
from dashboard.twins.lockstep import TARGET, Twin, go_on_for, go_to, outcome
from dashboard.twins.vary import VARIED
from dashboard.twins.words import check_comparable, fairness, labels, title, varied_key
from tests.dashboard.strategies import configs, examples

MAIN = Path(__file__).parents[2] / "dashboard" / "main.py"
SMALL = RunConfig(n_train=20, n_test=5)


def twins_of(*configs):
    return tuple(Twin(start(config)) for config in configs)


def going(twins, step):
    while not all(twin.run.step == step or twin.run.has_ended for twin in twins):
        twins = go_to(twins, step, seconds=0.01)
    return twins


@pytest.mark.parametrize("key", ["lr", "opt", "l2", "cost", "batch", "act"])
def test_twins_start_from_the_same_weights_and_each_equals_its_own_solo_run(key):
    varied = VARIED[key]
    other = varied.given_to(SMALL, varied.offered(SMALL)[0])
    twins = twins_of(SMALL, other)
    for name, array in twins[0].run.params.items():
        assert array.tobytes() == twins[1].run.params[name].tobytes()
    assert "same weights, to the last bit" in fairness([twin.run for twin in twins])
    for twin, config in zip(going(twins, 70), (SMALL, other), strict=True):
        assert fingerprint(twin.run) == fingerprint(advance(start(config), 70))


@pytest.mark.parametrize("key", list(VARIED))
@given(config=configs())
@examples(8)
def test_a_twin_differs_in_its_one_setting_and_nothing_else(key, config):
    varied = VARIED[key]
    for value in varied.offered(config)[:3]:
        other = varied.given_to(config, value)
        assert varied.of(other) == value
        assert varied.given_to(config, value) == other
        found = varied_key([config, other])
        assert found
        assert VARIED[found].given_to(config, VARIED[found].of(other)) == other
        check_comparable([start(config), start(other)])


def test_all_stand_at_one_step_whatever_each_of_them_takes():
    twins = go_to(
        twins_of(SMALL, replace(SMALL, hidden=(16, 16), activations=("tanh",) * 2)),
        9000,
        seconds=0.05,
    )
    assert twins[0].run.step == twins[1].run.step > 0
    back = go_to(twins, 3, seconds=0.05)
    assert [twin.run.step for twin in back] == [3, 3]
    assert fingerprint(back[0].run) == fingerprint(advance(start(SMALL), 3))


def test_by_time_each_goes_its_own_way_and_stays_its_own_run():
    twins = go_on_for(twins_of(SMALL, replace(SMALL, seed=5)), 0.02)
    for twin, seed in zip(twins, (SMALL.seed, 5), strict=True):
        assert twin.run.step > 0
        solo = advance(start(replace(SMALL, seed=seed)), twin.run.step)
        assert fingerprint(twin.run) == fingerprint(solo)


def test_one_that_ends_waits_for_the_others():
    wild = replace(SMALL, hidden=(4, 4), activations=("linear",) * 2, learning_rate=100.0)
    twins = going(twins_of(SMALL, wild), 60)
    assert twins[0].run.step == 60
    assert twins[1].run.has_ended
    assert outcome(twins[1]).has_ended
    assert twins[1].run.step < 60


@pytest.mark.parametrize("batch_size", [0, 7])
def test_the_first_step_below_the_target_is_exact(batch_size):
    config = replace(SMALL, dataset="blobs", batch_size=batch_size)
    twin = going(twins_of(config, SMALL), 200)[0]
    run = start(config)
    while measure(run, run.step, run.params).train_cost > TARGET:
        run = advance(run, 1)
    assert twin.reached == run.step
    assert outcome(twin).reached == run.step
    assert outcome(going(twins_of(config), run.step - 1)[0]).reached is None


def test_the_outcome_is_what_the_run_measures():
    twin = going(twins_of(SMALL, SMALL), 40)[0]
    run = advance(start(SMALL), 40)
    measured, found = measure(run, 40, run.params), outcome(twin)
    assert (found.train_cost, found.test_cost) == (measured.train_cost, measured.test_cost)
    assert found.train_score == measured.train_score
    sizes = [
        np.sqrt((grad**2).mean())
        for step in range(41)
        for name, grad in _gradients(advance(start(SMALL), step)).items()
        if name.startswith("dW")
    ]
    assert found.largest_gradient == pytest.approx(max(sizes), rel=1e-12)


def _gradients(run):
    from network import backprop, forward_prop

    AL, caches = forward_prop(run.data.X, run.params, **run.forward_options)
    return backprop(AL, run.data.Y, caches)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([{"learning_rate": 0.1}], "Learning rate 2 against 0.1"),
        ([{"hidden": (8,)}], "Units a hidden layer 4 against 8"),
        ([{"hidden": ()}, {"hidden": (4, 4)}], "Hidden layers 1 against 0 and 2"),
        ([{"seed": 3}], "Seed of the starting weights 2 against 3"),
        ([{"optimizer": "adam"}], "Optimizer gradient descent against Adam"),
        ([{"seed": 3, "l2": 0.1}], "Different seed of the starting weights and L2 penalty"),
        ([{}], "The same run, side by side"),
    ],
)
def test_the_title_says_the_difference_in_words(changes, words):
    made = []
    for change in changes:
        change = dict(change)
        if "hidden" in change:
            change["activations"] = ("sigmoid",) * len(change["hidden"])
        made.append(start(replace(SMALL, **change)))
    assert title([start(SMALL), *made]) == words


def test_what_could_not_be_shared_is_said():
    other_shape = start(replace(SMALL, hidden=(8,)))
    assert "other shapes" in fairness([start(SMALL), other_shape])
    other_seed = start(replace(SMALL, seed=4))
    assert "that is what is compared" in fairness([start(SMALL), other_seed])
    both = start(replace(SMALL, seed=4, learning_rate=1.0))
    assert "could not share their starting weights" in fairness([start(SMALL), both])
    assert "more than one thing" in fairness([start(SMALL), both])
    changed = start(SMALL, [Event(4, "lr", 5.0)])
    assert title([start(SMALL), changed]) == "Different what was changed on the way"
    assert labels([start(SMALL), changed]) == ["run 1", "run 2"]


@pytest.mark.parametrize("change", [{"dataset": "xor"}, {"n_train": 21}, {"noise": 0.2}])
def test_runs_whose_data_differ_cannot_be_compared(change):
    with pytest.raises(ValueError, match="learn from different points"):
        check_comparable([start(SMALL), start(replace(SMALL, **change))])


@pytest.mark.parametrize("count", [1, 5])
def test_a_comparison_has_two_to_four_runs(count):
    with pytest.raises(ValueError, match="two to 4 runs"):
        check_comparable([start(SMALL)] * count)


def test_one_cost_figure_has_a_line_for_each():
    twins = going(twins_of(SMALL, replace(SMALL, learning_rate=0.1)), 20)
    lines = []
    for twin in twins:
        measured = curves(twin.run, 20)
        lines.append(CostLine("<i>", measured.steps, measured.train_cost, 0.5, "cross-entropy"))
    drawn = costs_of_twins(lines, step=20, is_logarithmic=False, by_time=False)
    assert [list(trace.y) for trace in drawn.data] == [list(line.costs) for line in lines]
    assert drawn.data[0].name == "&lt;i&gt;"
    timed = costs_of_twins(lines, step=20, is_logarithmic=False, by_time=True)
    assert list(timed.data[0].x) == [0.5 * step for step in lines[0].steps]


# The page.


def open_page(**query):
    page = AppTest.from_file(MAIN, default_timeout=60)
    page.query_params = {"v": "1", "n": "20", "test": "5", **query}
    page.switch_page("../pages/compare.py").run()
    return arrived(page)


def arrived(page):
    while page.session_state["kept_comparison"].goal is not None:
        page.run()
    assert not page.exception
    return page


def heading(page):
    return page.subheader[0].value


def test_the_page_opens_with_a_telling_twin_that_is_in_its_link():
    page = open_page()
    assert heading(page) == "Learning rate 2 against 10"
    assert page.session_state["kept_comparison"].step == 300
    assert page.query_params["twins"] == "lr:10"


def test_what_differs_is_chosen():
    page = open_page()
    (choice,) = [one for one in page.selectbox if one.label == "They differ in"]
    choice.set_value("units").run()
    assert heading(arrived(page)) == "Units a hidden layer 4 against 1"
    (others,) = page.multiselect
    others.set_value([1, 2, 8]).run()
    assert heading(arrived(page)) == "Units a hidden layer 4 against 1, 2 and 8"
    page.run()
    assert page.query_params["twins"] == "dims:1!dims:2!dims:8"


@pytest.mark.parametrize("twins", ["dims:8!dims:0*act:", "seed:7*opt:adam"])
def test_a_link_opens_its_comparison(twins):
    page = open_page(twins=twins, at="40")
    assert page.session_state["kept_comparison"].step == 40


@pytest.mark.parametrize(
    ("twins", "sentence"),
    [
        ("data:xor", "learn from different points"),
        ("lr:banana", "could not be read"),
        ("lr:1!lr:2!lr:3!lr:5!lr:7", "two to 4 runs"),
    ],
)
def test_a_bad_comparison_is_told_and_another_is_shown(twins, sentence):
    page = AppTest.from_file(MAIN, default_timeout=60)
    page.query_params = {"v": "1", "n": "20", "test": "5", "twins": twins}
    page.switch_page("../pages/compare.py").run()
    assert not page.exception
    assert any(sentence in text.value for text in page.text)
    assert heading(page).startswith("Learning rate")


def test_a_run_is_sent_here_and_back():
    page = AppTest.from_file(MAIN, default_timeout=60)
    page.query_params = {"v": "1", "n": "20", "test": "5", "step": "10"}
    page.run()
    page.button(key="send_to_twins").click().run()
    page.session_state["session"].change(seed=9)
    page.switch_page("../pages/playground.py").run()
    page.button(key="send_to_twins").click().run()
    page.switch_page("../pages/compare.py").run()
    arrived(page)
    assert heading(page) == "Seed of the starting weights 9 against 2"
    page.button(key="open_twin_1").click().run()
    session = page.session_state["session"]
    assert session.run.config.seed == 2
    assert session.undo[-1].run.config.seed == 9
