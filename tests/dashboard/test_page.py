import ast
import inspect
import json
import re
import struct
from pathlib import Path
from types import SimpleNamespace
from weakref import WeakKeyDictionary

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

import network
from dashboard import settings
from dashboard.config import Event, RunConfig
from dashboard.link import Address, decode, encode
from dashboard.run import advance, fingerprint, start
from dashboard.session import Session, new_session
from dashboard.stage.component import SIGNALS
from dashboard.widgets import player
from tests.dashboard.strategies import examples

MAIN = Path(__file__).parents[2] / "dashboard" / "main.py"
PATIENCE = 60

SMALL = {"n": "12", "test": "4"}
"""Part of a query: so few points that steps take no time worth mentioning."""

CONFIG = RunConfig(n_train=12, n_test=4)
"""What that query opens."""


def open_page(**query):
    """Open the page with a link, and see that it draws: the picture, and the rest."""
    return run(begin_page(**query))


def begin_page(**query):
    """Open the page with a link, until its stage asks for more."""
    page = AppTest.from_file(MAIN, default_timeout=PATIENCE)
    page.query_params = dict(query)
    return run(page)


def test_a_page_at_the_start_of_a_run_begins_with_its_picture():
    page = begin_page(**SMALL)
    assert {button.key for button in page.main.button} >= {"play", "step", "step10"}
    assert not page.sidebar.button
    assert not page.number_input
    assert message_of(page)["ask_after"] == settings.OPENING_SECONDS
    run(page)
    assert page.sidebar.button
    assert message_of(page)["ask_after"] == settings.GREETING_SECONDS


@pytest.mark.parametrize("moving", [{"step": "3"}, {"fp": "00000000"}, {"play": "1"}])
def test_a_page_that_was_there_already_is_drawn_at_once(moving):
    page = begin_page(**SMALL, **moving)
    assert page.sidebar.button
    assert page.number_input


def run(page):
    """Run the script again, as a press of something does."""
    page.run()
    assert not page.exception
    header = header_of(page)
    if header and "words" in header:
        words[page] = header["words"]
    return page


words = WeakKeyDictionary()
"""What each page was told and has not been told otherwise since."""


def press(page, key):
    """Press a button."""
    page.button(key=key).click()
    return run(page)


def field_of(find, name):
    """Find a field by its name: its key also counts how often the server gave it another value."""
    (element,) = [element for element in find if element.key.partition(":")[0] == name]
    return element


def session_of(page):
    """The session behind the page."""
    return page.session_state["session"]


def told_of(page):
    """What the page tells about its link, line by line."""
    return [text.value for text in page.get("text")]


def header_of(page):
    """The header of what the page sends to the stage now, if it has one."""
    stages = [
        component.proto
        for component in page.get("bidi_component")
        if component.proto.component_name.endswith("stage")
    ]
    if not stages:
        return None
    (stage,) = stages
    (length,) = struct.unpack_from("<I", stage.bytes)
    return json.loads(stage.bytes[4 : 4 + length])


def message_of(page):
    """All that the stage knows: what it is sent now, and what it was told before."""
    return {**words[page], **header_of(page)}


def figures_of(page):
    """What the page sends to each live figure, by its key."""
    protos = [component.proto for component in page.get("bidi_component")]
    return {
        proto.id.rpartition("-")[2]: json.loads(proto.json)
        for proto in protos
        if proto.component_name.endswith("live_figure")
    }


# As it opens.


def test_the_page_opens_with_one_title_a_stage_at_rest_and_three_figures():
    page = begin_page()
    assert message_of(page)["scene"]["dims"] == [2, *settings.DEFAULT_HIDDEN, 1]
    run(page)
    assert [title.value for title in page.title] == ["Watch it learn"]
    assert not page.warning
    assert not page.error
    header = message_of(page)
    assert (header["step"], header["playing"]) == (0, False)
    assert "scene" not in header  # it has been sent
    assert len(figures_of(page)) == 3
    assert page.button(key="play").label == "Play"
    assert page.button(key="undo").disabled
    assert page.query_params == {}


def test_every_widget_shows_the_default_of_its_row():
    page = open_page()
    for row in (
        settings.TRAINING_POINTS,
        settings.TEST_POINTS,
        settings.DATA_SEED,
        settings.SEED,
    ):
        assert field_of(page.number_input, row.key).value == row.default
    assert field_of(page.number_input, "units_1").value == settings.UNITS.default
    assert field_of(page.slider, "noise").value == settings.NOISE.default
    assert field_of(page.select_slider, "lr").value == settings.LEARNING_RATE.default
    assert field_of(page.select_slider, "speed").value == settings.SPEED.default
    assert field_of(page.selectbox, "init").value == settings.INITIALIZATION.default
    assert field_of(page.selectbox, "activation_1").value == settings.ACTIVATION.default
    chosen = [name for name in settings.DATA.choices if is_chosen(page, name)]
    assert chosen == [settings.DATA.default]


def is_chosen(page, dataset):
    """Whether a data set's button is the marked one."""
    return page.button(key=f"data_{dataset}").proto.type == "primary"


def test_every_widget_has_the_limits_and_the_words_of_its_row():
    page = open_page()
    for row in (
        settings.TRAINING_POINTS,
        settings.TEST_POINTS,
        settings.DATA_SEED,
        settings.SEED,
    ):
        widget = field_of(page.number_input, row.key)
        assert (widget.min, widget.max, widget.step) == (row.minimum, row.maximum, row.step)
        assert (widget.label, widget.help) == (row.label, row.help)
    units = field_of(page.number_input, "units_1")
    assert (units.min, units.max) == (settings.UNITS.minimum, settings.UNITS.maximum)
    noise, row = field_of(page.slider, "noise"), settings.NOISE
    assert (noise.min, noise.max, noise.step) == (row.minimum, row.maximum, row.step)
    rate = field_of(page.select_slider, "lr")
    assert len(rate.options) == len(settings.LEARNING_RATES)
    assert (rate.label, rate.help) == (settings.LEARNING_RATE.label, settings.LEARNING_RATE.help)
    assert len(field_of(page.select_slider, "speed").options) >= len(settings.SPEEDS)
    assert field_of(page.selectbox, "activation_1").options == list(
        settings.ACTIVATION.choices.values()
    )
    names = [text for name, text in settings.INITIALIZATION.choices.items() if name != "given"]
    assert field_of(page.selectbox, "init").options == names
    for name, label in settings.DATA.choices.items():
        assert page.button(key=f"data_{name}").label == label


# Step, play, reset.


def test_pressing_step_twice_trains_two_steps():
    page = open_page(**SMALL)
    press(press(page, "step"), "step")
    header = message_of(page)
    assert header["step"] == 2
    assert header["fingerprint"] == fingerprint(advance(start(CONFIG), 2))
    assert header["playing"] is False


def test_pressing_ten_steps_trains_ten():
    page = press(press(open_page(**SMALL), "step10"), "step")
    assert message_of(page)["fingerprint"] == fingerprint(advance(start(CONFIG), 11))


def test_play_makes_frames_and_pause_stops():
    page = press(open_page(**SMALL), "play")
    assert page.button(key="play").label == "Pause"
    header = message_of(page)
    assert header["playing"] is True
    assert header["serial"] == 1
    assert header["batch_steps"] == [settings.SPEED.default] * 2  # the first, and the distance
    assert ["batch_params", "float32", [settings.FIRST_BATCH_FRAMES, 17]] in header["arrays"]
    made = settings.FIRST_BATCH_FRAMES * int(settings.SPEED.default)
    assert session_of(page).run.step == made
    press(page, "play")
    assert page.button(key="play").label == "Play"
    header = message_of(page)
    assert (header["playing"], header["step"]) == (False, made)


def test_reset_goes_back_to_the_same_start():
    page = open_page(**SMALL)
    before = message_of(page)["fingerprint"]
    press(press(page, "step10"), "reset")
    header = message_of(page)
    assert (header["step"], header["fingerprint"]) == (0, before)


def test_a_run_that_ends_stops_the_page_and_says_why():
    page = open_page(**SMALL, dims="4-4", act="linear", lr="20")
    press(page, "play")
    session = session_of(page)
    assert session.run.has_ended
    assert page.button(key="play").label == "Play"
    assert f"step {session.run.step}" in message_of(page)["sentence"]
    press(page, "play")
    assert page.button(key="play").label == "Play"
    assert f"step {session.run.step}" in message_of(page)["sentence"]


# Settings.


@pytest.mark.parametrize("name", list(settings.DATA.choices))
def test_a_press_of_a_data_set_starts_a_new_run_with_it(name):
    page = open_page(**SMALL, data="moons" if name == "circle" else "circle")
    press(press(page, "step10"), f"data_{name}")
    assert session_of(page).run.config.dataset == name
    assert message_of(page)["step"] == 0
    assert [other for other in settings.DATA.choices if is_chosen(page, other)] == [name]
    assert (page.query_params.get("data") or "circle") == name


def test_one_point_hides_what_does_not_apply_to_it():
    page = press(open_page(), "data_point")
    assert not page.slider
    assert "n" not in [widget.key for widget in page.number_input]


@pytest.mark.parametrize(
    ("key", "value", "field"),
    [
        ("n", 50, "n_train"),
        ("test", 0, "n_test"),
        ("data_seed", 9, "data_seed"),
        ("seed", 9, "seed"),
    ],
)
def test_a_number_typed_in_is_the_setting_of_a_new_run(key, value, field):
    page = press(open_page(**SMALL), "step")
    field_of(page.number_input, key).set_value(value)
    run(page)
    assert getattr(session_of(page).run.config, field) == value
    assert message_of(page)["step"] == 0
    assert page.query_params[key] == str(value)
    assert field_of(page.number_input, key).value == value


def test_noise_units_activation_and_initialisation_start_new_runs():
    page = open_page(**SMALL)
    field_of(page.slider, "noise").set_value(0.25)
    run(page)
    field_of(page.number_input, "units_1").set_value(7)
    run(page)
    field_of(page.selectbox, "activation_1").set_value("tanh")
    run(page)
    field_of(page.selectbox, "init").set_value("he")
    run(page)
    config = session_of(page).run.config
    assert (config.noise, config.hidden, config.activations) == (0.25, (7,), ("tanh",))
    assert config.initialization == "he"
    assert decode(page.query_params).config == config
    assert len(session_of(page).undo) == 4


def test_layers_are_added_and_removed_within_their_limits():
    page = open_page(**SMALL)
    add, remove = "add_layer", "remove_layer"
    while not page.button(key=add).disabled:
        press(page, add)
    most = int(settings.LAYERS.maximum)
    assert session_of(page).run.config.hidden == (4,) * most
    assert field_of(page.number_input, f"units_{most}").value == 4
    while not page.button(key=remove).disabled:
        press(page, remove)
    assert session_of(page).run.config.hidden == ()
    assert not page.button(key=add).disabled
    press(page, add)
    assert len(session_of(page).run.config.hidden) == 1


def test_a_learning_rate_chosen_at_a_step_counts_from_there():
    page = press(open_page(**SMALL), "step10")
    field_of(page.select_slider, "lr").set_value(5.0)
    run(page)
    session = session_of(page)
    assert session.run.events == (Event(10, "lr", 5.0),)
    assert session.run.step == 10
    assert page.query_params["lr"] == "2,10:5"
    assert field_of(page.select_slider, "lr").value == 5.0
    press(page, "undo")
    assert field_of(page.select_slider, "lr").value == 2.0


def test_a_rate_between_the_stops_is_shown_and_can_be_left():
    page = open_page(**SMALL, lr="0.1234")
    slider = field_of(page.select_slider, "lr")
    assert slider.value == 0.1234
    assert len(slider.options) == len(settings.LEARNING_RATES) + 1
    slider.set_value(5.0)
    run(page)
    assert session_of(page).run.config.learning_rate == 5.0
    assert len(field_of(page.select_slider, "lr").options) == len(settings.LEARNING_RATES)


def test_a_speed_is_chosen_without_a_new_run():
    page = press(open_page(**SMALL), "step")
    field_of(page.select_slider, "speed").set_value(50)
    run(page)
    assert session_of(page).speed == 50
    assert message_of(page)["step"] == 1
    assert message_of(page)["asked"] == 50


def test_another_seed_can_be_undone():
    page = press(open_page(**SMALL), "step")
    before = message_of(page)["fingerprint"]
    press(page, "new_seed")
    assert message_of(page)["step"] == 0
    assert field_of(page.number_input, "seed").value == settings.SEED.default + 1
    assert not page.button(key="undo").disabled
    press(page, "undo")
    assert message_of(page)["fingerprint"] == before
    assert field_of(page.number_input, "seed").value == settings.SEED.default
    assert page.button(key="undo").disabled


def test_back_to_defaults_is_the_run_that_the_page_opens_with():
    query = {"data": "spiral", "dims": "8-8", "act": "tanh-relu", "lr": "0.5", "seed": "7"}
    page = open_page(**query, noise="0.1", speed="50")
    press(page, "step")
    press(page, "defaults")
    assert session_of(page).run.config == RunConfig()
    assert message_of(page)["step"] == 0
    assert is_chosen(page, settings.DATA.default)
    assert field_of(page.select_slider, "lr").value == settings.LEARNING_RATE.default
    assert field_of(page.select_slider, "speed").value == settings.SPEED.default
    assert page.query_params == {"v": "1"}
    press(page, "undo")
    assert session_of(page).run.config.dataset == "spiral"


# The address.


def test_the_address_is_written_for_lasting_changes_only():
    page = open_page()
    for key in ("step", "step10", "play", "play", "reset"):
        press(page, key)
        assert page.query_params == {}
    press(page, "data_xor")
    assert page.query_params == {"v": "1", "data": "xor"}
    press(page, "step10")
    assert page.query_params == {"v": "1", "data": "xor"}
    press(page, "new_seed")
    assert page.query_params == {"v": "1", "data": "xor", "seed": "3"}
    press(page, "undo")
    assert decode(page.query_params).config == RunConfig(dataset="xor")


def test_a_link_opens_the_run_that_it_names_at_its_step():
    config = RunConfig(
        dataset="moons", n_train=12, n_test=4, hidden=(3, 2), activations=("tanh", "relu"), seed=9
    )
    there = advance(start(config, [Event(5, "lr", 0.7)]), 30)
    page = open_page(**encode(there, speed=20, stamp=fingerprint(there)))
    assert not page.warning
    header = message_of(page)
    assert (header["step"], header["fingerprint"]) == (30, fingerprint(there))
    assert header["sentence"] == ""
    assert is_chosen(page, "moons")
    assert field_of(page.number_input, "units_2").value == 2
    assert field_of(page.selectbox, "activation_2").value == "relu"
    assert field_of(page.select_slider, "lr").value == 0.7
    assert field_of(page.select_slider, "speed").value == 20


def test_a_link_that_says_so_plays_at_once():
    page = open_page(**SMALL, play="1")
    assert page.button(key="play").label == "Pause"
    assert session_of(page).run.step > 0


def test_a_link_to_a_far_step_is_trained_in_turns_and_can_be_stopped(monkeypatch):
    monkeypatch.setattr(settings, "MAX_LINK_STEP", 3)
    there = advance(start(CONFIG), 50)
    page = AppTest.from_file(MAIN, default_timeout=PATIENCE)
    page.query_params = SMALL
    run(page)
    session = session_of(page)
    session.open(Address(config=CONFIG, step=50, fingerprint=fingerprint(there)))
    run(page)
    assert 0 < session.run.step < 50
    assert page.button(key="stop").label == "Stop here"
    assert message_of(page)["ask_after"] == 0
    while session.goal is not None:
        session.supply(0, 0.0)
    run(page)
    header = message_of(page)
    assert (header["step"], header["fingerprint"]) == (50, fingerprint(there))
    assert "stop" not in [button.key for button in page.button]
    session.open(Address(config=CONFIG, step=50))
    run(page)
    press(page, "stop")
    assert not session.is_making_frames
    assert 0 < session.run.step < 50


def test_an_old_query_that_comes_again_is_not_followed():
    page = press(open_page(**SMALL), "step10")
    before = message_of(page)["fingerprint"]
    page.query_params = {"data": "xor"}
    run(page)
    assert message_of(page)["fingerprint"] == before


def test_the_browsers_back_is_followed(monkeypatch):
    page = press(open_page(**SMALL), "data_xor")
    from dashboard import state

    context = SimpleNamespace(is_history_navigation=True, fragment_ids_this_run=None)
    monkeypatch.setattr(state, "get_script_run_ctx", lambda: context)
    page.query_params = SMALL
    run(page)
    assert session_of(page).run.config == CONFIG
    assert is_chosen(page, "circle")
    assert page.query_params == SMALL


GARBAGE = [
    {"lr": "fast"},
    {"lr": "nan,7:inf,-3:2,5", "noise": "-1", "n": "1e99", "test": "-1", "seed": "1.5"},
    {"dims": "4-4-4-4-4-4-4-4"},
    {"dims": "0-0", "act": "tanh-softsign-relu"},
    {"data": "<script>alert(1)</script>"},
    {"init": "given"},
    {"init": "given", "given": "1,2,nan"},
    {"v": "99"},
    {"step": "-1"},
    {"speed": "0"},
    {"given": "1," * 3_000},
    {"data": "💥", "noise": "０.５.５", "seed": "\u0000"},
]


@pytest.mark.parametrize("query", GARBAGE, ids=lambda query: next(iter(query)))
def test_a_link_of_garbage_opens_with_one_line_on_it(query):
    page = open_page(**query)
    problems = session_of(page).problems
    assert len(page.title) == 1
    first, *others = told_of(page)
    if len(problems) == 1:
        assert others == []
        assert first.endswith(problems[0].partition(": ")[2])
    else:
        assert first == f"{len(problems)} parts of the link were changed."
        assert len(others) == len(problems)
    press(page, "play")
    assert told_of(page) == []


def test_the_line_on_a_bad_link_names_a_setting_as_the_page_does_and_goes_when_dismissed():
    page = open_page(n="x", **{"utm_source": "y"})
    assert told_of(page) == ["Training points (n): 'x' is no number, so 200 is used."]
    press(page, "dismiss")
    assert told_of(page) == []
    assert session_of(page).run.config == RunConfig()


@pytest.mark.parametrize("name", ["n", "test", "data_seed", "seed", "units_1"])
def test_a_number_field_that_is_emptied_keeps_the_value_it_had(name):
    page = open_page(n="60", test="5", data_seed="3", seed="4", dims="6")
    field, config = field_of(page.number_input, name), session_of(page).run.config
    value = field.value
    field.set_value(None)
    run(page)
    assert session_of(page).run.config == config
    assert field_of(page.number_input, name).value == value


@pytest.mark.parametrize(
    "query", [{"utm_source": "x"}, {"v": "1"}, {"embed": "true", "play": "no"}]
)
def test_a_link_with_nothing_wrong_opens_without_a_warning(query):
    page = open_page(**query)
    assert told_of(page) == []
    assert session_of(page).run.config == RunConfig()


@pytest.mark.parametrize("dataset", ["circle", "xor"])
def test_a_link_with_given_parameters_opens(dataset):
    numbers = ",".join(str(number / 10) for number in range(17))
    page = open_page(data=dataset, init="given", given=numbers)
    assert told_of(page) == []
    assert field_of(page.selectbox, "init").value == "given"
    field_of(page.selectbox, "init").set_value("he")
    run(page)
    assert session_of(page).run.config.given == ()


# Figures.


def cost_axis(page):
    return json.loads(figures_of(page)["cost_figure"]["figure"])["layout"]["yaxis"]["type"]


def test_the_cost_can_be_seen_on_a_logarithmic_axis():
    page = press(open_page(**SMALL), "step10")
    assert cost_axis(page) == "linear"
    page.toggle(key="log_cost").set_value(True)
    run(page)
    assert cost_axis(page) == "log"


def test_every_figure_is_of_the_step_of_the_stage_and_says_what_it_shows():
    page = press(open_page(**SMALL), "step10")
    figures = figures_of(page)
    assert {figure["step"] for figure in figures.values()} == {10}
    assert len({figure["label"] for figure in figures.values()}) == 3
    revisions = {
        json.loads(figure["figure"])["layout"]["uirevision"].partition("-")[0]
        for figure in figures.values()
    }
    assert revisions == {message_of(page)["id"]}


def test_the_boundary_is_read_while_nothing_moves():
    page = press(open_page(**SMALL), "step10")
    assert "boundary_figure" not in figures_of(page)
    page.toggle(key="read_boundary").set_value(True)
    run(page)
    chart = json.loads(figures_of(page)["boundary_figure"]["figure"])
    assert "step 10" in chart["layout"]["title"]["text"]
    press(page, "play")
    assert "boundary_figure" not in figures_of(page)


# The other page.


def code_page():
    page = open_page(**SMALL, data="xor")
    page.switch_page("../pages/the_code.py")
    return run(page)


def shown_functions(page):
    """Every function whose code is on the page, by its name."""
    found = {}
    for block in page.code:
        if block.language == "python":
            for definition in ast.parse(block.value).body:
                assert isinstance(definition, ast.FunctionDef)
                assert definition.name not in found
                found[definition.name] = definition
    return found


def public_functions():
    """Every function that `network` offers."""
    offered = {name: getattr(network, name) for name in network.__all__}
    return {name: thing for name, thing in offered.items() if inspect.isfunction(thing)}


def test_the_code_page_has_one_title_and_no_warning():
    page = code_page()
    assert len(page.title) == 1
    assert page.title[0].value != "Watch it learn"
    assert not page.warning


def test_every_public_function_of_the_network_is_shown():
    assert set(public_functions()) <= set(shown_functions(code_page()))


def test_the_code_that_is_shown_is_the_code_that_runs_but_for_its_docstring():
    shown = shown_functions(code_page())
    assert shown
    for name, definition in shown.items():
        function = getattr(network, name)
        (running,) = ast.parse(inspect.getsource(function)).body
        assert ast.get_docstring(running)
        del running.body[0]
        assert ast.dump(definition) == ast.dump(running)


def test_the_docstring_of_every_function_that_is_shown_can_be_opened():
    page = code_page()
    plain = [block.value for block in page.code if block.language != "python"]
    for name in shown_functions(page):
        assert inspect.getdoc(getattr(network, name)) in plain


def test_the_code_page_carries_the_run_and_the_way_back_keeps_it():
    page = press(open_page(**SMALL), "step10")
    before = message_of(page)["fingerprint"]
    page.switch_page("../pages/the_code.py")
    page.query_params = {}
    run(page)
    assert decode(page.query_params).config == CONFIG
    assert decode(page.query_params).step == 10
    page.switch_page("../pages/playground.py")
    run(page)
    assert message_of(page)["fingerprint"] == before


# What the stage says.


@pytest.fixture
def stage_says(monkeypatch):
    """Send a signal of the stage to a session, as the component does."""
    reruns = []
    session = new_session(Address(config=CONFIG))
    scenes = []
    monkeypatch.setattr(player.state, "session", lambda: session)
    monkeypatch.setattr(player.state, "forget_scene", lambda: scenes.append(1))
    monkeypatch.setattr(player.st, "rerun", reruns.append)

    def say(name, **value):
        player.on_signal(name, value)
        # Frames are drawn by the stage alone: its own fragment runs again by itself.
        assert reruns == ([] if name == "more" else [player.PLAYER]), reruns
        reruns.clear()
        return session

    say.session, say.scenes = session, scenes
    return say


def test_a_pause_of_the_stage_stops_at_the_step_drawn(stage_says):
    session = stage_says.session
    session.play()
    session.next_frames(10)
    stage_says("pause", step=7)
    assert (session.run.step, session.is_playing) == (7, False)


def test_a_step_asked_for_by_key_is_trained(stage_says):
    assert stage_says("go", step=3).run.step == 3


def test_a_seek_shows_an_earlier_step(stage_says):
    stage_says.session.step_to(9)
    assert stage_says("seek", step=4).run.step == 4
    assert stage_says.session.run.history.last == 9


def test_an_answer_lets_a_waiting_rate_count_from_the_step_drawn(stage_says):
    session = stage_says.session
    session.play()
    session.next_frames(10)
    session.change_rule("lr", 5.0)
    stage_says("answer", question=session.question, step=6)
    assert session.run.events == (Event(6, "lr", 5.0),)


def test_a_stage_that_asks_gets_frames_once(stage_says):
    session = stage_says.session
    session.play()
    stage_says("more", left=0)
    assert len(session.take_outbox().steps) == settings.FIRST_BATCH_FRAMES
    assert session.take_outbox() is None


@pytest.mark.parametrize("left", ["many", None, float("nan"), [], -5])
def test_whatever_a_stage_says_it_has_left_it_gets_no_more_than_a_batch(stage_says, left):
    session = stage_says.session
    session.play()
    stage_says("more", left=left)
    assert len(session.take_outbox().steps) <= settings.FIRST_BATCH_FRAMES


def test_a_stage_that_asks_while_nothing_plays_gets_nothing(stage_says):
    assert stage_says("more", left=0).take_outbox() is None
    assert stage_says.session.run.step == 0


def test_a_stage_that_misses_its_scene_gets_it_again(stage_says):
    stage_says("missing", id="00000000")
    assert stage_says.scenes == [1]


def test_units_chosen_on_the_picture_start_a_new_run(stage_says):
    assert stage_says("layers", hidden=[5]).run.config.hidden == (5,)
    assert stage_says("layers", hidden=[99]).run.config.hidden == (settings.UNITS.maximum,)


def test_a_suggestion_that_is_taken_starts_its_run(stage_says):
    assert stage_says("suggestion", id="x").run.config.hidden == (2,)


def test_a_restarted_server_takes_up_the_run_that_was_drawn(stage_says):
    there = advance(start(RunConfig(n_train=12, n_test=4, seed=9)), 40)
    query = "&".join(f"{key}={text}" for key, text in encode(there).items())
    session = stage_says("resume", query=query)
    assert fingerprint(session.run) == fingerprint(there)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["lr=5", "dims=9-9&step=3", "data=xor"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


@examples(80)
@given(
    signals=st.lists(
        st.tuples(
            st.sampled_from([*SIGNALS, "no_such"]),
            st.dictionaries(
                st.sampled_from(["step", "question", "visible", "hidden", "query", "id", "asked"]),
                json_values,
            ),
        ),
        max_size=5,
    )
)
def test_whatever_a_browser_sends_nothing_breaks(signals):
    session = Session(start(CONFIG))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "LARGEST_JUMP", 20)
        patch.setattr(player.state, "session", lambda: session)
        patch.setattr(player.state, "forget_scene", lambda: None)
        patch.setattr(player.st, "rerun", lambda _: None)
        for name, value in signals:
            player.on_signal(name, value)
    again = advance(start(session.run.config, session.run.events), session.run.step)
    assert fingerprint(session.run) == fingerprint(again)


def test_every_signal_of_the_stage_is_known():
    modules = Path(player.__file__).parents[1] / "stage" / "modules"
    sent = set()
    for file in modules.glob("*.js"):
        text = file.read_text(encoding="utf-8")
        sent |= set(re.findall(r'\b(?:send|tell)(?:\?\.)?\("(\w+)"', text))
    assert sent == set(SIGNALS)
