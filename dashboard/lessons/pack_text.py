"""Is text from outside fit to be shown? Markdown without HTML; images only as data in it."""

import re
from base64 import b64decode
from binascii import Error as Base64Error
from html import unescape
from typing import NamedTuple
from urllib.parse import unquote

MAX_IMAGE_BYTES = 200_000
SCHEMES = ("http", "https", "mailto")
"""Where a link may lead."""

BEGINNINGS = {
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpeg": (b"\xff\xd8\xff",),
    "gif": (b"GIF87a", b"GIF89a"),
    "webp": (b"RIFF",),
}
"""Kinds of images, and what a file of each begins with."""

IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\(\s*(?P<target>[^)\s]*)\s*\)")
ANY_IMAGE = re.compile(r"!\[")
DATA = re.compile(r"data:image/(?P<kind>[a-z]+);base64,(?P<content>[A-Za-z0-9+/=]*)")
TAG = re.compile(
    r"<\s*/?\s*(audio|base|body|button|canvas|div|embed|form|frame|html|iframe|img|input|link|meta|"
    r"object|picture|script|span|style|svg|table|template|textarea|video)\b|<!--|"
    r"<[a-z]+\s[^<>$]*=[^<>$]*>",
    re.IGNORECASE,
)
"""HTML; ``$z<a$`` is none."""

TARGETS = (
    re.compile(r"\]\(\s*<?([^)\s>]*)"),
    re.compile(r"^\s{0,3}\[[^\]]+\]:\s*<?(\S+)", re.MULTILINE),
    re.compile(r"<([A-Za-z][A-Za-z0-9+.-]*:[^>]*)>"),
)
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):")
UNSEEN = re.compile(r"[\s\x00-\x20\x7f\u00ad\u200b-\u200f\u2060\ufeff\\]")


class Image(NamedTuple):
    """A picture within a text."""

    alt: str
    content: bytes


def parts_of(text: str) -> list[str | Image]:
    """Take a text apart at its images.

    Parameters
    ----------
    text : str
        That `check_text` let pass.

    Returns
    -------
    parts : list of str or Image
        In order; Markdown, and what stands between.
    """
    parts: list[str | Image] = []
    end = 0
    for found in IMAGE.finditer(text):
        parts += [text[end : found.start()], Image(found["alt"], _content(found["target"]))]
        end = found.end()
    return [part for part in (*parts, text[end:]) if part]


def check_text(text: str, *, most: int, has_images: bool) -> None:
    """Raise ``ValueError`` unless a text is fit to be shown.

    Parameters
    ----------
    text : str
        Of any content.
    most : int
        Characters that it may have, images aside.
    has_images : bool
        Whether there is a place for images.

    Raises
    ------
    ValueError
        The message says what was expected, and not of which field.
    """
    for found in IMAGE.finditer(text):
        if not has_images:
            raise ValueError("expected no image here, got one")
        _content(found["target"])
    words = IMAGE.sub("", text)
    if ANY_IMAGE.search(words):
        raise ValueError("expected images as ![words](data:image/png;base64,...), got another one")
    if len(words) > most:
        raise ValueError(f"expected at most {most:,} characters, got {len(words):,}")
    tag = TAG.search(words)
    if tag:
        raise ValueError(f"expected Markdown without HTML, got {tag[0]!r}")
    for pattern in TARGETS:
        for target in pattern.findall(words):
            scheme = SCHEME.match(_plain(target))
            if scheme and scheme[1] not in SCHEMES:
                raise ValueError(
                    f"expected links to {', '.join(SCHEMES)} only, got one to {scheme[1]!r}"
                )
    if re.search(r"(java|vb)script:", _plain(words)):
        raise ValueError("expected no script, got one")


def _plain(target: str) -> str:
    """Write a link's target as a browser would read it."""
    return UNSEEN.sub("", unquote(unescape(target))).lower()


def _content(target: str) -> bytes:
    found = DATA.fullmatch(target)
    if found is None or found["kind"] not in BEGINNINGS:
        raise ValueError(f"expected images as data of {', '.join(BEGINNINGS)}, got {target[:30]!r}")
    if len(found["content"]) > MAX_IMAGE_BYTES * 4 // 3 + 4:
        raise ValueError(f"expected images of at most {MAX_IMAGE_BYTES // 1000} KB, got a larger")
    try:
        content = b64decode(found["content"], validate=True)
    except Base64Error:
        raise ValueError("expected an image in base64, got something else") from None
    if not content.startswith(BEGINNINGS[found["kind"]]):
        raise ValueError(f"expected an image of the kind {found['kind']!r}, got something else")
    return content
