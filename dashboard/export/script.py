"""How would one train this run without the page? A numpy script to read from top to bottom.

It does what `network` does, operation for operation: the order of operations decides the last
digit. What would be too long to stand in it, points above all, lies in tables beside it.
"""

import io
import textwrap
import zipfile
from collections.abc import Sequence
from string import Template
from typing import NamedTuple

from dashboard.probes import measure
from dashboard.run import Run

SCRIPT = "train.py"
WIDTH = 100
LITERAL_CHARACTERS = 400
"""Numbers whose text is longer lie in a table."""

SCALES = {
    "classic": "0.01",
    "xavier": "(1 / n_in) ** 0.5",
    "he": "(2 / n_in) ** 0.5",
    "scale-1": "1.0",
    "scale-20": "20.0",
    "zeros": "0.0",
}
"""The standard deviation of a layer's weights, as in `network.INITIALIZATIONS`."""

PAIRS = {
    "sigmoid": "(sigmoid, lambda Z, A: A * (1.0 - A))",
    "tanh": "(np.tanh, lambda Z, A: 1.0 - A * A)",
    "relu": "(lambda Z: np.maximum(Z, 0.0), lambda Z, A: Z > 0)",
    "linear": "(lambda Z: Z, lambda Z, A: 1.0)",
}
"""What a hidden unit does, and its slope, as in `network.ACTIVATIONS`."""

BODY = Template("""
def sigmoid(Z):
    E = np.exp(np.minimum(Z, 709.0))  # exp(710) is no float, and the sigmoid is 1 long before
    return E / (1.0 + E)

${pairs}ACTIVATIONS = [${hidden}(sigmoid, lambda Z, A: 1.0)]

def forward_prop(X, params):
    A, caches = X, []
    for layer, (value, slope) in enumerate(ACTIVATIONS, start=1):
        A_prev, W = A, params[f"W{layer}"]
        Z = W @ A_prev + params[f"b{layer}"]
        A = value(Z)
        caches.append((A_prev, W, Z, A, slope))
    return A, caches

def cost_function(Z, Y):  # the cross-entropy of sigmoid(Z), without its overflow
    return float(np.sum(np.logaddexp(0, Z) - Y * Z) / Y.shape[1])

def one_layer_backward(dA, A_prev, W, Z, A, slope):
    dZ, m = dA * slope(Z, A), Z.shape[1]
    return W.T @ dZ, dZ @ A_prev.T / m, dZ.sum(axis=1, keepdims=True) / m

def backprop(AL, Y, caches):
    grads, dA = {}, AL - Y  # the slope of cost and output together: the output's own is 1 above
    for layer in range(len(caches), 0, -1):
        dA, grads[f"dW{layer}"], grads[f"db{layer}"] = one_layer_backward(dA, *caches[layer - 1])
    return grads

def update_parameters(params, grads, learning_rate):
    return {name: value - learning_rate * grads[f"d{name}"] for name, value in params.items()}

def train(X, Y, layer_dims, steps):
    params, learning_rate = init_params(layer_dims), None
    for step in range(steps):
        learning_rate = LEARNING_RATES.get(step, learning_rate)
        AL, caches = forward_prop(X, params)
        params = update_parameters(params, backprop(AL, Y, caches), learning_rate)
    return params

AL, caches = forward_prop(X, train(X, Y, LAYER_DIMS, STEPS))
print(cost_function(caches[-1][2], Y))
""")

DRAWN_START = Template("""
def init_params(layer_dims):
    rng, params = np.random.RandomState($seed), {}
    for layer, (n_in, n_out) in enumerate(zip(layer_dims, layer_dims[1:]), start=1):
        params[f"W{layer}"] = rng.randn(n_out, n_in) * $scale
        params[f"b{layer}"] = np.zeros((n_out, 1))
    return params
""")

GIVEN_START = Template("""
def init_params(layer_dims):
    given, params = iter($source), {}
    for layer, (n_in, n_out) in enumerate(zip(layer_dims, layer_dims[1:]), start=1):
        params[f"W{layer}"] = np.array([[next(given) for _ in range(n_in)] for _ in range(n_out)])
        params[f"b{layer}"] = np.array([[next(given)] for _ in range(n_out)])
    return params
""")


class Part(NamedTuple):
    """Numbers that the script needs: the lines that make them, and their table if they have one."""

    lines: list[str]
    table: tuple[str, str] | None = None


def script_files(run: Run) -> dict[str, str]:
    """Write the script that trains a run to its step, and the tables that it reads.

    Parameters
    ----------
    run : Run
        Which run, and where its cursor stands.

    Returns
    -------
    files : dict of str to str
        Text by file name: `SCRIPT` first, which has at most 60 lines beside the numbers in it.
    """
    config = run.config
    parts = [_rates(run), _points(run)]
    if config.initialization == "given":
        given, source = _given(config.given)
        parts.append(given)
        beginning = GIVEN_START.substitute(source=source)
    else:
        beginning = DRAWN_START.substitute(seed=config.seed, scale=SCALES[config.initialization])
    names = list(dict.fromkeys(config.activations))
    cost = measure(run, run.step, run.params).train_cost
    head = [
        f'"""Train {"-".join(map(str, config.layer_dims))} units for {run.step:,} steps with '
        "nothing but numpy, to a cost of",
        f'{cost!r}, to the last digit where numpy rounds as on the page."""',
        "import numpy as np",
        f"LAYER_DIMS, STEPS = {list(config.layer_dims)}, {run.step}",
        *(line for part in parts for line in part.lines),
    ]
    body = BODY.substitute(
        pairs="".join(f"{name}_units = {PAIRS[name]}\n" for name in names),
        hidden="".join(f"{name}_units, " for name in config.activations),
    )
    tables = dict(part.table for part in parts if part.table)
    return {SCRIPT: "\n".join(head) + "\n" + beginning + body} | tables


def script_download(run: Run) -> tuple[str, bytes]:
    """Pack the script for one download: alone, or in an archive with its tables.

    Parameters
    ----------
    run : Run
        Which run, and where its cursor stands.

    Returns
    -------
    ending : str
        Of the file's name, ``py`` or ``zip``.
    content : bytes
    """
    files = script_files(run)
    if len(files) == 1:
        return "py", files[SCRIPT].encode()
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, text in files.items():
            opened.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return "zip", archive.getvalue()


def _rates(run: Run) -> Part:
    """Tell from which step on which learning rate counts."""
    changes = [(event.step, event.value) for event in run.events if event.step < run.step]
    rates = [(0, run.config.learning_rate), *changes]
    literal = ", ".join(f"{step}: {float(rate)!r}" for step, rate in rates)
    if len(literal) <= LITERAL_CHARACTERS:
        return Part(_wrapped(f"LEARNING_RATES = {{{literal}}}"))
    line = 'LEARNING_RATES = dict(np.loadtxt("rates.csv", delimiter=",", skiprows=1))'
    rows = "".join(f"{step},{float(rate)!r}\n" for step, rate in rates)
    return Part([line], ("rates.csv", f"from_step,rate\n{rows}"))


def _points(run: Run) -> Part:
    """Give the training points, laid out in memory as the page has them."""
    X, Y = run.data.X, run.data.Y
    # How a matrix lies in memory decides in which order a product of it is summed.
    order = "" if X.flags.c_contiguous else ', order="F"'
    arrays = f"X, Y = np.array([x1, x2]{order}), np.array([y])  # one point a column"
    columns = {"x1": X[0].tolist(), "x2": X[1].tolist(), "y": Y[0].tolist()}
    lines = [line for name, values in columns.items() for line in _wrapped(f"{name} = {values}")]
    if sum(map(len, lines)) <= LITERAL_CHARACTERS:
        return Part([*lines, arrays])
    line = 'x1, x2, y = np.loadtxt("points.csv", delimiter=",", skiprows=1, unpack=True)'
    rows = zip(*columns.values(), strict=True)
    text = "".join(f"{x1!r},{x2!r},{y!r}\n" for x1, x2, y in rows)
    return Part([line, arrays], ("points.csv", f"x1,x2,y\n{text}"))


def _given(values: Sequence[float]) -> tuple[Part, str]:
    """Give the starting parameters, and the expression that names them."""
    numbers = list(map(float, values))
    lines = _wrapped(f"GIVEN = {numbers}")
    if sum(map(len, lines)) <= LITERAL_CHARACTERS:
        return Part(lines), "GIVEN"
    text = "".join(f"{number!r}\n" for number in numbers)
    return Part([], ("given.csv", text)), 'np.loadtxt("given.csv")'


def _wrapped(line: str) -> list[str]:
    return textwrap.wrap(
        line, WIDTH, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
    )
