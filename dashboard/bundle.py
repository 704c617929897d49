"""How do some fifty modules become one answer? The first picture waits for the last of them.

A browser that asks for module after module, as each imports the next, asks several times across
the network for what fits into one answer. So the server writes them one after the other, each in
a function of its own, the imported before those who import them. The files themselves stay
modules: a replay inlines them, and tests run them, as they are.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from posixpath import dirname, join, normpath

IMPORT = re.compile(r'^import \{([^}]*)\} from "([^"]+)";$', re.MULTILINE)
EXPORT = re.compile(r"^export (default )?((?:async )?function|class|const) (\w+)", re.MULTILINE)
LEFT = re.compile(r"^(?:import|export)\b|\bimport\(", re.MULTILINE)
OWN_ADDRESS = "import.meta.url"


def bundle(folders: Mapping[str, Path], entries: Sequence[str]) -> str:
    """Write one module that exports what others export by default.

    Parameters
    ----------
    folders : mapping of str to path
        Where modules lie, by the first part of their names.
    entries : sequence of str
        Names of the modules to export, for example ``"stage/main.js"``.

    Returns
    -------
    source : str
        A module. Its default export has an entry for each: ``{ "stage/main.js": show }``.

    Raises
    ------
    ValueError
        If a module imports or exports in a way that ours do not, or if modules import each other
        in a circle.
    """
    written: dict[str, str] = {}
    for entry in entries:
        _write(folders, entry, written, ())
    exported = ", ".join(f'"{entry}": M["{entry}"].default' for entry in entries)
    return "\n".join(["const M = {};", *written.values(), f"export default {{ {exported} }};\n"])


def _write(
    folders: Mapping[str, Path], name: str, written: dict[str, str], above: tuple[str, ...]
) -> None:
    """Write a module, after all that it imports."""
    if name in above:
        raise ValueError(f"{name}: imports itself, by way of {', '.join(above)}")
    if name in written:
        return
    folder, _, file = name.partition("/")
    source = (folders[folder] / file).read_text(encoding="utf-8")

    def imported(match: re.Match[str]) -> str:
        other = normpath(join(dirname(name), match[2]))
        _write(folders, other, written, (*above, name))
        return f'const {{{match[1].replace(" as ", ": ")}}} = M["{other}"];'

    names = [("default: " if default else "") + own for default, _, own in EXPORT.findall(source)]
    source = EXPORT.sub(r"\2 \3", IMPORT.sub(imported, source))
    if left := LEFT.search(source):
        line = source[left.start() :].partition("\n")[0]
        raise ValueError(f"{name}: expected named imports and exports of what is declared: {line}")
    body = source.replace(OWN_ADDRESS, "address").strip()
    address = f'new URL("{name}", {OWN_ADDRESS}).href'
    exports = ", ".join(names)
    written[name] = (
        f'M["{name}"] = ((address) => {{\n{body}\nreturn {{ {exports} }};\n}})({address});'
    )
