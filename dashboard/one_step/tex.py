"""How is a number written as TeX? Shortly, and with brackets where it follows a sign."""

from collections.abc import Sequence


def tex(value: float, *, digits: int = 6) -> str:
    r"""Write a number as TeX.

    Examples
    --------
    >>> tex(-0.5), tex(0.00001234567)
    ('-0.5', '1.23457 \\cdot 10^{-5}')
    """
    mantissa, _, exponent = f"{value:.{digits}g}".partition("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else mantissa


def inner(value: float) -> str:
    """Write a number as TeX where it follows a sign: a negative one in brackets.

    Examples
    --------
    >>> inner(-0.5), inner(0.5)
    ('(-0.5)', '0.5')
    """
    text = tex(value)
    return f"({text})" if text.startswith("-") or "cdot" in text else text


def row(values: Sequence[float], *, is_cut: bool = False) -> str:
    r"""Write some numbers in one pair of brackets; dots at the end where there are more.

    Examples
    --------
    >>> row([1.0, -0.5], is_cut=True)
    '(1,\\; -0.5,\\; \\dots)'
    """
    return "(" + r",\; ".join([*map(tex, values), *([r"\dots"] if is_cut else [])]) + ")"


def products(one: Sequence[float], other: Sequence[float]) -> str:
    r"""Write the sum of the products of two rows of numbers.

    Examples
    --------
    >>> products([2.0, -1.0], [0.5, 3.0])
    '2 \\cdot 0.5 + (-1) \\cdot 3'
    """
    pairs = zip(one, other, strict=True)
    return " + ".join(rf"{inner(a)} \cdot {inner(b)}" for a, b in pairs)
