"""Is an answer right? A learner's text is read as a number, whatever it is, and compared."""

import math
import re
from typing import NamedTuple

SMALLEST_MISS = 0.0005
"""An answer nearer than this is right, however small the number is."""

LONGEST_ANSWER = 40
"""More characters than this are no answer."""

DECIMAL = r"[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][+-]?\d{1,4})?"
ANSWER = re.compile(rf"(?P<above>{DECIMAL})(?:\s*/\s*(?P<below>{DECIMAL}))?", re.ASCII)


class Verdict(NamedTuple):
    """What is said of an answer.

    Parameters
    ----------
    is_right : bool
    value : float or None
        The number that was read; None if there was none to be read.
    sentence : str
        Holds nothing of the text itself but the number read.
    """

    is_right: bool
    value: float | None
    sentence: str


def mark(answer: str, number: float, *, tolerance: float) -> Verdict:
    """Mark a learner's answer.

    Parameters
    ----------
    answer : str
        Whatever was written: a number, with a point or a comma, or a fraction of two.
    number : float
        What it should be.
    tolerance : float
        Right within this share of the number, or `SMALLEST_MISS`.

    Returns
    -------
    verdict : Verdict

    Examples
    --------
    >>> mark("1/3", 0.3333, tolerance=0.01).is_right, mark("0,4", 0.3333, tolerance=0.01).is_right
    (True, False)
    >>> mark("a third", 0.3333, tolerance=0.01).sentence
    'That is not a number: write one such as -0.25, 1.5e-3 or 1/3.'
    """
    value, problem = read_answer(answer)
    if value is None:
        return Verdict(False, None, problem)
    said = f"{value:.6g}".replace("-", "−")
    miss = abs(value - number)
    if miss <= max(tolerance * abs(number), SMALLEST_MISS):
        return Verdict(True, value, f"Right: {said}, within {_bound(number, tolerance)}.")
    if abs(value + number) <= max(tolerance * abs(number), SMALLEST_MISS):
        return Verdict(False, value, f"Not {said}: the size is right, but the sign is not.")
    near = abs(value - number) <= 5 * tolerance * abs(number)
    return Verdict(
        False,
        value,
        f"Not {said}: that is close, but not within {_bound(number, tolerance)}."
        if near
        else f"Not {said}: it is not within {_bound(number, tolerance)}.",
    )


def read_answer(answer: str) -> tuple[float | None, str]:
    """Read a number from a learner's text.

    Parameters
    ----------
    answer : str
        Whatever was written.

    Returns
    -------
    value : float or None
        Finite; None where there is no such number.
    problem : str
        Then, one sentence on what would be right.

    Examples
    --------
    >>> read_answer(" −1,5 "), read_answer("-1/4")
    ((-1.5, ''), (-0.25, ''))
    """
    if len(answer) > LONGEST_ANSWER:
        return None, f"That is too long: write one number of at most {LONGEST_ANSWER} characters."
    text = answer.strip().removeprefix("=").strip().replace("−", "-").replace("\u00a0", " ")
    if not text:
        return None, "Nothing is written there yet: write a number such as -0.25."
    if text.lower().lstrip("+-") in ("inf", "infinity", "nan", "∞"):
        return None, "The number asked for is finite: write one such as -0.25."
    if "," in text and "." in text:
        return None, "Write it with one decimal point or comma and no other, such as 1234.5."
    found = ANSWER.fullmatch(text)
    if found is None:
        return None, "That is not a number: write one such as -0.25, 1.5e-3 or 1/3."
    above, below = (
        float(part.replace(",", ".")) if part else 1.0 for part in found.group("above", "below")
    )
    if below == 0:
        return None, "Nothing can be divided by 0: write a number such as -0.25, or 1/3."
    value = above / below
    if not math.isfinite(value):
        return None, "That number is too large to be computed with: write one such as -0.25."
    return value, ""


def _bound(number: float, tolerance: float) -> str:
    """Write how near an answer must be.

    Examples
    --------
    >>> _bound(2.0, 0.01), _bound(0.001, 0.01)
    ('1 % of it', '0.0005 of it')
    """
    if tolerance * abs(number) < SMALLEST_MISS:
        return f"{SMALLEST_MISS:g} of it"
    return f"{100 * tolerance:g} % of it"
