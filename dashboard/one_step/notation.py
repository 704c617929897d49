r"""How are numbers and sums written? As TeX, to a chosen precision, and long sums shortened.

Whatever is written can be read again: a shortened sum says how many terms it leaves out, and
what they come to.
"""

import math
from collections.abc import Sequence

from dashboard.features import FEATURES

DIGITS = (3, 4, 6, 0)
"""Significant digits to choose from; 0 is exact, as Python writes a float."""

MOST_TERMS = 4
"""A sum of more terms is shortened."""

FEATURE_TEX = {
    "x1": "x_1",
    "x2": "x_2",
    "x1^2": "x_1^2",
    "x2^2": "x_2^2",
    "x1*x2": "x_1x_2",
    "sin x1": r"\sin x_1",
    "sin x2": r"\sin x_2",
}


def value_text(value: float, digits: int) -> str:
    """Write a number in plain text.

    Parameters
    ----------
    value : float
        Which.
    digits : int
        Significant digits; 0 for all of them.

    Examples
    --------
    >>> value_text(0.62245933, 3), value_text(0.1, 0), value_text(-0.5, 3), value_text(2e-9, 3)
    ('0.622', '0.1', '−0.5', '2e−9')
    """
    if math.isnan(value):
        return "not a number"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    text = repr(float(value)) if digits == 0 else f"{value:.{digits}g}"
    mantissa, _, exponent = text.partition("e")
    if mantissa in ("-0", "-0.0"):
        mantissa = "0"
    mantissa = mantissa.removesuffix(".0")
    return (f"{mantissa}e{int(exponent)}" if exponent else mantissa).replace("-", "−")


def value_tex(value: float, digits: int) -> str:
    r"""Write a number as TeX.

    Examples
    --------
    >>> value_tex(-0.4774, 3), value_tex(1.25e-7, 3)
    ('-0.477', '1.25 \\times 10^{-7}')
    """
    text = value_text(value, digits).replace("−", "-")
    if text == "not a number":
        return r"\text{not a number}"
    mantissa, _, exponent = text.replace("∞", r"\infty").partition("e")
    return rf"{mantissa} \times 10^{{{exponent}}}" if exponent else mantissa


def factor_tex(value: float, digits: int) -> str:
    r"""Write a number as TeX where another follows or goes before: in brackets if need be.

    Examples
    --------
    >>> factor_tex(-0.4, 3), factor_tex(0.4, 3)
    ('(-0.4)', '0.4')
    """
    text = value_tex(value, digits)
    return f"({text})" if text.startswith("-") or "times" in text else text


def terms_a_line(digits: int) -> int:
    """How many products fit on a line at a precision."""
    return {0: 1, 6: 2}.get(digits, 3)


def sum_tex(
    terms: Sequence[str], values: Sequence[float], digits: int, *, most: int = MOST_TERMS
) -> str:
    r"""Write a sum with its numbers; the end of a long one as what it comes to.

    Parameters
    ----------
    terms : sequence of str
        TeX of the first terms: all of them, or at least `most`.
    values : sequence of float
        What every term is.
    digits : int
        Significant digits of what the rest comes to.
    most : int
        As many terms are written out; one more is written too, rather than left out alone.

    Examples
    --------
    >>> sum_tex(["1", "2"], [1.0, 2.0], 3)
    '1 + 2'
    >>> sum_tex(["1", "2"], [1.0, 2.0, 3.0, 4.0], 3, most=2)
    '1 + 2 + \\underbrace{7}_{\\text{2 more terms}}'
    """
    written = list(terms[: shown_of(len(values), most)])
    left = len(values) - len(written)
    if left:
        with_rest = factor_tex(_total(values[len(written) :]), digits)
        written.append(rf"\underbrace{{{with_rest}}}_{{\text{{{left:,} more terms}}}}")
    each = terms_a_line(digits)
    lines = [" + ".join(written[start : start + each]) for start in range(0, len(written), each)]
    return r" \\ &\quad + ".join(lines)


def shown_of(count: int, most: int = MOST_TERMS) -> int:
    """How many terms of a sum are written out.

    Examples
    --------
    >>> shown_of(3), shown_of(5), shown_of(16)
    (3, 5, 4)
    """
    return count if count <= most + 1 else most


def _total(values: Sequence[float]) -> float:
    try:
        return math.fsum(values)
    except (OverflowError, ValueError):  # infinite parts
        return sum(values)


def feature_text(name: str) -> str:
    """Write a feature as the page does: x₁²."""
    return FEATURES[name].label
