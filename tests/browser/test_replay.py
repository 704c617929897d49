"""A replay is a page of its own: it plays from disk, without a server, to the very picture."""

import pytest
from playwright.sync_api import expect

from dashboard.export.replay import replay_html
from tests.browser.conftest import Complaints
from tests.browser.stage import TIMEOUT_MS, Stage, run_of
from tests.browser.test_take_with_you import open_section, take

pytestmark = pytest.mark.browser

LINK = "/?v=1&data=moons&noise=0.1&dims=5-3&act=tanh-relu&lr=0.5,40:1.5&n=60&test=30&step=90"
READOUTS = ("step", "train-cost", "test-cost", "train-score", "test-score")


@pytest.fixture
def open_offline(browser):
    """Open a file in a browser without a network; it may ask for nothing, nor complain."""
    contexts, complaints, asked = [], Complaints(), []

    def open_one(file, *, size=(1400, 900), scheme="light"):
        context = browser.new_context(
            offline=True,
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,
        )
        contexts.append(context)
        context.set_default_timeout(TIMEOUT_MS)
        complaints.listen(context)
        context.on("request", lambda request: asked.append(request.url))
        page = context.new_page()
        page.goto(file.as_uri())
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints.found == []
    assert {url.partition(":")[0] for url in asked} <= {"file", "data"}


def readouts(root):
    return {name: root.locator(f"[data-readout={name}]").inner_text() for name in READOUTS}


def map_pixels(root):
    return root.locator("canvas.map").evaluate("canvas => canvas.toDataURL()")


def test_a_replay_plays_from_disk_and_ends_at_the_pages_own_picture(
    open_page, open_offline, tmp_path
):
    stage = Stage(open_page(LINK))
    stage.until_shows(run_of(LINK))
    told, drawn = readouts(stage.root), {90: stage.pixels()}
    open_section(stage.page)
    file = take(stage.page, "Replay (HTML)", tmp_path)
    assert file.name == "moons-90.html"
    stage.page.keyboard.press("Escape")
    stage.scrub(0)
    stage.until("!now.playing && now.step === 0 && now.run")
    drawn[0] = stage.pixels()

    page = open_offline(file)
    root = page.get_by_test_id("stage")
    play = page.locator("#play")
    expect(root).to_have_attribute("data-step", "0")
    assert map_pixels(root) == drawn[0]
    page.evaluate(
        """() => {
          window.seen = [];
          const { dataset } = document.getElementById("stage").shadowRoot.querySelector(".stage");
          (function note() {
            if (seen.at(-1) !== +dataset.step) seen.push(+dataset.step);
            requestAnimationFrame(note);
          })();
        }"""
    )
    page.keyboard.press(" ")
    expect(play).to_have_text("Pause")
    expect(root).to_have_attribute("data-run", stage_run(file))
    expect(play).to_have_text("Play again")
    expect(root).to_have_attribute("data-playing", "false")
    seen = page.evaluate("seen")
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == (0, 90)
    assert len(seen) > 20
    assert readouts(root) == told
    assert map_pixels(root) == drawn[90]

    # Its own keys and timeline; and nothing that would need a server.
    page.keyboard.press("ArrowLeft")
    expect(root).to_have_attribute("data-step", "89")
    page.keyboard.press("Home")
    expect(root).to_have_attribute("data-step", "0")
    root.locator("input[type=range]").fill("45")
    expect(root).to_have_attribute("data-step", "45")
    shown = [button.inner_text() for button in page.get_by_role("button").all()]
    assert shown == ["Play"]
    root.get_by_text("Save picture").click()
    with page.expect_download() as saved:
        root.get_by_role("button", name="Plane as PNG").click()
    assert saved.value.suggested_filename == "moons 2-5-3-1 step 45 plane.png"


def stage_run(file):
    """Return the fingerprint that a replay names."""
    return file.read_text(encoding="utf-8").split("<code>")[1].split("<")[0]


def test_a_replay_fits_a_phone_and_follows_the_theme(open_offline, tmp_path):
    file = tmp_path / "replay.html"
    file.write_text(replay_html(run_of(LINK), until=90), encoding="utf-8")
    page = open_offline(file, size=(390, 844), scheme="dark")
    root = page.get_by_test_id("stage")
    expect(root).to_have_attribute("data-theme", "dark")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.emulate_media(color_scheme="light")
    expect(root).to_have_attribute("data-theme", "light")
