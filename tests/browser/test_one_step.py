"""The page One step in a real browser: a click in the picture, and the phases by keyboard."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

UNIT = """(name) => {
  const figure = document.querySelector("[data-testid=step-picture-figure]");
  const { xaxis, yaxis } = figure._fullLayout;
  const units = figure.data.find(({ customdata }) => customdata?.includes(name));
  const at = units.customdata.indexOf(name);
  const box = figure.getBoundingClientRect();
  const full = figure._fullData[figure.data.indexOf(units)];
  return [
    box.left + xaxis._offset + xaxis.d2p(full.x[at]),
    box.top + yaxis._offset + yaxis.d2p(full.y[at]),
  ];
}"""
"""Where on the page a mark of the picture lies, by its name."""

RINGED = """(name) => {
  const figure = document.querySelector("[data-testid=step-picture-figure]");
  const { customdata, marker } = figure._fullData.find((each) => each.customdata?.includes(name));
  return marker.line.width[customdata.indexOf(name)] === 4;
}"""
"""Whether a unit is marked as the one that the arithmetic is about."""


def open_step(open_page, query="v=1", **options):
    page = open_page(f"/one_step?{query}", **options)
    expect(page.get_by_test_id("step-picture-figure").locator(".main-svg").first).to_be_visible()
    return page


def click(page, figure, place, told):
    """Point at a mark of a figure, see what it says of itself, and click on it."""
    page.mouse.move(place[0] - 3, place[1])
    page.mouse.move(*place)
    hover = page.get_by_test_id(figure).locator(".hoverlayer")
    expect(hover).to_contain_text(told)
    page.mouse.down()
    page.mouse.up()


def test_a_click_on_a_unit_or_a_weight_shows_its_arithmetic(open_page):
    page = open_step(open_page)
    heading = page.locator(".st-key-step_arithmetic h3")
    expect(heading).to_have_text("Unit 1 of layer 1, point 1")
    formula = page.locator(".st-key-step_arithmetic .katex-mathml annotation").first
    before = formula.text_content()
    click(page, "step-picture-figure", page.evaluate(UNIT, "unit1.2"), "a1[3] = 0.4154")
    expect(heading).to_have_text("Unit 3 of layer 1, point 1")
    expect(formula).not_to_have_text(before)
    page.wait_for_function(RINGED, arg="unit1.2")  # the picture is drawn again
    click(page, "step-picture-figure", page.evaluate(UNIT, "W2.0.3"), "W2[1, 4] = 1.146")
    expect(heading).to_have_text("W2[1, 4], point 1")
    expect(page.get_by_test_id("step-sentence")).to_contain_text("Forward: the output layer.")
    point = page.evaluate(
        """() => {
          const figure = document.querySelector("[data-testid=step-plane-figure]");
          const { xaxis, yaxis } = figure._fullLayout;
          const box = figure.getBoundingClientRect();
          const { x, y } = figure._fullData[2];
          return [
            box.left + xaxis._offset + xaxis.d2p(x[8]), box.top + yaxis._offset + yaxis.d2p(y[8]),
          ];
        }"""
    )
    click(page, "step-plane-figure", point, "Point 9, class")
    expect(heading).to_have_text("W2[1, 4], point 9")


def test_the_phases_are_gone_through_and_played_with_the_keyboard_alone(open_page):
    page = open_step(open_page)
    sentence = page.get_by_test_id("step-sentence")
    page.locator(".st-key-step_next button").focus()
    for title in ("Forward: the output layer", "Cost", "Backward: the output layer"):
        page.keyboard.press("Enter")
        expect(sentence).to_contain_text(f"{title}.")
    page.keyboard.press("Enter")
    expect(sentence).to_contain_text("Backward: layer 1.")
    page.keyboard.press("Shift+Tab")
    play = page.locator(".st-key-step_play button")
    expect(play).to_be_focused()
    page.keyboard.press("Enter")
    expect(sentence).to_contain_text("Update.")  # by itself
    expect(play).to_contain_text("Play")
    mark = page.locator(".step-code mark").first
    expect(mark).to_contain_text("updated[name] = value - learning_rate * gradient_of")
