"""The stage's forward pass is the only mathematics outside network/: here it is held to numpy."""

import itertools

import numpy as np
import pytest

from dashboard import settings
from dashboard.batch import flatten
from dashboard.config import RunConfig
from dashboard.figures.theme import PALETTE
from dashboard.modules import PREFIX
from dashboard.run import start
from network import forward_prop, init_params
from tests.browser.stage import Stage, predictions, run_of

pytestmark = pytest.mark.browser

EXTENT = 2.4
SAMPLES = np.random.default_rng(5).uniform(-EXTENT, EXTENT, (2, 9))
NAMES = tuple(settings.ACTIVATION.choices)

ADDRESS = f"/{PREFIX}/stage/forward.js"
FORWARD = """async ([address, cases]) => {
  const { activationsAt, featuresOf, Forward, planeGrid } = await import(address);
  return cases.map(({ dims, activations, features, params, points, extent, resolution }) => {
    const scene = { dims, activations, features };
    const flat = Float32Array.from(params);
    if (!points) {
      const grid = planeGrid(extent, resolution);
      const values = new Forward(scene, featuresOf(scene, grid)).run(flat).at(-1)[0];
      return [grid.map((axis) => [...axis]), [...values]];
    }
    const at = points.map(([x1, x2]) => activationsAt(scene, flat, x1, x2));
    const axes = [0, 1].map((axis) => Float64Array.from(points, (point) => point[axis]));
    const inputs = featuresOf(scene, axes);
    const forward = new Forward(scene, inputs);
    // Twice, for memory left over from the frame before must not show.
    forward.run(Float32Array.from(params, (value) => -3 * value));
    const together = [inputs, ...forward.run(flat)].map((layer) => layer.map((unit) => [...unit]));
    return { at, together };
  });
}"""


def in_float32(params):
    return {name: array.astype(np.float32).astype(np.float64) for name, array in params.items()}


def softmax(Z):
    exponentials = np.exp(Z - Z.max(axis=0))
    return exponentials / exponentials.sum(axis=0)


FEATURES = {
    "x1": lambda points: points[0],
    "x2": lambda points: points[1],
    "x1^2": lambda points: points[0] ** 2,
    "x2^2": lambda points: points[1] ** 2,
    "x1*x2": lambda points: points[0] * points[1],
    "sin x1": lambda points: np.sin(points[0]),
    "sin x2": lambda points: np.sin(points[1]),
}
PLAIN = ("x1", "x2")


def sigmoid(Z):
    with np.errstate(over="ignore"):  # where it is 0
        return 1 / (1 + np.exp(-Z))


OUTPUTS = {"sigmoid": sigmoid, "softmax": softmax, "linear": lambda Z: Z}


def given(features, points):
    """Compute what a network is given of points of the plane."""
    return np.stack([FEATURES[key](points) for key in features])


def kinds():
    """Every output, and every feature: each alone, all, and all in the other order."""
    for output, units in (("sigmoid", 1), ("linear", 1), ("softmax", 3), ("softmax", 6)):
        for features in (PLAIN, tuple(FEATURES), tuple(FEATURES)[::-1]):
            yield features, output, units
    for key in FEATURES:
        yield (key,), "softmax", 4


def networks():
    """Every activation in 0 to 6 hidden layers, all of them mixed, small weights and wild ones."""
    for depth in range(7):
        for name in NAMES if depth else ("sigmoid",):
            yield (4, 3, 5, 2, 4, 3)[:depth], (name,) * depth
    for names in itertools.permutations(NAMES):
        yield (5, 4, 3, 4), names
    yield (16,) * 6, ("tanh", "relu", "linear", "sigmoid", "relu", "tanh")


def close(found, expected):
    """DESIGN.md, section 3: within 1e-5 x max(1, |value|)."""
    return np.all(np.abs(np.asarray(found) - expected) <= 1e-5 * np.maximum(1, np.abs(expected)))


def test_the_stages_forward_pass_is_numpys(open_page):
    cases, expected = [], []
    plain = [(*network, PLAIN, "sigmoid", 1) for network in networks()]
    others = [((4, 3), ("tanh", "relu"), *kind) for kind in kinds()]
    others += [((), (), *kind) for kind in kinds()]
    for hidden, names, features, output, units in plain + others:
        for initialization, seed in (("xavier", 2), ("scale-1", 3), ("scale-20", 4)):
            dims = (len(features), *hidden, units)
            params = init_params(dims, seed=seed, initialization=initialization)
            for layer in range(1, len(dims)):
                params[f"b{layer}"] = np.random.default_rng(seed).normal(size=(dims[layer], 1))
            params = in_float32(params)
            X = given(features, SAMPLES)
            _, caches = forward_prop(X, params, activations=names)
            made = [cache.activation_cache for cache in caches]
            expected.append([X, *(cache.A for cache in made[:-1]), OUTPUTS[output](made[-1].Z)])
            cases.append(
                {
                    "dims": dims,
                    "activations": [*names, output],
                    "features": [[key, ""] for key in features],
                    "params": flatten(params).tolist(),
                    "points": SAMPLES.T.tolist(),
                }
            )
    stage = Stage(open_page())
    found = stage.page.evaluate(FORWARD, [ADDRESS, cases])
    assert len(found) == len(cases) > 100
    for case, values, layers in zip(cases, found, expected, strict=True):
        for layer, A in enumerate(layers):
            assert close(values["together"][layer], A), (case, layer)
            one_by_one = [point[layer] for point in values["at"]]
            assert close(np.transpose(one_by_one), A), (case, layer)

    # The grid that is painted: the middle of each cell, row by row from the top.
    run = start(RunConfig())
    params = in_float32(run.params)
    case = {
        "dims": run.config.layer_dims,
        "activations": ["sigmoid", "sigmoid"],
        "features": [[key, ""] for key in PLAIN],
        "params": flatten(params).tolist(),
        "extent": EXTENT,
        "resolution": 8,
    }
    ((grid, values),) = stage.page.evaluate(FORWARD, [ADDRESS, [case]])
    middles = EXTENT * ((np.arange(8) + 0.5) / 4 - 1)
    x1, x2 = np.meshgrid(middles, -middles)
    assert np.allclose(grid, [x1.ravel(), x2.ravel()])
    assert close(values, forward_prop(np.array(grid), params)[0][0])


def assert_painted(stage, plane, values, points, middle, half):
    """See that the map's colours say what numpy says, on the palette's scale."""
    palette = {name: np.array(colour, float) for name, colour in PALETTE["light"].items()}
    share = np.clip((values - middle) / half, -1, 1)
    ends = np.where(share[:, None] < 0, palette["negative"], palette["positive"])
    expected = palette["neutral"] + 0.72 * np.abs(share)[:, None] * (ends - palette["neutral"])
    off = np.abs(stage.map_colours(plane, points) - expected).max(axis=1)
    # Where it is steep, half a cell makes a difference; and the boundary is drawn in ink.
    assert np.median(off) < 3
    assert np.mean(off < 24) > 0.9


def test_the_plane_shows_the_prediction_and_the_pointer_reads_it(open_page):
    link = "/?v=1&step=300"
    run = run_of(link)
    stage = Stage(open_page(link))
    stage.until_shows(run)
    stage.page.evaluate("stage.frames(3)")
    plane = stage.plane_box(run.data.extent)
    ticks = np.linspace(-0.93, 0.93, 14) * run.data.extent
    grid = np.stack([axis.ravel() for axis in np.meshgrid(ticks, ticks)])
    assert_painted(stage, plane, predictions(run, grid)[-1][0], grid, 0.5, 0.5)
    painted = stage.pixels()

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
    for share1, share2 in ((0.5, 0.5), (0.31, 0.62), (0.66, 0.4), (0.1, 0.9), (0.52, 0.27)):
        x, y = (
            round(plane.left + share1 * plane.side),
            round(plane.top + share2 * plane.side),
        )
        x1, x2 = plane.point(x, y)
        layers = predictions(run, np.array([[x1], [x2]]))
        stage.page.evaluate("written.length = 0")
        place, prediction = stage.hover(x, y).split("\n")
        assert place == f"x₁ {x1:.2f}, x₂ {x2:.2f}".replace("-", "−")
        words, value, label = prediction.replace(":", "").split(" ", 2)
        assert words == "prediction"
        assert float(value) == pytest.approx(float(layers[-1][0, 0]), abs=6e-5)
        assert label == run.data.classes[int(layers[-1][0, 0] >= 0.5)]
        written = [text.replace("−", "-") for text in stage.page.evaluate("written")]
        numbers = [float(text) for text in written if text[-3:-2] == "."]
        activations = np.concatenate(layers)[:, 0]
        assert numbers[-len(activations) :] == pytest.approx(activations, abs=0.0051)
    assert stage.pixels() == painted
    stage.page.mouse.move(2, 2)
    stage.page.evaluate("stage.frames(2)")
    assert stage.tip.is_hidden()


def test_pointing_at_a_unit_shows_its_map_and_at_an_edge_its_weight(open_page):
    link = "/?v=1&step=300"
    run = run_of(link)
    stage = Stage(open_page(link))
    stage.until_shows(run)
    stage.page.evaluate("stage.frames(3)")
    plane = stage.plane_box(run.data.extent)
    ticks = np.linspace(-0.93, 0.93, 14) * run.data.extent
    grid = np.stack([axis.ravel() for axis in np.meshgrid(ticks, ticks)])
    hidden = predictions(run, grid)[1]
    painted = stage.pixels()
    box = stage.network.bounding_box()

    def sweep(share):
        """Move the pointer down the network at a share of its width; yield what it says."""
        x = box["x"] + share * box["width"]
        for y in np.arange(box["y"] + 40, box["y"] + box["height"] - 4, 8):
            tip = stage.hover(x, float(y))
            if tip:
                yield tip.replace("−", "-")

    units = {}
    for tip in sweep(0.5):
        if tip.startswith("layer 1, unit") and tip not in units:
            units[tip] = stage.pixels()
            unit = int(tip.split()[3]) - 1
            name, bias, how = tip.split("\n")
            assert how == "Click to change or freeze it."
            assert name == f"layer 1, unit {unit + 1} (sigmoid), on the plane now"
            label, value = bias.split(": ")
            assert label == f"bias b1[{unit + 1}]"
            assert float(value) == pytest.approx(run.params["b1"][unit, 0], abs=6e-7)
            assert_painted(stage, plane, hidden[unit], grid, 0.5, 0.5)
    assert len(units) == 4
    assert len({painted, *units.values()}) == 5

    edges = {}
    for tip in itertools.chain(sweep(0.27), sweep(0.75)):
        if tip.startswith("weight"):
            label, value = tip.split("\n")[0].split(": ")
            edges[label] = float(value)
    weights = {
        f"weight W{layer}[{unit + 1}, {input_ + 1}] from {source}": weight
        for layer, sources in ((1, ("x₁", "x₂")), (2, tuple(f"unit {k}" for k in range(1, 5))))
        for unit, row in enumerate(run.params[f"W{layer}"])
        for input_, (source, weight) in enumerate(zip(sources, row, strict=True))
    }
    assert len(weights) == 12
    assert len(edges) >= 9
    for label, value in edges.items():
        assert value == pytest.approx(weights[label], abs=6e-7)

    stage.page.mouse.move(2, 2)
    stage.page.evaluate("stage.frames(2)")
    assert stage.pixels() == painted
