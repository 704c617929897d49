import re
import time
from dataclasses import replace
from itertools import count, islice, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import recent, settings
from dashboard.break_it import GALLERY
from dashboard.config import Event, RunConfig, parameter_count
from dashboard.doctor import consultation as consultations
from dashboard.doctor.consultation import Consultation
from dashboard.doctor.diagnose import CAUSES, EARLIEST, diagnose
from dashboard.doctor.evidence import Evidence
from dashboard.history import History
from dashboard.lane import LANE
from dashboard.lessons.catalogue import LESSONS
from dashboard.lessons.lesson import Predict, Try, Watch
from dashboard.lessons.outcomes import address_of
from dashboard.recent import recent_costs
from dashboard.run import advance, fork, rewind_to, start
from dashboard.vital_signs import SIGNS
from tests.dashboard.strategies import configs, examples
from tests.dashboard.test_page import SMALL, figures_of, open_page, press, run, session_of

STEPS = (30, 50, 75, 100, 200, 400, 700, 1_000)
"""Where a healthy run is looked at."""


def network(hidden, activation, **changes):
    return RunConfig(hidden=hidden, activations=(activation,) * len(hidden), **changes)


HEALTHY = {
    "the default": RunConfig(),
    "a line for two blobs": network((), "sigmoid", dataset="blobs", learning_rate=0.5),
    "a long plateau": network((4,), "sigmoid", dataset="xor", initialization="scale-1", seed=3),
    "ReLU on the moons": network(
        (8,), "relu", dataset="moons", initialization="he", learning_rate=0.5
    ),
    "a spiral with Adam": network(
        (16, 16),
        "tanh",
        dataset="spiral",
        n_train=150,
        seed=3,
        optimizer="adam",
        learning_rate=0.02,
    ),
    "clouds in mini-batches": network(
        (8,), "sigmoid", dataset="clouds", batch_size=20, learning_rate=1.0
    ),
    "three arms": network((8,), "tanh", dataset="arms", learning_rate=1.0),
    "an even slope": network((), "sigmoid", dataset="plane", learning_rate=0.3),
    "hills with Adam": network(
        (8,), "tanh", dataset="hills", n_train=100, optimizer="adam", learning_rate=0.03
    ),
    "moons with momentum": network(
        (4, 4), "tanh", dataset="moons", optimizer="momentum", learning_rate=0.05
    ),
}


def drawn_runs(seed=7):
    """Give configs of all kinds that ought to learn, one after another."""
    rng = np.random.RandomState(seed)

    def one_of(*choices):
        return choices[rng.randint(len(choices))]

    for number in count():
        activation = one_of("sigmoid", "tanh", "relu")
        dataset = one_of("circle", "xor", "moons", "blobs", "setosa", "clouds", "arms", "hills")
        optimizer = one_of("gradient-descent", "gradient-descent", "momentum", "rmsprop", "adam")
        rate = {"sigmoid": one_of(1.0, 2.0, 5.0), "tanh": one_of(0.2, 0.5, 1.0), "relu": 0.3}
        share = {"gradient-descent": 1, "momentum": 0.1}.get(optimizer, 0.01)
        yield network(
            one_of((4,), (8,), (16,), (4, 4), (8, 8), (8, 8, 8)),
            activation,
            dataset=dataset,
            initialization="he" if activation == "relu" else one_of("xavier", "scale-1"),
            seed=number,
            data_seed=int(rng.randint(50)),
            optimizer=optimizer,
            learning_rate=round(share * min(rate[activation], 0.3 if dataset == "hills" else 5), 5),
            batch_size=one_of(0, 0, 0, 20, 50),
            noise=one_of(0.0, 0.0, 0.05),
            l2=one_of(0.0, 0.0, 0.001),
        )


def has_learned(run):
    """Whether a run came to know its data: the points it has not seen as well."""
    scores = [SIGNS[sign].take(run) for sign in ("score", "test-score")]
    return min(scores) >= 0.95 and SIGNS["test-cost"].take(run) < 0.25


def findings_along(config):
    """Train a run and ask the doctor at each of the `STEPS`; give its end and what he said."""
    run, said = start(config), []
    for step in STEPS:
        run = advance(run, step - run.step)
        finding = diagnose(run)
        if finding is not None:
            said.append((step, finding.kind, finding.sentence))
    return run, said


def table(rows):
    """Write rows of what the doctor said."""
    return "\n".join(" | ".join(map(str, row)) for row in rows)


# No misses.


@pytest.fixture(scope="module")
def broken():
    return {failure.id: advance(start(failure.config), failure.steps) for failure in GALLERY}


def test_the_doctor_names_every_failure_of_the_gallery(broken):
    found = {name: diagnose(run) for name, run in broken.items()}
    missed = [
        (name, finding and finding.kind, finding and finding.sentence)
        for name, finding in found.items()
        if finding is None or finding.kind != name
    ]
    assert not missed, "misses:\n" + table(missed)


@pytest.mark.parametrize("name", [failure.id for failure in GALLERY])
def test_the_change_mends_the_failure_within_the_same_steps(name, broken):
    before = broken[name]
    change = diagnose(before).change
    after = advance(start(change.config), before.step)
    assert diagnose(after) is None
    if name == "overfitting":
        assert SIGNS["test-cost"].take(after) < 0.4 * SIGNS["test-cost"].take(before)
    else:
        assert SIGNS["score"].take(after) >= 0.95
        assert SIGNS["cost"].take(after) < 0.4 * SIGNS["cost"].take(before)


@pytest.mark.parametrize("failure", GALLERY, ids=lambda failure: failure.id)
def test_a_change_is_one_change(failure, broken):
    change = diagnose(broken[failure.id]).change
    changed = {
        name
        for name in failure.config.__dataclass_fields__
        if getattr(failure.config, name) != getattr(change.config, name)
    }
    assert len(changed - {"activations"} or changed) == 1


def test_the_figures_in_the_sentences_are_those_of_the_run(broken):
    """Each taken from the run in another way than the doctor takes it."""

    def said(name):
        return diagnose(broken[name]).sentence

    W1 = broken["zero-weights"].params["W1"]
    assert all((row == W1[0]).all() for row in W1)
    assert "8 of 8 rows of W1 are identical" in said("zero-weights")
    assert "8 of 8 ReLU units of layer 1 are dead" in said("dead-relus")

    run = broken["rate-too-large"]
    costs = [
        SIGNS["cost"].take(rewind_to(run, step)) for step in range(run.step - 200, run.step + 1)
    ]
    rises = sum(after > before for before, after in pairwise(costs))
    assert f"rose in {100 * rises / 200:.0f} % of the last 200 steps" in said("rate-too-large")

    run = broken["rate-too-small"]
    fell = SIGNS["cost"].take(rewind_to(run, run.step - 200)) - SIGNS["cost"].take(run)
    assert f"by {fell:.2g} in the last 200 steps" in said("rate-too-small")

    run = broken["overfitting"]
    best, now, step = re.search(
        r"from ([\d.]+) to ([\d.]+) since step ([\d,]+)", said("overfitting")
    ).groups()
    at_best = rewind_to(run, int(step.replace(",", "")))
    assert f"{SIGNS['test-cost'].take(at_best):.3g}" == best
    assert f"{SIGNS['test-cost'].take(run):.3g}" == now

    Z = broken["saturation"].params["W1"] @ broken["saturation"].data.X
    Z += broken["saturation"].params["b1"]
    A = 1 / (1 + np.exp(-Z))
    flat = (4 * A * (1 - A) < 0.01).mean()
    assert f"{100 * flat:.0f} % of the hidden activations are saturated" in said("saturation")


def test_the_first_cause_is_named_and_not_what_follows_from_it():
    # Zeros in two layers of sigmoids: alike, without gradient, and standing still all at once.
    run = advance(start(network((4, 4), "sigmoid", dataset="xor", initialization="zeros")), 60)
    assert diagnose(run).kind == "zero-weights"
    assert CAUSES[0](Evidence(run)).kind == "zero-weights"


# No false alarms.


@pytest.mark.parametrize("name", HEALTHY)
def test_the_doctor_is_silent_on_ten_healthy_runs(name):
    run, said = findings_along(HEALTHY[name])
    assert has_learned(run), SIGNS["score"].take(run)
    assert not said, "false alarms:\n" + table(said)


def lesson_runs():
    """Every run that a lesson has played, and every one that solves its task, to its last step."""
    for lesson in LESSONS:
        for step in lesson.steps:
            if isinstance(step, Watch | Predict):
                yield lesson.id, address_of(step.run), step.until
            elif isinstance(step, Try):
                yield lesson.id, address_of(step.solution), step.goal.within


@pytest.mark.slow
def test_in_the_lessons_the_doctor_speaks_of_the_failures_they_show_and_of_nothing_else():
    said = {}
    for lesson, address, until in lesson_runs():
        run = advance(start(address.config, address.events), until)
        if found := diagnose(run):
            said.setdefault(lesson, set()).add(found.kind)
            assert not has_learned(run) or found.kind == "overfitting", (lesson, found.sentence)
    assert said == {
        "xor": {"no-hidden-layer", "rate-too-large"},
        "symmetry": {"zero-weights"},
        "too-small": {"tiny-start"},
        "vanishing": {"vanishing-gradients"},
        "dead-relus": {"dead-relus"},
        "overfitting": {"overfitting"},
    }


@pytest.mark.slow
def test_the_doctor_is_silent_on_forty_healthy_runs_of_all_kinds():
    runs = ((config, *findings_along(config)) for config in drawn_runs())
    healthy = list(islice((entry for entry in runs if has_learned(entry[1])), 40))
    alarms = [(config, *row) for config, _, said in healthy for row in said]
    assert not alarms, "false alarms:\n" + table(alarms)


def test_a_young_run_is_left_alone():
    for failure in GALLERY:
        assert diagnose(advance(start(failure.config), EARLIEST - 1)) is None


# What else he says.


def test_a_run_that_has_ended_is_told_so_at_once():
    config = network((8,), "relu", dataset="hills", initialization="he", learning_rate=20.0)
    run = advance(start(config), 5_000)
    assert run.has_ended
    finding = diagnose(run)
    assert finding.kind == "ended"
    assert f"After step {run.step:,}" in finding.sentence
    assert finding.change.config.learning_rate < config.learning_rate
    assert not advance(start(finding.change.config), run.step + 5).has_ended


def test_weights_given_too_large_are_told_apart_from_steps_too_large():
    config = RunConfig(hidden=(), activations=(), n_train=12, n_test=0)
    config = replace(config, initialization="given", given=(1e308, 1e308, 0.0))
    finding = diagnose(start(config))
    assert "given at the start" in finding.sentence
    assert finding.change.config.given == ()


def test_linear_units_are_no_better_than_one_line():
    run = advance(start(network((8,), "linear", dataset="circle", learning_rate=0.5)), 300)
    finding = diagnose(run)
    assert finding.kind == "no-hidden-layer"
    assert finding.change.config.activations == ("tanh",)


def test_the_settings_in_force_are_those_that_are_changed():
    run = advance(start(network((8,), "relu", dataset="circle", initialization="he")), 10)
    run = advance(fork(run, 10, Event(10, "lr", 50.0)), 100)
    finding = diagnose(run)
    assert finding.kind == "dead-relus"
    assert "50 → " in finding.change.words


def test_where_the_run_has_the_change_already_none_is_offered():
    config = RunConfig(
        hidden=(2,),
        activations=("linear",),
        dataset="hills",
        n_train=12,
        n_test=0,
        initialization="given",
        given=(1e3, 0.0, 0.0, 1e3, 0.0, 0.0, 1e3, 1e3, 0.0),
        learning_rate=settings.LEARNING_RATE.minimum,
    )
    run = advance(start(config), 60)
    assert run.has_ended
    assert run.step
    finding = diagnose(run)
    assert finding.kind == "ended"
    assert finding.change is None
    consultation = Consultation()
    consultation.finding(run)
    consultation.try_change()
    assert consultation.trial is None


@examples(25)
@given(config=configs(), steps=st.integers(0, 90))
def test_whatever_the_run_the_doctor_keeps_his_head(config, steps):
    run = advance(start(config), steps)
    finding = diagnose(run)
    if finding is not None:
        assert finding.sentence.endswith(".")
        assert "nan" not in finding.sentence
        assert "inf" not in finding.sentence.replace("infinite", "").replace("finite", "")
        if finding.change is not None:
            start(finding.change.config)  # legal


# The costs of the last steps.


@pytest.mark.parametrize("batch", [0, 5])
def test_the_last_costs_are_exact(batch):
    run = advance(start(RunConfig(n_train=12, batch_size=batch)), 90)
    afresh = start(RunConfig(n_train=12, batch_size=batch))
    expected = [SIGNS["cost"].take(advance(afresh, step)) for step in range(50, 91)]
    assert recent_costs(run, 40).tolist() == expected
    kept = replace(run, history=History(5, {0: run.history.snapshots[0]}, last=90))
    assert recent_costs(kept, 40).tolist() == expected


def test_a_run_younger_than_asked_for_is_looked_at_from_its_start():
    assert recent_costs(advance(start(RunConfig(n_train=12)), 30), 200).size == 31
    assert recent_costs(advance(start(RunConfig(n_train=12)), 10), 200).size == 0


def test_no_more_is_trained_again_than_there_is_time_for():
    config = RunConfig(n_train=2_000, hidden=(16,) * 6, activations=("tanh",) * 6)
    most = recent.affordable_steps(start(config))
    assert most * 2_000 * parameter_count(config.layer_dims) <= recent.WORK
    run = start(RunConfig(n_train=12))
    far = replace(advance(run, 200), history=History(5, {0: run.state}, last=200))
    assert recent_costs(far).size == 0 or recent.affordable_steps(far) >= 200


def test_the_lane_is_used_turn_by_turn_and_left_free():
    recent_costs(advance(start(RunConfig(n_train=12)), 120))
    assert LANE.is_free


# Asked once, and tried.


def test_the_doctor_looks_once_at_each_step(monkeypatch):
    looked = []
    monkeypatch.setattr(
        consultations, "diagnose", lambda run: looked.append(run.step) or diagnose(run)
    )
    run = advance(start(GALLERY[0].config), 80)
    consultation = Consultation()
    first = consultation.finding(run)
    assert consultation.finding(replace(run)) is first
    assert looked == [80]
    consultation.finding(advance(run, 1))
    consultation.finding(start(GALLERY[0].config))
    assert looked == [80, 81, 0]


def test_a_trial_comes_to_the_same_step_as_the_run(broken):
    run = broken["dead-relus"]
    consultation = Consultation()
    consultation.try_change()
    assert consultation.trial is None  # nothing was found yet
    change = consultation.finding(run).change
    consultation.try_change()
    deadline = time.monotonic() + 60
    while not consultation.trial.is_done and time.monotonic() < deadline:
        consultation.train_on(0.05)
    tried = consultation.trial.run
    expected = advance(start(change.config), run.step)
    assert tried.step == run.step
    assert all(np.array_equal(tried.params[name], expected.params[name]) for name in tried.params)
    consultation.finding(advance(run, 1))
    assert consultation.trial is None


# On the page.


def open_broken(name, **more):
    """Open the page on a failure's run at its step."""
    failure = next(failure for failure in GALLERY if failure.id == name)
    page = open_page(**SMALL)
    session = session_of(page)
    session.restart(failure.config)
    session.run = advance(session.run, failure.steps)
    session.hidden = frozenset(more.get("hidden", ()))
    return run(page)


def doctors_words(page):
    return [
        markdown.value
        for markdown in page.markdown
        if markdown.value.startswith(":material/stetho")
    ]


def test_the_doctors_line_stands_under_the_stage_and_the_change_is_tried_and_used():
    page = open_broken("dead-relus")
    (words,) = doctors_words(page)
    assert "8 of 8 ReLU units" in words
    before = session_of(page).run
    press(page, "doctor_try")
    figures = figures_of(page)
    assert {"doctor_before_figure", "doctor_after_figure"} <= set(figures)
    outcomes = [markdown.value for markdown in page.markdown if "Step 100:" in markdown.value]
    assert len(outcomes) == 2
    assert "accuracy 50 %" in outcomes[0]
    assert "accuracy 100 %" in outcomes[1]
    press(page, "doctor_use")
    session = session_of(page)
    assert session.run.config.learning_rate == 2.0
    assert session.run.step == 0
    assert not doctors_words(page)
    press(page, "undo")
    assert session_of(page).run is before
    assert len(doctors_words(page)) == 1


def test_a_trial_can_be_closed():
    page = open_broken("dead-relus")
    press(page, "doctor_try")
    press(page, "doctor_close")
    assert "doctor_before_figure" not in figures_of(page)
    assert page.button(key="doctor_try").label == "Try this: learning rate 20 → 2"


def test_a_healthy_run_and_a_hidden_doctor_leave_no_line():
    page = open_page(**SMALL)
    assert not doctors_words(page)
    assert not doctors_words(open_broken("dead-relus", hidden=["doctor"]))


def test_the_doctor_costs_nothing_while_it_plays(monkeypatch):
    page = open_broken("no-hidden-layer")
    looked = []
    monkeypatch.setattr(consultations, "diagnose", looked.append)
    press(page, "play")
    run(page)
    assert looked == []
