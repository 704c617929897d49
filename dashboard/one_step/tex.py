"""How is a number written as TeX? Shortly, and with brackets where it follows a sign."""

from collections.abc import Sequence

WIDEST = 46
"""Characters of TeX that a telephone's width has room for, about: a product has 30."""


DIGITS = 6
"""How many digits numbers are written with."""


def tex(value: float) -> str:
    r"""Write a number as TeX.

    Examples
    --------
    >>> tex(-0.5), tex(0.00001234567)
    ('-0.5', '1.23457 \\cdot 10^{-5}')
    """
    mantissa, _, exponent = f"{value:.{DIGITS}g}".partition("e")
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


def gathered(line: str, *, widest: int = WIDEST) -> str:
    r"""Break a long calculation over several lines, before the signs between its terms.

    Parameters
    ----------
    line : str
        TeX, with blanks around the signs at which it may be broken: none within braces.
    widest : int
        Characters of TeX in a line, about.

    Returns
    -------
    line : str

    Examples
    --------
    >>> gathered("1 + 2 + 3 = 6", widest=5)
    '\\begin{gathered}1 + 2 \\\\ {} + 3 \\\\ {} = 6\\end{gathered}'
    """
    depth, words, lines = 0, line.split(" "), [""]
    for place, word in enumerate(words):
        sign = word in ("+", "=") and depth == 0 and place > 0
        # What the sign brings is what stands before the next one.
        term = len(word)
        for following in words[place + 1 :]:
            if following in ("+", "="):
                break
            term += 1 + len(following)
        if sign and len(lines[-1]) + term > widest:
            lines.append("{} " + word)
        else:
            lines[-1] += (" " if place else "") + word
        depth += word.count("{") - word.count("}")
    if len(lines) == 1:
        return line
    return r"\begin{gathered}" + r" \\ ".join(lines) + r"\end{gathered}"
