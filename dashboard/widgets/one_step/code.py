"""What code ran? A function's source with the running lines lit, and its variables beside it."""

import io
import keyword
import tokenize
from collections.abc import Sequence
from html import escape

import streamlit as st

from dashboard import state
from dashboard.one_step.listing import Listing, listing
from dashboard.one_step.variables import Variable, variables
from dashboard.one_step.view import subject_of
from dashboard.widgets.one_step import choosing
from dashboard.widgets.one_step.choosing import Look

NEAR = 3
"""Lines so near to a lit one are always seen."""
FOLDED = 5
"""So many lines, or more, are folded away where none of them is near."""


def show_code(look: Look) -> None:
    """Draw the function that ran, and what its variables held.

    Parameters
    ----------
    look : Look
        What is on the page.
    """
    made, phase, chosen = look.trace, look.phase, look.chosen
    functions = {function.__name__: function for function in phase.functions}
    names = list(functions)
    kept = f"step_function_{phase.key}"
    name = state.kept(kept, names[0])
    name = name if name in functions else names[0]
    with st.container(key="step_code"):
        st.radio(
            "Function",
            horizontal=True,
            label_visibility="collapsed",
            **state.choice(kept, name, names, lambda new: state.keep(kept, new)),
        )
        st.html(listing_html(listing(made.run, phase, functions[name])))
        subject = subject_of(made, phase, chosen)
        st.html(
            variables_html(
                variables(
                    made,
                    phase,
                    functions[name],
                    parameter=f"{'b' if subject[0] == 'b' else 'W'}{subject.partition('.')[0][-1]}",
                    point=chosen.point,
                    digits=choosing.digits(),
                )
            )
        )


def listing_html(shown: Listing) -> str:
    """Write a listing as HTML: lit lines marked, long stretches far from them folded.

    Parameters
    ----------
    shown : Listing
        Which.

    Returns
    -------
    html : str
    """
    lines = coloured("\n".join(shown.lines))
    body = next(n for n, line in enumerate(shown.lines, start=1) if line.endswith(":"))
    seen = [
        place == 0 or (place >= body and any(abs(place - lit) <= NEAR for lit in shown.lit))
        for place in range(len(lines))
    ]
    parts: list[str] = []
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and seen[end] == seen[start]:
            end += 1
        rows = [
            f"<mark>{line or ' '}</mark>" if place in shown.lit else f"<span>{line or ' '}</span>"
            for place, line in enumerate(lines[start:end], start=start)
        ]
        text = "".join(rows)
        if not seen[start] and end - start >= FOLDED:
            text = f"<details><summary>{end - start} lines</summary>{text}</details>"
        parts.append(text)
        start = end
    label = f"The source of {escape(shown.name)}; the lines that run are marked"
    return f'<pre class="step-code" tabindex="0" aria-label="{label}">{"".join(parts)}</pre>'


def coloured(source: str) -> list[str]:
    """Write Python source as HTML, line by line, with its words, strings and comments told apart.

    Parameters
    ----------
    source : str
        A whole function.

    Returns
    -------
    lines : list of str
        As many as the source has.

    Examples
    --------
    >>> coloured("return 1 < x")
    ['<i class="k">return</i> <i class="n">1</i> &lt; x']
    """
    kinds = {tokenize.STRING: "s", tokenize.COMMENT: "c", tokenize.NUMBER: "n"}
    written = ["" for _ in source.splitlines()]
    rows = source.splitlines()
    row, column = 1, 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        kind = kinds.get(token.type, "")
        if token.type == tokenize.NAME and keyword.iskeyword(token.string):
            kind = "k"
        if not kind:
            continue
        (first, start), (last, end) = token.start, token.end
        for at in range(row, first):
            written[at - 1] += escape(rows[at - 1][column:])
            column = 0
        written[first - 1] += escape(rows[first - 1][column:start])
        for at in range(first, last + 1):
            text = rows[at - 1][start if at == first else 0 : end if at == last else None]
            written[at - 1] += f'<i class="{kind}">{escape(text)}</i>'
        row, column = last, end
    for at in range(row, len(rows) + 1):
        written[at - 1] += escape(rows[at - 1][column:])
        column = 0
    return written


def variables_html(listed: Sequence[Variable]) -> str:
    """Write variables as an HTML table.

    Parameters
    ----------
    listed : sequence of Variable
        Which.

    Returns
    -------
    html : str
    """
    rows = "".join(
        f"<tr><th scope='row'>{escape(name)}</th><td>{escape(shape)}</td>"
        f"<td>{escape(values)}</td></tr>"
        for name, shape, values in listed
    )
    return (
        '<div class="step-variables" tabindex="0"><table><thead><tr><th>variable</th><th>shape</th>'
        f"<th>values at this moment</th></tr></thead><tbody>{rows}</tbody></table></div>"
    )
