"""What does the doctor say? A sentence with the figure that was measured, and one change."""

from dataclasses import dataclass
from typing import Any

from dashboard.config import RunConfig

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Change:
    """One thing to do otherwise.

    Parameters
    ----------
    words : str
        What it is, as it follows "Try this:".
    config : RunConfig
        The settings of the run with it, from its start on.
    """

    words: str
    config: RunConfig


@dataclass(frozen=True)
class Finding:
    """What is wrong with a run.

    Parameters
    ----------
    kind : str
        Which failure: the name of the function that found it, with hyphens.
    sentence : str
        What was measured, and what it means.
    change : Change or None
        What mends it; None where the run has that already.
    """

    kind: str
    sentence: str
    change: Change | None


def power_text(value: float) -> str:
    """Write a number of any size so that it is read at a glance.

    Examples
    --------
    >>> power_text(8.1e-8), power_text(0.0451), power_text(0.5), power_text(0.0)
    ('8·10⁻⁸', '0.045', '0.5', '0')
    """
    if value == 0 or 0.001 <= abs(value) < 1000:
        return f"{value:.2g}" if abs(value) < 100 else f"{value:.0f}"
    digits, _, power = f"{value:.0e}".partition("e")
    return f"{digits}·10{str(int(power)).translate(SUPERSCRIPTS)}"


def cost_text(cost: float) -> str:
    """Write a cost as the page's readouts do, in fewer digits.

    Examples
    --------
    >>> cost_text(0.69315), cost_text(12.34), cost_text(4e-7)
    ('0.693', '12.3', '4·10⁻⁷')
    """
    return f"{cost:.3g}" if 0.001 <= abs(cost) < 1e5 else power_text(cost)


def percent(share: float) -> str:
    """Write a share.

    Examples
    --------
    >>> percent(0.854)
    '85 %'
    """
    return f"{100 * share:.0f} %"


def counted(count: int, word: str) -> str:
    """Write a number of things.

    Examples
    --------
    >>> counted(1, "unit"), counted(1200, "step")
    ('1 unit', '1,200 steps')
    """
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def changed_to(config: RunConfig, words: str, **changes: Any) -> Change:
    """Make a change of some fields of a run's settings.

    Weights that were given are kept only where they still fit.

    Parameters
    ----------
    config : RunConfig
        The settings in force.
    words : str
        What it is.
    **changes
        Fields of `RunConfig`.

    Returns
    -------
    change : Change
    """
    fields = {name: getattr(config, name) for name in config.__dataclass_fields__} | changes
    if "hidden" in changes and fields["initialization"] == "given":
        fields |= {"initialization": "xavier", "given": ()}
    if fields["initialization"] != "given":
        fields["given"] = ()
    return Change(words, RunConfig(**fields))
