"""Drawing on the plane, and the store of own data: two modules of the stage on a page of their own.

The server's part is played by the test, with `apply_edits` itself.
"""

from contextlib import contextmanager
from pathlib import Path

import pytest

from dashboard.drawing import apply_edits, drawing_words
from dashboard.drawn_data import drawn

pytestmark = pytest.mark.browser

MODULES = Path(__file__).parents[2] / "dashboard" / "stage" / "modules"
ADDRESS = "http://drawing.test"
SIDE = 480
UNIT = SIDE / 4.8
"""Pixels of one unit of the plane, which goes from -2.4 to 2.4."""

PAGE = f"""<!doctype html><body style="margin: 0"><input id="field">
<div><canvas width="{SIDE}" height="{SIDE}" style="position: absolute; top: 50px; left: 60px">
</canvas></div>
<script type="module">
import {{ Drawing }} from "./drawing.js";
import {{ Store }} from "./store.js";
const scale = {UNIT}, half = {SIDE / 2};
const plane = {{
  toScreen: (x1, x2) => [half + scale * x1, half - scale * x2],
  toPlane: (x, y) => x < 0 || y < 0 || x > 2 * half || y > 2 * half
    ? null : [(x - half) / scale, (half - y) / scale],
}};
Object.assign(window, {{ Store, sent: [], said: [], draws: 0 }});
window.drawing = new Drawing(document.querySelector("canvas"), {{
  plane,
  redraw: () => (window.draws += 1),
  send: (value) => sent.push(value),
  say: (text) => said.push(text),
}});
window.serve = (words, train, test) => {{
  if (train) window.scene = {{ train: Float32Array.from(train), test: Float32Array.from(test) }};
  drawing.hear(words, window.scene);
}};
window.ready = true;
</script>"""


@contextmanager
def visit(browser, **options):
    """Open the page in a context of its own; in the end, nothing may have gone wrong."""
    context = browser.new_context(viewport={"width": 700, "height": 600}, **options)
    problems = []
    context.on("weberror", lambda error: problems.append(str(error.error)))

    def answer(route):
        name = route.request.url.rpartition("/")[2]
        if name:
            route.fulfill(path=MODULES / name, content_type="text/javascript")
        else:
            route.fulfill(body=PAGE, content_type="text/html")

    context.route(f"{ADDRESS}/*", answer)
    opened = context.new_page()
    opened.goto(f"{ADDRESS}/")
    opened.wait_for_function("window.ready")
    yield opened
    context.close()
    assert problems == []


@pytest.fixture
def page(browser):
    with visit(browser) as opened:
        yield opened


class Plane:
    """The plane of the page, and the server behind it."""

    def __init__(self, page, own=None, **words):
        self.page, self.own, self.taken, self.words = page, own, 0, words
        self.answer()

    def take(self):
        """Take what was sent last, as Streamlit does when signals come fast."""
        sent = self.page.evaluate("sent.splice(0).at(-1) ?? null")
        if sent is not None:
            self.own, self.taken = apply_edits(self.own, sent["edits"], self.taken)
            self.words["following"] = sent["next"]

    def answer(self, *, tested=0):
        points = self.points()
        flat = [[value for point in part for value in point] for part in (points, points[:tested])]
        words = drawing_words(self.own, self.taken, **self.words)
        self.page.evaluate("(all) => serve(...all)", [words, *flat])

    def points(self):
        if self.own is None:
            return []
        return [*zip(*self.own.points.tolist(), self.own.targets.tolist(), strict=True)]

    def shown(self):
        """Return the points that the page shows."""
        flat = self.page.evaluate("[...scene.train, ...scene.test]")
        places = zip(flat[::3], flat[1::3], flat[2::3], strict=True)
        return [tuple(round(value, 4) for value in place) for place in places]

    def at(self, x1, x2):
        return 60 + SIDE / 2 + UNIT * x1, 50 + SIDE / 2 - UNIT * x2

    def click(self, x1, x2, **more):
        self.page.mouse.click(*self.at(x1, x2), **more)

    def drag(self, start, end):
        self.page.mouse.move(*self.at(*start))
        self.page.mouse.down()
        self.page.mouse.move(*self.at(*end), steps=3)
        self.page.mouse.up()

    def buttons(self):
        return [
            (button.text_content(), button.get_attribute("aria-pressed") == "true")
            for button in self.page.locator(".drawing button").all()
        ]


def test_five_quick_clicks_are_five_points_though_only_the_last_signal_arrives(page):
    plane = Plane(page)
    wanted = [(-1, -1, 0), (-0.5, 1, 0), (0, 0, 0), (1, 0.5, 0), (2, -2, 0)]
    for x1, x2, _ in wanted:
        plane.click(x1, x2)
    assert plane.shown() == wanted  # before any answer
    plane.take()
    assert plane.points() == wanted
    plane.click(2, 2)
    plane.answer()  # to the first five
    wanted.append((2, 2, 0))
    assert plane.shown() == wanted
    plane.take()
    plane.take()
    plane.answer()
    assert plane.points() == plane.shown() == wanted
    assert plane.page.evaluate("sent.length") == 0


def test_what_is_lost_is_sent_again_until_it_was_taken(page):
    page.clock.install()
    plane = Plane(page)
    plane.click(1, 1)
    first = page.evaluate("sent.splice(0)")
    page.clock.run_for(3_100)
    again = page.evaluate("sent.slice()")
    assert again == first
    plane.take()
    plane.answer()
    page.clock.run_for(10_000)
    assert page.evaluate("sent.length") == 0
    assert plane.points() == [(1, 1, 0)]


def test_points_are_moved_by_dragging_and_deleted_in_three_ways(page):
    plane = Plane(page, drawn([(-1, -1, 0), (0, 0, 1), (1, 1, 1), (2, 0, 0)]))
    plane.drag((0, 0), (-2, 1.5))
    assert sorted(plane.shown()) == [(-2, 1.5, 1), (-1, -1, 0), (1, 1, 1), (2, 0, 0)]
    plane.click(-1, -1, button="right")
    plane.drag((2, 0), (2.6, 0))  # off the plane
    page.mouse.move(*plane.at(1.03, 1.02))
    page.keyboard.press("Delete")
    page.keyboard.press("Backspace")  # nothing is there any more
    assert plane.shown() == [(-2, 1.5, 1)]
    plane.take()
    assert plane.points() == [(-2, 1.5, 1)]


def test_the_last_point_stays_and_the_page_says_why(page):
    plane = Plane(page, drawn([(1, 1, 1)]))
    plane.click(1, 1, button="right")
    assert page.evaluate("said") == [
        "The last point stays: a network needs at least one to learn from."
    ]
    assert plane.shown() == [(1, 1, 1)]
    assert page.evaluate("sent") == []


def test_a_click_on_a_point_is_no_edit(page):
    plane = Plane(page, drawn([(0, 0, 0), (1, 1, 1)]))
    plane.click(0.04, -0.04)
    assert page.evaluate("sent") == []
    assert plane.shown() == [(0, 0, 0), (1, 1, 1)]


def test_keys_and_buttons_choose_the_class_and_shift_the_other(page):
    plane = Plane(page)
    assert plane.buttons() == [("class 0", True), ("class 1", False), ("class 2", False)]
    page.keyboard.press("2")
    plane.click(0, 0)
    page.keyboard.down("Shift")
    plane.click(1, 0)
    page.keyboard.up("Shift")
    page.locator(".drawing button").nth(2).click()
    plane.click(2, 0)
    assert plane.shown() == [(0, 0, 1), (1, 0, 0), (2, 0, 2)]
    assert [name for name, _ in plane.buttons()] == ["class 0", "class 1", "class 2", "class 3"]
    page.keyboard.press("6")  # there is no such class yet
    assert plane.buttons()[2] == ("class 2", True)
    plane.take()
    plane.answer()
    assert plane.points() == [(0, 0, 1), (1, 0, 0), (2, 0, 2)]
    assert plane.buttons()[2] == ("class 2", True)
    page.locator("#field").fill("")
    page.keyboard.press("1")  # typed into the field
    assert plane.buttons()[2] == ("class 2", True)


def test_values_are_drawn_as_they_are_chosen(page):
    plane = Plane(page, drawn([(0, 0, 0.25)], has_classes=False), following=2)
    assert [name for name, _ in plane.buttons()] == ["−1", "−0.5", "0", "+0.5", "+1"]
    page.keyboard.press("5")
    plane.click(1, 1)
    plane.take()
    assert plane.points() == [(0, 0, 0.25), (1, 1, 1)]


def test_there_are_no_more_classes_than_the_server_allows(page):
    plane = Plane(page, most_classes=2)
    assert len(plane.buttons()) == 2
    page.keyboard.press("3")
    plane.click(0, 0)
    plane.take()
    assert plane.points() == [(0, 0, 0)]


def test_an_edit_of_data_that_changed_meanwhile_is_undone_on_the_page(page):
    plane = Plane(page, drawn([(0, 0, 0), (1, 1, 1)]))
    plane.click(1, 1, button="right")
    assert plane.shown() == [(0, 0, 0)]
    plane.own = drawn([(0, 0, 0), (-1, -1, 1)])  # by Undo, say
    plane.take()
    assert plane.taken == 1
    plane.answer()
    assert plane.shown() == [(0, 0, 0), (-1, -1, 1)]


def test_an_edit_that_the_server_refuses_goes_from_the_page_without_a_new_scene(page):
    plane = Plane(page, drawn([(0, 0, 0), (1, 1, 1)]))
    plane.click(2, 2)
    assert len(plane.shown()) == 3
    page.evaluate("(words) => serve(words)", drawing_words(plane.own, 1))
    assert plane.shown() == [(0, 0, 0), (1, 1, 1)]


def test_points_that_are_tested_with_stay_so_while_others_are_drawn(page):
    plane = Plane(page, drawn([(0, 0, 0), (1, 1, 1), (2, 2, 1)]))
    page.evaluate(
        "(words) => serve(words, [0, 0, 0, 1, 1, 1], [2, 2, 1])", drawing_words(plane.own, 0)
    )
    plane.click(-1, -1)
    assert page.evaluate("[...scene.test]") == [2, 2, 1]
    assert page.evaluate("[...scene.train]") == [0, 0, 0, 1, 1, 1, -1, -1, 0]


def test_while_nothing_is_drawn_the_plane_is_left_alone(page):
    plane = Plane(page, drawn([(0, 0, 0)]))
    plane.click(1, 1)
    page.evaluate("serve(null)")
    assert page.locator(".drawing").count() == 0
    assert plane.shown() == [(0, 0, 0)]
    page.evaluate("sent.splice(0)")
    plane.click(1, 1)
    plane.click(0, 0, button="right")
    page.keyboard.press("2")
    page.evaluate("serve(undefined)")
    assert page.evaluate("sent.length") == 0
    assert plane.shown() == [(0, 0, 0)]
    plane.answer()
    assert page.locator(".drawing").count() == 1


def test_a_finger_draws_too(browser):
    with visit(browser, has_touch=True) as page:
        plane = Plane(page)
        page.touchscreen.tap(*plane.at(1, -1))
        page.touchscreen.tap(*plane.at(-1, 2))
        plane.take()
        assert plane.points() == [(1, -1, 0), (-1, 2, 0)]


# The store.


def test_own_data_are_kept_and_recalled_after_a_reload(page):
    page.evaluate("new Store().keep('a1', '{\"ä\":1}')")
    page.reload()
    page.wait_for_function("window.ready")
    assert page.evaluate("new Store().recall('a1')") == '{"ä":1}'
    assert page.evaluate("new Store().recall('b2')") is None
    page.evaluate("new Store().keep('a1', 'newer')")
    assert page.evaluate("new Store().recall('a1')") == "newer"


def test_the_oldest_data_make_room_for_new_ones(page):
    kept = page.evaluate(
        """async () => {
          const store = new Store();
          for (let at = 0; at < 20; at++) await store.keep(`d${at}`, "x");
          await store.recall("d0"); // looked at again, and so it is not the oldest
          await store.keep("d20", "x");
          const there = async (names) => {
            const found = await Promise.all(names.map((name) => store.recall(name)));
            return names.filter((_, at) => found[at] !== null);
          };
          const all = Array.from({ length: 21 }, (_, at) => `d${at}`);
          const first = await there(all);
          await store.keep("large", "x".repeat(9_999_999));
          const second = await there([...all, "large"]);
          await store.keep("too large", "x".repeat(10_000_001));
          return [first, second.length, second.includes("large"), await store.recall("too large")];
        }"""
    )
    assert kept == [["d0", *(f"d{at}" for at in range(2, 21))], 2, True, None]


def test_the_store_answers_what_the_server_asks_for_and_only_once(page):
    page.clock.install()
    answers = page.evaluate(
        """async () => {
          const answers = [];
          const send = (name, value) => answers.push([name, value]);
          window.store = new Store();
          await store.hear({}, send);
          await store.hear({ own: { digest: "a1", json: "{}" }, wanted: "a1" }, send);
          await store.hear({ wanted: "a1" }, send);
          await store.hear({ wanted: "b2" }, send);
          await store.hear({ wanted: null }, send);
          await store.hear({ wanted: "b2" }, send);
          window.again = () => store.hear({ wanted: "b2" }, send).then(() => answers);
          return answers;
        }"""
    )
    have, have_not = (
        ["own", {"digest": "a1", "json": "{}"}],
        ["own", {"digest": "b2", "json": None}],
    )
    assert answers == [have, have_not, have_not]
    page.clock.run_for(3_100)
    assert len(page.evaluate("again()")) == 4


def test_without_storage_nothing_is_kept_and_nothing_breaks(page):
    assert page.evaluate(
        """async () => {
          Object.defineProperty(window, "indexedDB", { get() { throw new Error("forbidden"); } });
          const store = new Store();
          await store.keep("a1", "{}");
          const answers = [];
          await store.hear({ wanted: "a1" }, (name, value) => answers.push(value.json));
          return answers;
        }"""
    ) == [None]
