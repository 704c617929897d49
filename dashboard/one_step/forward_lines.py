"""How does a unit come to its value? The weighted sum, and the activation, with their numbers."""

import math

import numpy as np

from dashboard.one_step.line import Line
from dashboard.one_step.notation import shown_of, sum_tex
from dashboard.one_step.view import View

SHORTEST_SIGMA = 5
"""A sum of more terms is written with a sigma."""


def forward_lines(view: View) -> list[Line]:
    """Write the forward pass of one unit.

    Parameters
    ----------
    view : View
        Of a unit, or of a weight or bias: that of the unit it belongs to.

    Returns
    -------
    lines : list of Line
    """
    lines = [] if view.part != "W" else [_share(view)]
    lines += [_sum(view), _activation(view)]
    if view.is_batch and view.trace.m > 1:
        lines.append(_mean(view))
    return lines


def _share(view: View) -> Line:
    """Write what a weight adds to the sum."""
    layer, row, column = view.layer, view.row, view.column
    w, a = view.parameter(view.target), view.a(layer - 1, column)
    result = w.value * a.value
    return Line(
        "share",
        "What this weight adds to the sum",
        rf"W_{layer}[{row + 1},{column + 1}]\,{view.a_tex(layer - 1, column)}",
        "",
        rf"{view.factor(w.value)} \cdot {view.factor(a.value)}",
        result,
        view.tex(result),
        (w, a),
    )


def _sum(view: View) -> Line:
    layer, row, here = view.layer, view.row, view.here
    n_in = here.W.shape[1]
    shown = shown_of(n_in)
    weights = [view.parameter(f"W{layer}.{row}.{k}") for k in range(shown)]
    inputs = [view.a(layer - 1, k) for k in range(shown)]
    bias = view.parameter(f"b{layer}.{row}")
    if n_in < SHORTEST_SIGMA:
        products = [
            rf"W_{layer}[{row + 1},{k + 1}]\,{view.a_tex(layer - 1, k)}" for k in range(n_in)
        ]
        formula = " + ".join([*products, f"b_{layer}[{row + 1}]"])
    else:
        below = "x" if layer == 1 else f"a_{layer - 1}"
        formula = (
            rf"\sum_{{k=1}}^{{{n_in}}} W_{layer}[{row + 1},k]\,{below}[k] + b_{layer}[{row + 1}]"
        )
    terms = [
        rf"{view.factor(w.value)} \cdot {view.factor(a.value)}"
        for w, a in zip(weights, inputs, strict=True)
    ]
    with np.errstate(over="ignore", invalid="ignore"):
        values = (here.W[row] * here.A_prev[:, view.point]).tolist()
    written = sum_tex(terms, values, view.digits)
    result = float(here.Z[row, view.point])
    return Line(
        "z",
        "The weighted sum",
        f"z_{layer}[{row + 1}]",
        formula,
        f"{written} + {view.factor(bias.value)}",
        result,
        view.tex(result),
        (*(part for pair in zip(weights, inputs, strict=True) for part in pair), bias),
    )


def _activation(view: View) -> Line:
    layer, row, here = view.layer, view.row, view.here
    z, result = view.z(layer, row), float(here.A[row, view.point])
    symbol, note = f"z_{layer}[{row + 1}]", ""
    ingredients = (z,)
    if here.activation == "softmax":
        sums = here.Z[:, view.point]
        most = float(sums.max())
        formula = rf"\frac{{e^{{{symbol} - c}}}}{{\sum_{{j}} e^{{z_{layer}[j] - c}}}}"
        powers = [
            rf"e^{{{view.tex(float(value))} - {view.factor(most)}}}" for value in sums.tolist()
        ]
        substituted = rf"\frac{{{powers[row]}}}{{{' + '.join(powers)}}}"
        note = (
            "c is the largest of the sums. Without it the fraction is the same; with it no power "
            "overflows."
        )
        ingredients = tuple(view.z(layer, j) for j in range(len(sums)))
    else:
        formula, substituted = {
            "sigmoid": (
                rf"\sigma({symbol}) = \frac{{1}}{{1 + e^{{-{symbol}}}}}",
                rf"\frac{{1}}{{1 + e^{{-{view.factor(z.value)}}}}}",
            ),
            "tanh": (rf"\tanh({symbol})", rf"\tanh({view.tex(z.value)})"),
            "relu": (rf"\max({symbol},\, 0)", rf"\max({view.tex(z.value)},\, 0)"),
            "linear": (symbol, ""),
        }[here.activation]
    names = {"relu": "ReLU", "softmax": "softmax"}
    return Line(
        "a",
        f"Through {names.get(here.activation, here.activation)}"
        if here.activation != "linear"
        else "Passed on as it is",
        view.a_tex(layer, row),
        formula,
        substituted,
        result,
        view.tex(result),
        ingredients,
        note,
    )


def _mean(view: View) -> Line:
    layer, row, m = view.layer, view.row, view.trace.m
    values = view.here.A[row, view.order].tolist()
    parts = [view.a(layer, row, i) for i in view.order[: shown_of(m)]]
    written = sum_tex([view.factor(part.value) for part in parts], values, view.digits)
    result = _mean_of(values)
    return Line(
        "mean",
        "The mean over the batch, which the picture shows",
        rf"\bar a_{layer}[{row + 1}]",
        rf"\frac{{1}}{{{m}}}\sum_{{i=1}}^{{{m}}} a_{layer}[{row + 1},i]",
        rf"\frac{{1}}{{{m}}}\bigl({written}\bigr)",
        result,
        view.tex(result),
        tuple(parts),
    )


def _mean_of(values: list[float]) -> float:
    return math.fsum(values) / len(values) if np.isfinite(values).all() else float(np.mean(values))
