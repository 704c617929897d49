import re

import pytest
from playwright.sync_api import expect

from dashboard.break_it import GALLERY
from tests.browser.stage import Stage, run_at

pytestmark = pytest.mark.browser

FAILURE = next(failure for failure in GALLERY if failure.id == "dead-relus")


def test_a_failure_is_broken_seen_diagnosed_mended_and_undone(open_page):
    page = open_page("/?v=1&n=12&test=4")
    stage = Stage(page)
    page.get_by_role("link", name="Break it").click()
    expect(page.locator("h1")).to_have_text("Break it")
    pictures = page.locator(".st-key-gallery img")
    expect(pictures).to_have_count(len(GALLERY))
    for place in range(len(GALLERY)):
        expect(pictures.nth(place)).to_have_attribute("src", re.compile("^data:image/svg"))
    widths = pictures.evaluate_all("images => images.map(image => image.naturalWidth)")
    assert min(widths) > 0  # each of them could be read

    page.locator(f".st-key-break_{FAILURE.id} button").click()
    expect(page.locator("h1")).to_have_text("Watch it learn")
    stage.until("now.step > 0")
    run = run_at(FAILURE.config, FAILURE.steps)
    stage.until_shows(run)
    stage.until("query.get('act') === 'relu' && query.get('lr') === '20'")

    doctor = page.locator(".st-key-doctor")
    expect(doctor).to_contain_text("8 of 8 ReLU units of layer 1 are dead")
    doctor.get_by_role("button", name="Try this: learning rate 20 → 2").click()
    expect(doctor).to_contain_text("As it is")
    expect(doctor).to_contain_text("Step 100: cost 2.47")
    expect(doctor).to_contain_text("accuracy 100 %")
    for name in ("before", "after"):
        figure = page.get_by_test_id(f"doctor-{name}-figure")
        figure.scroll_into_view_if_needed()
        expect(figure.locator(".contourlayer, .cartesianlayer").first).to_be_attached()

    doctor.get_by_role("button", name="Use this change").click()
    stage.until("now.step === 0 && query.get('lr') === null")  # 2 is the default
    expect(doctor).to_have_count(0)
    stage.press("undo")
    stage.until_shows(run)
    expect(doctor).to_contain_text("8 of 8 ReLU units")
