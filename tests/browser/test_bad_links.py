from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from dashboard import settings
from dashboard.config import RunConfig
from tests.browser.stage import Stage, run_at

pytestmark = pytest.mark.browser


def link(**parameters):
    return "/?v=1&" + "&".join(f"{key}={quote(text)}" for key, text in parameters.items())


def open_bad(open_page, path):
    """Open a bad link; return its stage, and where the page says what was wrong."""
    dialogs = []
    page = open_page("about:blank")
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(path)
    stage = Stage(page)
    line = page.locator(".st-key-problems")
    expect(line).to_have_count(1)
    assert line.bounding_box()["height"] < 60
    expect(page.locator(".stException")).to_have_count(0)
    assert dialogs == []
    which = line.get_by_role("button", name="Which?")
    if which.count() == 0:
        return stage, line
    which.click()
    return stage, page.get_by_test_id("stPopoverBody")


def test_what_is_not_legal_in_a_link_is_named_in_one_line_and_put_right(open_page):
    bad = {
        "data": "cats",
        "data_seed": "1.5",
        "noise": "-1",
        "n": "99999",
        "test": "many",
        "dims": "99-abc",
        "act": "soft",
        "init": "none",
        "seed": "nan",
        "lr": "1e999,5:x",
        "speed": "0",
        "step": "-3",
    }
    stage, warning = open_bad(open_page, link(**bad, play="yes", hat="tall"))
    for key in bad:
        expect(warning).to_contain_text(f"({key}): ")
    expect(warning).not_to_contain_text("hat")
    config = RunConfig(
        data_seed=2,
        n_train=int(settings.TRAINING_POINTS.maximum),
        hidden=(16, int(settings.UNITS.default)),
        activations=("sigmoid",) * 2,
    )
    stage.until_shows(run_at(config, 0))
    stage.until("query.get('n') === '2000' && query.get('hat') === 'tall' && now.step === 0")
    stage.page.keyboard.press("Escape")
    stage.play()
    stage.until("now.step > 0")
    stage.pause()
    expect(stage.page.locator(".stException")).to_have_count(0)


def test_a_links_values_are_shown_as_they_are_written_and_never_obeyed(open_page):
    attacks = {
        "data": "<script>alert(1)</script>",
        "data_seed": "<b>x</b>",
        "noise": "$x^2$",
        "n": "<img src=x onerror=alert(1)>",
        "test": "[x](//a.test)",
        "act": "![x](//a.test/x)",
        "init": ":red[x] :smile:",
        "seed": "**x** `x` ~x~",
        "lr": "1,<i>x</i>",
        "speed": "https://a.test",
    }
    stage, warning = open_bad(open_page, link(**attacks, fp="<b>x</b>", hat="<img src=x>"))
    for key, text in attacks.items():
        written = text.removeprefix("1,")[:20]
        expect(warning).to_contain_text(f"({key}): {written!r}")
    inside = "a, b, i, img, script, code, strong, em, del, .katex, [style*=color]"
    expect(warning.locator(inside)).to_have_count(0)
    stage.page.keyboard.press("Escape")
    expect(stage.root.locator("b, img, script")).to_have_count(0)
    stage.until_shows(run_at(RunConfig(), 0))
    stage.play()
    stage.until("now.step > 0")


def test_a_link_that_is_too_long_opens_the_defaults_and_says_so(open_page):
    stage, warning = open_bad(open_page, link(data="xor", hat="t" * settings.MAX_LINK_LENGTH))
    expect(warning).to_contain_text("longer than 2,000 characters")
    stage.until_shows(run_at(RunConfig(), 0))


def test_a_fingerprint_that_differs_is_told(open_page):
    stage = Stage(open_page("/?v=1&step=20&fp=0123abcd"))
    stage.until_shows(run_at(RunConfig(), 20))
    expect(stage.sentence).to_contain_text("0123abcd")
