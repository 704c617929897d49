"""Who is to blame, and how much? A unit's δ, and the gradients of its weights and bias."""

import numpy as np

from dashboard.one_step.line import Ingredient, Line
from dashboard.one_step.notation import shown_of, sum_tex
from dashboard.one_step.view import View

MOST_TERMS = 4
"""A sum of more terms is written with a sigma."""

MOST_WEIGHTS = 2
"""Of a unit with more weights, none of their gradients is written: one has to be chosen."""


def backward_lines(view: View) -> list[Line]:
    """Write the backward pass of one unit, and the gradient of what is chosen of it.

    Parameters
    ----------
    view : View
        Of a unit, a weight or a bias.

    Returns
    -------
    lines : list of Line
    """
    lines = delta_lines(view)
    layer, row = view.layer, view.row
    n_in = view.here.W.shape[1]
    if view.part == "W":
        return [*lines, *_gradient(view)]
    if view.part == "unit" and n_in <= MOST_WEIGHTS:
        for k in range(n_in):
            lines += _gradient(view.of(f"W{layer}.{row}.{k}"), is_chosen=False)
    return [*lines, *_gradient(view.of(f"b{layer}.{row}"))]


def delta_lines(view: View) -> list[Line]:
    """Write how the cost of the point grows with a unit's sum.

    Parameters
    ----------
    view : View
        Of a unit, or of what belongs to it.

    Returns
    -------
    lines : list of Line
    """
    layer, row, here = view.layer, view.row, view.here
    symbol, result = rf"\delta_{layer}[{row + 1}]", float(here.dZ[row, view.point])
    if here.dA is None:
        a, y = view.a(layer, row), view.label(row)
        return [
            Line(
                "delta",
                "The blame of this output: cost and output match, so it is just the error",
                symbol,
                f"{view.a_tex(layer, row)} - {_label_tex(view)}",
                f"{view.tex(a.value)} - {view.factor(y.value)}",
                result,
                view.tex(result),
                (a, y),
            )
        ]
    if here.activation == "softmax":
        return [_output_error(view, row), _softmax_delta(view)]
    first = _output_error(view, row) if layer == view.n_layers else _from_above(view)
    dA = Ingredient(f"dA{layer}[{row + 1}]", first.result, "the line above")
    slope = _slope(view)
    by = Ingredient("the slope", slope.result, "the line above")
    return [
        first,
        slope,
        Line(
            "delta",
            "The blame of this unit",
            symbol,
            rf"dA_{layer}[{row + 1}] \cdot g'(z_{layer}[{row + 1}])",
            rf"{view.factor(dA.value)} \cdot {view.factor(by.value)}",
            result,
            view.tex(result),
            (dA, by),
        ),
    ]


def _label_tex(view: View) -> str:
    return "y" if len(view.trace.Y) == 1 else f"y[{view.row + 1}]"


def _output_error(view: View, row: int) -> Line:
    layer, dA = view.layer, view.here.dA
    assert dA is not None
    a, y, result = view.a(layer, row), view.label(row), float(dA[row, view.point])
    return Line(
        "dA",
        "How the cost grows with this output",
        f"dA_{layer}[{row + 1}]",
        f"{view.a_tex(layer, row)} - {_label_tex(view)}",
        f"{view.tex(a.value)} - {view.factor(y.value)}",
        result,
        view.tex(result),
        (a, y),
    )


def _from_above(view: View) -> Line:
    """Write how the blame of the layer above comes down to a unit through the weights."""
    layer, row, above, dA = view.layer, view.row, view.trace.layers[view.layer], view.here.dA
    assert dA is not None
    n_out = above.W.shape[0]
    shown = shown_of(n_out)
    weights = [view.parameter(f"W{layer + 1}.{k}.{row}") for k in range(shown)]
    blames = [view.delta(layer + 1, k) for k in range(shown)]
    up = layer + 1
    if n_out <= MOST_TERMS:
        formula = " + ".join(
            rf"W_{up}[{k + 1},{row + 1}]\,\delta_{up}[{k + 1}]" for k in range(n_out)
        )
    else:
        formula = rf"\sum_{{k=1}}^{{{n_out}}} W_{up}[k,{row + 1}]\,\delta_{up}[k]"
    pairs = list(zip(weights, blames, strict=True))
    with np.errstate(over="ignore", invalid="ignore"):
        values = (above.W[:, row] * above.dZ[:, view.point]).tolist()
    terms = [rf"{view.factor(w.value)} \cdot {view.factor(d.value)}" for w, d in pairs]
    result = float(dA[row, view.point])
    return Line(
        "dA",
        "What comes back through the weights that leave this unit",
        f"dA_{layer}[{row + 1}]",
        formula,
        sum_tex(terms, values, view.digits),
        result,
        view.tex(result),
        tuple(part for pair in pairs for part in pair),
    )


def _slope(view: View) -> Line:
    """Write the derivative of the activation at the point."""
    layer, row, here = view.layer, view.row, view.here
    a, z = view.a(layer, row), view.z(layer, row)
    symbol = f"z_{layer}[{row + 1}]"
    value = view.factor(a.value)
    formula, substituted, result, used = {
        "sigmoid": (
            rf"{view.a_tex(layer, row)} \cdot (1 - {view.a_tex(layer, row)})",
            rf"{value} \cdot (1 - {value})",
            a.value * (1.0 - a.value),
            (a,),
        ),
        "tanh": (
            f"1 - {view.a_tex(layer, row)}^2",
            f"1 - {value}^2",
            1.0 - a.value * a.value,
            (a,),
        ),
        "relu": (
            rf"1 \text{{ where }} {symbol} > 0, \text{{ else }} 0",
            "",
            1.0 if z.value > 0 else 0.0,
            (z,),
        ),
        "linear": ("1", "", 1.0, ()),
    }[here.activation]
    return Line(
        "slope",
        "The slope of the activation",
        f"g'({symbol})",
        formula,
        substituted,
        result,
        view.tex(result),
        used,
        f"Here z = {view.tex(z.value)}." if here.activation == "relu" else "",
    )


def _softmax_delta(view: View) -> Line:
    """Write the blame of one class's sum, which moves the probabilities of all."""
    layer, row, here = view.layer, view.row, view.here
    dA, result = here.dA, float(here.dZ[row, view.point])
    assert dA is not None
    errors, shares = dA[:, view.point].tolist(), here.A[:, view.point].tolist()
    terms = [
        rf"{view.factor(error)} \cdot {view.factor(share)}"
        for error, share in zip(errors, shares, strict=True)
    ]
    predictions = tuple(view.a(layer, j) for j in range(len(shares)))
    return Line(
        "delta",
        "The blame of this class's sum: what it gains, the other classes lose",
        rf"\delta_{layer}[{row + 1}]",
        rf"a_{layer}[{row + 1}]\bigl(dA_{layer}[{row + 1}] - \textstyle\sum_j dA_{layer}[j]\,"
        rf"a_{layer}[j]\bigr)",
        rf"{view.factor(shares[row])} \cdot \bigl({view.tex(errors[row])} - "
        rf"({sum_tex(terms, errors, view.digits, most=len(terms))})\bigr)",
        result,
        view.tex(result),
        (*predictions, *(view.label(j) for j in range(len(errors)))),
    )


def _gradient(view: View, *, is_chosen: bool = True) -> list[Line]:
    """Write the gradient of a weight or a bias: the point's share, and the mean of all shares."""
    layer, row, column, here = view.layer, view.row, view.column, view.here
    is_weight, m = view.part == "W", view.trace.m
    blame = rf"\delta_{layer}[{row + 1},i]"
    inputs = here.A_prev[column] if is_weight else np.ones(m)
    with np.errstate(over="ignore", invalid="ignore"):
        shares = here.dZ[row] * inputs
    shown = view.order[: shown_of(m)]
    deltas = [view.delta(layer, row, i) for i in shown]
    factors = [view.a(layer - 1, column, i) for i in shown] if is_weight else []
    result = float(here.dW[row, column] if is_weight else here.db[row, 0])
    terms = (
        [
            rf"{view.factor(d.value)} \cdot {view.factor(a.value)}"
            for d, a in zip(deltas, factors, strict=True)
        ]
        if is_weight
        else [view.factor(d.value) for d in deltas]
    )
    written = sum_tex(terms, shares[view.order].tolist(), view.digits)
    ends = rf"\,{view.column_tex(layer - 1, column)}" if is_weight else ""
    what = "weight" if is_weight else "bias"
    mean = Line(
        "dW" if is_weight else "db",
        f"The gradient of the {what}: the mean over the batch"
        if m > 1
        else f"The gradient of the {what}: there is one point, and this is the mean over it",
        f"d{view.symbol}",
        rf"\frac{{1}}{{{m}}}\sum_{{i=1}}^{{{m}}} {blame}{ends}",
        rf"\frac{{1}}{{{m}}}\bigl({written}\bigr)",
        result,
        view.tex(result),
        tuple(
            part
            for pair in (zip(deltas, factors, strict=True) if is_weight else zip(deltas))
            for part in pair
        ),
    )
    if view.is_batch or m == 1 or not is_weight or not is_chosen:
        return [mean]
    d, a, share = view.delta(layer, row), view.a(layer - 1, column), float(shares[view.point])
    own = Line(
        "push",
        "How this point pushes at the weight",
        rf"\delta_{layer}[{row + 1}]\,{view.a_tex(layer - 1, column)}",
        "",
        rf"{view.factor(d.value)} \cdot {view.factor(a.value)}",
        share,
        view.tex(share),
        (d, a),
    )
    return [own, mean]
