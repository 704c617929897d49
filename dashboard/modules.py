"""At which address does the browser find the components' JavaScript? One that changes with it.

The digest of every module is part of the path, so that browsers may keep what they have for
ever, and never mix two versions.
"""

import hashlib
from pathlib import Path

FOLDERS = {
    "stage": Path(__file__).parent / "stage" / "modules",
    "live_figure": Path(__file__).parent / "live_figure" / "modules",
}


def _digest() -> str:
    digest = hashlib.sha256()
    for name, folder in FOLDERS.items():
        for file in sorted(folder.iterdir()):
            digest.update(f"{name}/{file.name}".encode() + file.read_bytes())
    return digest.hexdigest()[:12]


PREFIX = f"modules/{_digest()}"
"""The path under which both folders are served, without a leading slash."""


ENTRIES = ("stage/main.js", "live_figure/main.js")
"""What the components' loaders call."""

BUNDLE = f"{PREFIX}/all.js"
"""Where all of it is, in one answer."""


def loader(module: str) -> str:
    """Write the inline JavaScript of a component: it only fetches the real module.

    It has a line break, without which Streamlit would take it for the name of a file.

    Parameters
    ----------
    module : str
        One of `ENTRIES`.

    Returns
    -------
    script : str
        Sent with every message, and therefore as short as it can be.
    """
    return (
        f"const m=import(new URL('{BUNDLE}',document.baseURI))\n"
        f"export default async a=>(await m).default['{module}'](a)"
    )
