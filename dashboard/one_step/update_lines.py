"""How does a parameter move? Penalty, optimizer and new value, with their numbers."""

from dataclasses import replace

import numpy as np

from dashboard.one_step.line import Ingredient, Line
from dashboard.one_step.view import View

EPS = r"10^{-8}"
"""`network.optimizers.EPSILON`, as TeX."""


def update_lines(view: View) -> list[Line]:
    """Write the update of a weight or a bias; of a unit, that of each of its parameters, briefly.

    Parameters
    ----------
    view : View
        What moves.

    Returns
    -------
    lines : list of Line
        The last of each parameter is its new value.
    """
    if view.part != "unit":
        return _moves(view)
    layer, row = view.layer, view.row
    inputs = min(view.here.W.shape[1], 4)
    names = [f"W{layer}.{row}.{k}" for k in range(inputs)] + [f"b{layer}.{row}"]
    lines = [_moves(view.of(name))[-1] for name in names]
    if view.trace.rule.optimizer == "gradient-descent":
        return lines
    hint = (
        f"{lines[-1].note} Choose one of its weights, or its bias, to see what is remembered of it."
    )
    return [*lines[:-1], replace(lines[-1], note=hint.lstrip())]


def _moves(view: View) -> list[Line]:
    is_weight = view.part == "W"
    rule = view.trace.rule
    slope = view.gradient(view.target)
    symbol, lines = f"d{view.symbol}", list[Line]()
    if is_weight and (rule.l1 or rule.l2):
        lines.append(_penalized(view, slope))
        slope = Ingredient("g", lines[0].result, "the line above")
        symbol = "g"
    steps = {
        "gradient-descent": _descent,
        "momentum": _momentum,
        "rmsprop": _rmsprop,
        "adam": _adam,
    }
    lines += steps[rule.optimizer](view, slope, symbol)
    return lines


def _penalized(view: View, slope: Ingredient) -> Line:
    rule, w = view.trace.rule, view.parameter(view.target)
    formula, numbers = [f"d{view.symbol}"], [view.factor(slope.value)]
    if rule.l2:
        formula.append(rf"\lambda_2\,{view.symbol}")
        numbers.append(rf"{view.factor(rule.l2)} \cdot {view.factor(w.value)}")
    if rule.l1:
        formula.append(rf"\lambda_1\,\mathrm{{sign}}({view.symbol})")
        numbers.append(rf"{view.factor(rule.l1)} \cdot {view.factor(float(np.sign(w.value)))}")
    result = float(view.here.slope_W[view.row, view.column])
    prices = [
        Ingredient(name, price, "the settings")
        for name, price in (("λ₂ (L2)", rule.l2), ("λ₁ (L1)", rule.l1))
        if price
    ]
    return Line(
        "penalized",
        "With the penalty's share: the weight's own price pulls it towards 0",
        "g",
        " + ".join(formula),
        " + ".join(numbers),
        result,
        view.tex(result),
        (slope, w, *prices),
    )


def is_frozen(view: View) -> bool:
    """Whether the parameter that a view is of is not updated."""
    frozen = view.trace.rule.frozen
    name = f"{view.part}{view.layer}"
    return frozen is not None and name in frozen and bool(frozen[name][view.row, view.column])


def _descent(view: View, slope: Ingredient, symbol: str) -> list[Line]:
    eta = _rate(view)
    written = rf"{view.factor(eta.value)} \cdot {view.factor(slope.value)}"
    return [_new(view, rf"\eta\,{symbol}", written, (eta, slope))]


def _momentum(view: View, slope: Ingredient, symbol: str) -> list[Line]:
    beta = _beta(view, 1)
    old, new = _memory(view, "v")
    kept = Line(
        "v",
        "The velocity: what is kept of it, and the slope",
        "v",
        rf"\beta_1\,v + {symbol}",
        rf"{view.factor(beta.value)} \cdot {view.factor(old.value)} + {view.factor(slope.value)}",
        new,
        view.tex(new),
        (beta, old, slope),
        assigns=True,
    )
    eta, v = _rate(view), Ingredient("v", new, "the line above")
    written = rf"{view.factor(eta.value)} \cdot {view.factor(new)}"
    return [kept, _new(view, r"\eta\,v", written, (eta, v))]


def _rmsprop(view: View, slope: Ingredient, symbol: str) -> list[Line]:
    kept = _mean_square(view, "s", slope, symbol)
    eta, s = _rate(view), Ingredient("s", kept.result, "the line above")
    written = (
        rf"{view.factor(eta.value)} \cdot \frac{{{view.tex(slope.value)}}}"
        rf"{{\sqrt{{{view.tex(s.value)}}} + {EPS}}}"
    )
    formula = rf"\eta\,\frac{{{symbol}}}{{\sqrt{{s}} + {EPS}}}"
    return [kept, _new(view, formula, written, (eta, slope, s))]


def _adam(view: View, slope: Ingredient, symbol: str) -> list[Line]:
    beta1, beta2 = _beta(view, 1), _beta(view, 2)
    t = float(view.trace.new_state["t"].item())
    old, new = _memory(view, "m")
    mean = Line(
        "m",
        "The mean of the slopes so far",
        "m",
        rf"\beta_1\,m + (1 - \beta_1)\,{symbol}",
        rf"{view.factor(beta1.value)} \cdot {view.factor(old.value)} + "
        rf"(1 - {view.tex(beta1.value)}) \cdot {view.factor(slope.value)}",
        new,
        view.tex(new),
        (beta1, old, slope),
        assigns=True,
    )
    square = _mean_square(view, "v", slope, symbol)
    number = Ingredient("t", t, "steps made with this memory")
    means = _corrected(view, mean, beta1, number, 1)
    squares = _corrected(view, square, beta2, number, 2)
    eta = _rate(view)
    written = (
        rf"{view.factor(eta.value)} \cdot \frac{{{view.tex(means.result)}}}"
        rf"{{\sqrt{{{view.tex(squares.result)}}} + {EPS}}}"
    )
    parts = (
        eta,
        Ingredient("m̂", means.result, "the line above"),
        Ingredient("v̂", squares.result, "the line above"),
    )
    formula = rf"\eta\,\frac{{\hat m}}{{\sqrt{{\hat v}} + {EPS}}}"
    return [mean, square, means, squares, _new(view, formula, written, parts)]


def _mean_square(view: View, letter: str, slope: Ingredient, symbol: str) -> Line:
    beta = _beta(view, 2)
    old, new = _memory(view, letter)
    square = "g^2" if symbol == "g" else f"({symbol})^2"
    return Line(
        letter,
        "The mean square of the slopes so far",
        letter,
        rf"\beta_2\,{letter} + (1 - \beta_2)\,{square}",
        rf"{view.factor(beta.value)} \cdot {view.factor(old.value)} + "
        rf"(1 - {view.tex(beta.value)}) \cdot ({view.tex(slope.value)})^2",
        new,
        view.tex(new),
        (beta, old, slope),
        assigns=True,
    )


def _corrected(view: View, kept: Line, beta: Ingredient, t: Ingredient, which: int) -> Line:
    """Write a mean without the zero that it began with."""
    share = 1 - beta.value ** np.array([t.value])  # an array, to round as the code does
    result = float((kept.result / share).item())
    return Line(
        f"{kept.name}_hat",
        "Allowing for a memory that began with 0",
        rf"\hat {kept.name}",
        rf"\frac{{{kept.name}}}{{1 - \beta_{which}^t}}",
        rf"\frac{{{view.tex(kept.result)}}}{{1 - {view.factor(beta.value)}^{{{t.value:.0f}}}}}",
        result,
        view.tex(result),
        (Ingredient(kept.name, kept.result, "the line above"), beta, t),
    )


def _rate(view: View) -> Ingredient:
    return Ingredient("the learning rate η", view.trace.rule.learning_rate, "the settings")


def _beta(view: View, which: int) -> Ingredient:
    rule = view.trace.rule
    name, value = {1: ("β₁", rule.beta1), 2: ("β₂", rule.beta2)}[which]
    return Ingredient(name, value, "the settings")


def _memory(view: View, letter: str) -> tuple[Ingredient, float]:
    """Return what the optimizer remembers of the parameter: before the step, and after it."""
    key = f"{letter}{view.part}{view.layer}"
    before = float(view.trace.state[key][view.row, view.column])
    after = float(view.trace.new_state[key][view.row, view.column])
    step, events = view.trace.run.step, view.trace.run.events
    if step == 0 or any(event[:2] == (step, "opt") for event in events):
        return Ingredient(f"{letter} before", before, "a memory begins with 0"), after
    place = view.before(view.target)
    return Ingredient(f"{letter} before", before, "the update before", place), after


def _new(view: View, formula: str, written: str, parts: tuple[Ingredient, ...]) -> Line:
    """Write the new value: the old one less the move; or the old one, where it is frozen."""
    here, row, column = view.here, view.row, view.column
    is_weight = view.part == "W"
    new = float(here.new_W[row, column] if is_weight else here.new_b[row, 0])
    old, kind = view.parameter(view.target), "weight" if is_weight else "bias"
    by_hand = [
        float(event.value)
        for event in view.trace.run.events
        if event[:2] == (view.trace.run.step + 1, "edit") and event.target == view.target
    ]
    note = f"Then it is set by hand to {view.text(by_hand[-1])}." if by_hand else ""
    if is_frozen(view):
        return Line(
            "new",
            f"The {kind} is frozen: it stays",
            view.symbol,
            view.symbol,
            "",
            new,
            view.tex(new),
            (old,),
            note,
            assigns=True,
        )
    return Line(
        "new",
        f"The new {kind}",
        view.symbol,
        f"{view.symbol} - {formula}",
        f"{view.tex(old.value)} - {written}",
        new,
        view.tex(new),
        (old, *parts),
        note,
        assigns=True,
    )
