"""What may a name from outside look like? One line of visible characters, and plain text.

Names of columns and classes come from files of any origin. ``st.text``, ``st.dataframe`` and the
stage show them as they are; wherever else they go, something reads them as a language of its own.
"""

import unicodedata
from collections.abc import Iterable

MAX_NAME_LENGTH = 40


def clean_name(text: str) -> str:
    r"""Make a name of any text: one line of visible characters, not too long; perhaps empty.

    Examples
    --------
    >>> clean_name("  petal \n length\x00 ")
    'petal length'
    """
    # Of a text of megabytes only the beginning is looked at. Of Unicode's categories, Z are
    # blanks, and C is what is not seen but can turn the direction of all that follows.
    kinds = [(character, unicodedata.category(character)) for character in text[:1_000]]
    visible = [
        " " if kind[0] == "Z" or character.isspace() else character
        for character, kind in kinds
        if kind[0] != "C" or character.isspace()
    ]
    name = " ".join("".join(visible).split())
    return name if len(name) <= MAX_NAME_LENGTH else f"{name[: MAX_NAME_LENGTH - 1].rstrip()}…"


def unique_names(names: Iterable[str]) -> list[str]:
    """Give names that occur twice a number, and keep all of them short enough.

    Examples
    --------
    >>> unique_names(["a", "b", "a"])
    ['a', 'b', 'a (2)']
    """
    unique: list[str] = []
    taken: set[str] = set()
    for name in names:
        candidate, count = name, 1
        while candidate in taken:
            count += 1
            ending = f" ({count})"
            candidate = name[: MAX_NAME_LENGTH - len(ending)].rstrip() + ending
        unique.append(candidate)
        taken.add(candidate)
    return unique


def as_code(name: str) -> str:
    """Write a name for ``st.markdown`` so that nothing in it is read as anything but text.

    A span of code is the only place where Streamlit looks for no link, formula, colour or icon:
    a backslash keeps it from none of them.

    Examples
    --------
    >>> as_code("$x$ <b>"), as_code("a`b"), as_code("`")
    ('`$x$ <b>`', '``a`b``', '`` ` ``')
    """
    fence = "`"
    while fence in name:
        fence += "`"
    pad = " " if name.startswith("`") or name.endswith("`") else ""
    return f"{fence}{pad}{' '.join(name.split())}{pad}{fence}"
