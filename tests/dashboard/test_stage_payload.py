import itertools
import json
import struct
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from dashboard import settings
from dashboard.config import Event, RunConfig
from dashboard.link import decode
from dashboard.probes import measure
from dashboard.run import advance, fingerprint, start
from dashboard.session import Session
from dashboard.stage import component
from dashboard.stage.payload import exact_state, frame_arrays, link_to, pack, scene, scene_id
from tests.dashboard.strategies import changes, configs, examples

SMALL = RunConfig(n_train=12, n_test=4, learning_rate=0.5)

KINDS = {"float32": ("f", 4), "float64": ("d", 8)}


def refuse(name):
    raise AssertionError(f"{name} is not JSON")


def unpack(block):
    """Read a block as its layout is written down: header's length, header, arrays one by one."""
    (length,) = struct.unpack_from("<I", block)
    assert (4 + length) % 8 == 0
    header = json.loads(block[4 : 4 + length].decode(), parse_constant=refuse)
    arrays = {}
    offset = 4 + length
    for name, kind, shape in header["arrays"]:
        letter, size = KINDS[kind]
        count = int(np.prod(shape, dtype=int))
        assert offset % 8 == 0
        numbers = struct.unpack_from(f"<{count}{letter}", block, offset)
        arrays[name] = np.array(numbers, dtype=kind).reshape(shape)
        padding = -(count * size) % 8
        end = offset + count * size
        assert block[end : end + padding] == bytes(padding)
        offset = end + padding
    assert offset == len(block)
    return header, arrays


# A block.


headers = st.dictionaries(
    st.text(max_size=8).filter(lambda key: key != "arrays"),
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.text()
        | st.floats(allow_nan=False, allow_infinity=False),
        lambda inner: st.lists(inner, max_size=3),
        max_leaves=6,
    ),
    max_size=4,
)
some_arrays = st.dictionaries(
    st.text(max_size=6),
    hnp.arrays(
        st.sampled_from(["<f4", "<f8", ">f4", ">f8"]),
        hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=5),
    ),
    max_size=4,
)


@examples(150)
@given(header=headers, arrays=some_arrays)
def test_a_block_is_read_back_as_it_was_written(header, arrays):
    found, read = unpack(pack(header, arrays))
    assert found.pop("arrays") == [
        [name, array.dtype.name, list(array.shape)] for name, array in arrays.items()
    ]
    assert found == header
    assert list(read) == list(arrays)
    for name, array in arrays.items():
        assert read[name].shape == array.shape
        np.testing.assert_array_equal(read[name], array)


def test_arrays_of_any_memory_layout_are_written_row_by_row():
    array = np.arange(6.0).reshape(2, 3)
    for laid_out in (np.asfortranarray(array), array[:, ::-1][:, ::-1], array.T.copy().T):
        assert pack({}, {"x": laid_out}) == pack({}, {"x": array})
    (numbers,) = unpack(pack({}, {"x": array.T}))[1].values()
    assert numbers.tolist() == array.T.tolist()


def test_a_block_without_arrays_is_a_header_alone():
    assert unpack(pack({"a": 1}, {})) == ({"a": 1, "arrays": []}, {})


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_header_that_json_cannot_hold_is_refused(number):
    with pytest.raises(ValueError, match="JSON"):
        pack({"a": [number]}, {})


# Which run it is.


@examples(60)
@given(config=configs(), events=changes(), step=st.integers(0, 5))
def test_equal_configs_and_events_have_one_name_at_every_step(config, events, step):
    run = start(config, events)
    again = start(replace(config), tuple(Event(*event) for event in events))
    assert scene_id(run) == scene_id(again)
    assert scene_id(replace(run, step=step)) == scene_id(run)
    assert len(bytes.fromhex(scene_id(run))) == 4


@examples(30)
@given(config=configs(), other=configs(), events=changes(), others=changes())
def test_other_configs_or_events_have_another_name(config, other, events, others):
    run = start(config, events)
    for compared in (start(other, events), start(config, others), start(other, others)):
        is_same = (compared.config, compared.events) == (run.config, run.events)
        assert (scene_id(compared) == scene_id(run)) == is_same


@pytest.mark.parametrize(
    "changed",
    [
        {"dataset": "xor"},
        {"data_seed": 7},
        {"noise": 0.01},
        {"n_train": 13},
        {"n_test": 5},
        {"hidden": (5,)},
        {"activations": ("tanh",)},
        {"initialization": "he"},
        {"seed": 9},
        {"learning_rate": 0.7},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_each_setting_is_part_of_the_name(changed):
    assert scene_id(start(replace(SMALL, **changed))) != scene_id(start(SMALL))


# What stays the same while a run plays.

TASKS = {
    "clouds": ("classes", "softmax", 3),
    "arms": ("classes", "softmax", 3),
    "iris": ("classes", "softmax", 3),
    "plane": ("value", "linear", 1),
    "hills": ("value", "linear", 1),
}
"""Of the data sets that are not about two classes: task, output and its units."""


@pytest.mark.parametrize("dataset", list(settings.DATA.choices))
@pytest.mark.parametrize("n_test", [0, 4])
def test_a_scene_tells_the_network_and_the_points(dataset, n_test):
    config = replace(
        SMALL, dataset=dataset, n_test=n_test, hidden=(3, 2), activations=("tanh", "relu")
    )
    run = start(config)
    header, arrays = unpack(pack(*scene(run)))
    task, output, units = TASKS.get(dataset, ("binary", "sigmoid", 1))
    assert header["name"] == dataset
    assert header["task"] == task
    assert header["dims"] == [2, 3, 2, units]
    assert header["activations"] == ["tanh", "relu", output]
    assert header["features"] == [["x1", "x₁"], ["x2", "x₂"]]
    assert header["score"] == ("R²" if task == "value" else "accuracy")
    if task == "value":
        low, high = header["range"]
        assert low == -high < 0
        assert np.abs(run.data.targets).max() <= high
    else:
        assert header["range"] is None
    assert header["axes"] == list(run.data.axes)
    assert header["classes"] == list(run.data.classes)
    assert (header["centre"], header["spread"]) == (list(run.data.centre), list(run.data.spread))
    assert header["extent"] == run.data.extent
    assert header["units"] == [settings.UNITS.minimum, settings.UNITS.maximum]
    for name, places, targets in (
        ("train", run.data.points, run.data.targets),
        ("test", run.data.points_test, run.data.targets_test),
    ):
        points = arrays[name]
        assert points.dtype == np.float32
        assert points.shape == (places.shape[1], 3)
        for row, (x1, x2), target in zip(points, places.T, targets, strict=True):
            assert row.tolist() == [np.float32(x1), np.float32(x2), np.float32(target)]


@pytest.mark.parametrize("hidden", [(), (3,), (3, 2)], ids=str)
def test_a_scene_names_every_measure_of_a_frame_in_its_order(hidden):
    run = start(replace(SMALL, hidden=hidden, activations=("tanh",) * len(hidden)))
    columns = scene(run)[0]["columns"]
    told = dict(zip(columns, exact_state(run)[1]["measures"], strict=True))
    measured = measure(run, run.step, run.params)
    assert list(columns[:4]) == ["train_cost", "test_cost", "train_score", "test_score"]
    assert [told[name] for name in columns[:4]] == [
        measured.train_cost,
        measured.test_cost,
        measured.train_score,
        measured.test_score,
    ]
    gradients = [told[f"gradient {layer}"] for layer in range(1, len(hidden) + 2)]
    assert gradients == list(measured.gradients)


def test_a_scene_has_the_colours_of_both_themes():
    palette = scene(start(SMALL))[0]["palette"]
    assert set(palette) == {"light", "dark"}
    for colours in palette.values():
        assert set(colours) == {"negative", "neutral", "positive", "classes"}
        *ends, classes = colours.values()
        assert len(classes) == 6
        assert all(0 <= part <= 255 for colour in [*ends, *classes] for part in colour)


# A step at rest.


@examples(30)
@given(config=configs(), steps=st.integers(0, 6))
def test_the_exact_state_is_every_parameter_to_the_last_bit(config, steps):
    with np.errstate(over="ignore", invalid="ignore"):
        run = advance(start(config), steps)
        header, arrays = unpack(pack(*exact_state(run)))
    assert header["step"] == run.step
    assert header["fingerprint"] == fingerprint(run)
    exact = arrays["exact"]
    assert exact.dtype == np.float64
    numbers = []
    for layer in range(1, len(config.hidden) + 2):
        numbers += [*run.params[f"W{layer}"].ravel(), *run.params[f"b{layer}"].ravel()]
    assert exact.tobytes() == np.array(numbers, dtype="<f8").tobytes()
    assert arrays["measures"].dtype == np.float64
    assert arrays["measures"].shape == (len(scene(run)[0]["columns"]),)


# The link.


@examples(40)
@given(config=configs(), events=changes(), step=st.integers(0, 50), speed=st.integers(1, 1000))
def test_the_link_names_the_run_without_its_step(config, events, step, speed):
    assume(not config.given)  # what fits a link of given parameters is for test_link
    run = replace(start(config, events), step=step)
    query = link_to(run, speed=speed)
    parameters = dict(part.split("=") for part in query.split("&"))
    assert not {"step", "fp", "play"} & set(parameters)
    address = decode(parameters)
    assert (address.config, address.events, address.speed) == (run.config, run.events, speed)
    assert address.problems == ()
    assert query == link_to(start(config, events), speed=speed)


# The message of a moment.


@pytest.fixture
def sent(monkeypatch):
    """What the stage has been sent; a test may say that it has something already."""
    sent = set()

    def is_new(name, identity):
        is_new = (name, identity) not in sent
        sent.difference_update([known for known in sent if known[0] == name])
        sent.add((name, identity))
        return is_new

    monkeypatch.setattr(component.state, "is_new", is_new)
    return sent


def playing_session(config=SMALL, n_frames=5):
    session = Session(start(config))
    session.play()
    return session, session.next_frames(n_frames)


def message(session, frames=None):
    """What the stage knows after a message: steps at even distances are told by two numbers."""
    header, arrays = unpack(component.message(session, frames))
    told.update(header.get("words", {}))
    for prefix in ("batch", "film"):
        if f"{prefix}_steps" in header:
            first, every = header[f"{prefix}_steps"]
            count = len(arrays[f"{prefix}_params"])
            arrays[f"{prefix}_steps"] = np.array([first + every * at for at in range(count)])
    return {**told, **header}, arrays


told = {}
"""What the stage was told, and not told otherwise since."""


@pytest.mark.usefixtures("sent")
def test_the_first_message_has_the_scene_and_the_next_ones_do_not():
    session = Session(start(SMALL))
    header, arrays = message(session)
    assert header["scene"]["dims"] == [2, 4, 1]
    assert {"train", "test", "film_steps", "film_measures", "film_params"} <= set(arrays)
    header, arrays = message(session)
    assert "scene" not in header
    assert not {"train", "test", "film_steps"} & set(arrays)
    session.change(seed=9)
    assert "scene" in message(session)[0]


@pytest.mark.usefixtures("sent")
def test_a_message_while_playing_holds_the_frames_to_be_played():
    session, frames = playing_session()
    header, arrays = message(session, frames)
    assert header["playing"] is True
    assert header["id"] == scene_id(session.run)
    assert header["serial"] == session.serial
    assert "fingerprint" not in header
    assert "exact" not in arrays
    assert arrays["batch_steps"].tolist() == frames.steps.tolist()
    assert arrays["batch_params"].tolist() == frames.params.tolist()
    np.testing.assert_array_equal(arrays["batch_measures"], frames.measures)


@pytest.mark.usefixtures("sent")
def test_a_message_at_rest_holds_the_exact_state():
    session, _ = playing_session()
    session.pause_at(7)
    header, arrays = message(session)
    assert header["playing"] is False
    assert (header["step"], header["fingerprint"]) == (7, fingerprint(session.run))
    assert arrays["exact"].size == 17
    assert not any(name.startswith("batch") for name in arrays)
    assert header["play_out"] is False


@pytest.mark.usefixtures("sent")
def test_the_last_frames_of_a_run_that_stops_are_played_out_before_its_rest():
    session, frames = playing_session()
    session.pause()
    header, arrays = message(session, frames)
    assert header["play_out"] is True
    assert arrays["batch_steps"].tolist() == frames.steps.tolist()
    assert header["step"] == session.run.step


@pytest.mark.usefixtures("sent")
def test_the_film_at_rest_shows_all_that_was_seen_and_nothing_newer():
    session = Session(start(SMALL))
    session.step_to(20)
    session.pause_at(5)
    assert message(session)[1]["film_steps"].tolist() == list(range(21))
    session.change_rule("lr", 3.0)
    assert message(session)[1]["film_steps"].tolist() == list(range(6))


@pytest.mark.usefixtures("sent")
def test_the_film_while_playing_never_goes_beyond_what_was_on_the_page():
    session = Session(start(SMALL))
    session.step_to(4)
    session.play()
    frames = session.next_frames(3)
    header, arrays = message(session, frames)
    assert session.run.step == 13
    assert arrays["film_steps"].tolist() == [0, 1, 2, 3, 4]
    assert arrays["batch_steps"].tolist() == [7, 10, 13]
    assert header["step"] == 13


@pytest.mark.usefixtures("sent")
def test_the_stage_is_asked_only_while_a_learning_rate_waits():
    session, _ = playing_session()
    assert message(session)[0]["question"] == 0
    session.change_rule("lr", 3.0)
    assert message(session)[0]["question"] == session.question > 0
    session.answer(session.question, 3)
    assert message(session)[0]["question"] == 0


@pytest.mark.usefixtures("sent")
def test_a_message_says_what_happened_and_how_fast_it_goes():
    session = Session(start(SMALL))
    session.set_speed(50)
    session.reset()
    header, _ = message(session)
    assert header["sentence"] == session.sentence != ""
    assert header["asked"] == 50
    assert header["made"] == session.steps_per_frame
    assert header["session"] == session.token
    assert "step" not in decode_query(header["link"])


def decode_query(query):
    return dict(part.split("=") for part in query.split("&"))


@pytest.mark.usefixtures("sent")
@pytest.mark.parametrize("dataset", list(settings.DATA.choices))
@pytest.mark.parametrize("n_test", [0, 4])
def test_every_message_of_every_data_set_is_valid_json(dataset, n_test):
    session, frames = playing_session(replace(SMALL, dataset=dataset, n_test=n_test))
    message(session, frames)
    message(session, None)
    session.pause()
    _, arrays = message(session, frames)
    assert np.isnan(arrays["measures"][1]) == (session.run.data.X_test.shape[1] == 0)


@pytest.mark.usefixtures("sent")
@pytest.mark.parametrize("dataset", list(settings.DATA.choices))
@pytest.mark.parametrize("hidden", [(), (1,), (2,), (4,), (4, 4)], ids=str)
def test_there_is_a_message_for_every_run_with_given_parameters(dataset, hidden):
    dims = (2, *hidden, TASKS.get(dataset, ("", "", 1))[2])
    count = sum((n_in + 1) * n_out for n_in, n_out in itertools.pairwise(dims))
    config = replace(
        SMALL,
        dataset=dataset,
        hidden=hidden,
        activations=("tanh",) * len(hidden),
        initialization="given",
        given=tuple(n / 10 for n in range(count)),
    )
    header, _ = message(Session(start(config)))
    assert header["scene"]["dims"] == list(dims)


@pytest.mark.usefixtures("sent")
@pytest.mark.parametrize("hidden", [(), (4,), (8, 8), (16,) * 6], ids=str)
def test_a_message_of_frames_is_little_more_than_the_frames(hidden):
    config = replace(SMALL, hidden=hidden, activations=("tanh",) * len(hidden))
    session, frames = playing_session(config, settings.FRAMES_PER_BATCH)
    component.message(session, frames)  # the scene and the words
    block = component.message(session, frames)
    header, arrays = unpack(block)
    assert set(arrays) == {"batch_measures", "batch_params", "keyframe"}
    parameters = frames.params.nbytes + arrays["keyframe"].nbytes
    assert len(block) <= parameters + frames.measures.nbytes + 300
    assert not {"words", "scene", "batch_params"} & set(header)


@pytest.mark.usefixtures("sent")
def test_each_batch_brings_the_exact_state_at_its_end():
    session, frames = playing_session()
    header, arrays = message(session, frames)
    assert header["step"] == frames.steps[-1] == session.run.step
    there = advance(start(SMALL), session.run.step)
    layers = range(1, len(there.params) // 2 + 1)
    expected = [there.params[f"{kind}{layer}"] for layer in layers for kind in "Wb"]
    assert arrays["keyframe"].tolist() == np.concatenate([w.ravel() for w in expected]).tolist()


@pytest.mark.usefixtures("sent")
def test_what_seldom_changes_is_sent_when_it_does():
    session, frames = playing_session()
    first = unpack(component.message(session, frames))[0]
    assert first["words"]["asked"] == session.speed
    second = unpack(component.message(session, frames))[0]
    assert "words" not in second
    assert second["about"] == first["about"]
    session.set_speed(50)
    third = unpack(component.message(session, frames))[0]
    assert third["words"]["asked"] == 50
    assert third["about"] != first["about"]


def test_steps_at_uneven_distances_are_sent_one_by_one():
    _, frames = playing_session()
    even, arrays = frame_arrays(frames, "batch")
    assert even == {"batch_steps": (3.0, 3.0)}
    assert "batch_steps" not in arrays
    uneven = replace(frames, steps=np.array([1.0, 2.0, 4.0, 5.0, 6.0]))
    even, arrays = frame_arrays(uneven, "batch")
    assert even == {}
    assert arrays["batch_steps"].tolist() == [1, 2, 4, 5, 6]
