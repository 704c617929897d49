import itertools

import pytest
from playwright.sync_api import expect

from dashboard import settings
from dashboard.config import Event, RunConfig
from dashboard.link import decode
from dashboard.run import advance, fingerprint
from tests.browser.stage import Stage, choose_option, cost_of, run_at

pytestmark = pytest.mark.browser


def test_other_data_while_playing_start_a_new_run_that_goes_on_playing(open_page):
    stage = Stage(open_page("/?v=1&play=1"))
    stage.until("now.step >= 60")
    stage.press("data_xor")
    stage.until("query.get('data') === 'xor' && now.playing && now.step < 60")
    expect(stage.sentence).to_contain_text("A new run")
    stage.until("now.playing && now.step >= 90")
    stage.says("Pause")
    shown = stage.pause()
    assert shown.run == fingerprint(run_at(RunConfig(dataset="xor"), shown.step))


def test_each_new_seed_while_playing_starts_one_run_and_it_stays(open_page):
    stage = Stage(open_page("/?v=1&play=1"))
    stage.until("now.step >= 30")
    for starts, seed in enumerate((3, 4, 5), start=1):
        stage.press("new_seed")
        stage.until(
            f"query.get('seed') === '{seed}' && now.playing && now.step >= 90"
            f" && stage.drawn.filter((step, at) => step < stage.drawn[at - 1]).length >= {starts}"
        )
        drawn = stage.drawn()
        assert sum(after < before for before, after in itertools.pairwise(drawn)) == starts
    shown = stage.pause()
    assert shown.run == fingerprint(run_at(RunConfig(seed=5), shown.step))
    stage.until("query.get('seed') === '5'")


def test_another_learning_rate_while_playing_counts_from_the_step_drawn(open_page):
    stage = Stage(open_page("/?v=1&play=1"))
    before = stage.until("now.step >= 90")
    slider = stage.page.locator(".st-key-lr input")
    slider.focus()
    stage.page.keyboard.press("ArrowRight")
    following = settings.LEARNING_RATES[settings.LEARNING_RATES.index(2.0) + 1]
    stage.until("query.get('lr')?.startsWith('2,')")
    query = stage.page.evaluate("Object.fromEntries(new URLSearchParams(location.search))")
    (event,) = decode(query).events
    assert event.value == following
    assert query["lr"] == f"2,{event.step}:{following:g}"
    assert before.step <= event.step
    assert event.step in stage.drawn()
    stage.until(f"now.playing && now.step >= {event.step + 60}")
    shown = stage.pause()
    assert shown.run == fingerprint(run_at(RunConfig(), shown.step, [event]))
    assert shown.run != fingerprint(run_at(RunConfig(), shown.step))
    drawn = stage.drawn()
    assert drawn == sorted(drawn)
    expect(slider).to_have_attribute("aria-valuetext", f"{following:g}")

    # The past is shared, to the last bit.
    stage.scrub(event.step - 1)
    earlier = stage.until(f"now.step < {event.step} && now.run")
    assert earlier.run == fingerprint(run_at(RunConfig(), earlier.step))
    stage.press("undo")
    stage.until("!query.has('lr')")
    undone = stage.until_shows(run_at(RunConfig(), event.step))
    # What was trained ahead and never shown is no part of what was played.
    assert undone.latest <= drawn[-1]
    expect(slider).to_have_attribute("aria-valuetext", "2")


def test_another_learning_rate_at_rest_is_an_event_and_at_step_0_the_start(open_page):
    stage = Stage(open_page())
    slider = stage.page.locator(".st-key-lr input")
    slider.focus()
    stage.page.keyboard.press("ArrowRight")
    stage.until("query.get('lr') === '3' && now.run")
    stage.press("step10")
    stage.until_shows(run_at(RunConfig(learning_rate=3.0), 10))
    slider.focus()
    stage.page.keyboard.press("ArrowLeft")
    stage.until("query.get('lr') === '3,10:2'")
    stage.press("step10")
    stage.until_shows(run_at(RunConfig(learning_rate=3.0), 20, [Event(10, "lr", 2.0)]))


@pytest.mark.slow
def test_every_setting_in_the_sidebar_makes_the_run_it_names(open_page):
    stage = Stage(open_page())
    page = stage.page

    def write(key, value):
        page.locator(f".st-key-{key} input").fill(str(value))
        page.keyboard.press("Enter")

    def choose(key, label):
        choose_option(page, key, label)

    def push(key):
        page.locator(f".st-key-{key} input").focus()
        page.keyboard.press("ArrowRight")

    sigmoid, features = ("sigmoid",), ("x1", "x2", "sin x1")
    wanted = {}
    for act, changes in (
        (lambda: write("data_seed", 7), {"data_seed": 7}),
        (lambda: write("n", 50), {"n_train": 50}),
        (lambda: write("test", 0), {"n_test": 0}),
        (lambda: push("noise"), {"noise": 0.01}),
        (lambda: write("units_1", 6), {"hidden": (6,)}),
        (
            lambda: stage.press("add_layer"),
            {"hidden": (6, 6), "activations": 2 * sigmoid},
        ),
        (lambda: choose("activation_2", "ReLU"), {"activations": ("sigmoid", "relu")}),
        (
            lambda: stage.press("remove_layer"),
            {"hidden": (6,), "activations": sigmoid},
        ),
        (lambda: choose("init", "Scale 1"), {"initialization": "scale-1"}),
        (lambda: write("seed", 11), {"seed": 11}),
        (lambda: stage.press("data_clouds"), {"dataset": "clouds"}),
        (lambda: write("classes", 4), {"n_classes": 4}),
        (lambda: stage.press("data_moons"), {"dataset": "moons"}),
        (lambda: page.get_by_role("button", name="sin x₁").click(), {"features": features}),
        (lambda: choose("opt", "Adam"), {"optimizer": "adam"}),
        (lambda: choose("cost", "Squared error"), {"cost": "squared-error"}),
    ):
        act()
        wanted |= changes
        stage.until_shows(run_at(RunConfig(**wanted), 0))
    stage.until("query.get('data') === 'moons' && query.get('cost')")
    query = page.evaluate("Object.fromEntries(new URLSearchParams(location.search))")
    assert decode(query).config == RunConfig(**wanted)

    stage.press("defaults")
    stage.until_shows(run_at(RunConfig(), 0))
    stage.press("undo")
    stage.until_shows(run_at(RunConfig(**wanted), 0))


def test_the_speed_is_the_steps_from_frame_to_frame(open_page):
    stage = Stage(open_page("/?v=1&n=20&test=0&speed=10"))
    assert stage.readout("pace") == "10 steps a frame"
    stage.play()
    stage.until("now.step >= 100")
    shown = stage.pause()
    assert all(step % 10 == 0 for step in stage.drawn())
    config = RunConfig(n_train=20, n_test=0)
    assert shown.run == fingerprint(run_at(config, shown.step))
    stage.page.locator(".st-key-speed input").focus()
    stage.page.keyboard.press("ArrowRight")
    stage.until("query.get('speed') === '20'")
    assert stage.now().step == shown.step


def test_a_run_stops_by_itself_at_the_first_step_that_is_good_enough(open_page):
    stage = Stage(open_page())
    page = stage.page
    choose_option(page, "stop_when", "Training cost at most")
    value = page.locator(".st-key-stop_value input")
    value.fill("0.6")
    value.press("Enter")
    stage.until("query.get('stop') === 'cost:0.6'")
    run = run_at(RunConfig(), 0)
    while cost_of(run, run.data.X, run.data.Y) > 0.6:
        run = advance(run, 1)
    stage.press("play")
    stage.until_shows(run)
    expect(stage.sentence).to_contain_text(f"Stopped at step {run.step}: the training cost is")
    stage.says("Play")
    stage.press("play")
    expect(stage.sentence).to_contain_text("reached already")
    stage.until_shows(run)
