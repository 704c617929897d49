import time
from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import Phase
from hypothesis import settings as HypothesisSettings  # noqa: N812
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from dashboard import narration, settings
from dashboard.batch import flatten
from dashboard.config import RULE_FIELDS, Event, RunConfig
from dashboard.history import History
from dashboard.keyframe import Keyframe
from dashboard.link import Address, decode
from dashboard.pace import INTERVALS, Pace
from dashboard.run import advance, fingerprint, fork, rewind_to, start
from dashboard.session import Session, new_session
from dashboard.stage.payload import scene_id
from tests.dashboard.strategies import (
    changes,
    configs,
    examples,
    feature_lists,
    rates,
    rule_changes,
    whole,
)

SMALL = RunConfig(n_train=12, n_test=4, learning_rate=0.5)
"""A run whose steps take no time worth mentioning."""

ENDING = RunConfig(
    n_train=12, n_test=4, hidden=(4, 4), activations=("linear", "linear"), learning_rate=20.0
)
"""A run that leaves the finite numbers after seven steps."""

OTHER_SETTINGS = [
    {"dataset": "xor"},
    {"data_seed": 7},
    {"noise": 0.25},
    {"n_train": 13},
    {"n_test": 5},
    {"hidden": (3, 2)},
    {"activations": ("tanh",)},
    {"initialization": "he"},
    {"seed": 9},
    {"n_classes": 4},
    {"features": ("x1", "sin x2")},
    {"cost": "squared-error"},
]
"""One change for each setting that alters the past."""


class Clock:
    """Seconds that pass only where a test says so, and a microsecond at each look."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        self.now += 1e-6
        return self.now


@pytest.fixture(scope="module", autouse=True)
def _time_stands_still():
    """No test here depends on how fast this machine is."""
    with pytest.MonkeyPatch.context() as patch:
        clock = Clock()
        patch.setattr(
            "dashboard.batch.time", SimpleNamespace(perf_counter=clock, monotonic=time.monotonic)
        )
        yield


def session_at(step, config=SMALL, events=()):
    """A paused session whose run stands at a step that it was trained to."""
    session = Session(start(config, events))
    session.step_to(step)
    assert session.run.step == step
    return session


def playing_session(config=SMALL, *, n_frames=5, speed=3):
    """A session that plays, its training some frames ahead."""
    session = Session(start(config))
    session.set_speed(speed)
    session.play()
    session.next_frames(n_frames)
    assert session.run.step == n_frames * speed
    return session


def afresh(run):
    """The same run, trained again from nothing to the same step."""
    return advance(start(run.config, run.events), run.step)


def state(session):
    """Which run is on the page, and where it stands, to the last bit."""
    run = session.run
    return run.config, run.events, run.step, fingerprint(run)


def rate_at(run, step):
    """The learning rate of the update from a step to the next."""
    return run.schedule.at(step).learning_rate


def waiting_rate(session):
    """The learning rate that waits for the stage to say where it counts, if one does."""
    return next((event.value for event in session.awaiting if event.kind == "lr"), None)


def picture(session):
    """All that a learner could notice of a session."""
    return (
        state(session),
        session.is_playing,
        session.speed,
        session.seen,
        session.goal,
        session.awaiting,
        session.sentence,
        len(session.undo),
    )


# Whatever a learner does, in whatever order.


def changed_settings(config):
    """One setting that starts a new run, with a value that the page could ask for."""
    hidden = st.lists(whole(settings.UNITS, most=4), max_size=3).map(tuple)
    activation = st.sampled_from(list(settings.ACTIVATION.choices))
    initializations = [name for name in settings.INITIALIZATION.choices if name != "given"]
    return st.one_of(
        st.fixed_dictionaries({"dataset": st.sampled_from(list(settings.DATA.choices))}),
        st.fixed_dictionaries({"data_seed": whole(settings.DATA_SEED)}),
        st.fixed_dictionaries({"noise": st.floats(0, 1)}),
        st.fixed_dictionaries({"n_train": whole(settings.TRAINING_POINTS, most=12)}),
        st.fixed_dictionaries({"n_test": whole(settings.TEST_POINTS, most=4)}),
        st.fixed_dictionaries({"hidden": hidden}),
        st.fixed_dictionaries({"activations": st.tuples(*[activation for _ in config.hidden])}),
        st.fixed_dictionaries({"initialization": st.sampled_from(initializations)}),
        st.fixed_dictionaries({"seed": whole(settings.SEED)}),
        st.fixed_dictionaries({"n_classes": whole(settings.CLASSES)}),
        st.fixed_dictionaries({"features": feature_lists()}),
        st.fixed_dictionaries({"cost": st.sampled_from(list(settings.COST.choices))}),
    )


@st.composite
def addresses(draw):
    """Links to small runs, at steps that are soon trained."""
    return Address(
        config=draw(configs()),
        events=start(SMALL, draw(changes())).events,
        step=draw(st.integers(0, 25)),
        is_playing=draw(st.booleans()),
        speed=draw(st.integers(1, 4)),
        fingerprint=draw(st.sampled_from(["", "00000000"])),
        problems=draw(st.sampled_from([(), ("noise: that is no number.",)])),
    )


steps = st.integers(-2, 40)


def rate_for(task, rate, task_before):
    """The rate to go on with: values want a smaller one than classes, and only their own."""
    most = settings.LARGEST_VALUE_RATE
    if task == "value" != task_before:
        return min(rate, most)
    if task_before == "value" != task and rate == most:
        return settings.LEARNING_RATE.default
    return rate


class AnyOrder(RuleBasedStateMachine):
    """A learner who presses everything."""

    def __init__(self):
        super().__init__()
        self.now = 1000.0
        # Which numbers overflow near the end of a run is for test_probes and test_batch.
        self.quiet = np.errstate(over="ignore", invalid="ignore")
        self.quiet.__enter__()

    def teardown(self):
        self.quiet.__exit__(None, None, None)

    @contextmanager
    def same_run(self):
        """What happens here keeps config and events, unless a learning rate still waits."""
        before, awaiting = self.session.run, self.session.awaiting
        yield
        run = self.session.run
        if not awaiting:
            assert (run.config, run.events) == (before.config, before.events)

    @initialize(address=addresses())
    def open_page(self, address):
        self.session = new_session(address)
        assert self.session.run.config == address.config
        assert self.session.run.events == start(address.config, address.events).events

    @rule()
    def play(self):
        had_ended = self.session.run.has_ended
        was_playing = self.session.is_playing
        self.session.play()
        assert self.session.is_playing == (was_playing or not had_ended)
        if had_ended:
            assert self.session.sentence

    @rule(n_frames=st.integers(1, 4))
    def train(self, n_frames):
        before = self.session.run
        goal = self.session.goal
        frames = self.session.next_frames(n_frames)
        run = self.session.run
        assert (run.config, run.events) == (before.config, before.events)
        assert len(frames.steps) <= n_frames
        assert np.all(np.diff(frames.steps) > 0)
        if len(frames.steps):
            assert before.step < frames.steps[0]
            assert frames.steps[-1] == run.step
        else:
            assert run.step == before.step
        if goal is not None:
            assert run.step <= goal
        if run.has_ended:
            assert not self.session.is_making_frames

    @rule(step=steps)
    def pause_at(self, step):
        before = self.session.run
        with self.same_run():
            self.session.pause_at(step)
        assert self.session.run.step == min(max(step, 0), before.history.last)
        assert not self.session.is_playing
        assert self.session.goal is None

    @rule()
    def pause(self):
        before = self.session.run
        with self.same_run():
            self.session.pause()
        assert self.session.run.step == before.step
        assert not self.session.is_playing
        assert self.session.goal is None

    @rule(step=steps)
    def step_to(self, step):
        with self.same_run():
            self.session.step_to(step)
        run = self.session.run
        assert run.step == max(step, 0) or (run.has_ended and run.step < step)
        assert not self.session.is_playing
        assert self.session.goal is None

    @rule()
    def reset(self):
        with self.same_run():
            self.session.reset()
        run = self.session.run
        assert run.step == 0
        assert fingerprint(run) == fingerprint(start(run.config, run.events))

    @rule()
    def new_seed(self):
        before = self.session.run
        self.session.new_seed()
        if before.config.initialization in ("zeros", "given"):
            assert self.session.run is before
            assert self.session.sentence
        else:
            assert self.session.run.config.seed != before.config.seed

    @rule(data=st.data())
    def change(self, data):
        before = self.session.run
        # The rate that a learner sees: one that still waits for the stage is already shown.
        rate = waiting_rate(self.session)
        if rate is None:
            rate = rate_at(before, before.step)
        wanted = data.draw(changed_settings(before.config))
        ((name, value),) = wanted.items()
        self.session.change(**wanted)
        run = self.session.run
        assert getattr(run.config, name) == value
        if getattr(before.config, name) == value:
            assert run is before
            return
        assert (run.step, run.events) == (0, ())
        assert run.config.learning_rate == rate_for(run.config.task, rate, before.config.task)
        assert self.session.undo[-1].run is before

    @rule(rate=rates())
    def change_learning_rate(self, rate):
        session = self.session
        before, was_playing = session.run, session.is_playing
        session.change_rule("lr", rate)
        if was_playing:
            assert session.run is before
            assert waiting_rate(session) == rate
            return
        assert session.run.step == before.step
        assert rate_at(session.run, before.step) == rate
        kept = [event for event in before.events if event.step < before.step]
        assert list(session.run.events[: len(kept)]) == kept

    @rule(change=rule_changes())
    def change_rule(self, change):
        kind, _, value = change
        session = self.session
        before, was_playing = session.run, session.is_playing
        session.change_rule(kind, value)
        if was_playing:
            assert session.run is before
        else:
            assert getattr(session.run.rule, RULE_FIELDS[kind]) == value
        assert getattr(session.rule, RULE_FIELDS[kind]) == value

    @rule(value=st.floats(-3, 3), data=st.data())
    def edit(self, value, data):
        session = self.session
        before, was_playing = session.run, session.is_playing
        name = data.draw(st.sampled_from(sorted(before.params)))
        row, column = (data.draw(st.integers(0, n - 1)) for n in before.params[name].shape)
        place = f"{name}.{row}.{column}" if name[0] == "W" else f"{name}.{row}"
        session.edit(place, value)
        if was_playing:
            assert session.run is before
        else:
            assert session.run.params[name][row, column] == value

    @rule(is_frozen=st.booleans())
    def freeze(self, is_frozen):
        session = self.session
        was_playing = session.is_playing
        session.freeze("layer1", is_frozen=is_frozen)
        if not was_playing:
            frozen = session.frozen or {}
            assert ("W1" in frozen and bool(frozen["W1"].all())) == is_frozen

    @rule(lag=st.integers(0, 1), step=steps)
    def hear_from_the_stage(self, lag, step):
        session = self.session
        waiting, before = session.awaiting, session.run
        rate = waiting_rate(session)
        session.answer(session.question - lag, step)
        if not waiting or lag:
            assert session.run is before
            assert session.awaiting == waiting
            return
        assert not session.awaiting
        drawn = min(max(step, 0), before.history.last)
        expected = rewind_to(before, drawn)
        try:
            for event in waiting:
                expected = fork(expected, drawn, event._replace(step=drawn))
        except ValueError:  # there is no room for more changes
            expected = before
        if (expected.config, expected.events) == (before.config, before.events):
            assert session.run is before  # what waited is in force there already
            return
        run = session.run
        assert (run.config, run.events) == (expected.config, expected.events)
        assert run.step == drawn
        assert rate is None or rate_at(run, drawn) == rate

    @rule()
    def undo(self):
        session = self.session
        kept = session.undo
        session.undo_last()
        if kept:
            assert session.run is kept[-1].run
            assert session.undo == kept[:-1]
            assert not session.is_making_frames

    @rule(step=steps, is_known=st.booleans())
    def hear_where_the_last_run_was_left(self, step, is_known):
        session = self.session
        before, kept = session.run, session.undo
        identity = scene_id(kept[-1].run) if kept and is_known else "00000000"
        session.note_left(identity, step)
        assert session.run is before
        assert len(session.undo) == len(kept)
        assert session.undo[:-1] == kept[:-1]
        if kept:
            old, left = kept[-1].run, session.undo[-1].run
            assert (left.config, left.events, left.history) == (
                *(old.config, old.events),
                old.history,
            )
            drawn = min(max(step, 0), old.history.last)
            assert left.step == (drawn if is_known else old.step)
            assert fingerprint(left) == fingerprint(afresh(left))

    @rule(speed=st.integers(1, 4))
    def set_speed(self, speed):
        self.session.set_speed(speed)
        assert self.session.speed == speed
        assert self.session.steps_per_frame <= speed

    @rule(address=addresses())
    def open(self, address):
        self.session.open(address)
        assert self.session.run.config == address.config
        assert self.session.speed == address.speed

    @rule(address=addresses())
    def go_back_to_another_run(self, address):
        undo = self.session.undo
        self.session.follow(address)
        assert self.session.run.config == address.config
        assert self.session.undo == undo

    @rule(step=st.integers(0, 25), is_playing=st.booleans())
    def go_back_to_the_same_run(self, step, is_playing):
        before = self.session.run
        speed = self.session.speed
        with self.same_run():
            self.session.follow(
                Address(before.config, before.events, step, is_playing=is_playing, speed=speed)
            )
        run = self.session.run
        if step <= before.history.last and run.events == before.events:
            assert run.history is before.history
            assert run.step == step

    @rule(seconds=st.floats(0, 5), left=st.integers(0, 60))
    def ask_for_more(self, seconds, left):
        self.now += seconds
        session, serial = self.session, self.session.serial
        was_making_frames = session.is_making_frames
        with self.same_run():
            session.supply(left, self.now)
        frames = session.take_outbox()
        assert (frames is None) == (session.serial == serial)
        assert was_making_frames or frames is None
        if frames is not None:
            assert len(frames.steps) <= settings.FIRST_BATCH_FRAMES

    @precondition(lambda self: hasattr(self, "session"))
    @invariant()
    def is_what_its_config_and_events_say(self):
        run = self.session.run
        assert fingerprint(run) == fingerprint(afresh(run))

    @precondition(lambda self: hasattr(self, "session"))
    @invariant()
    def keeps_its_books(self):
        session = self.session
        run = session.run
        assert 0 <= run.step <= run.history.last
        assert 0 <= session.seen <= run.history.last
        assert len(session.undo) <= settings.MAX_UNDO
        assert session.is_making_frames == (session.is_playing or session.goal is not None)
        if session.goal is not None:
            assert run.step < session.goal
        if session.awaiting:
            assert session.is_playing
        assert session.steps_per_frame >= 1
        assert session.sentence == "" or session.sentence.endswith((".", "?"))

    @precondition(lambda self: hasattr(self, "session"))
    @invariant()
    def is_named_by_its_link(self):
        session = self.session
        written = session.parameters()
        assert (written.get("play") == "1") == session.is_playing
        if session.run.config.given:
            return  # what fits a link of given parameters is for test_link
        address = decode(written)
        assert address.problems == ()
        assert (address.config, address.events) == (session.run.config, session.run.events)
        assert (address.step, address.speed) == (session.run.step, session.speed)


TestWhateverALearnerDoes = AnyOrder.TestCase
# Shrinking what fails takes minutes here, and the steps that are printed tell enough.
TestWhateverALearnerDoes.settings = HypothesisSettings(
    examples(40), stateful_step_count=25, phases=[Phase.explicit, Phase.reuse, Phase.generate]
)


# Play, pause, step.


def test_playing_makes_frames_and_pausing_stops():
    session = Session(start(SMALL))
    assert not session.is_making_frames
    session.play()
    assert session.is_making_frames
    session.next_frames(2)
    session.pause()
    assert not session.is_making_frames
    assert session.run.step == 2 * session.speed


def test_pausing_goes_back_to_the_step_drawn():
    session = playing_session(n_frames=6, speed=3)
    session.pause_at(7)
    assert session.run.step == 7
    assert fingerprint(session.run) == fingerprint(advance(start(SMALL), 7))
    assert not session.is_playing
    assert session.seen == 7


def test_playing_on_after_a_pause_starts_at_the_step_that_was_drawn():
    session = playing_session(n_frames=6, speed=3)
    session.pause_at(7)
    session.play()
    frames = session.next_frames(3)
    assert frames.steps.tolist() == [10, 13, 16]
    assert fingerprint(session.run) == fingerprint(advance(start(SMALL), 16))


@pytest.mark.parametrize(("asked", "reached"), [(-5, 0), (999, 15)])
def test_pausing_stays_within_what_was_trained(asked, reached):
    session = playing_session(n_frames=5, speed=3)
    session.pause_at(asked)
    assert session.run.step == reached


def test_a_pause_before_the_newest_step_seen_keeps_it_in_sight():
    session = session_at(30)
    session.pause_at(10)
    assert (session.run.step, session.seen) == (10, 30)


def test_a_step_forward_trains_one_step_and_rests():
    session = playing_session(n_frames=1, speed=1)
    session.step_to(2)
    assert session.run.step == 2
    assert not session.is_playing
    assert session.seen == 2


def test_one_jump_is_bounded():
    session = Session(start(replace(SMALL, n_train=1, n_test=0)))
    session.step_to(10**9)
    assert session.run.step == settings.LARGEST_JUMP


def test_reset_is_the_same_start():
    session = playing_session(n_frames=4)
    session.reset()
    assert state(session) == state(Session(start(SMALL)))
    assert not session.is_playing
    assert session.run.history.last == 12
    assert "same" in session.sentence


def test_speed_is_steps_from_one_frame_to_the_next():
    session = playing_session(n_frames=1, speed=1)
    session.set_speed(5)
    assert session.next_frames(3).steps.tolist() == [6, 11, 16]


@pytest.mark.parametrize("speed", [0, -1, 1001, 2.5])
def test_a_speed_outside_its_row_is_refused(speed):
    session = Session(start(SMALL))
    before = picture(session)
    with pytest.raises(ValueError, match="speed"):
        session.set_speed(speed)
    assert picture(session) == before


def test_every_batch_has_another_number():
    session = Session(start(SMALL))
    session.play()
    serials = [session.serial]
    for _ in range(3):
        session.next_frames(1)
        serials.append(session.serial)
    assert sorted(set(serials)) == serials


# A setting that alters the past.


def test_every_setting_of_a_run_is_among_those_tried_here():
    tried = {name for change in OTHER_SETTINGS for name in change}
    rules = set(RULE_FIELDS.values())
    assert tried | rules | {"given", "own"} == set(RunConfig.__dataclass_fields__)


@pytest.mark.parametrize("wanted", OTHER_SETTINGS, ids=lambda wanted: next(iter(wanted)))
@pytest.mark.parametrize("is_playing", [False, True], ids=["paused", "playing"])
def test_a_change_of_the_past_starts_a_new_run_and_undo_brings_the_old_one_back(wanted, is_playing):
    session = session_at(9)
    session.is_playing = is_playing
    old, last = state(session), session.run.history.last
    session.change(**wanted)
    assert (session.run.step, session.run.events) == (0, ())
    for name, value in wanted.items():
        assert getattr(session.run.config, name) == value
    unchanged = set(RunConfig.__dataclass_fields__) - set(wanted) - {"activations"}
    for name in unchanged:
        assert getattr(session.run.config, name) == getattr(SMALL, name)
    assert session.is_playing == is_playing
    assert session.sentence.startswith("A new run with ")
    session.next_frames(2)
    session.undo_last()
    assert state(session) == old
    assert session.run.history.last == last
    assert not session.is_playing
    assert session.sentence.startswith("Undone: ")
    assert session.undo == []


@pytest.mark.parametrize("wanted", OTHER_SETTINGS, ids=lambda wanted: next(iter(wanted)))
def test_a_setting_given_the_value_that_it_has_changes_nothing(wanted):
    session = session_at(9)
    before = picture(session)
    session.change(**{name: getattr(SMALL, name) for name in wanted})
    assert picture(session) == before


@pytest.mark.parametrize(
    "wanted",
    [
        {"dataset": "square"},
        {"data_seed": -1},
        {"noise": float("nan")},
        {"n_train": 0},
        {"n_test": 2001},
        {"hidden": (0,)},
        {"hidden": (1,) * 7},
        {"activations": ("softsign",)},
        {"activations": ("tanh", "tanh")},
        {"initialization": "best"},
        {"seed": 1_000_000},
        {"learning_rate": 0.0},
    ],
    ids=str,
)
def test_a_value_that_is_not_legal_is_refused_and_changes_nothing(wanted):
    session = playing_session()
    before = picture(session)
    with pytest.raises(ValueError, match="expected"):
        session.change(**wanted)
    assert picture(session) == before


def test_a_change_keeps_the_learning_rate_in_force():
    session = session_at(10, events=(Event(4, "lr", 0.25), Event(8, "lr", 1.5)))
    session.change(noise=0.5)
    assert (session.run.config.learning_rate, session.run.events) == (1.5, ())
    session.undo_last()
    session.pause_at(5)
    session.change(noise=0.5)
    assert session.run.config.learning_rate == 0.25


def test_a_new_seed_changes_the_seed_alone_and_the_last_one_is_followed_by_the_first():
    session = Session(start(SMALL))
    session.new_seed()
    assert session.run.config == replace(SMALL, seed=SMALL.seed + 1)
    session = Session(start(replace(SMALL, seed=int(settings.SEED.maximum))))
    session.new_seed()
    assert session.run.config.seed == settings.SEED.minimum


@pytest.mark.parametrize(
    "config",
    [
        replace(SMALL, initialization="zeros"),
        replace(SMALL, initialization="given", given=tuple(n / 10 for n in range(17))),
    ],
    ids=["zeros", "given"],
)
def test_a_new_seed_does_not_speak_of_other_weights_where_they_are_the_same(config):
    session = Session(start(config))
    before = session.run.params
    session.new_seed()
    after = session.run.params
    assert all(np.array_equal(before[name], after[name]) for name in before)
    assert "other starting weights" not in session.sentence


def test_undo_of_a_change_while_playing_goes_back_to_the_step_that_was_drawn():
    session = playing_session(n_frames=6, speed=3)
    left = session.run
    session.change(seed=9)
    session.next_frames(2)
    session.note_left(scene_id(left), 7)
    assert session.run.config.seed == 9
    session.undo_last()
    assert state(session) == (SMALL, (), 7, fingerprint(advance(start(SMALL), 7)))
    assert session.run.history.last == 18


@pytest.mark.parametrize("step", [-1, 10**9])
def test_a_step_that_cannot_have_been_drawn_is_taken_as_the_nearest(step):
    session = playing_session(n_frames=2, speed=3)
    left = session.run
    session.change(seed=9)
    session.note_left(scene_id(left), step)
    session.undo_last()
    assert session.run.step == (0 if step < 0 else 6)


def test_where_another_run_was_left_changes_nothing():
    session = playing_session(n_frames=6, speed=3)
    session.note_left(scene_id(session.run), 7)
    assert session.run.step == 18
    session.change(seed=9)
    session.note_left(scene_id(session.run), 7)
    session.note_left("00000000", 7)
    session.undo_last()
    assert session.run.step == 18


def test_undo_reaches_back_a_bounded_number_of_changes():
    session = Session(start(SMALL))
    for seed in range(100, 100 + settings.MAX_UNDO + 5):
        session.change(seed=seed)
    assert len(session.undo) == settings.MAX_UNDO
    for _ in range(settings.MAX_UNDO):
        session.undo_last()
    assert session.run.config.seed == 104
    before = picture(session)
    session.undo_last()
    assert picture(session) == before


# Layers, activations and given parameters.


@pytest.mark.parametrize(
    ("before", "hidden", "after"),
    [
        (("tanh",), (2, 2), ("tanh", "tanh")),
        (("tanh", "relu"), (2,), ("tanh",)),
        (("tanh", "relu"), (5, 6), ("tanh", "relu")),
        (("tanh", "relu"), (1, 2, 3, 4), ("tanh", "relu", "relu", "relu")),
        (("tanh",), (), ()),
        ((), (3, 3), (settings.ACTIVATION.default,) * 2),
    ],
)
def test_a_change_of_layers_keeps_activations_and_extends_them_by_the_last(before, hidden, after):
    config = replace(SMALL, hidden=(4,) * len(before), activations=before)
    session = Session(start(config))
    session.change(hidden=hidden)
    assert session.run.config == replace(config, hidden=hidden, activations=after)


def given_session():
    """A session whose starting parameters came with the link."""
    numbers = tuple(n / 10 for n in range(17))
    return Session(start(replace(SMALL, initialization="given", given=numbers)))


def test_a_change_of_layers_drops_given_parameters_that_no_longer_fit():
    session = given_session()
    old = state(session)
    session.change(hidden=(3,))
    config = session.run.config
    assert (config.initialization, config.given) == (settings.INITIALIZATION.default, ())
    session.undo_last()
    assert state(session) == old


def test_another_initialisation_drops_given_parameters():
    session = given_session()
    session.change(initialization="he")
    assert (session.run.config.initialization, session.run.config.given) == ("he", ())


@pytest.mark.parametrize("wanted", [{"noise": 0.5}, {"activations": ("relu",)}, {"n_train": 3}])
def test_any_other_change_keeps_given_parameters(wanted):
    session = given_session()
    numbers = session.run.config.given
    session.change(**wanted)
    assert (session.run.config.initialization, session.run.config.given) == ("given", numbers)


# The learning rate.


def test_a_rate_changed_at_the_start_is_the_rate_of_the_run():
    session = session_at(5)
    session.pause_at(0)
    session.change_rule("lr", 3.0)
    assert state(session) == state(Session(start(replace(SMALL, learning_rate=3.0))))


def test_a_rate_changed_at_an_earlier_step_forks_and_undo_brings_back_the_old_future():
    session = session_at(20, events=(Event(15, "lr", 1.0),))
    old_end = fingerprint(session.run)
    session.pause_at(8)
    session.change_rule("lr", 0.1)
    assert session.run.events == (Event(8, "lr", 0.1),)
    assert (session.run.step, session.run.history.last) == (8, 8)
    session.step_to(12)
    by_hand = advance(start(SMALL, [Event(8, "lr", 0.1)]), 12)
    assert fingerprint(session.run) == fingerprint(by_hand)
    assert "0.1" in session.sentence or session.sentence == ""
    session.undo_last()
    assert session.run.events == (Event(15, "lr", 1.0),)
    assert (session.run.step, session.run.history.last, session.seen) == (8, 20, 20)
    session.step_to(20)
    assert fingerprint(session.run) == old_end


def test_a_changed_rate_is_told_with_its_step_and_what_it_was():
    session = session_at(1000, replace(SMALL, n_train=1, n_test=0))
    session.change_rule("lr", 0.15)
    assert session.sentence == "Learning rate 0.15 from step 1,000; it was 0.5."


def test_the_rate_in_force_given_again_changes_nothing():
    session = session_at(9)
    before = picture(session)
    session.change_rule("lr", SMALL.learning_rate)
    assert picture(session) == before


def test_two_changes_of_the_rate_with_no_step_between_replace_each_other():
    session = session_at(9)
    session.change_rule("lr", 3.0)
    session.change_rule("lr", 5.0)
    assert session.run.events == (Event(9, "lr", 5.0),)
    session.change_rule("lr", SMALL.learning_rate)
    assert session.run.events == ()


@pytest.mark.parametrize("rate", [0.0, -1.0, 101.0, float("nan"), float("inf")])
@pytest.mark.parametrize("is_playing", [False, True])
def test_a_rate_outside_its_row_is_refused(rate, is_playing):
    session = session_at(9)
    session.is_playing = is_playing
    before = picture(session)
    with pytest.raises(ValueError, match="lr"):
        session.change_rule("lr", rate)
    assert picture(session) == before


def test_a_rate_changed_while_playing_waits_for_the_stage_and_counts_from_the_step_drawn():
    session = playing_session(n_frames=6, speed=3)
    session.change_rule("lr", 1.5)
    assert (session.run.events, waiting_rate(session)) == ((), 1.5)
    asked = session.question
    session.next_frames(2)
    session.answer(asked, 7)
    assert session.run.events == (Event(7, "lr", 1.5),)
    assert session.run.step == 7
    assert session.is_playing
    assert not session.awaiting
    assert session.next_frames(2).steps.tolist() == [10, 13]
    by_hand = advance(start(SMALL, [Event(7, "lr", 1.5)]), 13)
    assert fingerprint(session.run) == fingerprint(by_hand)


def test_undo_of_a_rate_changed_while_playing_stands_at_the_step_that_was_drawn():
    session = playing_session(n_frames=6, speed=3)
    session.change_rule("lr", 1.5)
    session.answer(session.question, 7)
    session.undo_last()
    assert (session.run.step, session.run.events) == (7, ())
    assert not session.is_playing


def test_only_the_newest_question_is_answered():
    session = playing_session(n_frames=6, speed=3)
    session.change_rule("lr", 1.5)
    stale = session.question
    session.change_rule("lr", 5.0)
    assert session.question != stale
    session.answer(stale, 7)
    assert (session.run.events, waiting_rate(session)) == ((), 5.0)
    session.answer(session.question, 9)
    assert session.run.events == (Event(9, "lr", 5.0),)
    session.answer(session.question, 3)
    assert session.run.events == (Event(9, "lr", 5.0),)


def test_an_answer_that_was_not_asked_for_is_ignored():
    session = playing_session()
    before = picture(session)
    session.answer(session.question, 2)
    session.answer(session.question + 1, 2)
    assert picture(session) == before


def test_an_answer_beyond_what_was_trained_takes_the_last_step():
    session = playing_session(n_frames=2, speed=3)
    session.change_rule("lr", 1.5)
    session.answer(session.question, 10**9)
    assert session.run.events == (Event(6, "lr", 1.5),)


@pytest.mark.parametrize(
    ("act", "step"),
    [
        (lambda session: session.pause_at(7), 7),
        (lambda session: session.step_to(8), 8),
        (lambda session: session.step_to(25), 25),
        (lambda session: session.pause(), 18),
        (lambda session: session.reset(), 0),
    ],
    ids=["pause_at", "step_back", "step_on", "pause", "reset"],
)
def test_a_rate_that_still_waits_when_play_stops_counts_from_the_step_where_it_stops(act, step):
    session = playing_session(n_frames=6, speed=3)
    session.change_rule("lr", 1.5)
    act(session)
    run = session.run
    assert (run.step, rate_at(run, step), session.awaiting) == (step, 1.5, ())
    if step:
        assert rate_at(run, step - 1) == SMALL.learning_rate
    assert not session.is_playing
    assert fingerprint(run) == fingerprint(advance(start(SMALL), step))


def test_a_rate_that_still_waits_is_kept_by_a_change_of_another_setting():
    session = playing_session()
    session.change_rule("lr", 1.5)
    session.change(noise=0.5)
    assert session.run.config.learning_rate == 1.5


# Other changes on the way.


MANY = [
    Event(0, "lr", 1.5),
    Event(0, "opt", "adam"),
    Event(0, "batch", 4),
    Event(0, "l2", 0.1),
    Event(0, "edit", 0.75, "W1.0.1"),
    Event(0, "edit", -2.0, "b2.0"),
    Event(0, "freeze", 1.0, "unit1.2"),
]
"""One change of a kind, and two edits."""


def do(session, event):
    """Let a learner make a change."""
    if event.kind == "edit":
        session.edit(event.target, event.value)
    elif event.kind == "freeze":
        session.freeze(event.target, is_frozen=event.value == 1)
    else:
        session.change_rule(event.kind, event.value)


def same_bits(one, other):
    """Whether two runs stand at the same step with the same state, to the last bit."""
    pairs = zip(one.state, other.state, strict=True)
    return one.step == other.step and all(
        {name: a.tobytes() for name, a in kept.items()}
        == {name: a.tobytes() for name, a in there.items()}
        for kept, there in pairs
    )


@pytest.mark.parametrize("event", MANY, ids=lambda event: event.kind)
@pytest.mark.parametrize("step", [0, 7])
def test_a_change_at_rest_happens_at_the_step_shown_and_is_undone(event, step):
    session = session_at(20)
    session.pause_at(step)
    old = session.run
    do(session, event)
    if step == 0 and not event.target:
        assert getattr(session.run.config, RULE_FIELDS[event.kind]) == event.value
        assert session.run.events == ()
    else:
        assert session.run.events == (event._replace(step=step),)
    assert same_bits(session.run, advance(start(session.run.config, session.run.events), step))
    assert f"step {step}" in session.sentence
    session.step_to(step + 5)
    session.undo_last()
    assert (session.run.config, session.run.events) == (old.config, ())
    assert (session.run.step, session.run.history.last) == (step, 20)
    assert session.sentence.startswith("Undone: ")


@pytest.mark.parametrize("event", MANY, ids=lambda event: event.kind)
def test_a_change_while_playing_waits_for_the_step_drawn(event):
    session = playing_session(n_frames=6, speed=3)
    do(session, event)
    (waiting,) = session.awaiting
    assert waiting._replace(step=0) == event
    assert session.run.events == ()
    assert session.is_playing
    asked = session.question
    session.next_frames(2)
    session.answer(asked, 7)
    assert session.run.events == (event._replace(step=7),)
    assert session.run.step == 7
    assert (session.is_playing, session.awaiting) == (True, ())
    session.next_frames(2)
    assert same_bits(session.run, advance(start(SMALL, session.run.events), 13))


@pytest.mark.parametrize("step", [0, 1, 7, 18])
def test_several_changes_while_playing_happen_together_and_are_undone_together(step):
    session = playing_session(n_frames=6, speed=3)
    for event in MANY:
        do(session, event)
    assert len(session.awaiting) == len(MANY)
    # The settings shown are those that will count.
    assert session.rule.learning_rate == 1.5
    assert (session.rule.optimizer, session.rule.batch_size, session.rule.l2) == ("adam", 4, 0.1)
    session.answer(session.question, step)
    run = session.run
    if step:
        expected = start(SMALL, [event._replace(step=step) for event in MANY])
    else:
        rules = {RULE_FIELDS[event.kind]: event.value for event in MANY if not event.target}
        expected = start(replace(SMALL, **rules), [event for event in MANY if event.target])
    assert (run.config, run.events) == (expected.config, expected.events)
    assert same_bits(run, advance(expected, step))
    assert session.sentence.count(f"step {step}") == len(MANY)
    assert len(session.undo) == 1
    session.undo_last()
    assert (session.run.config, session.run.events, session.run.step) == (SMALL, (), step)


def test_of_two_changes_of_the_same_that_wait_the_newer_counts():
    session = playing_session(n_frames=6, speed=3)
    for value in (1.0, 2.0):
        session.edit("b1.0", value)
        session.edit("b1.1", -value)
        session.freeze("layer1", is_frozen=value == 1)
    session.answer(session.question, 5)
    assert session.run.events == (
        Event(5, "freeze", 0.0, "layer1"),
        Event(5, "edit", 2.0, "b1.0"),
        Event(5, "edit", -2.0, "b1.1"),
    )


def test_changes_that_wait_happen_where_play_stops():
    session = playing_session(n_frames=6, speed=3)
    session.edit("b1.0", 1.25)
    session.freeze("b1.0", is_frozen=True)
    session.pause_at(11)
    assert {event.step for event in session.run.events} == {11}
    assert session.run.params["b1"][0, 0] == 1.25
    session.step_to(16)
    assert session.run.params["b1"][0, 0] == 1.25
    assert not session.awaiting


def test_what_is_frozen_is_told_by_the_step_shown():
    session = session_at(12)
    assert session.frozen is None
    session.pause_at(5)
    session.freeze("unit1.1", is_frozen=True)
    assert session.frozen["W1"].tolist() == [[False] * 2, [True] * 2, [False] * 2, [False] * 2]
    assert session.frozen["b1"].tolist() == [[False], [True], [False], [False]]
    session.step_to(8)
    session.freeze("unit1.1", is_frozen=False)
    assert session.frozen is None
    session.pause_at(7)
    assert session.frozen["b1"].any()
    session.pause_at(4)
    assert session.frozen is None


@pytest.mark.parametrize("is_playing", [False, True])
@pytest.mark.parametrize(
    "act",
    [
        lambda session: session.edit("W1.4.0", 1.0),
        lambda session: session.edit("unit1.0", 1.0),
        lambda session: session.edit("b1.0", float("nan")),
        lambda session: session.edit("b1.0", 1e7),
        lambda session: session.freeze("layer3", is_frozen=True),
        lambda session: session.freeze("", is_frozen=True),
        lambda session: session.change_rule("opt", "lion"),
        lambda session: session.change_rule("batch", 2.5),
        lambda session: session.change_rule("beta1", 1.0),
        lambda session: session.change_rule("l1", float("inf")),
        lambda session: session.change_rule("seed", 3),
        lambda session: session.change_rule("edit", 3.0),
    ],
)
def test_a_change_of_what_is_not_there_or_to_what_cannot_be_is_refused(act, is_playing):
    session = session_at(9)
    session.is_playing = is_playing
    before = picture(session)
    with pytest.raises(ValueError, match="expected"):
        act(session)
    assert picture(session) == before


@pytest.mark.parametrize("kind", list(RULE_FIELDS))
def test_a_setting_given_the_value_in_force_changes_nothing(kind):
    session = session_at(9)
    before = picture(session)
    session.change_rule(kind, getattr(SMALL, RULE_FIELDS[kind]))
    assert picture(session) == before


def test_a_change_of_the_past_keeps_every_setting_in_force_and_drops_what_was_done_by_hand():
    session = session_at(9)
    for event in MANY:
        do(session, event)
    session.change(noise=0.5)
    rules = {RULE_FIELDS[event.kind]: event.value for event in MANY if not event.target}
    assert session.run.config == replace(SMALL, noise=0.5, **rules)
    assert session.run.events == ()


@pytest.mark.parametrize(
    "wanted",
    [{"features": ("x1",)}, {"dataset": "iris"}, {"dataset": "clouds", "n_classes": 5}],
    ids=str,
)
def test_given_weights_go_where_features_or_classes_no_longer_fit_them(wanted):
    given_config = replace(SMALL, initialization="given", given=(0.25,) * 17)
    session = Session(start(given_config))
    session.change(**wanted)
    assert (session.run.config.initialization, session.run.config.given) == ("xavier", ())
    for field, value in wanted.items():
        assert getattr(session.run.config, field) == value
    session.undo_last()
    assert session.run.config == given_config


@pytest.mark.parametrize(
    "wanted",
    [{"dataset": "xor"}, {"dataset": "hills"}, {"n_classes": 5}, {"cost": "squared-error"}],
)
def test_given_weights_stay_where_they_still_fit(wanted):
    session = Session(start(replace(SMALL, initialization="given", given=(0.25,) * 17)))
    session.change(**wanted)
    assert session.run.config.given == (0.25,) * 17


def crowded_session():
    """A session at a step that as many changes as there may be came before."""
    n_changes = settings.MAX_EVENTS
    events = [Event(1 + at, "lr", (0.1, 0.2)[at % 2]) for at in range(n_changes)]
    return session_at(n_changes + 5, events=events)


@pytest.mark.parametrize("is_playing", [False, True])
def test_one_change_too_many_is_refused_in_words(is_playing):
    session = crowded_session()
    session.is_playing = is_playing
    before = state(session)
    session.change_rule("lr", 5.0)
    session.answer(session.question, session.run.step)
    assert state(session) == before
    assert str(settings.MAX_EVENTS) in session.sentence
    assert session.sentence.endswith(".")
    assert not session.awaiting
    assert session.undo == []


def test_a_full_run_still_takes_a_change_that_drops_or_replaces_another():
    session = crowded_session()
    last = session.run.events[-1].step
    session.pause_at(last)
    session.change_rule("lr", 5.0)
    assert session.run.events[-1] == Event(last, "lr", 5.0)
    assert len(session.run.events) == settings.MAX_EVENTS
    session.pause_at(3)
    session.change_rule("lr", 7.0)
    assert session.run.events[-1] == Event(3, "lr", 7.0)


# A run that ends.


def ended_session():
    """A session whose run was played to its end."""
    session = Session(start(ENDING))
    session.play()
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(20):
            if session.is_playing:
                session.next_frames(10)
    return session


def test_a_run_that_ends_stops_by_itself_and_says_why():
    session = ended_session()
    run = session.run
    assert run.has_ended
    assert run.step == run.history.end > 0
    assert all(np.isfinite(array).all() for array in run.params.values())
    assert not session.is_making_frames
    assert f"step {run.step:,}" in session.sentence
    assert session.seen == run.step


def test_a_run_that_has_ended_refuses_to_play_and_says_why():
    session = ended_session()
    session.reset()
    session.step_to(session.run.history.end)
    session.sentence = ""
    session.play()
    assert not session.is_making_frames
    assert f"step {session.run.step:,}" in session.sentence


def test_a_run_that_ends_just_where_a_batch_does_stops_at_the_next_one_and_says_why():
    session = Session(start(ENDING))
    end = ended_session().run.step
    session.set_speed(end)
    session.play()
    with np.errstate(over="ignore", invalid="ignore"):
        assert session.next_frames(1).steps.tolist() == [end]
        assert session.next_frames(30).steps.tolist() == []
    assert session.run.step == end
    assert not session.is_making_frames
    assert f"step {end:,}" in session.sentence


def test_a_step_beyond_the_end_says_why_there_is_none():
    session = ended_session()
    end = session.run.step
    session.step_to(end + 1)
    assert session.run.step == end
    assert f"step {end:,}" in session.sentence


def test_a_run_that_has_ended_plays_again_from_an_earlier_step():
    session = ended_session()
    end = session.run.step
    session.reset()
    session.play()
    assert session.is_playing
    with np.errstate(over="ignore", invalid="ignore"):
        session.next_frames(20)
    assert session.run.step == end
    assert not session.is_playing


def test_a_run_that_has_ended_goes_on_with_a_smaller_rate_from_an_earlier_step():
    session = ended_session()
    session.pause_at(1)
    session.change_rule("lr", 0.0001)
    session.play()
    session.next_frames(3)
    assert session.is_playing
    assert session.run.step == 1 + 3 * session.speed


# Links.


def slow_link(step, *, stamp="", config=SMALL, **more):
    """A link to a step that is not reached at once."""
    return Address(config=config, step=step, fingerprint=stamp, **more)


@pytest.fixture
def few_steps_a_turn(monkeypatch):
    """Let a turn on the way to a link's step make only so many steps."""
    monkeypatch.setattr(settings, "MAX_LINK_STEP", 2)


def arrive(session):
    """Make frames until the step that the link asks for is reached; say how many turns it took."""
    turns = 0
    while session.goal is not None:
        assert session.is_making_frames
        before, goal = session.run.step, session.goal
        session.next_frames(settings.RESTORING_FRAMES)
        assert before < session.run.step <= goal
        turns += 1
    return turns


@pytest.mark.usefixtures("few_steps_a_turn")
@pytest.mark.parametrize("is_playing", [False, True])
def test_the_step_of_a_link_is_reached_over_several_turns(is_playing):
    there = advance(start(SMALL), 100)
    address = slow_link(100, stamp=fingerprint(there), is_playing=is_playing)
    session = new_session(address)
    assert 0 < session.run.step < 100
    assert arrive(session) > 3
    assert (session.run.step, fingerprint(session.run)) == (100, fingerprint(there))
    assert session.seen == 100
    assert session.sentence == ""
    assert session.is_making_frames == is_playing


def test_the_way_to_a_links_step_does_not_take_longer_at_a_low_speed():
    session = new_session(slow_link(150, speed=1))
    assert arrive(session) == 0
    assert session.run.step == 150
    assert (session.speed, session.steps_per_frame) == (1, 1)


@pytest.mark.usefixtures("few_steps_a_turn")
def test_a_step_that_is_not_a_multiple_of_anything_is_reached_exactly():
    session = new_session(slow_link(37))
    arrive(session)
    assert session.run.step == 37


@pytest.mark.usefixtures("few_steps_a_turn")
def test_another_fingerprint_than_promised_is_told():
    session = new_session(slow_link(20, stamp="0123abcd"))
    arrive(session)
    assert "computes differently" in session.sentence
    assert "0123abcd" in session.sentence
    assert fingerprint(session.run) in session.sentence
    assert session.expected == ""


def test_a_link_without_a_fingerprint_promises_nothing():
    session = new_session(slow_link(20))
    arrive(session)
    assert session.sentence == ""


@pytest.mark.usefixtures("few_steps_a_turn")
def test_stopping_on_the_way_stays_where_training_stands():
    session = new_session(slow_link(100, stamp="0123abcd"))
    session.next_frames(1)
    reached = session.run.step
    session.pause()
    assert (session.run.step, session.goal) == (reached, None)
    assert session.sentence == ""
    assert session.seen == reached


def test_a_link_at_step_zero_is_there_at_once():
    session = new_session(Address(config=SMALL, is_playing=True, speed=7))
    assert (session.run.step, session.goal) == (0, None)
    assert session.is_playing
    assert session.speed == 7
    assert session.run.config == SMALL


def test_what_was_wrong_in_a_link_is_kept_until_the_learner_acts():
    session = new_session(Address(config=SMALL, problems=("noise: no number.",)))
    assert session.problems == ("noise: no number.",)
    session.play()
    assert session.problems == ()


@pytest.mark.parametrize("is_playing", [False, True])
def test_a_link_beyond_the_end_of_its_run_stops_there_and_says_why(is_playing):
    with np.errstate(over="ignore", invalid="ignore"):
        end = advance(start(ENDING), 500).step
        session = new_session(slow_link(500, config=ENDING, is_playing=is_playing))
        arrive(session)
    assert session.run.step == end
    assert not session.is_making_frames
    assert f"step {end:,}" in session.sentence


def test_going_back_to_the_run_on_the_page_keeps_what_was_computed():
    session = session_at(30)
    history = session.run.history
    session.follow(Address(config=SMALL, step=12, is_playing=True, speed=5))
    assert session.run.history is history
    assert (session.run.step, session.run.history.last) == (12, 30)
    assert (session.is_playing, session.speed) == (True, 5)


def test_going_back_is_not_mixed_with_a_rate_that_still_waits():
    session = playing_session(n_frames=6, speed=3)
    session.change_rule("lr", 1.5)
    session.follow(Address(config=SMALL, step=7))
    assert state(session) == (SMALL, (), 7, fingerprint(advance(start(SMALL), 7)))
    assert not session.awaiting


@pytest.mark.parametrize(
    "address",
    [Address(config=replace(SMALL, seed=9)), Address(config=SMALL, events=(Event(3, "lr", 7.0),))],
    ids=["config", "events"],
)
def test_going_back_to_another_run_opens_it_and_keeps_undo(address):
    session = session_at(30)
    session.change(noise=0.5)
    undo = session.undo
    session.follow(address)
    assert (session.run.config, session.run.events) == (address.config, address.events)
    assert session.run.step == 0
    assert session.undo == undo


def test_each_time_that_back_is_followed_is_counted():
    session = session_at(3)
    counted = [session.followed]
    for address in (Address(config=SMALL), Address(config=replace(SMALL, seed=9))):
        session.follow(address)
        counted.append(session.followed)
    assert counted == [0, 1, 2]


# What the stage asks for.


@pytest.fixture
def pace(monkeypatch):
    """A pace of the test's own, on which nobody plays yet."""
    pace = Pace(processor_time=lambda: 0.0, most_playing=2)
    monkeypatch.setattr("dashboard.pace.PACE", pace)
    return pace


def asks(session, lefts):
    """How many frames come of each of some questions, by the number of frames left."""
    made = []
    for left in lefts:
        session.supply(left, 1000.0)
        frames = session.take_outbox()
        made.append(0 if frames is None else len(frames.steps))
    return made


@pytest.mark.usefixtures("pace")
def test_frames_come_in_even_batches_after_a_first_longer_one():
    session = Session(start(SMALL))
    session.play()
    assert asks(session, [0, 24, 24, 3]) == [settings.FIRST_BATCH_FRAMES, 30, 30, 30]


@pytest.mark.usefixtures("pace")
def test_a_stage_that_has_plenty_gets_no_more():
    session = Session(start(SMALL))
    session.play()
    assert asks(session, [0, settings.FIRST_BATCH_FRAMES, 10_000, 24]) == [45, 0, 0, 30]


@pytest.mark.usefixtures("pace")
def test_the_first_batch_is_made_without_a_question_and_only_once():
    session = Session(start(SMALL))
    session.supply_first(1000.0)
    assert session.take_outbox() is None
    session.play()
    session.supply_first(1000.0)
    assert len(session.take_outbox().steps) == settings.FIRST_BATCH_FRAMES
    session.supply_first(1000.1)
    assert session.take_outbox() is None


@pytest.mark.usefixtures("pace")
@pytest.mark.parametrize(
    "act",
    [
        lambda session: session.change(seed=9),
        lambda session: session.pause_at(3),
        lambda session: session.reset(),
        lambda session: session.follow(Address(config=replace(SMALL, seed=9), is_playing=True)),
        lambda session: session.open(Address(config=replace(SMALL, seed=9), is_playing=True)),
    ],
    ids=["change", "pause", "reset", "follow", "open"],
)
def test_after_a_break_the_stage_starts_with_a_first_batch_again(act):
    session = Session(start(SMALL))
    session.play()
    assert asks(session, [0, 24]) == [45, 30]
    act(session)
    session.play()
    assert asks(session, [0]) == [settings.FIRST_BATCH_FRAMES]


def test_who_finds_no_place_waits_in_line_and_plays_when_one_is_free(pace):
    first, second, third, fourth = (Session(start(SMALL)) for _ in range(4))
    for session in (first, second, third, fourth):
        session.play()
        session.supply_first(1000.0)
    assert [s.place for s in (first, second, third, fourth)] == [0, 0, 1, 2]
    assert "number 2 in line" in fourth.sentence
    assert third.is_playing
    assert third.run.step == 0
    assert third.ask_after == settings.QUEUE_SECONDS
    assert asks(third, [0]) == [0]
    second.pause()
    assert asks(fourth, [0]) == [0]
    assert asks(third, [0]) == [settings.FIRST_BATCH_FRAMES]
    assert (third.place, third.sentence, third.ask_after) == (0, "", 0.0)
    assert asks(fourth, [0]) == [0]
    assert fourth.place == 1
    assert pace.n_playing == 2


def test_the_more_learners_play_the_fewer_frames_a_second_each_has(pace):
    session = Session(start(SMALL))
    assert session.frames_per_second == settings.FRAMES_PER_SECOND
    pace._level = len(INTERVALS) - 1
    assert session.frames_per_second == pytest.approx(
        settings.LONGEST_BATCH_FRAMES / settings.LONGEST_BATCH_SECONDS
    )


# A run that the page hands back.


def keyframe_of(run):
    """What a stage keeps of a run: its step, and every number."""
    return Keyframe(run.step, tuple(flatten(run.params).tolist()))


def check_to_its_end(session):
    """Ask until the run is checked; say how often that was."""
    times = 0
    while session.check is not None:
        session.supply(0, 1000.0)
        times += 1
    return times


@pytest.mark.usefixtures("pace")
@pytest.mark.parametrize("is_playing", [True, False])
def test_a_run_handed_back_goes_on_at_once_and_is_found_to_be_the_same(is_playing):
    drawn = advance(start(SMALL), 40)
    session = Session(start(RunConfig()))
    session.open(
        Address(config=SMALL, step=40, is_playing=is_playing),
        keyframe_of(advance(start(SMALL), 33)),
    )
    assert (session.run.step, session.goal) == (40, None)
    assert fingerprint(session.run) == fingerprint(drawn)
    assert session.is_playing == is_playing
    assert session.sentence == narration.RESTORED
    if not is_playing:
        assert session.ask_after == settings.CHECK_SECONDS
    check_to_its_end(session)
    assert session.sentence == narration.CHECKED
    assert session.film == 0
    # What was trained again is known now: every earlier step is there, exactly.
    session.pause_at(12)
    assert fingerprint(session.run) == fingerprint(advance(start(SMALL), 12))


@pytest.mark.usefixtures("pace")
def test_a_run_handed_back_can_be_rewound_before_it_is_checked():
    session = Session(start(RunConfig()))
    session.open(Address(config=SMALL, step=40), keyframe_of(advance(start(SMALL), 40)))
    session.pause_at(12)
    assert fingerprint(session.run) == fingerprint(advance(start(SMALL), 12))
    session.pause_at(40)
    assert fingerprint(session.run) == fingerprint(advance(start(SMALL), 40))


@pytest.mark.usefixtures("pace")
@pytest.mark.parametrize("is_playing", [True, False])
def test_a_false_state_is_found_out_and_the_run_goes_on_as_its_link_says(is_playing):
    true = advance(start(SMALL), 20)
    false = replace(keyframe_of(true), values=keyframe_of(advance(start(SMALL), 21)).values)
    session = Session(start(RunConfig()))
    session.open(Address(config=SMALL, step=26, is_playing=is_playing), false)
    assert fingerprint(session.run) != fingerprint(advance(start(SMALL), 26))
    check_to_its_end(session)
    assert "not what the link" in session.sentence
    assert fingerprint(true) in session.sentence
    assert session.film == 1
    while session.goal is not None:
        session.supply(0, 1000.0)
    assert fingerprint(session.run) == fingerprint(afresh(session.run))
    assert session.is_playing == is_playing


@pytest.mark.usefixtures("pace")
@pytest.mark.parametrize(
    "keyframe",
    [
        Keyframe(5, (0.0,) * 16),
        Keyframe(5, (0.0,) * 18),
        Keyframe(5, ()),
        Keyframe(5, (1e308,) * 17),
    ],
    ids=["short", "long", "empty", "no cost"],
)
def test_a_state_that_does_not_fit_is_left_and_the_run_trained_again(keyframe):
    session = Session(start(RunConfig()))
    session.open(Address(config=SMALL, step=9), keyframe)
    assert session.check is None
    assert fingerprint(session.run) == fingerprint(advance(start(SMALL), 9))


@pytest.mark.usefixtures("pace")
def test_nobody_checks_while_somebody_else_trains(monkeypatch):
    session = Session(start(RunConfig()))
    session.open(Address(config=SMALL, step=40), keyframe_of(advance(start(SMALL), 40)))
    monkeypatch.setattr("dashboard.lane.LANE", SimpleNamespace(is_free=False))
    session.supply(0, 1000.0)
    assert session.check.run.step == 0


# The lane.


@pytest.fixture
def watched_lane(monkeypatch):
    """Note for each training step whether it was made inside a turn."""
    lane = SimpleNamespace(depth=0, was_inside=[])

    @contextmanager
    def turn(*, is_urgent=False):  # noqa: ARG001
        lane.depth += 1
        yield
        lane.depth -= 1

    def training_step(*arguments, **options):
        lane.was_inside.append(lane.depth == 1)
        return trained(*arguments, **options)

    from dashboard import run

    trained = run.training_step
    monkeypatch.setattr("dashboard.lane.LANE", SimpleNamespace(turn=turn))
    monkeypatch.setattr("dashboard.batch.LANE", SimpleNamespace(turn=turn))
    monkeypatch.setattr("dashboard.run.training_step", training_step)
    return lane


@pytest.mark.parametrize(
    "act",
    [
        lambda session: session.next_frames(3),
        lambda session: session.step_to(session.run.step + 4),
        lambda session: session.open(Address(config=SMALL, step=5)),
        lambda session: session.pause_at(13),
        lambda session: session.step_to(13),
        lambda session: session.follow(Address(config=SMALL, step=13)),
    ],
    ids=["next_frames", "step", "open", "pause_at", "step_back", "follow"],
)
def test_whatever_trains_waits_for_its_turn(act, watched_lane):
    session = Session(start(SMALL))
    # So few snapshots that most steps lie between two of them.
    session.run = replace(session.run, history=History(5, {0: session.run.params}))
    session.step_to(39)
    watched_lane.was_inside.clear()
    act(session)
    assert watched_lane.was_inside
    assert all(watched_lane.was_inside)
    assert watched_lane.depth == 0
