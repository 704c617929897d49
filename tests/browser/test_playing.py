import pytest
from playwright.sync_api import expect

from dashboard import narration, settings
from dashboard.config import RunConfig
from dashboard.modules import PREFIX
from dashboard.probes import measure
from dashboard.run import fingerprint
from tests.browser.stage import Figure, Stage, assert_figures_exact, run_at, run_of

pytestmark = pytest.mark.browser

FIRST_SHOW = 90 * int(settings.SPEED.default)
"""The step of the 90th frame at the default speed."""

# Draws on a screen whose clock is a little uneven, with `spare` frames always left to play.
SCREEN = """async ([address, hertz, spare, refreshes]) => {
  const { Playback } = await import(address);
  const playback = new Playback(60);
  const drawn = [];
  let made = 0;
  const fill = () => {
    while (playback.left < spare) {
      const steps = Array.from({ length: 30 }, () => ({ step: ++made }));
      playback.push(steps);
    }
  };
  for (let refresh = 0; refresh < refreshes; refresh++) {
    fill();
    const jitter = 0.4 * Math.sin(7 * refresh);
    drawn.push(playback.due((1000 * refresh) / hertz + jitter)?.step ?? null);
  }
  return drawn;
}"""


def number(text):
    return float(text.rstrip(" %").replace(",", ""))


def test_the_first_press_of_play_moves_every_number_learns_and_suggests_more(open_page):
    stage = Stage(open_page())
    before, readouts, boundary = stage.now(), stage.readouts(), stage.pixels()
    network = stage.pixels(".network canvas")
    assert (before.step, before.playing) == (0, False)
    assert stage.page.url.endswith("/?v=1")
    expect(stage.suggestion).to_be_hidden()

    stage.play()
    stage.says("Pause")
    stage.until(f"now.step >= {FIRST_SHOW} && now.frames >= {before.frames + 20}")
    assert number(stage.readout("train-score")) > 95
    run = run_at(RunConfig(), FIRST_SHOW)
    assert measure(run, run.step, run.params).train_score > 0.95

    after = stage.pause()
    assert after.latest == after.step >= FIRST_SHOW
    assert stage.drawn() == sorted(stage.drawn())
    for name, text in stage.readouts().items():
        assert text != readouts[name]
    assert number(stage.readout("step")) == after.step
    assert number(stage.readout("train-cost")) < number(readouts["train-cost"]) / 2
    assert stage.pixels() != boundary
    assert stage.pixels(".network canvas") != network
    assert f"Step {after.step:,}" in stage.sentence.inner_text()

    sentence, following = narration.suggestion(RunConfig())
    expect(stage.suggestion).to_have_text(sentence)
    stage.suggestion.click()
    stage.until_shows(run_at(following, 0))
    stage.until("query.get('dims') === '2'")
    expect(stage.suggestion).to_be_hidden()


def test_pause_holds_the_step_that_was_drawn_and_the_server_agrees(open_page):
    stage = Stage(open_page("/?v=1&play=1"))
    for least in (60, 150):
        stage.until(f"now.step >= {least}")
        drawn = stage.page.evaluate(
            """() => {
              document.querySelector(".st-key-play button").click();
              return stage.now().step;
            }"""
        )
        run = run_at(RunConfig(), drawn)
        stage.until_shows(run)
        assert_figures_exact(stage.page, run)
        shown = stage.stays()
        assert shown.latest == drawn
        assert shown.run == fingerprint(run)
        stage.until(f"query.get('step') === '{drawn}' && query.get('fp') === '{shown.run}'")
        stage.says("Play")
        stage.play()
    stage.pause()
    assert stage.drawn() == sorted(stage.drawn())


def test_the_bar_steps_resets_to_the_same_start_reseeds_and_undoes(open_page):
    stage = Stage(open_page())
    config = RunConfig()
    start = stage.until_shows(run_at(config, 0))
    stage.press("step")
    stage.until_shows(run_at(config, 1))
    stage.press("step10")
    stage.until_shows(run_at(config, 11))
    for name in ("cost", "weights", "gradients"):
        Figure(stage.page, name).until_shows(11)
    stage.press("reset")
    assert stage.until_shows(run_at(config, 0)).run == start.run
    expect(stage.sentence).to_contain_text("same starting weights")

    stage.press("step10")
    stage.until_shows(run_at(config, 10))
    stage.press("new_seed")
    reseeded = RunConfig(seed=config.seed + 1)
    assert stage.until_shows(run_at(reseeded, 0)).run != start.run
    stage.until(f"query.get('seed') === '{reseeded.seed}'")
    expect(stage.sentence).to_contain_text("starting weights of seed")
    stage.press("undo")
    stage.until_shows(run_at(config, 10))
    stage.until("!query.has('seed')")
    expect(stage.button("undo")).to_be_disabled()


def test_a_tab_out_of_sight_stops_the_training_and_goes_on_when_seen_again(open_page):
    stage = Stage(open_page("/?v=1&play=1"))
    stage.until("now.playing && now.step > 30")
    turn = """(isHidden) => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => isHidden });
      Object.defineProperty(document, "visibilityState", {
        configurable: true, get: () => (isHidden ? "hidden" : "visible"),
      });
      document.dispatchEvent(new Event("visibilitychange"));
    }"""
    stage.page.evaluate(turn, True)
    stage.until("!now.playing")
    hidden = stage.stays(frames=90)
    # What was asked for before may still come; nothing is asked for any more.
    assert stage.stays(frames=90).latest == hidden.latest
    stage.page.evaluate(turn, False)
    stage.until(f"now.playing && now.step > {hidden.step + 30}")
    shown = stage.pause()
    assert shown.run == fingerprint(run_at(RunConfig(), shown.step))


def test_a_click_in_the_network_does_not_disturb_what_plays(open_page):
    stage = Stage(open_page("/?v=1&play=1"))
    before = stage.until("now.playing && now.step > 30")
    box = stage.network.bounding_box()
    for share in (0.27, 0.5, 0.62):
        stage.page.mouse.click(box["x"] + share * box["width"], box["y"] + 0.45 * box["height"])
        before = stage.until(f"now.playing && now.step > {before.step + 90}")
    shown = stage.pause()
    assert shown.run == fingerprint(run_at(RunConfig(), shown.step))
    drawn = stage.drawn()
    assert drawn == sorted(drawn)


def test_two_tabs_are_two_runs(open_page):
    first = Stage(open_page())
    other = first.page.context.new_page()
    other.goto("/?v=1&data=xor")
    second = Stage(other)
    first.page.bring_to_front()
    first.play()
    first.until("now.step > 30")
    other.bring_to_front()
    second.until_shows(run_at(RunConfig(dataset="xor"), 0))
    second.press("step")
    second.until_shows(run_at(RunConfig(dataset="xor"), 1))
    first.page.bring_to_front()
    shown = first.pause()
    assert shown.run == fingerprint(run_at(RunConfig(), shown.step))
    second.until_shows(run_at(RunConfig(dataset="xor"), 1))


def test_a_rate_that_blows_up_pauses_at_the_last_finite_step_and_says_so(open_page):
    # One step a frame: the last frames are still being shown when the server has long stopped.
    link = "/?v=1&dims=8&act=linear&lr=100&speed=1"
    ended = run_of(f"{link}&step=5000")
    assert ended.has_ended
    assert 50 < ended.step < 500
    stage = Stage(open_page(link))
    stage.press("play")
    stage.until_shows(ended)
    for words in (f"Paused at step {ended.step}:", "learning rate of 100", "try 10"):
        expect(stage.sentence).to_contain_text(words)
    stage.until(f"query.get('step') === '{ended.step}' && !query.has('play')")
    stage.says("Play")
    assert_figures_exact(stage.page, ended)

    stage.press("play")
    expect(stage.sentence).to_contain_text(f"Paused at step {ended.step}:")
    stage.stays()
    stage.press("step")
    stage.stays()
    stage.press("reset")
    stage.until("now.step === 0 && now.run")


@pytest.mark.parametrize("spare", [8, 12, 16])
def test_on_a_screen_of_sixty_refreshes_a_second_each_one_shows_the_next_frame(open_page, spare):
    page = open_page()
    drawn = page.evaluate(SCREEN, [f"/{PREFIX}/stage/playback.js", 60, spare, 300])
    assert drawn == list(range(1, 301))


def test_a_screen_twice_as_fast_shows_every_frame_and_one_half_as_fast_every_other(open_page):
    page = open_page()
    address = f"/{PREFIX}/stage/playback.js"
    fast = [step for step in page.evaluate(SCREEN, [address, 120, 10, 600]) if step]
    assert fast == list(range(1, len(fast) + 1))
    assert len(fast) == pytest.approx(300, rel=0.1)
    slow = page.evaluate(SCREEN, [address, 30, 10, 150])
    assert None not in slow
    assert slow[-1] == pytest.approx(300, rel=0.1)
