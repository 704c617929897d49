"""What a learner sees and does on the page, for tests; and what the page should show."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from dashboard.config import Event, RunConfig
from dashboard.features import features_of
from dashboard.link import decode
from dashboard.probes import measure
from dashboard.run import Run, advance, fingerprint, start
from network import cost_function, forward_prop

ARTIFACTS = Path(__file__).parents[1] / ".artifacts"
"""Where screenshots go; git ignores it."""

TIMEOUT_MS = 30_000
"""For conditions that hold within a second or two where the machine has nothing else to do."""

# Runs in every page before its own scripts: finds the stage, and notes each step it draws.
WATCHER = """
window.stage = {
  opened: location.search,
  drawn: [],
  root: null,
  find() {
    if (!this.root?.isConnected) {
      this.root = null;
      for (const element of document.querySelectorAll(".st-key-stage *")) {
        this.root = element.shadowRoot?.querySelector("[data-testid=stage]") ?? null;
        if (this.root) break;
      }
    }
    return this.root;
  },
  now() {
    const { step, latest, playing, frames, run, opening } = this.find()?.dataset ?? {};
    if (!(frames > 0) || opening === "true") return null; // until the whole page is there
    return { step: +step, latest: +latest, frames: +frames, playing: playing === "true", run };
  },
  frames(count) {
    return new Promise((resolve) => {
      const wait = () => (count-- > 0 ? requestAnimationFrame(wait) : resolve());
      wait();
    });
  },
};
(function note() {
  const now = stage.now();
  if (now && stage.drawn.at(-1) !== now.step) stage.drawn.push(now.step);
  requestAnimationFrame(note);
})();
"""


class Shown(NamedTuple):
    """The stage's attributes, at one moment."""

    step: int
    latest: int
    frames: int
    playing: bool
    run: str


class Plane(NamedTuple):
    """Where the painted plane lies on the page, in CSS pixels, and the map's colours."""

    left: float
    top: float
    side: float
    extent: float

    def place(self, x1: float, x2: float) -> tuple[float, float]:
        """Return where on the page a point of the plane lies."""
        return (
            self.left + (x1 / self.extent + 1) / 2 * self.side,
            self.top + (1 - x2 / self.extent) / 2 * self.side,
        )

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return which point of the plane lies at a place of the page."""
        return (
            (2 * (x - self.left) / self.side - 1) * self.extent,
            (1 - 2 * (y - self.top) / self.side) * self.extent,
        )


class Stage:
    """The stage of a page, read through its attributes and parts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.root = page.get_by_test_id("stage")
        self.timeline = self.root.locator("input[type=range]")
        self.sentence = page.get_by_test_id("sentence")
        self.suggestion = self.root.locator(".suggestion")
        self.tip = self.root.locator(".tip")
        self.network = self.root.locator(".network canvas")
        self.plane = self.root.locator("canvas.points")
        self.until("true")

    def until(self, condition: str, *, timeout_ms: float = TIMEOUT_MS) -> Shown:
        """Wait for something to be true; `now` is the stage's state and `query` the address's."""
        script = f"""() => {{
          const now = stage.now();
          const query = new URLSearchParams(location.search);
          return now && ({condition}) && now;
        }}"""
        try:
            found = self.page.wait_for_function(script, polling=50, timeout=timeout_ms)
        except PlaywrightTimeoutError:
            shown = self.page.evaluate("stage.now()")
            raise AssertionError(f"never came: {condition}\n{shown}\n{self.page.url}") from None
        return Shown(**found.json_value())

    def now(self) -> Shown:
        return Shown(**self.page.evaluate("stage.now()"))

    def until_at_rest(self) -> Shown:
        """Wait until stage and server agree on where the run stands."""
        return self.until("!now.playing && now.run")

    def until_shows(self, run: Run) -> Shown:
        """Wait until the stage rests at the run's step and the server has the same numbers."""
        stamp = fingerprint(run)
        return self.until(f"!now.playing && now.step === {run.step} && now.run === '{stamp}'")

    def stays(self, *, frames: int = 60) -> Shown:
        """Let so many of the browser's frames pass, and see that the step stays what it is."""
        before = self.now()
        self.page.evaluate("count => stage.frames(count)", frames)
        after = self.now()
        assert (after.step, after.playing) == (before.step, before.playing), (before, after)
        return after

    def button(self, key: str) -> Locator:
        return self.page.locator(f".st-key-{key} button")

    def says(self, label: str) -> None:
        """See that the large button offers to play, or to pause."""
        named = self.page.get_by_role("button", name=label)
        expect(self.button("play").and_(named)).to_be_visible()

    def press(self, key: str) -> None:
        self.button(key).click()

    def play(self) -> None:
        self.press("play")
        self.until("now.playing")

    def pause(self) -> Shown:
        self.press("play")
        return self.until_at_rest()

    def scrub(self, step: int) -> None:
        """Pull the timeline to a step; the newest one drawn that is not after it is shown."""
        self.timeline.fill(str(step))

    def place_of(self, words: str) -> tuple[float, float]:
        """Find a place on the network at which the tip begins with some words."""
        found = self.network.evaluate(
            """async (canvas, words) => {
              const { left, top, width, height } = canvas.getBoundingClientRect();
              const tip = stage.find().querySelector(".tip");
              for (const share of [0.5, 0.28, 0.72, 0.95]) {
                for (let down = 30; down < height - 4; down += 5) {
                  const place = { clientX: left + share * width, clientY: top + down };
                  canvas.dispatchEvent(new PointerEvent("pointermove", place));
                  await stage.frames(2);
                  if (!tip.hidden && tip.innerText.startsWith(words)) {
                    return [place.clientX, place.clientY];
                  }
                }
              }
              return null;
            }""",
            words,
        )
        assert found, f"nothing in the network is called {words!r}"
        return tuple(found)

    def drawn(self) -> list[int]:
        """Return the steps drawn since the page was loaded, in the order of drawing."""
        return self.page.evaluate("stage.drawn")

    def readout(self, name: str) -> str:
        return self.root.locator(f"[data-readout={name}]").inner_text()

    def readouts(self) -> dict[str, str]:
        names = ("step", "train-cost", "test-cost", "train-score", "test-score")
        return {name: self.readout(name) for name in names}

    def pixels(self, selector: str = "canvas.map") -> str:
        """Return all that is painted on a canvas of the stage."""
        return self.root.locator(selector).evaluate("canvas => canvas.toDataURL()")

    def plane_box(self, extent: float) -> Plane:
        """Find the plane on the page by what is painted."""
        box = self.root.locator("canvas.map").evaluate(
            """canvas => {
              const { width, height } = canvas;
              const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
              let [left, top, right, bottom] = [width, height, 0, 0];
              for (let y = 0; y < height; y++) {
                for (let x = 0; x < width; x++) {
                  if (data[4 * (y * width + x) + 3] === 0) continue;
                  left = Math.min(left, x);
                  right = Math.max(right, x + 1);
                  top = Math.min(top, y);
                  bottom = Math.max(bottom, y + 1);
                }
              }
              const ratio = width / canvas.clientWidth;
              const place = canvas.getBoundingClientRect();
              return {
                left: place.left + left / ratio,
                top: place.top + top / ratio,
                side: (right - left) / ratio,
                height: (bottom - top) / ratio,
              };
            }"""
        )
        assert box["side"] == box["height"]
        return Plane(box["left"], box["top"], box["side"], extent)

    def map_colours(self, plane: Plane, points: np.ndarray) -> np.ndarray:
        """Read the map's colours, shape (k, 3), at points of the plane, shape (2, k)."""
        places = [plane.place(x1, x2) for x1, x2 in points.T]
        found = self.root.locator("canvas.map").evaluate(
            """(canvas, places) => {
              const ratio = canvas.width / canvas.clientWidth;
              const { left, top } = canvas.getBoundingClientRect();
              const context = canvas.getContext("2d");
              return places.map(([x, y]) => {
                const across = Math.floor((x - left) * ratio);
                const down = Math.floor((y - top) * ratio);
                return [...context.getImageData(across, down, 1, 1).data.slice(0, 3)];
              });
            }""",
            places,
        )
        return np.array(found, dtype=float)

    def hover(self, x: float, y: float) -> str:
        """Point at a place of the page, and return what the tip says; empty when there is none."""
        self.page.mouse.move(x, y)
        return self.page.evaluate(
            """async () => {
              await stage.frames(2);
              const tip = stage.find().querySelector(".tip");
              return tip.hidden ? "" : tip.innerText;
            }"""
        )


def choose_option(page: Page, key: str, label: str) -> None:
    """Choose from a list; it is scrolled to first, as scrolling closes a list that is open."""
    field = page.locator(f".st-key-{key} input")
    field.scroll_into_view_if_needed()
    page.evaluate("stage.frames(3)")
    field.click()
    page.get_by_role("option", name=label, exact=True).click()


def eventually(page: Page, check: Callable[[], None]) -> None:
    """Wait until a check of many numbers passes; in the end, let it say why it does not."""
    deadline = time.monotonic() + TIMEOUT_MS / 1000
    while True:
        try:
            return check()
        except AssertionError:
            if time.monotonic() > deadline:
                raise
        page.wait_for_timeout(100)


class Figure:
    """A live figure of a page."""

    def __init__(self, page: Page, name: str) -> None:
        self.element = page.get_by_test_id(f"{name}-figure")

    def until_shows(self, step: int) -> None:
        """Keep the figure in view, as one that is not draws nothing, until it shows a step."""
        self.element.wait_for()
        self.element.page.wait_for_function(
            """([figure, step]) => {
              figure.scrollIntoView({ block: "nearest" });
              return figure.isConnected && figure.dataset.step === step;
            }""",
            arg=[self.element.element_handle(), str(step)],
        )

    def step(self) -> int:
        return int(self.element.get_attribute("data-step") or -1)

    def traces(self, key: str) -> list[Any]:
        """Return one array of every trace, as Plotly draws it."""
        return self.element.evaluate(
            """(figure, key) => (figure._fullData ?? []).map((trace) =>
              Array.from(trace[key], (row) => (row?.length ? Array.from(row) : row)))""",
            key,
        )

    def axis(self, name: str) -> dict[str, Any]:
        return self.element.evaluate(
            """(figure, name) => {
              const { type, range, autorange } = figure._fullLayout[name];
              return { type, range, autorange };
            }""",
            name,
        )

    def mark(self) -> float:
        """Return the step of the dotted line."""
        return self.element.evaluate("figure => figure._fullLayout?.shapes[0]?.x0 ?? -1")


def cost_of(run: Run, X: np.ndarray, Y: np.ndarray) -> float:
    """Return the cost of a run's step over some points."""
    config = run.config
    AL, caches = forward_prop(X, run.params, **run.forward_options)
    Z = caches[-1].activation_cache.Z
    return cost_function(AL, Y, Z=Z, cost=config.cost_in_force, output=config.output)


def assert_figures_exact(page: Page, run: Run) -> None:
    """See that the figures come to show the very numbers of a run's step."""
    cost, weights, gradients = (Figure(page, name) for name in ("cost", "weights", "gradients"))
    data = run.data
    costs = [cost_of(run, X, Y) for X, Y in ((data.X, data.Y), (data.X_test, data.Y_test))]
    sizes = measure(run, run.step, run.params).gradients

    def check() -> None:
        steps = [figure.step() for figure in (cost, weights, gradients)]
        steps += [cost.mark(), gradients.mark()]
        assert steps == 5 * [run.step], steps
        for figure, expected in ((cost, costs), (gradients, sizes)):
            here = [steps.index(run.step) for steps in figure.traces("x")]
            found = [values[at] for values, at in zip(figure.traces("y"), here, strict=True)]
            assert found == pytest.approx(expected, rel=1e-12), (found, expected)
        for layer, z in enumerate(weights.traces("z"), start=1):
            W, b = run.params[f"W{layer}"], run.params[f"b{layer}"]
            assert np.array_equal(z, np.hstack([W, b])), (z, W, b)

    eventually(page, check)


def run_at(config: RunConfig, step: int, events: Sequence[Event] = ()) -> Run:
    """Train a run in the tests' own process."""
    return advance(start(config, events), step)


def run_of(query: str) -> Run:
    """Train the run that a legal link names, up to its step."""
    address = decode(dict(parse_qsl(query.lstrip("/?"))))
    assert not address.problems
    return run_at(address.config, address.step, address.events)


def predictions(run: Run, points: np.ndarray) -> list[np.ndarray]:
    """Return every layer's activations at points of the plane, the features themselves first."""
    X = features_of(points, run.config.features)
    _, caches = forward_prop(X, run.params, **run.forward_options)
    return [X, *(cache.activation_cache.A for cache in caches)]
