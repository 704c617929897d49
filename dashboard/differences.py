"""How does one run differ from another, in a few characters? By the keys of a link that differ.

``lr:0.5*dims:8`` names the run that has these keys otherwise, and all others as the run that the
rest of the link names. A key without a value stands for its default.
"""

from collections.abc import Mapping
from urllib.parse import quote, unquote

from dashboard import settings
from dashboard.link import Address, decode, encode
from dashboard.run import Run

APART = ("v", "step", "fp", "play", "speed", "stop", "hide", "only", "tree")
"""Keys of a link that do not say which run it is."""


def telling(run: Run) -> dict[str, str]:
    """Write a run as the keys of a link that say which it is.

    Parameters
    ----------
    run : Run
        Which run.

    Returns
    -------
    parameters : dict of str to str
    """
    return {key: text for key, text in encode(run).items() if key not in APART}


def write_difference(base: Mapping[str, str], run: Run) -> list[str]:
    """Write in what a run differs from another.

    Parameters
    ----------
    base : mapping of str to str
        The other run, as `telling` writes it.
    run : Run
        Which run.

    Returns
    -------
    fields : list of str
        Such as ``"lr:0.5"``; none of them holds ``*`` or ``!``.

    Examples
    --------
    >>> from dashboard.config import RunConfig
    >>> from dashboard.run import start
    >>> write_difference(telling(start(RunConfig())), start(RunConfig(learning_rate=0.5)))
    ['lr:0.5']
    """
    other = telling(run)
    changes = {key: other.get(key, "") for key in {**base, **other}}
    return [
        f"{key}:{quote(text, safe=',:-.')}"
        for key, text in changes.items()
        if text != base.get(key, "")
    ]


def read_difference(base: Mapping[str, str], fields: Mapping[str, str]) -> Address:
    """Read the run that differs from another in some keys.

    Parameters
    ----------
    base : mapping of str to str
        The other run, as `telling` writes it.
    fields : mapping of str to str
        What differs; of any content.

    Returns
    -------
    address : Address
        Always legal; its problems say what was not.
    """
    differing = {key: text for key, text in fields.items() if key not in APART}
    merged = {key: text for key, text in (dict(base) | differing).items() if text}
    return decode(merged, longest=settings.MAX_RUN_FILE_MB * 10**6)


def split_fields(text: str) -> dict[str, str]:
    """Take a text apart into its fields.

    Examples
    --------
    >>> split_fields("lr:0.5,20:1*dims:8*noise:")
    {'lr': '0.5,20:1', 'dims': '8', 'noise': ''}
    """
    pairs = [field.partition(":") for field in text.split("*") if field]
    return {key: unquote(value) for key, _, value in pairs}
