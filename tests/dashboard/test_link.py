import math
import struct
from dataclasses import replace
from urllib.parse import parse_qs, parse_qsl

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dashboard import settings
from dashboard.config import RULE_FIELDS, Event, RunConfig, parameter_shapes
from dashboard.link import Address, decode, encode, number_text, query_string
from dashboard.run import advance, fingerprint, start
from tests.dashboard.strategies import changes, configs, examples, whole

GRAMMAR = [
    *("v", "data", "classes", "data_seed", "noise", "n", "test", "features", "dims", "act"),
    *("init", "given", "seed", "cost", "lr", "opt", "beta1", "beta2", "batch", "l1", "l2"),
    *("freeze", "edit", "speed", "step", "fp", "play"),
]
TESTED_ELSEWHERE = ("own", "stop", "hide", "only", "tree")
"""Keys that are known too."""


def standing_at(config, events=(), step=0):
    """A run whose cursor stands anywhere, without the training that leads there."""
    return replace(start(config, events), step=step)


def bits(numbers):
    """Floats to the last bit: 0.0 and -0.0 differ."""
    return [struct.pack("<d", number) for number in numbers]


def only_problem(parameters):
    """The one sentence that decoding has to say."""
    (problem,) = decode(parameters).problems
    assert problem.endswith(".")
    return problem


def assert_legal(address):
    """Whatever an address says can be started, trained, drawn and written as a link again."""
    assert 0 <= address.step <= settings.MAX_LINK_STEP
    assert isinstance(address.step, int)
    assert isinstance(address.is_playing, bool)
    settings.SPEED.check(address.speed)
    assert address.fingerprint == "" or len(bytes.fromhex(address.fingerprint)) == 4
    assert all(problem.endswith(".") for problem in address.problems)
    run = standing_at(address.config, address.events, address.step)
    assert run.events == address.events
    again = decode(
        encode(run, is_playing=address.is_playing, speed=address.speed, stamp=address.fingerprint)
    )
    assert again.problems == ()
    stamp = address.fingerprint if address.step else ""
    assert again == replace(address, problems=(), fingerprint=stamp)


# There and back.


@examples(80)
@given(
    config=configs(),
    events=changes(latest=settings.MAX_LINK_STEP, most=6),
    step=st.integers(0, settings.MAX_LINK_STEP),
    is_playing=st.booleans(),
    speed=whole(settings.SPEED),
)
def test_a_run_comes_back_from_its_link_as_it_was(config, events, step, is_playing, speed):
    run = standing_at(config, events, step)
    stamp = fingerprint(run)
    parameters = encode(run, is_playing=is_playing, speed=speed, stamp=stamp)
    address = decode(parameters)
    assert address.problems == ()
    assert address.config == config
    assert bits(address.config.given) == bits(config.given)
    assert address.events == run.events
    assert (address.step, address.is_playing, address.speed) == (step, is_playing, speed)
    assert address.fingerprint == (stamp if step else "")
    assert (
        encode(
            standing_at(address.config, address.events, address.step),
            is_playing=address.is_playing,
            speed=address.speed,
            stamp=address.fingerprint,
        )
        == parameters
    )


@examples(15)
@given(config=configs(), events=changes(), steps=st.integers(1, 20))
def test_a_link_opened_leads_to_the_same_bytes(config, events, steps):
    run = advance(start(config, events), steps)
    address = decode(encode(run, stamp=fingerprint(run)))
    opened = advance(start(address.config, address.events), address.step)
    assert fingerprint(opened) == fingerprint(run)
    assert address.fingerprint == (fingerprint(run) if run.step else "")


@examples(40)
@given(config=configs(), data=st.data())
def test_every_part_of_every_network_comes_back_edited_and_frozen(config, data):
    shapes = parameter_shapes(config.layer_dims)
    events = []
    for _ in range(data.draw(st.integers(1, 6))):
        name = data.draw(st.sampled_from(list(shapes)))
        row, column = (data.draw(st.integers(0, size - 1)) for size in shapes[name])
        one = f"{name}.{row}.{column}" if name[0] == "W" else f"{name}.{row}"
        step = data.draw(st.integers(0, settings.MAX_LINK_STEP))
        value = data.draw(st.floats(-1e6, 1e6))
        target = data.draw(st.sampled_from([one, f"unit{name[1:]}.{row}", f"layer{name[1:]}"]))
        events.append(Event(step, "edit", value, one))
        events.append(Event(step, "freeze", data.draw(st.sampled_from([0.0, 1.0])), target))
    unique = {(event.step, event.kind, event.target): event for event in events}
    run = standing_at(config, list(unique.values()), 7)
    address = decode(encode(run))
    assert address.problems == ()
    assert repr(address.events) == repr(run.events)


@examples(50)
@given(config=configs(), events=changes(latest=settings.MAX_LINK_STEP, most=6))
def test_a_link_survives_the_address_bar_and_fits_it(config, events):
    parameters = encode(standing_at(config, events, 7), is_playing=True, speed=50, stamp="0123abcd")
    text = query_string(parameters)
    assert dict(parse_qsl(text, strict_parsing=True)) == parameters
    assert len(text) <= settings.MAX_LINK_LENGTH
    assert text.isascii()


def test_as_many_changes_as_there_may_be_fit_in_a_link():
    # The longest numbers of the slider, at the longest steps.
    longest = sorted(settings.LEARNING_RATES, key=lambda rate: len(number_text(rate)))[-2:]
    events = [
        Event(settings.MAX_LINK_STEP - settings.MAX_EVENTS + at, "lr", longest[at % 2])
        for at in range(settings.MAX_EVENTS)
    ]
    run = standing_at(RunConfig(), events, settings.MAX_LINK_STEP)
    assert len(run.events) == settings.MAX_EVENTS
    parameters = encode(run)
    assert len(query_string(parameters)) <= settings.MAX_LINK_LENGTH
    assert decode(parameters).events == run.events


# What is written.


def test_the_link_of_the_default_run_is_its_version():
    assert encode(start(RunConfig())) == {"v": "1"}
    assert decode({"v": "1"}) == decode({}) == Address()


@examples(40)
@given(config=configs(), events=changes(), step=st.integers(0, 99), is_playing=st.booleans())
def test_keys_come_in_the_order_of_the_grammar_version_first(config, events, step, is_playing):
    parameters = encode(standing_at(config, events, step), is_playing=is_playing, stamp="0123abcd")
    assert next(iter(parameters)) == "v"
    assert list(parameters) == [key for key in GRAMMAR if key in parameters]
    assert all(parameters.values())


@examples(50)
@given(config=configs(), events=changes(), step=st.integers(0, 1), speed=st.integers(2, 4))
def test_exactly_what_differs_from_the_default_is_written(config, events, step, speed):
    run, default = standing_at(config, events, step), RunConfig()
    fields = {
        **{"data": "dataset", "classes": "n_classes", "data_seed": "data_seed", "noise": "noise"},
        **{"n": "n_train", "test": "n_test", "features": "features", "dims": "hidden"},
        **{"init": "initialization", "given": "given", "seed": "seed", "cost": "cost"},
    }
    differs = {key: getattr(config, name) != getattr(default, name) for key, name in fields.items()}
    kinds = {event.kind for event in run.events}
    is_written = differs | {
        "v": True,
        "act": any(name != settings.ACTIVATION.default for name in config.activations),
        **{
            kind: getattr(config, name) != getattr(default, name) or kind in kinds
            for kind, name in RULE_FIELDS.items()
        },
        "freeze": "freeze" in kinds,
        "edit": "edit" in kinds,
        "speed": speed != settings.SPEED.default,
        "step": step > 0,
        "fp": False,
        "play": False,
    }
    assert list(encode(run, speed=speed)) == [key for key in GRAMMAR if is_written[key]]


def test_a_link_reads_as_the_grammar_says():
    config = RunConfig(
        dataset="moons",
        data_seed=5,
        noise=0.12,
        n_train=30,
        n_test=1_000,
        hidden=(4, 2),
        activations=("tanh", "relu"),
        initialization="he",
        seed=7,
        learning_rate=0.5,
    )
    run = standing_at(config, [Event(120, "lr", 1.3), Event(200, "lr", 0.0001)], 250)
    parameters = encode(run, is_playing=True, speed=10, stamp="0123abcd")
    assert query_string(parameters) == (
        "v=1&data=moons&data_seed=5&noise=0.12&n=30&test=1000&dims=4-2&act=tanh-relu&init=he"
        "&seed=7&lr=0.5,120:1.3,200:0.0001&speed=10&step=250&fp=0123abcd&play=1"
    )
    assert decode(parameters) == Address(
        config, run.events, 250, is_playing=True, speed=10, fingerprint="0123abcd"
    )


def test_a_link_of_everything_reads_as_the_grammar_says():
    config = RunConfig(
        dataset="arms",
        n_classes=5,
        features=("x1", "x1*x2", "sin x2"),
        hidden=(3,),
        activations=("tanh",),
        cost="squared-error",
        learning_rate=0.1,
        optimizer="momentum",
        beta1=0.8,
        beta2=0.99,
        batch_size=20,
        l1=0.001,
        l2=0.03,
    )
    events = [
        Event(80, "lr", 0.3),
        Event(120, "opt", "adam"),
        Event(140, "opt", "rmsprop"),
        Event(5, "beta1", 0.0),
        Event(6, "beta2", 0.9999),
        Event(90, "batch", 0),
        Event(7, "l1", 0.0),
        Event(8, "l2", 10.0),
        Event(0, "freeze", 1.0, "unit1.2"),
        Event(80, "freeze", 0.0, "unit1.2"),
        Event(80, "freeze", 1.0, "layer2"),
        Event(0, "edit", -2.0, "b2.4"),
        Event(120, "edit", 0.5, "W1.0.1"),
    ]
    run = standing_at(config, events, 250)
    assert query_string(encode(run)) == (
        "v=1&data=arms&classes=5&features=x1-x1x2-sinx2&dims=3&act=tanh&cost=squared-error"
        "&lr=0.1,80:0.3&opt=momentum,120:adam,140:rmsprop&beta1=0.8,5:0&beta2=0.99,6:0.9999"
        "&batch=20,90:0&l1=0.001,7:0&l2=0.03,8:10"
        "&freeze=0:unit1.2,80:layer2,80:unit1.2:0&edit=0:b2.4:-2,120:W1.0.1:0.5&step=250"
    )
    assert decode(encode(run)) == Address(config, run.events, 250)


def test_no_hidden_layer_is_written_as_0_and_one_activation_for_all_once():
    alone = encode(start(RunConfig(hidden=(), activations=())))
    assert alone == {"v": "1", "dims": "0"}
    alike = encode(start(RunConfig(hidden=(4, 4, 3), activations=("tanh",) * 3)))
    assert alike == {"v": "1", "dims": "4-4-3", "act": "tanh"}


def test_given_parameters_are_written_w_row_by_row_then_b():
    config = RunConfig(
        dataset="point",
        hidden=(),
        activations=(),
        initialization="given",
        given=(0.5, -0.4, 1e-300),
    )
    assert encode(start(config))["given"] == "0.5,-0.4,1e-300"


def test_given_parameters_keep_the_sign_of_zero():
    config = RunConfig(
        hidden=(), activations=(), initialization="given", given=(-0.0, 0.0, -5e-324)
    )
    assert bits(decode(encode(start(config))).config.given) == bits(config.given)


def test_the_start_of_a_run_needs_no_fingerprint():
    assert "fp" not in encode(start(RunConfig()), stamp="0123abcd")


def test_changes_are_written_even_where_the_rate_at_the_start_is_the_default():
    assert encode(start(RunConfig(), [Event(3, "lr", 5.0)]))["lr"] == "2,3:5"


@examples(100)
@given(value=st.floats(allow_nan=False, allow_infinity=False))
@example(value=1e15)
@example(value=-1e15)
@example(value=0.1 + 0.2)
@example(value=5e-324)
def test_a_number_is_read_back_as_it_was_written(value):
    text = number_text(value)
    assert float(text) == value
    assert len(text) <= len(repr(value))


# What is read: one bad value.


@pytest.mark.parametrize(
    ("key", "text", "where", "nearest"),
    [
        ("data", "torus", "dataset", "circle"),
        ("data", "", "dataset", "circle"),
        ("data_seed", "-5", "data_seed", 0),
        ("data_seed", "1000000", "data_seed", 999_999),
        ("data_seed", "41.9", "data_seed", 42),
        ("noise", "-1", "noise", 0.0),
        ("noise", "1.01", "noise", 1.0),
        ("n", "0", "n_train", 1),
        ("n", "1e9", "n_train", 2_000),
        ("n", "99.6", "n_train", 100),
        ("test", "-1", "n_test", 0),
        ("test", "2001", "n_test", 2_000),
        ("dims", "0-4", "hidden", (1, 4)),
        ("dims", "4-99", "hidden", (4, 16)),
        ("dims", "3.8", "hidden", (4,)),
        ("dims", "-3", "hidden", (4, 3)),  # an empty place takes the default
        ("dims", "1-2-3-4-5-6-7", "hidden", (1, 2, 3, 4, 5, 6)),
        ("act", "softplus", "activations", ("sigmoid",)),
        ("act", "", "activations", ("sigmoid",)),
        ("act", "tanh-relu", "activations", ("tanh",)),
        ("init", "orthogonal", "initialization", "xavier"),
        ("seed", "-1", "seed", 0),
        ("seed", "12345678", "seed", 999_999),
        ("lr", "0", "learning_rate", 0.0001),
        ("lr", "-3", "learning_rate", 0.0001),
        ("lr", "1000", "learning_rate", 100.0),
        ("classes", "2", "n_classes", 3),
        ("classes", "7", "n_classes", 6),
        ("classes", "4.4", "n_classes", 4),
        ("features", "x3", "features", ("x1", "x2")),
        ("features", "", "features", ("x1", "x2")),
        ("features", "x2-x3", "features", ("x2",)),
        ("features", "x1,x2", "features", ("x1", "x2")),
        ("cost", "hinge", "cost", "cross-entropy"),
        ("cost", "", "cost", "cross-entropy"),
        ("opt", "lion", "optimizer", "gradient-descent"),
        ("opt", "", "optimizer", "gradient-descent"),
        ("beta1", "1", "beta1", 0.999),
        ("beta1", "-1", "beta1", 0.0),
        ("beta2", "1e300", "beta2", 0.9999),
        ("batch", "-1", "batch_size", 0),
        ("batch", "1e300", "batch_size", 5_000),
        ("batch", "2.6", "batch_size", 3),
        ("l1", "-0.1", "l1", 0.0),
        ("l2", "11", "l2", 10.0),
    ],
)
def test_a_bad_value_takes_the_nearest_legal_one_and_a_sentence_names_its_key(
    key, text, where, nearest
):
    address = decode({"v": "1", key: text})
    assert getattr(address.config, where) == nearest
    assert only_problem({"v": "1", key: text}).startswith(f"{key}: ")
    assert_legal(address)


@pytest.mark.parametrize(
    ("key", "text", "where", "nearest"),
    [
        ("speed", "0", "speed", 1),
        ("speed", "1001", "speed", 1_000),
        ("speed", "2.7", "speed", 3),
        ("step", "-1", "step", 0),
        ("step", "200001", "step", 200_000),
        ("step", "1e300", "step", 200_000),
    ],
)
def test_speed_and_step_take_their_nearest_legal_value_too(key, text, where, nearest):
    assert getattr(decode({key: text}), where) == nearest
    assert only_problem({key: text}).startswith(f"{key}: ")


@pytest.mark.parametrize(
    "key",
    [
        *("data_seed", "noise", "n", "test", "dims", "seed", "lr", "step", "classes"),
        *("beta1", "beta2", "batch", "l1", "l2"),
    ],
)
@pytest.mark.parametrize("text", ["", "many", "nan", "inf", "1e999", "0x10", "1 2", "½"])
def test_what_is_no_number_takes_the_default_and_a_sentence_names_its_key(key, text):
    address = decode({key: text})
    assert address == Address(problems=address.problems)
    assert only_problem({key: text}).startswith(f"{key}: ")


@pytest.mark.parametrize(
    "row",
    [
        settings.DATA_SEED,
        settings.NOISE,
        settings.TRAINING_POINTS,
        settings.TEST_POINTS,
        settings.UNITS,
        settings.SEED,
        settings.LEARNING_RATE,
        settings.SPEED,
        settings.CLASSES,
        settings.BETA1,
        settings.BETA2,
        settings.BATCH_SIZE,
        settings.L1,
        settings.L2,
    ],
    ids=lambda row: row.key,
)
@examples(30)
@given(
    value=st.integers(-(10**7), 10**7)
    | st.floats(-1e7, 1e7)
    | st.floats(allow_nan=False, allow_infinity=False)
)
def test_every_number_takes_the_nearest_end_of_its_row(row, value):
    if row is settings.UNITS and (value == 0 or "-" in repr(value)):
        return  # "dims=0" is no hidden layer, and a dash parts two of them
    address = decode({row.key: repr(value)})
    text = encode(
        standing_at(address.config, address.events, address.step), speed=address.speed
    ).get(row.key, number_text(row.default))
    clamped = min(max(value, row.minimum), row.maximum)
    assert abs(float(text) - clamped) <= (0.5 if row.is_whole else 0)
    assert (address.problems == ()) == (float(text) == value)


# What is read: lists.


def test_units_that_are_missing_or_bad_in_a_list_each_get_a_sentence():
    address = decode({"dims": "4--x-99"})
    assert address.config.hidden == (4, 4, 4, 16)
    assert [problem.split(":")[0] for problem in address.problems] == ["dims"] * 3


def test_missing_activations_are_filled_up_and_surplus_ones_left_out():
    assert decode({"dims": "4-4-4", "act": "tanh-relu"}).config.activations == (
        "tanh",
        "relu",
        "sigmoid",
    )
    assert decode({"dims": "4", "act": "tanh-relu-linear"}).config.activations == ("tanh",)
    assert decode({"dims": "0", "act": "tanh"}) == decode({"dims": "0"})
    assert only_problem({"dims": "4-4-4", "act": "tanh-relu"}).startswith("act: ")


@pytest.mark.parametrize(
    "given",
    ["", "1,2", "1,2,3,4", "1,,3", "1,2,nan", "1,2,inf", "1,2,x", "1;2;3", "1,2,3,"],
)
def test_given_parameters_of_the_wrong_number_are_replaced_by_random_ones(given):
    parameters = {"dims": "0", "init": "given", "given": given}
    address = decode(parameters)
    assert address.config.initialization == "xavier"
    assert address.config.given == ()
    # 2 features to 1 output: W1 has 2 numbers, b1 has 1.
    assert only_problem(parameters).startswith("given: expected 3 numbers for layers 2-1")


def test_given_parameters_that_are_missing_altogether_are_replaced_too():
    assert only_problem({"init": "given"}).startswith("given: expected 17 numbers")


def test_given_parameters_without_init_given_are_not_read():
    assert decode({"given": "1,2,3", "dims": "0"}) == decode({"dims": "0"})


@pytest.mark.parametrize(
    ("text", "events"),
    [
        ("1,5:2,3:4", [(5, 2.0)]),
        ("1,5:2,5:4", [(5, 2.0)]),
        ("1,0:2", []),
        ("1,-4:2", []),
        ("1,2.5:3", []),
        ("1,5", []),
        ("1,5:", []),
        ("1,:3", []),
        ("1,5:2:3", []),
        ("1,x:2,7:3", [(7, 3.0)]),
        ("1,5:nan", []),
        ("1,inf:2", []),
        ("1,,7:3", [(7, 3.0)]),
        ("1,5:2,", [(5, 2.0)]),
    ],
)
def test_a_change_that_is_malformed_or_out_of_order_is_left_out(text, events):
    address = decode({"lr": text})
    assert address.config.learning_rate == 1
    assert list(address.events) == [Event(step, "lr", value) for step, value in events]
    assert only_problem({"lr": text}).startswith("lr: ")
    assert_legal(address)


def test_features_are_taken_once_each_in_their_own_order_without_a_word():
    address = decode({"features": "sinx2-x1-x1-x1x1"})
    assert address.config.features == ("x1", "x1^2", "sin x2")
    assert address.problems == ()


@pytest.mark.parametrize(
    ("kind", "good", "value", "bad"),
    [
        ("opt", "adam,5:rmsprop", "rmsprop", ["5:lion", "5", "0:rmsprop", "x:rmsprop", "1.5:adam"]),
        ("beta1", "0.5,5:0.8", 0.8, ["5:2", "5:x", "-1:0.8", "nan:0.8", "5:inf"]),
        ("beta2", "0.5,5:0.8", 0.8, ["5:-2", "5:", ":0.8", "1e10:0.8"]),
        ("batch", "4,5:2", 2, ["5:-2", "5:2.5", "5:1e9", "5:two", "1e300:2"]),
        ("l1", "1,5:0", 0.0, ["5:-0.5", "5:nan", "5:100", "0:0"]),
        ("l2", "1,5:0", 0.0, ["5:-0.5", "5:", "5:1e300", "-3:0"]),
    ],
)
def test_each_setting_that_may_change_on_the_way_reads_its_changes(kind, good, value, bad):
    address = decode({kind: good})
    assert address.events == (Event(5, kind, value),)
    assert address.problems == ()
    for change in bad:
        assert only_problem({kind: f"{good.partition(',')[0]},{change}"}).startswith(f"{kind}: ")
        assert_legal(decode({kind: f"{good.partition(',')[0]},{change}"}))


GOOD_BY_HAND = {"freeze": "3:unit1.1", "edit": "3:W1.1.0:0.5"}
BAD_BY_HAND = [
    *("", ",", "3", ":", "3:", "::", "3::0.5", "x:b1.0:1", ":b1.0:1", "2.5:b1.0:1", "nan:b1.0:1"),
    *("-1:b1.0:1", "inf:b1.0:1", "1000000001:b1.0:1", "1e300:b1.0:1", "3:W9.0.0:1", "3:b1.4:1"),
    *("3:W1.0.2:1", "3:W1.0:1", "3:b1.0.0:1", "3:W1.00.0:1", "3:unit1:1", "3:layer3:1", "3:x:1"),
    *("3:b1.0:nan", "3:b1.0:inf", "3:b1.0:1e7", "3:b1.0:-1e300", "3:b1.0:1:1", "3:b1.0:one"),
    f"3:b1.0:{'9' * 400}",
]


@pytest.mark.parametrize("kind", ["freeze", "edit"])
@pytest.mark.parametrize("change", BAD_BY_HAND)
def test_an_edit_or_freeze_that_cannot_be_is_left_out_with_a_sentence(kind, change):
    parameters = {kind: f"{GOOD_BY_HAND[kind]},{change}"}
    address = decode(parameters)
    (event,) = address.events
    assert (event.step, event.kind) == (3, kind)
    assert_legal(address)
    assert {problem.split(":")[0] for problem in address.problems} == {kind}
    if "," not in change:
        only_problem(parameters)
    alone = decode({kind: change})
    assert alone.events == ()
    assert alone.problems or not change


@pytest.mark.parametrize(
    ("kind", "change"),
    [("edit", "3:b1.0"), ("edit", "3:unit1.0:1"), ("edit", "3:layer1:1"), ("freeze", "3:b1.0:0.5")],
)
def test_an_edit_needs_one_parameter_and_a_value_and_a_freeze_1_or_0(kind, change):
    assert decode({kind: change}).events == ()
    assert only_problem({kind: change}).startswith(f"{kind}: ")


def test_a_second_change_of_the_same_at_a_step_is_left_out_with_a_sentence():
    address = decode({"edit": "3:b1.0:1,3:b1.0:2,4:b1.0:2", "freeze": "3:b1.0,3:b1.0:0"})
    assert [event.value for event in address.events if event.kind == "edit"] == [1.0, 2.0]
    assert [event.value for event in address.events if event.kind == "freeze"] == [1.0]
    assert [problem.split(":")[0] for problem in address.problems] == ["freeze", "edit"]
    assert_legal(address)


def test_what_a_link_edits_must_be_of_its_own_network():
    parameters = {"edit": "3:W1.3.6:1,4:b2.5:1"}
    assert len(decode(parameters).problems) == 2
    seven = "x1-x2-x1x1-x2x2-x1x2-sinx1-sinx2"
    wide = {"data": "clouds", "classes": "6", "features": seven}
    assert decode(parameters | wide).problems == ()


@pytest.mark.parametrize("kind", ["freeze", "edit"])
def test_of_too_many_edits_or_freezes_the_first_are_kept(kind):
    text = ",".join(f"{step}:b1.0:1" for step in range(130))
    address = decode({kind: text})
    assert [event.step for event in address.events] == list(range(settings.MAX_EVENTS))
    assert only_problem({kind: text}).startswith(f"{kind}: 130 changes")
    assert_legal(address)


def test_of_too_many_changes_of_all_kinds_the_first_are_kept():
    rates = ",".join(f"{step}:{step % 2 + 2}" for step in range(1, 81))
    frozen = ",".join(f"{step}:b1.0:{step % 2}" for step in range(1, 41))
    address = decode({"lr": f"1,{rates}", "freeze": frozen})
    assert len(address.events) == settings.MAX_EVENTS
    # Two at each of the first 40 steps, and one at each of 20 more.
    assert max(event.step for event in address.events) == 60
    assert "The link has 120 changes" in only_problem({"lr": f"1,{rates}", "freeze": frozen})
    assert_legal(address)


@pytest.mark.parametrize(
    ("parameters", "count", "layers"),
    [
        ({"features": "x1"}, 13, "1-4-1"),  # 4 weights and 4 biases, 4 and 1
        ({"features": "x1-x2-x1x2"}, 21, "3-4-1"),
        ({"data": "clouds"}, 27, "2-4-3"),
        ({"data": "clouds", "classes": "6"}, 42, "2-4-6"),
        ({"data": "iris", "classes": "6"}, 27, "2-4-3"),  # three species, whatever is asked for
    ],
    ids=str,
)
def test_given_weights_must_fit_the_features_and_classes(parameters, count, layers):
    def given_numbers(amount):
        return parameters | {"init": "given", "given": ",".join(["0.5"] * amount)}

    address = decode(given_numbers(count))
    assert address.problems == ()
    assert address.config.given == (0.5,) * count
    fallen_back = decode(given_numbers(17))
    assert (fallen_back.config.initialization, fallen_back.config.given) == ("xavier", ())
    assert only_problem(given_numbers(17)).startswith(
        f"given: expected {count} numbers for layers {layers}, "
    )
    assert_legal(fallen_back)


def test_a_change_to_an_illegal_rate_takes_the_nearest_legal_one():
    assert decode({"lr": "1,5:1000,9:0"}).events == (Event(5, "lr", 100.0), Event(9, "lr", 0.0001))
    assert only_problem({"lr": "1,5:1000"}).startswith("lr: ")


def test_a_change_that_changes_nothing_is_left_out_without_a_word():
    address = decode({"lr": "1,5:1,7:2,9:2"})
    assert address.events == (Event(7, "lr", 2.0),)
    assert address.problems == ()


def test_of_too_many_changes_the_first_are_kept():
    changes_text = ",".join(f"{step}:{step % 2 + 2}" for step in range(1, 151))
    address = decode({"lr": f"1,{changes_text}"})
    assert [event.step for event in address.events] == list(range(1, settings.MAX_EVENTS + 1))
    assert only_problem({"lr": f"1,{changes_text}"}).startswith("lr: 150 changes")
    assert_legal(address)


# What is read: the rest.


def test_a_newer_version_is_read_as_far_as_it_is_understood():
    address = decode({"v": "2", "data": "xor", "hat": "tall"})
    assert address.config.dataset == "xor"
    assert "version '2'" in only_problem({"v": "2", "data": "xor", "hat": "tall"})


@examples(60)
@given(
    unknown=st.dictionaries(
        st.text(max_size=12).filter(lambda key: key not in {*GRAMMAR, *TESTED_ELSEWHERE}),
        st.text(max_size=20),
    )
)
def test_unknown_keys_are_ignored(unknown):
    assert decode(unknown | {"data": "xor"}) == decode({"data": "xor"})


def test_the_order_of_keys_does_not_matter():
    parameters = {"data": "xor", "dims": "3-2", "act": "tanh", "lr": "1,5:2", "step": "9"}
    assert decode(dict(reversed(parameters.items()))) == decode(parameters)


@pytest.mark.parametrize("text", ["", "0", "true", "2", " 1", "yes"])
def test_only_play_1_plays(text):
    assert decode({"play": "1"}).is_playing
    assert not decode({"play": text}).is_playing


@pytest.mark.parametrize(
    "text", ["", "0123abc", "0123abcde", "0123ABCD", "0123abcg", "٠١٢٣٤٥٦٧", "0x12abcd"]
)
def test_what_is_no_fingerprint_is_not_compared(text):
    assert decode({"step": "5", "fp": "0123abcd"}).fingerprint == "0123abcd"
    assert decode({"step": "5", "fp": text}) == decode({"step": "5"})


@pytest.mark.parametrize("key", [*GRAMMAR, "hat"])
@pytest.mark.parametrize("letter", ["9", "-", ",", "1:2,", "é", "%", "\0"])
def test_a_link_that_is_far_too_long_opens_the_default_run_and_says_so(key, letter):
    parameters = {"data": "xor", key: letter * (100_000 // len(letter))}
    address = decode(parameters)
    assert address == Address(problems=address.problems)
    assert "longer than 2,000 characters" in only_problem(parameters)


def test_a_link_may_be_as_long_as_the_limit_and_no_longer():
    fits = {"v": "1", "data": "xor", "hat": "x" * (2_000 - len("v=1&data=xor&hat="))}
    assert len(query_string(fits)) == settings.MAX_LINK_LENGTH
    assert decode(fits).config.dataset == "xor"
    assert decode(fits | {"hat": fits["hat"] + "x"}).config.dataset == "circle"


# What is read: anything at all.

NASTY = [
    *("", " ", "0", "-0", "-", "--", "----", ",", ",,,", ":", ":::", "1:2:3", "0:1", "1,1:1,1:1"),
    *("nan", "NaN", "-nan", "inf", "-Infinity", "1e309", "-1e309", "1e308", "5e-324", "1e-400"),
    *("9" * 400, "-" + "9" * 400, "0." + "0" * 400 + "1", "1_000", " 5 ", "+5", "5.", ".5", "0x10"),
    *("1,1e308:2", "1,9007199254740993:2", "1,2:1e308,3:-1e308", "1,1_0:2", "2,1:2,2:3,2:4"),
    *("4-4-4-4-4-4-4-4", "4-0-4", "16-16-16-16-16-16", "-1--1", "4-", "-4", "1e1-1e1", "0-0"),
    *("given", "None", "null", "[]", "{}", "True", "../../etc/passwd", "__import__('os')"),
    *("\0", "\n", "\t", "%00", "%", "&", "=", "&v=1", "#", "+", "\\", "'", '"', "<script>", "🦉"),
    *(
        "١٢",
        "１２",
        "½",
        "²",
        "é",
        "e\u0301",
        "\u202e12",
        "\ufeff1",
        "1\u00a0",
        "𝟙",
        "ſigmoid",
        "ﬁ",
    ),
    *("adam", "adam,5:lion", "x1-x2", "x1x1-", "3:unit1.0", "0:layer1,0:layer1:0", "3:b1.0:0.5"),
    *("3:W1.0.0:-0", "0:b1.0:1e6", "0:b1.0:1e300", "3:W1.0.0", "5:unit1.0:2", "1e9:layer1"),
    *("tanh-", "-tanh", "tanh--relu", "TANH", "tanh-relu-tanh-relu-tanh-relu-tanh", "sigmoid,tanh"),
]
values = (
    st.sampled_from(NASTY)
    | st.text(max_size=30)
    | st.text(alphabet="0123456789-,:.eE+_ naif", max_size=40)
    | st.integers().map(str)
    | st.floats().map(repr)
    | st.lists(st.sampled_from(NASTY), max_size=3).map("-".join)
    | st.lists(st.sampled_from(NASTY), max_size=3).map(",".join)
)
garbage = st.fixed_dictionaries({}, optional=dict.fromkeys([*GRAMMAR, "hat", "🦉"], values))


@pytest.mark.parametrize("key", GRAMMAR)
def test_one_nasty_value_gives_a_legal_address(key):
    context = {"dims": "0", "init": "given"} if key == "given" else {}
    for text in NASTY:
        assert_legal(decode({**context, key: text}))


@examples(300)
@given(parameters=garbage)
def test_garbage_gives_a_legal_address(parameters):
    assert_legal(decode(parameters))


@examples(150)
@given(parameters=garbage, numbers=st.lists(st.floats(), max_size=9), units=st.integers(0, 2))
def test_garbage_beside_given_parameters_gives_a_legal_address(parameters, numbers, units):
    given_text = ",".join(map(repr, numbers))
    address = decode(
        parameters | {"v": "1", "init": "given", "dims": str(units), "given": given_text}
    )
    assert_legal(address)
    expected = 3 if units == 0 else 4 * units + 1  # 2 * units + units, then units + 1
    if len(query_string(parameters)) < 1_000 and len(numbers) == expected:
        is_used = all(map(math.isfinite, numbers))
        assert address.config.given == (tuple(numbers) if is_used else ())


@examples(100)
@given(text=st.text(max_size=300))
def test_any_query_string_at_all_gives_a_legal_address(text):
    # As a server reads it: bytes that are no UTF-8 become question marks in diamonds.
    parameters = {key: found[-1] for key, found in parse_qs(text, keep_blank_values=True).items()}
    assert_legal(decode(parameters))


@pytest.mark.parametrize("key", GRAMMAR)
def test_whatever_stands_in_an_address_can_be_read_again(key):
    for text in NASTY:
        parameters = {key: text, "hat": "tall"}
        read = parse_qsl(query_string(parameters), keep_blank_values=True, strict_parsing=True)
        assert dict(read) == parameters
