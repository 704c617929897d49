r"""How is a number of a step worked out? Its formula, its ingredients and the calculation, as TeX.

``W^{[1]}_{1,2}`` counts layers, units and inputs from 1, as the page does; ``a^{[0]}`` are the
features.
"""

from typing import NamedTuple

from dashboard.one_step.drills import Part, Question, number_of, part_of
from dashboard.one_step.tex import inner, products, row, tex
from dashboard.one_step.trace import LayerTrace, Trace
from dashboard.one_step.update_working import update_lines

BLANK = r"\boxed{\;?\;}"

MOST_SHOWN = 4
"""A sum over more points than this is written with its first terms alone."""

VALUES = {
    "sigmoid": r"\frac{1}{1 + e^{-z}}",
    "tanh": r"\tanh(z)",
    "relu": r"\max(0, z)",
    "linear": "z",
}
"""Each activation of one sum."""

SLOPES = {
    "sigmoid": (r"a\,(1 - a)", r"{a}\,(1 - {a_in})"),
    "tanh": ("(1 - a^2)", "(1 - {a_in}^2)"),
    "relu": (r"[z > 0]", r"[{z} > 0]"),
    "linear": ("1", "1"),
}
"""Its slope, in letters and with numbers. Square brackets are 1 where what they say is true."""


class Working(NamedTuple):
    """A drill in three parts, each of lines of TeX.

    Parameters
    ----------
    formula : str
        Ends with the blank.
    given : tuple of str
        The numbers that go into it.
    lines : tuple of str
        The calculation, to be shown after the answer.
    """

    formula: str
    given: tuple[str, ...]
    lines: tuple[str, ...]


def working_of(trace: Trace, question: Question) -> Working:
    """Write how a number of a step is worked out.

    Parameters
    ----------
    trace : Trace
        The step.
    question : Question
        Which number, as `number_of` takes it.

    Returns
    -------
    working : Working

    Raises
    ------
    ValueError
        As `number_of`.
    """
    part, point = part_of(question.name, trace.run.config.layer_dims), question.point
    result = tex(number_of(trace, *question))
    if part.kind == "cost":
        return _cost(trace, point, result)
    if part.kind in ("W", "b"):
        formula, given, lines = update_lines(trace, part)
        return Working(formula + f" = {BLANK}", given, (*lines[:-1], f"{lines[-1]} = {result}"))
    each = trace.layers[part.layer - 1]
    if part.kind in ("dW", "db"):
        return _slope(each, part, point, result)
    assert point is not None  # `number_of` would have refused
    if part.kind == "z":
        return _sum(each, part, point, result)
    if part.kind == "a":
        return _activation(each, part, point, result)
    return _delta(trace, part, point, result)


def _sum(each: LayerTrace, part: Part, point: int, result: str) -> Working:
    layer, unit = part.layer, part.unit
    W, A, b = each.W[unit].tolist(), each.A_prev[:, point].tolist(), float(each.b[unit, 0])
    j = unit + 1
    return Working(
        rf"z^{{[{layer}]}}_{{{j}}} = \sum_k W^{{[{layer}]}}_{{{j},k}}\, a^{{[{layer - 1}]}}_k"
        rf" + b^{{[{layer}]}}_{{{j}}} = {BLANK}",
        (
            rf"W^{{[{layer}]}}_{{{j}}} = {row(W)}",
            rf"a^{{[{layer - 1}]}} = {row(A)}",
            rf"b^{{[{layer}]}}_{{{j}}} = {tex(b)}",
        ),
        (rf"{products(W, A)} + {inner(b)} = {result}",),
    )


def _activation(each: LayerTrace, part: Part, point: int, result: str) -> Working:
    layer, j = part.layer, part.unit + 1
    name = rf"a^{{[{layer}]}}_{{{j}}}"
    if each.activation == "softmax":
        sums = each.Z[:, point].tolist()
        below = " + ".join(rf"e^{{{tex(z)}}}" for z in sums)
        return Working(
            rf"{name} = \frac{{e^{{z_{{{j}}}}}}}{{\sum_k e^{{z_k}}}} = {BLANK}",
            (rf"z^{{[{layer}]}} = {row(sums)}",),
            (rf"\frac{{e^{{{tex(sums[part.unit])}}}}}{{{below}}} = {result}",),
        )
    z = float(each.Z[part.unit, point])
    formula = VALUES[each.activation]
    with_number = {
        "sigmoid": rf"\frac{{1}}{{1 + e^{{{tex(-z)}}}}}",
        "tanh": rf"\tanh({tex(z)})",
        "relu": rf"\max(0, {tex(z)})",
        "linear": tex(z),
    }[each.activation]
    return Working(
        f"{name} = {formula} = {BLANK}",
        (rf"z^{{[{layer}]}}_{{{j}}} = {tex(z)}",),
        (f"{with_number} = {result}",),
    )


def _delta(trace: Trace, part: Part, point: int, result: str) -> Working:
    layer, unit, each = part.layer, part.unit, trace.layers[part.layer - 1]
    j = unit + 1
    z, a = float(each.Z[unit, point]), float(each.A[unit, point])
    name = rf"\delta^{{[{layer}]}}_{{{j}}}"
    slope, numbers = SLOPES.get(each.activation, ("", ""))
    slope_numbers = numbers.format(a=tex(a), a_in=inner(a), z=tex(z))
    known = f"z = {tex(z)}" if each.activation == "relu" else f"a = {tex(a)}"
    if layer < len(trace.layers):
        above = trace.layers[layer]
        W, blame = above.W[:, unit].tolist(), above.dZ[:, point].tolist()
        weights = rf"W^{{[{layer + 1}]}}_{{k,{j}}}"
        deltas = rf"\delta^{{[{layer + 1}]}}_k"
        given = (f"{weights} = {row(W)}", f"{deltas} = {row(blame)}", known)
        return Working(
            rf"{name} = \Big(\sum_k {weights}\, {deltas}\Big) \cdot {slope} = {BLANK}",
            given[:2] if each.activation == "linear" else given,
            (rf"({products(W, blame)}) \cdot {slope_numbers} = {result}",),
        )
    y = float(trace.Y[unit, point])
    if each.dA is None:
        return Working(
            f"{name} = a - y = {BLANK}",
            (f"a = {tex(a)}", f"y = {tex(y)}"),
            (f"{tex(a)} - {inner(y)} = {result}",),
        )
    if each.activation == "softmax":
        A, errors = each.A[:, point].tolist(), each.dA[:, point].tolist()
        return Working(
            rf"{name} = a_{{{j}}} \Big(d_{{{j}}} - \sum_k d_k\, a_k\Big) = {BLANK}"
            r", \quad d = a - y",
            (f"a = {row(A)}", f"y = {row(trace.Y[:, point].tolist())}"),
            (
                f"d = {row(errors)}",
                rf"{tex(a)} \cdot ({tex(errors[unit])} - ({products(errors, A)})) = {result}",
            ),
        )
    return Working(
        rf"{name} = (a - y) \cdot {slope} = {BLANK}",
        (f"a = {tex(a)}", f"y = {tex(y)}"),
        (rf"({tex(a)} - {inner(y)}) \cdot {slope_numbers} = {result}",),
    )


def _slope(each: LayerTrace, part: Part, point: int | None, result: str) -> Working:
    layer, j, k = part.layer, part.unit + 1, part.column + 1
    blame, inputs = each.dZ[part.unit], each.A_prev[part.column]
    is_weight = part.kind == "dW"
    by = rf"W^{{[{layer}]}}_{{{j},{k}}}" if is_weight else rf"b^{{[{layer}]}}_{{{j}}}"
    delta, a = rf"\delta^{{[{layer}]}}_{{{j}}}", rf"a^{{[{layer - 1}]}}_{{{k}}}"
    term = rf"{delta}\, {a}" if is_weight else delta
    if point is not None:
        known = f"{delta} = {tex(float(blame[point]))}", f"{a} = {tex(float(inputs[point]))}"
        numbers = (
            products([float(blame[point])], [float(inputs[point])])
            if is_weight
            else tex(float(blame[point]))
        )
        return Working(
            rf"\frac{{\partial C}}{{\partial {by}}} = {term} = {BLANK}",
            known if is_weight else known[:1],
            (f"{numbers} = {result}",),
        )
    m = len(blame)
    shown = m if m <= MOST_SHOWN else MOST_SHOWN - 1
    some, others = blame[:shown].tolist(), inputs[:shown].tolist()
    terms = products(some, others) if is_weight else " + ".join(map(inner, some))
    rest = r" + \dots" if shown < m else ""
    known = (rf"{delta} = {row(some, is_cut=shown < m)}", rf"{a} = {row(others, is_cut=shown < m)}")
    return Working(
        rf"d{by} = \frac{{1}}{{m}} \sum_i {term} = {BLANK}",
        (f"m = {m}", *(known if is_weight else known[:1])),
        (rf"\frac{{1}}{{{m}}} \big({terms}{rest}\big) = {result}",),
    )


def _cost(trace: Trace, point: int | None, result: str) -> Working:
    if point is None:
        first = [number_of(trace, "cost", place) for place in range(min(trace.m, MOST_SHOWN))]
        is_cut = trace.m > MOST_SHOWN
        terms = " + ".join(map(inner, first)) + (r" + \dots" if is_cut else "")
        return Working(
            rf"C = \frac{{1}}{{m}} \sum_i C_i = {BLANK}",
            (f"m = {trace.m}", f"C_i = {row(first, is_cut=is_cut)}"),
            (rf"\frac{{1}}{{{trace.m}}} \big({terms}\big) = {result}",),
        )
    A, Y = trace.layers[-1].A[:, point].tolist(), trace.Y[:, point].tolist()
    given = (f"a = {row(A)}" if len(A) > 1 else f"a = {tex(A[0])}",)
    given += (f"y = {row(Y)}" if len(Y) > 1 else f"y = {tex(Y[0])}",)
    if trace.run.config.cost_in_force == "squared-error":
        terms = " + ".join(f"({tex(a)} - {inner(y)})^2" for a, y in zip(A, Y, strict=True))
        return Working(
            rf"C = \tfrac12 \sum_k (a_k - y_k)^2 = {BLANK}",
            given,
            (rf"\tfrac12 \big({terms}\big) = {result}",),
        )
    if trace.layers[-1].activation == "softmax":
        terms = " + ".join(rf"{inner(y)} \ln {tex(a)}" for a, y in zip(A, Y, strict=True) if y)
        return Working(
            rf"C = -\sum_k y_k \ln a_k = {BLANK}", given, (rf"-\big({terms}\big) = {result}",)
        )
    (a,), (y,) = A, Y
    halves = [rf"{inner(y)} \ln {tex(a)}"] * bool(y)
    halves += [rf"(1 - {inner(y)}) \ln (1 - {tex(a)})"] * (y != 1)
    return Working(
        rf"C = -\big(y \ln a + (1 - y) \ln (1 - a)\big) = {BLANK}",
        given,
        (rf"-\big({' + '.join(halves)}\big) = {result}",),
    )
