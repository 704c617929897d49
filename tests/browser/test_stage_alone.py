"""A stage on its own, given messages written here: any scene, whatever runs the page can make."""

import itertools
from base64 import b64encode
from dataclasses import dataclass

import numpy as np
import pytest

from dashboard.batch import flatten
from dashboard.figures.theme import PALETTE
from dashboard.modules import PREFIX
from dashboard.stage.payload import pack
from network import forward_prop, init_params
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

EXTENT = 2.4
SOFTNESS = 0.72
LABELS = {
    "x1": "x₁",
    "x2": "x₂",
    "x1^2": "x₁²",
    "x2^2": "x₂²",
    "x1*x2": "x₁x₂",
    "sin x1": "sin x₁",
    "sin x2": "sin x₂",
}
OUTPUTS = {"binary": "sigmoid", "classes": "softmax", "value": "linear"}
WORDS = {
    "session": "s",
    "followed": 0,
    "heard": 0,
    "question": 0,
    "film": 0,
    "resumed": 0,
    "link": "v=1",
    "sentence": "",
    "made": 1,
    "asked": 1,
    "goal": None,
    "expected": None,
    "playing_after": False,
    "frames_per_second": 60,
    "ask_after": None,
    "batch": 30,
    "reserve": 24,
    "suggestion": None,
}
FOUR = {"train_cost": 0.25, "test_cost": 0.5, "train_score": 0.93, "test_score": 0.9}


@dataclass
class Scene:
    """What a stage is given, and what numpy makes of it."""

    task: str
    classes: tuple = ()
    hidden: tuple = (5,)
    features: tuple = ("x1", "x2")
    measures: dict = None
    frozen: tuple = ()
    suggestion: dict = None

    def __post_init__(self):
        units = len(self.classes) if self.task == "classes" else 1
        self.dims = (len(self.features), *self.hidden, units)
        self.names = ("tanh",) * len(self.hidden)
        self.params = init_params(self.dims, seed=4, initialization="scale-1")
        for layer in range(1, len(self.dims)):
            shape = (self.dims[layer], 1)
            self.params[f"b{layer}"] = np.random.default_rng(layer).normal(size=shape)
        self.range = (-3.0, 5.0) if self.task == "value" else None

    def block(self):
        measures = FOUR | (self.measures or {})
        gradients = {f"gradient {layer}": 0.1 for layer in range(1, len(self.dims))}
        points = np.random.default_rng(1).uniform(-2, 2, (60, 2))
        if self.task == "value":
            labels = np.linspace(*self.range, 60)
        else:
            labels = np.arange(60) % max(2, len(self.classes))
        rows = np.column_stack([points, labels]).astype("<f4")
        scene = {
            "name": "alone",
            "task": self.task,
            "dims": self.dims,
            "activations": [*self.names, OUTPUTS[self.task]],
            "features": [(key, LABELS[key]) for key in self.features],
            "columns": [*measures, *gradients],
            "score": "R²" if self.task == "value" else "accuracy",
            "range": self.range,
            "value": (0.0, 1.0),
            "target": "height",
            "axes": ("x₁", "x₂"),
            "classes": self.classes,
            "centre": (0, 0),
            "spread": (1, 1),
            "extent": EXTENT,
            "units": (1, 16),
            "palette": PALETTE,
        }
        words = {**WORDS, "frozen": self.frozen, "suggestion": self.suggestion}
        header = {
            "id": "11111111",
            "about": "1",
            "serial": 1,
            "answer": 0,
            "step": 7,
            "playing": False,
            "fingerprint": "22222222",
            "play_out": False,
            "words": words,
            "scene": scene,
        }
        exact = np.array([*measures.values(), *gradients.values()])
        arrays = {"train": rows, "test": rows[:9], "exact": flatten(self.params), "measures": exact}
        return pack(header, arrays)

    def outputs(self, points):
        """Return the features, every hidden layer, and the output before and after its function."""
        x1, x2 = points
        every = [x1, x2, x1**2, x2**2, x1 * x2, np.sin(x1), np.sin(x2)]
        X = np.stack([dict(zip(LABELS, every, strict=True))[key] for key in self.features])
        _, caches = forward_prop(X, self.params, activations=self.names)
        Z = caches[-1].activation_cache.Z
        exponentials = np.exp(Z - Z.max(axis=0))
        chances = exponentials / exponentials.sum(axis=0)
        A = {"classes": chances, "value": Z, "binary": 1 / (1 + np.exp(-Z))}[self.task]
        return [X, *(cache.activation_cache.A for cache in caches[:-1]), A]


MOUNT = """async ([address, block, isDark]) => {
  const { default: show } = await import(new URL(address, document.baseURI).href);
  const outer = document.createElement("div");
  outer.className = "st-key-stage";
  const host = document.createElement("div");
  const [paper, ink] = isDark ? ["#0e1117", "#fafafa"] : ["#ffffff", "#31333f"];
  outer.style.cssText = "position: fixed; inset: 0; overflow: auto; z-index: 9";
  outer.style.background = paper;
  host.style.setProperty("--st-background-color", paper);
  host.style.setProperty("--st-text-color", ink);
  outer.append(host);
  document.body.append(outer);
  window.sent = [];
  show({
    data: Uint8Array.from(atob(block), (letter) => letter.charCodeAt(0)),
    parentElement: host.attachShadow({ mode: "open" }),
    setTriggerValue: (name, value) => sent.push([name, value]),
  });
}"""


@pytest.fixture
def mount(open_page):
    """Show a scene on a stage of its own, over a page that has none."""

    def mount_one(scene, *, size=(1400, 900), is_dark=False):
        page = open_page("/the_code", size=size)
        page.get_by_role("heading").first.wait_for()
        block = b64encode(scene.block()).decode()
        page.evaluate(MOUNT, [f"/{PREFIX}/stage/main.js", block, is_dark])
        stage = Stage(page)
        stage.page.evaluate("stage.frames(4)")
        return stage

    return mount_one


def grid():
    ticks = np.linspace(-0.93, 0.93, 14) * EXTENT
    return np.stack([axis.ravel() for axis in np.meshgrid(ticks, ticks)])


def assert_painted(stage, expected):
    off = np.abs(stage.map_colours(stage.plane_box(EXTENT), grid()) - expected).max(axis=1)
    # Where it is steep, half a cell makes a difference; and lines are drawn in ink.
    assert np.median(off) < 3
    assert np.mean(off < 24) > 0.85


def colours(name):
    return np.array(PALETTE["light"][name], float)


def class_colours(shares, labels):
    ground = colours("neutral")
    return ground + SOFTNESS * shares[:, None] * (colours("classes")[labels] - ground)


def scale_colours(values, middle, half):
    share = np.clip((values - middle) / half, -1, 1)[:, None]
    ends = np.where(share < 0, colours("negative"), colours("positive"))
    return colours("neutral") + SOFTNESS * np.abs(share) * (ends - colours("neutral"))


def hover_point(stage, share1=0.4, share2=0.3):
    """Point at the plane; return the point of it and the tip's lines."""
    plane = stage.plane_box(EXTENT)
    x, y = round(plane.left + share1 * plane.side), round(plane.top + share2 * plane.side)
    lines = stage.hover(x, y).replace("−", "-").split("\n")
    return np.array(plane.point(x, y)), lines


def hover_column(stage, share):
    """Move the pointer down the network at a share of its width; yield what it says, and where."""
    box = stage.network.bounding_box()
    x = box["x"] + share * box["width"]
    for y in np.arange(box["y"] + 30, box["y"] + box["height"] - 4, 8):
        tip = stage.hover(x, float(y))
        if tip:
            yield tip.replace("−", "-"), x, float(y)


def output_share(scene):
    """Where the output units stand, as a share of the network's width."""
    return 0.935 if scene.task == "classes" else 0.965


def visible_readouts(stage):
    return {
        row.locator("dt").inner_text(): row.locator("dd").inner_text()
        for row in stage.root.locator(".readouts > div:visible").all()
    }


NAMES = ("ring", "disc", "bar", "star", "cross", "moon")


@pytest.mark.parametrize("count", [3, 6])
def test_each_place_has_the_colour_of_its_most_probable_class_paler_the_less_sure(mount, count):
    scene = Scene("classes", NAMES[:count])
    stage = mount(scene)
    A = scene.outputs(grid())[-1]
    sure = (A.max(axis=0) - 1 / count) / (1 - 1 / count)
    assert len(set(A.argmax(axis=0))) >= 3
    assert_painted(stage, class_colours(sure, A.argmax(axis=0)))

    point, (place, *chances) = hover_point(stage)
    assert place == f"x₁ {point[0]:.2f}, x₂ {point[1]:.2f}"
    told = {}
    for line in chances:
        chance, name = line.removeprefix("prediction ").split(": ")
        told[name] = float(chance)
    expected = dict(zip(NAMES, scene.outputs(point[:, None])[-1][:, 0], strict=False))
    assert told == pytest.approx(expected, abs=1e-4)
    assert list(told.values()) == sorted(told.values(), reverse=True)
    assert chances[0].startswith("prediction ")

    seen = {}
    for tip, x, y in hover_column(stage, output_share(scene)):
        name = tip.split(" (")[0].removeprefix("output for ")
        if tip.startswith("output for") and name not in seen:
            stage.hover(x, y)
            seen[name] = tip
            label = NAMES.index(name)
            assert_painted(stage, class_colours(A[label], np.full(A.shape[1], label)))
    assert list(seen) == list(NAMES[:count])
    assert "(softmax), on the plane now" in seen["ring"]
    assert visible_readouts(stage)["Training accuracy"] == "93 %"
    said = "Step 7: training cost 0.2500, 93 % of the training points in the right class."
    assert stage.sentence.inner_text() == said


def test_a_value_is_drawn_and_told_on_its_scale(mount):
    scene = Scene("value", measures={"train_score": 0.9304, "test_score": -1.25})
    stage = mount(scene)
    values = scene.outputs(grid())[-1][0]
    assert_painted(stage, scale_colours(values, 1, 4))
    point, (_, prediction) = hover_point(stage)
    expected = float(scene.outputs(point[:, None])[-1][0, 0])
    told, target = prediction.removeprefix("prediction ").split(": ")
    assert (float(told), target) == (pytest.approx(expected, abs=1e-4), "height")
    assert stage.root.locator(".legend .scale span").all_inner_texts() == ["−3", "1", "5"]
    readouts = visible_readouts(stage)
    assert (readouts["Training R²"], readouts["Test R²"]) == ("0.930", "−1.250")
    assert stage.sentence.inner_text().endswith("cost 0.2500, R² 0.930 on the training points.")


def test_every_feature_has_its_own_map_and_its_value_at_the_pointer(mount):
    scene = Scene("binary", ("no", "yes"), features=tuple(LABELS))
    stage = mount(scene)
    X = scene.outputs(grid())[0]
    most = [EXTENT, EXTENT, EXTENT**2, EXTENT**2, EXTENT**2, 1, 1]
    seen = []
    for tip, x, y in hover_column(stage, 0.075):
        name = tip.split(":")[0].split(",")[0]
        if name in LABELS.values() and name not in seen:
            stage.hover(x, y)
            seen.append(name)
            at = len(seen) - 1
            assert_painted(stage, scale_colours(X[at], 0, most[at]))
    assert seen == list(LABELS.values())

    stage.page.evaluate(
        """() => {
          const write = CanvasRenderingContext2D.prototype.fillText;
          window.written = [];
          CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
            written.push(text);
            return write.call(this, text, ...place);
          };
        }"""
    )
    hover_point(stage, 0.2, 0.2)
    stage.page.evaluate("written.length = 0")
    point, (_, prediction) = hover_point(stage)
    layers = scene.outputs(point[:, None])
    written = [text.replace("−", "-") for text in stage.page.evaluate("written")]
    numbers = [float(text) for text in written if text[-3:-2] == "."]
    told = np.concatenate(layers)[:, 0]
    assert numbers[-len(told) :] == pytest.approx(told, abs=0.0051)
    chance = float(layers[-1][0, 0])
    assert prediction.endswith(": yes" if chance >= 0.5 else ": no")
    assert float(prediction.split()[1].rstrip(":")) == pytest.approx(chance, abs=1e-4)


def test_what_else_is_measured_stands_among_the_numbers_and_only_then(mount):
    usual = ["Step", "Training cost", "Test cost", "Training accuracy", "Test accuracy"]
    stage = mount(Scene("binary", ("no", "yes")))
    assert list(visible_readouts(stage)) == usual
    more = {"penalty_l1": 0.125, "penalty_l2": 0.5, "epoch": 2.75}
    stage = mount(Scene("binary", ("no", "yes"), measures=more))
    readouts = visible_readouts(stage)
    assert list(readouts) == [
        "Step",
        "Epoch",
        "Training cost",
        "L1 penalty",
        "L2 penalty",
        "Cost with penalty",
        *usual[2:],
    ]
    assert [readouts[name] for name in list(readouts)[:6]] == [
        "7",
        "2",
        "0.2500",
        "0.1250",
        "0.5000",
        "0.8750",
    ]
    assert stage.sentence.inner_text().startswith("Step 7, epoch 2: training cost 0.2500, 93 % of")
    stage = mount(Scene("binary", ("no", "yes"), measures={"penalty_l2": 0.5}))
    readouts = visible_readouts(stage)
    assert (readouts["L2 penalty"], readouts["Cost with penalty"]) == ("0.5000", "0.7500")
    assert not {"L1 penalty", "Epoch"} & set(readouts)


@pytest.mark.parametrize("accuracy", [0.9, 0.95])
@pytest.mark.parametrize("score", [0.93, float("nan")])
def test_what_comes_next_is_suggested_once_both_scores_are_reached(mount, accuracy, score):
    idea = {"sentence": "Solved. Try two units.", "accuracy": accuracy}
    scene = Scene("classes", NAMES[:3], suggestion=idea, measures={"test_score": score})
    assert mount(scene).suggestion.is_visible() == (accuracy <= 0.93)


def is_apart(one, other):
    return (
        one["x"] + one["width"] <= other["x"]
        or other["x"] + other["width"] <= one["x"]
        or one["y"] + one["height"] <= other["y"]
        or other["y"] + other["height"] <= one["y"]
    )


LONG = tuple(f"{name} penguin" for name in ("Adelie", "Chinstrap", "Gentoo", "Emperor", "King"))


@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [(1400, 900), (390, 844)], ids=["screen", "phone"])
def test_six_classes_and_nine_numbers_fit_on_every_screen(mount, size, is_dark):
    more = {"penalty_l1": 0.125, "penalty_l2": 0.5, "epoch": 1234.5}
    scene = Scene("classes", (*LONG, "Little penguin"), hidden=(8, 8), measures=more)
    stage = mount(scene, size=size, is_dark=is_dark)
    for parts, least in ((".readouts > div:visible", 9), (".legend > *", 9)):
        boxes = [part.bounding_box() for part in stage.root.locator(parts).all()]
        assert len(boxes) >= least
        for box in boxes:
            assert 0 <= box["x"] < box["x"] + box["width"] <= size[0]
        assert all(is_apart(*pair) for pair in itertools.combinations(boxes, 2))
    for row in stage.root.locator(".readouts dt:visible, .readouts dd:visible").all():
        assert row.evaluate("element => element.scrollWidth <= element.clientWidth + 1")
    assert stage.root.evaluate("root => root.scrollWidth - root.clientWidth") <= 0


def test_a_click_chooses_a_weight_or_a_unit_and_marks_it_until_another_is(mount):
    scene = Scene("binary", ("no", "yes"))
    stage = mount(scene)
    page = stage.page
    box = stage.network.bounding_box()

    def choose(x, y):
        page.mouse.click(x, y)
        name, value = page.evaluate("sent.at(-1)")
        assert name == "choose"
        page.mouse.move(2, 2)
        page.evaluate("stage.frames(2)")
        return value, stage.pixels(".network canvas")

    plain = stage.pixels(".network canvas")
    places = {}
    for tip, x, y in itertools.chain(hover_column(stage, 0.5), hover_column(stage, 0.27)):
        places.setdefault(tip.split(":")[0].split(" (")[0], (x, y))
    unit, marked = choose(*places["layer 1, unit 2"])
    assert unit == {"kind": "unit", "layer": 1, "row": 1, "column": None}
    weights = [name for name in places if name.startswith("weight W1")]
    chosen = weights[0].removeprefix("weight W1[").split("]")[0]
    row, column = (int(number) - 1 for number in chosen.split(", "))
    weight, marked_edge = choose(*places[weights[0]])
    assert weight == {"kind": "weight", "layer": 1, "row": row, "column": column}
    assert len({plain, marked, marked_edge}) == 3

    # A feature has nothing to choose.
    count = page.evaluate("sent.length")
    feature = next(place for tip, *place in hover_column(stage, 0.035) if tip.startswith("x₁"))
    page.mouse.click(*feature)
    assert page.evaluate("sent.length") == count
    nothing, unmarked = choose(box["x"] + 0.7 * box["width"], box["y"] + box["height"] - 3)
    assert nothing == {"kind": "none"}
    assert unmarked == plain


@pytest.mark.slow
def test_what_does_not_learn_is_marked(mount):
    def drawn(*frozen):
        stage = mount(Scene("binary", ("no", "yes"), frozen=frozen))
        return stage.pixels(".network canvas"), stage.pixels()

    plain, plane = drawn()
    others = [drawn(["W", 1, 0, 1]), drawn(["b", 1, 3]), drawn(["b", 2, 0])]
    assert len({plain, *(network for network, _ in others)}) == 4
    assert {plane, *(shown for _, shown in others)} == {plane}
