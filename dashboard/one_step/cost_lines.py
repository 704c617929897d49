"""How wrong is the prediction? The cost of a point, the mean over the batch, and the penalty."""

import numpy as np

from dashboard.one_step.line import Ingredient, Line
from dashboard.one_step.notation import shown_of, sum_tex
from dashboard.one_step.view import View
from dashboard.run import cost_of
from network import penalty

SURE = 1e-12
"""A probability nearer to 0 or 1 is too sure for the logarithm of it to be exact."""


def cost_lines(view: View) -> list[Line]:
    """Write the cost: of the point, then of the batch.

    Parameters
    ----------
    view : View
        At a training point; its target does not matter.

    Returns
    -------
    lines : list of Line
    """
    if view.trace.run.config.cost_in_force == "squared-error":
        lines = [_squared(view)]
    elif view.here.activation == "softmax":
        lines = [*_plain(view), _softmax(view)]
    else:
        lines = [*_plain(view), _sigmoid(view)]
    lines.append(_mean(view))
    if view.trace.rule.l1 or view.trace.rule.l2:
        lines.append(_penalty(view))
    return lines


def cost_at(view: View, points: list[int]) -> float:
    """Return what the code's cost says of some points: their mean."""
    top = view.trace.layers[-1]
    with np.errstate(over="ignore", invalid="ignore"):
        return cost_of(view.trace.run, top.A[:, points], top.Z[:, points], view.trace.Y[:, points])


def _outputs(view: View) -> tuple[list[Ingredient], list[Ingredient], list[Ingredient]]:
    """Predictions, sums and labels of the point."""
    L, rows = view.n_layers, range(len(view.trace.Y))
    return (
        [view.a(L, k) for k in rows],
        [view.z(L, k) for k in rows],
        [view.label(k) for k in rows],
    )


def _all_of(view: View, terms: list[str]) -> str:
    """Write a sum over the outputs, which are few enough for all of it."""
    return sum_tex(terms, [0.0] * len(terms), view.digits, most=len(terms))


def _plain(view: View) -> list[Line]:
    """Cross-entropy as it is written in books, where that can be computed."""
    predictions, _, labels = _outputs(view)
    L, result = view.n_layers, cost_at(view, [view.point])
    if not all(SURE < a.value < 1 - SURE for a in predictions):
        return []
    pairs = list(zip(predictions, labels, strict=True))
    if view.trace.layers[-1].activation == "softmax":
        formula = rf"-\sum_k y[k] \ln a_{L}[k]"
        terms = [rf"{view.tex(y.value)} \cdot \ln {view.factor(a.value)}" for a, y in pairs]
        substituted = rf"-\bigl({_all_of(view, terms)}\bigr)"
    else:
        formula = rf"-\bigl(y \ln a_{L}[1] + (1 - y) \ln(1 - a_{L}[1])\bigr)"
        ((a, y),) = pairs
        written, label = view.factor(a.value), view.factor(y.value)
        substituted = (
            rf"-\bigl({label} \cdot \ln {written} + (1 - {label}) \cdot \ln(1 - {written})\bigr)"
        )
    return [
        Line(
            "surprise",
            "The cost of this point, as books write it",
            "C",
            formula,
            substituted,
            result,
            view.tex(result),
            (*predictions, *labels),
        )
    ]


def _sigmoid(view: View) -> Line:
    _, (z,), (y,) = _outputs(view)
    result, symbol = cost_at(view, [view.point]), f"z_{view.n_layers}[1]"
    return Line(
        "cost",
        "The same, as the code computes it",
        "C",
        rf"\ln(1 + e^{{{symbol}}}) - y\,{symbol}",
        rf"\ln(1 + e^{{{view.tex(z.value)}}}) - {view.factor(y.value)} \cdot "
        rf"{view.factor(z.value)}",
        result,
        view.tex(result),
        (z, y),
        "From the sum, and not from the prediction: exact however sure the prediction is.",
    )


def _softmax(view: View) -> Line:
    _, sums, labels = _outputs(view)
    L, result = view.n_layers, cost_at(view, [view.point])
    own = sum(y.value * z.value for y, z in zip(labels, sums, strict=True))
    powers = [rf"e^{{{view.tex(z.value)} - {view.factor(own)}}}" for z in sums]
    return Line(
        "cost",
        "The same, as the code computes it",
        "C",
        rf"\ln \sum_k e^{{z_{L}[k] - S}}, \quad S = \sum_k y[k]\,z_{L}[k]",
        rf"\ln\bigl({_all_of(view, powers)}\bigr)",
        result,
        view.tex(result),
        (*sums, *labels),
        "S is the sum of the point's own class. From the sums, and not from the predictions: exact "
        "however sure they are.",
    )


def _squared(view: View) -> Line:
    predictions, _, labels = _outputs(view)
    L, result = view.n_layers, cost_at(view, [view.point])
    is_one = len(labels) == 1
    terms = [
        rf"({view.tex(a.value)} - {view.factor(y.value)})^2"
        for a, y in zip(predictions, labels, strict=True)
    ]
    return Line(
        "cost",
        "The cost of this point: half the squared error",
        "C",
        rf"\frac{{1}}{{2}}(a_{L}[1] - y)^2"
        if is_one
        else rf"\frac{{1}}{{2}}\sum_k (a_{L}[k] - y[k])^2",
        rf"\frac{{1}}{{2}}\bigl({_all_of(view, terms)}\bigr)",
        result,
        view.tex(result),
        (*predictions, *labels),
    )


def _mean(view: View) -> Line:
    m = view.trace.m
    shown, rest = view.order[: shown_of(m)], view.order[shown_of(m) :]
    values = [cost_at(view, [i]) for i in shown]
    if rest:  # as many terms, each the mean of them
        values += [cost_at(view, rest)] * len(rest)
    written = sum_tex([view.factor(value) for value in values[: len(shown)]], values, view.digits)
    result = view.trace.cost
    return Line(
        "mean_cost",
        "The mean over the batch: what training brings down",
        r"\bar C",
        rf"\frac{{1}}{{{m}}}\sum_{{i=1}}^{{{m}}} C[i]",
        rf"\frac{{1}}{{{m}}}\bigl({written}\bigr)",
        result,
        view.tex(result),
        tuple(view.cost(value, i) for value, i in zip(values, shown, strict=False)),
    )


def _penalty(view: View) -> Line:
    rule, params = view.trace.rule, view.trace.run.params
    with np.errstate(over="ignore", invalid="ignore"):
        squares = sum(float(np.sum(W**2)) for name, W in params.items() if name[0] == "W")
        sizes = sum(float(np.sum(np.abs(W))) for name, W in params.items() if name[0] == "W")
        result = penalty(params, l1=rule.l1, l2=rule.l2)
    formulas = [r"\frac{\lambda_2}{2}\sum W^2", r"\lambda_1 \sum |W|"]
    numbers = [
        rf"\frac{{{view.tex(rule.l2)}}}{{2}} \cdot {view.factor(squares)}",
        rf"{view.factor(rule.l1)} \cdot {view.factor(sizes)}",
    ]
    used = [place for place, price in enumerate((rule.l2, rule.l1)) if price]
    return Line(
        "penalty",
        "The price of the weights",
        "P",
        " + ".join(formulas[place] for place in used),
        " + ".join(numbers[place] for place in used),
        result,
        view.tex(result),
        tuple(
            Ingredient(name, value, "the settings")
            for name, value in (("λ₂ (L2)", rule.l2), ("λ₁ (L1)", rule.l1))
            if value
        ),
        "Training brings down cost and penalty together; the cost shown on the page is without it.",
    )
