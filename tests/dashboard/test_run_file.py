import gc
import io
import json
import pickle
import re
import zipfile
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import narration, settings
from dashboard.config import RULE_FIELDS, Event, RunConfig
from dashboard.export.run_file import VERSION, read_run_file, write_run_file
from dashboard.history import State
from dashboard.keyframe import flatten_state
from dashboard.link import Address, decode
from dashboard.own_data import OwnData, recall, remember
from dashboard.run import advance, fingerprint, fork, start
from dashboard.session import Session, new_session
from network import OPTIMIZERS
from tests.dashboard.strategies import changes, configs, examples

CONFIG = RunConfig(n_train=12, n_test=4, dataset="moons", seed=5)
RUN = advance(start(CONFIG, [Event(7, "lr", 0.5)]), 20)
TEXT = write_run_file(RUN, speed=20)


def refusal(content):
    """Return what is said of a file that cannot be opened: one sentence, not too long."""
    with pytest.raises(ValueError, match=r"^\S.*[.]$") as caught:
        read_run_file(content if isinstance(content, bytes) else content.encode())
    assert type(caught.value) is ValueError
    said = str(caught.value)
    assert "\n" not in said
    assert len(said) < 250
    assert not re.search(r"[.] [A-Z]", said), said
    return said


def edited(**entries):
    return json.dumps(json.loads(TEXT) | entries)


def without(text, *names):
    """A file as an older page saved it."""
    return json.dumps({key: value for key, value in json.loads(text).items() if key not in names})


def with_params(run, params, **others):
    return replace(run, state=State(params, run.state.optimizer), **others)


def with_parameters(**arrays):
    return edited(parameters=json.loads(TEXT)["parameters"] | arrays)


# There and back.


@examples(60)
@given(configs(), changes(), st.integers(0, 25), st.sampled_from(settings.SPEEDS))
def test_a_run_file_opens_to_the_same_step_and_the_same_numbers(config, events, steps, speed):
    run = advance(start(config, events), steps)
    address, keyframe = read_run_file(write_run_file(run, speed=speed).encode())
    assert (address.config, address.events, address.step) == (config, run.events, run.step)
    assert (address.speed, address.is_playing, address.problems) == (speed, False, ())
    session = Session(start(RunConfig(n_train=1, n_test=0)))
    session.open_file(address, keyframe)
    assert (session.run.step, session.goal) == (run.step, None)
    assert fingerprint(session.run) == fingerprint(run) == address.fingerprint
    while session.check is not None:
        session.supply(0, 0.0)
    assert session.sentence == (
        narration.CHECKED if run.step else narration.opened(0, is_checked=False)
    )


@st.composite
def full_runs(draw):
    """A run of any optimizer, with changes of every kind on the way, at some step."""
    config = RunConfig(
        dataset=draw(st.sampled_from(["moons", "clouds", "hills"])),
        n_train=9,
        n_test=0,
        hidden=(3,),
        activations=("tanh",),
        learning_rate=0.05,
        optimizer=draw(st.sampled_from(list(OPTIMIZERS))),
        batch_size=draw(st.sampled_from([0, 1, 4])),
        l2=draw(st.sampled_from([0.0, 0.01])),
        cost=draw(st.sampled_from(list(settings.COST.choices))),
    )
    values = {
        "lr": st.floats(0.001, 0.2),
        "opt": st.sampled_from(list(OPTIMIZERS)),
        "beta1": st.sampled_from([0.5, 0.8]),
        "beta2": st.sampled_from([0.9, 0.95]),
        "batch": st.sampled_from([0, 2, 4]),
        "l1": st.floats(0, 0.1),
        "l2": st.floats(0, 0.1),
        "edit": st.floats(-3, 3),
        "freeze": st.sampled_from([0.0, 1.0]),
    }
    targets = {
        "edit": st.sampled_from(["W1.0.1", "b1.2", "W2.0.0"]),
        "freeze": st.sampled_from(["W1.0.1", "b2.0", "unit1.2", "layer2"]),
    }
    events = {}
    for kind in draw(st.lists(st.sampled_from(list(values)), max_size=6)):
        step = draw(st.integers(1 if kind in RULE_FIELDS else 0, 15))
        target = draw(targets[kind]) if kind in targets else ""
        events[step, kind, target] = Event(step, kind, draw(values[kind]), target)
    return advance(start(config, tuple(events.values())), draw(st.integers(0, 18)))


@examples(60)
@given(full_runs())
def test_a_run_file_goes_on_to_the_same_bits_whatever_the_run_remembers(run):
    address, keyframe = read_run_file(write_run_file(run).encode())
    assert (address.config, address.events, address.step) == (run.config, run.events, run.step)
    session = Session(start(RunConfig(n_train=1, n_test=0)))
    session.open_file(address, keyframe)
    assert flatten_state(session.run.state).tobytes() == flatten_state(run.state).tobytes()
    ahead, again = advance(run, 9), advance(session.run, 9)
    assert flatten_state(again.state).tobytes() == flatten_state(ahead.state).tobytes()
    while session.check is not None:
        session.supply(0, 0.0)
    assert session.sentence == (
        narration.CHECKED if run.step else narration.opened(0, is_checked=False)
    )


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_run_file_holds_what_each_optimizer_remembers(optimizer):
    run = advance(start(replace(CONFIG, optimizer=optimizer, learning_rate=0.05)), 20)
    memory = json.loads(write_run_file(run))["memory"]
    count = {"gradient-descent": 0, "momentum": 17, "rmsprop": 17, "adam": 35}[optimizer]
    assert len(memory) == count
    names = sorted(run.state.optimizer)
    flat = [number for name in names for number in run.state.optimizer[name].ravel().tolist()]
    assert memory == flat


def test_a_run_file_at_a_change_of_optimizer_holds_the_new_one_s_beginning():
    run = advance(start(CONFIG, [Event(7, "opt", "adam")]), 7)
    text = write_run_file(run)
    assert json.loads(text)["memory"] == [0.0] * 35
    address, keyframe = read_run_file(text.encode())
    session = Session(start(RunConfig(n_train=1, n_test=0)))
    session.open_file(address, keyframe)
    assert fingerprint(advance(session.run, 5)) == fingerprint(advance(run, 5))


def test_a_run_changed_at_the_very_step_of_its_file_opens_there():
    run = fork(RUN, 20, Event(20, "edit", 0.5, "W1.0.0"))
    run = fork(run, 20, Event(20, "freeze", 1.0, "layer1"))
    address, keyframe = read_run_file(write_run_file(run).encode())
    session = Session(start(RunConfig(n_train=1, n_test=0)))
    session.open_file(address, keyframe)
    assert fingerprint(session.run) == fingerprint(run)
    assert session.run.events == run.events
    assert fingerprint(advance(session.run, 5)) == fingerprint(advance(run, 5))


def test_an_older_file_without_a_memory_opens_where_there_is_none():
    assert read_run_file(without(TEXT, "memory").encode()) == read_run_file(TEXT.encode())
    started = write_run_file(start(replace(CONFIG, optimizer="adam")))
    assert read_run_file(without(started, "memory").encode()) == read_run_file(started.encode())


def test_a_run_file_says_what_it_is_and_what_made_it():
    document = json.loads(TEXT)
    assert (document["format"], document["version"]) == ("watch-it-learn run", VERSION)
    assert document["made_with"]["numpy"] == np.__version__
    query = dict(part.split("=") for part in document["link"].split("&"))
    assert decode(query).config == CONFIG
    assert query["step"] == "20"
    assert np.array(document["parameters"]["W1"]).tobytes() == RUN.params["W1"].tobytes()


def test_a_run_too_long_for_a_link_fits_its_file():
    count = 2 * 16 + 16 + 16 * 16 + 16 + 16 + 1
    numbers = tuple(float(number) for number in np.sin(np.arange(count)))
    config = RunConfig(
        n_train=5,
        hidden=(16, 16),
        activations=("tanh", "relu"),
        initialization="given",
        given=numbers,
    )
    run = advance(start(config), 3)
    text = write_run_file(run)
    assert len(json.loads(text)["link"]) > settings.MAX_LINK_LENGTH
    assert read_run_file(text.encode()).address.config == config


def test_a_run_beyond_what_a_link_may_ask_for_opens_at_once(monkeypatch):
    monkeypatch.setattr(settings, "MAX_LINK_STEP", 5)
    session = new_session(Address(config=CONFIG))
    session.open_file(*read_run_file(TEXT.encode()))
    assert fingerprint(session.run) == fingerprint(RUN)


def test_a_file_holds_the_data_of_ones_own_that_its_link_only_names():
    points = np.random.default_rng(1).normal(size=(2, 5_000)) * [[1e6], [1e-6]]
    targets = np.arange(5_000) % 3
    names = {"axes": ("price, “net”", "<b>"), "classes": ("a", "$b$", "c"), "target_name": "kind"}
    own = remember(OwnData(points, targets, **names))
    run = advance(start(RunConfig(dataset="own", own=own, n_train=40, n_test=20)), 3)
    text = write_run_file(run)
    assert len(text) < settings.MAX_RUN_FILE_MB * 10**6
    digest, stamp = own.digest, fingerprint(run)
    del own, run
    gc.collect()
    assert recall(digest) is None
    address, _ = read_run_file(text.encode())
    assert (address.config.own.digest, address.fingerprint) == (digest, stamp)
    assert address.config.own.axes == names["axes"]

    del address
    gc.collect()
    document = json.loads(text)
    data = document.pop("data")
    assert refusal(json.dumps(document)) == (
        f"data: expected those of {digest}, which the link names, got none."
    )
    data["points"][7][0] += 1.0
    assert "which the link names, got those of" in refusal(json.dumps(document | {"data": data}))
    assert "data: expected" in refusal(json.dumps(document | {"data": [1]}))


def test_a_file_that_was_edited_in_a_text_editor_still_opens():
    text = "\ufeff" + TEXT.replace("\n", "\r\n") + "\n\n"
    assert read_run_file(text.encode()) == read_run_file(TEXT.encode())


# In a session.


def test_opening_a_file_can_be_undone_and_stops_what_plays():
    session = new_session(Address(config=RunConfig(n_train=9, n_test=0)))
    session.step_to(30)
    before = session.run
    session.play()
    session.open_file(*read_run_file(TEXT.encode()))
    assert (session.is_playing, session.speed, session.run.step) == (False, 20, 20)
    assert session.sentence == "Opened from its file at step 20; the run is being checked."
    session.undo_last()
    assert fingerprint(session.run) == fingerprint(before)


def test_a_file_whose_numbers_are_not_what_training_gives_is_found_out_and_can_be_undone():
    false = with_params(RUN, {name: array + 0.25 for name, array in RUN.params.items()})
    session = new_session(Address(config=RunConfig(n_train=9, n_test=0)))
    before = session.run
    session.open_file(*read_run_file(write_run_file(false).encode()))
    while session.check is not None or session.goal is not None:
        session.supply(0, 0.0)
    assert fingerprint(session.run) == fingerprint(RUN)
    assert fingerprint(false) in session.sentence
    session.undo_last()
    assert fingerprint(session.run) == fingerprint(before)


# What is no run file.


@examples(80)
@given(st.integers(0, len(TEXT.rstrip()) - 1))
def test_a_truncated_file_is_refused(length):
    said = refusal(TEXT[:length])
    assert "empty" in said if not TEXT[:length].strip() else "breaks off in line" in said


class Trap:
    """What would be run if anybody unpickled it."""

    def __reduce__(self):
        return exec, ("raise SystemExit('unpickled')",)


def zipped():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("run.json", TEXT)
    return archive.getvalue()


ADAM = write_run_file(advance(start(replace(CONFIG, optimizer="adam", learning_rate=0.05)), 20))
MEMORY = json.loads(ADAM)["memory"]


def with_memory(memory):
    return json.dumps(json.loads(ADAM) | {"memory": memory})


NUMBER = json.loads(TEXT)["parameters"]["W1"][0][0]
NOT_RUN_FILES = {
    "nothing": (b"", "empty"),
    "blanks": (b" \n ", "empty"),
    "prose": (b"dear all", "not JSON (line 1, column 1)"),
    "JSON with a comma too many": (
        TEXT.replace('"version": 1,', '"version": 1,,'),
        "line 3, column",
    ),
    "a list": ("[1, 2]", 'not of the format "watch-it-learn run"'),
    "other JSON": ('{"W1": [[1]], "b1": [[2]]}', "saves under Take it with you"),
    "a pickle": (pickle.dumps(Trap()), "a pickle, which is never opened"),
    "an old pickle": (pickle.dumps(Trap(), 0), "not JSON"),
    "a zip": (zipped(), "a zip or .npz archive"),
    "a gzip": (b"\x1f\x8b\x08\x00", "a gzip archive"),
    "UTF-16": (TEXT.encode("utf-16"), "not text in UTF-8"),
    "two megabytes": ("[" * (2 * 10**6 + 1), "2.0 MB, and a run file at most 2 MB"),
    "deep": ("[" * 100_000, "nested too deeply"),
    "a newer version": (
        edited(version=2),
        "version 2 of its format, and this page reads version 1",
    ),
    "no version": (edited(version="1"), "version: expected 1, got '1'"),
    "a version of 0": (edited(version=0), "version: expected 1"),
    "no link": (edited(link=None), "link: expected text like"),
    "a link with illegal units": (
        edited(link="v=1&dims=99999"),
        "dims: 99999 is not a whole number",
    ),
    "a link with many layers": (edited(link="v=1&dims=4-4-4-4-4-4-4"), "7 hidden layers"),
    "a link of a newer page": (edited(link="v=2"), "version '2'"),
    "a link with many points": (edited(link="v=1&n=1000000000"), "n: 1000000000 is not"),
    "too far": (edited(step=10**30), "step: expected a whole number from 0 to 1,000,000,000"),
    "half a step": (edited(step=20.5), "step: expected a whole number"),
    "a step before the start": (edited(step=-1), "step: expected a whole number"),
    "no step": (edited(step=True), "step: expected a whole number"),
    "another step": (edited(step=21), "changed or damaged"),
    "another fingerprint": (edited(fingerprint="00000000"), "changed or damaged"),
    "no fingerprint": (edited(fingerprint=7), "fingerprint: expected eight hex digits"),
    "no parameters": (edited(parameters=None), "expected W1, b1, W2, b2 for the layers 2-4-1"),
    "parameters of another network": (
        edited(link="v=1&dims=3"),
        "W1: expected 3 rows of 2 numbers",
    ),
    "a layer too many": (with_parameters(W3=[[1]]), "expected W1, b1, W2, b2 for"),
    "a short row": (with_parameters(W1=[[1, 2], [1, 2], [1, 2], [1]]), "W1: expected 4 rows of 2"),
    "one list": (with_parameters(b2=[0.5]), "b2: expected 1 row of 1 number"),
    "text": (with_parameters(b2=[["0.5"]]), "b2: expected 1 row of 1 number"),
    "a truth": (with_parameters(b2=[[True]]), "b2: expected 1 row of 1 number"),
    "a million rows": (with_parameters(b2=[[0]] * 200_000), "b2: expected 1 row of 1 number"),
    "no memory, of an older page": (
        without(ADAM, "memory"),
        "memory: at step 20 of this run, Adam remembers 35 numbers, and the file has none",
    ),
    "a memory of nothing": (with_memory(None), "memory: expected a list of 35 finite numbers"),
    "a memory in words": (with_memory("0.5"), "memory: expected a list of 35 finite numbers"),
    "a memory with a word": (
        with_memory([*MEMORY[:-1], "0.5"]),
        "memory: expected a list of 35 finite numbers",
    ),
    "a memory with a truth": (
        with_memory([*MEMORY[:-1], True]),
        "memory: expected a list of 35 finite numbers",
    ),
    "a memory in rows": (
        with_memory([MEMORY]),
        "memory: expected a list of 35 finite numbers",
    ),
    "a memory with 1e400": (
        ADAM.replace(repr(MEMORY[0]), "1e400"),
        "memory: expected a list of 35 finite numbers",
    ),
    "a memory with NaN": (with_memory([*MEMORY[:-1], float("nan")]), "holds NaN"),
    "a short memory": (with_memory(MEMORY[:-1]), "Adam remembers 35 numbers, and the file has 34"),
    "a long memory": (
        with_memory([*MEMORY, 0.5]),
        "Adam remembers 35 numbers, and the file has 36",
    ),
    "a memory of gradient descent": (
        edited(memory=[0.5]),
        "gradient descent remembers no numbers, and the file has 1",
    ),
    "a mean square below 0": (
        with_memory([*MEMORY[:-1], -1e-9]),
        "memory: expected mean squares and a count that are not below 0",
    ),
    "NaN": (with_parameters(b2=[[float("nan")]]), "holds NaN"),
    "infinity": (with_parameters(b2=[[float("-inf")]]), "holds -Infinity"),
    "1e400": (TEXT.replace(repr(NUMBER), "1e400"), "W1: expected finite numbers"),
    "ten thousand digits": (
        TEXT.replace(repr(NUMBER), "9" * 10_000),
        "W1: expected finite numbers",
    ),
}


@pytest.mark.parametrize("case", NOT_RUN_FILES)
def test_what_is_no_run_file_is_refused_in_one_sentence_that_says_why(case):
    content, why = NOT_RUN_FILES[case]
    assert why in refusal(content)


def test_numbers_without_a_cost_are_refused():
    config = RunConfig(n_train=12, n_test=4, hidden=(), activations=())
    run = start(config)
    huge = with_params(run, {**run.params, "W1": np.full((1, 2), 1e308)}, step=3)
    assert "too large to compute a cost" in refusal(write_run_file(huge))


@examples(150)
@given(st.binary(max_size=200))
def test_any_bytes_are_refused_in_one_sentence(content):
    refusal(content)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)


@examples(150)
@given(
    st.sampled_from([TEXT, ADAM]),
    st.sampled_from(
        ["format", "version", "link", "step", "fingerprint", "parameters", "memory", "made_with"]
    ),
    json_values,
)
def test_any_entry_of_a_run_file_may_be_anything(text, key, value):
    content = json.dumps(json.loads(text) | {key: value}).encode()
    try:
        found = read_run_file(content)
    except ValueError:
        refusal(content)
    else:
        assert found == read_run_file(text.encode())
