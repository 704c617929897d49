"""What does a run look like at a glance? The plane and the cost's course, as one small picture.

An SVG in an address of its own, for a card: it follows no theme, so its colours are those that
serve both, and the ground between them is the page's.
"""

import struct
import zlib
from base64 import b64encode

import numpy as np

from dashboard.datasets import Dataset
from dashboard.figures.theme import NEGATIVE, POSITIVE
from dashboard.probes import Curves
from network import Array

WIDTH, HEIGHT = 320, 160
"""Of the picture, in its own units: the plane is a square at the left."""

STRENGTH = 0.62
"""How opaque the plane is where the prediction is sure: the points stand out from it."""

MOST_POINTS = 120
"""Points of the training set drawn, at most."""

GREY = "#8792a2"
"""Of axes and words, on both themes."""

USUAL = 97
"""A cost beyond this percentile leaves the picture at its top, so that the others are seen."""

LEFT, MIDDLE, RIGHT, TOP, BOTTOM = HEIGHT + 14, HEIGHT + 88, WIDTH - 6, 28, HEIGHT - 22
"""Where the curve is drawn, and its words."""


def thumbnail(ticks: Array, AL: Array, data: Dataset, curves: Curves, *, with_test: bool) -> str:
    """Draw a run of two classes.

    Parameters
    ----------
    ticks : ndarray of float, shape (k,)
        Coordinates along either axis.
    AL : ndarray of float, shape (1, k, k)
        The prediction; row i is at x₂ = ticks[i].
    data : Dataset
        The points.
    curves : Curves
        What was measured along the run.
    with_test : bool
        Whether the test cost is drawn beside the training cost.

    Returns
    -------
    address : str
        A ``data:`` address of an SVG.
    """
    parts = [
        '<clipPath id="r"><rect width="160" height="160" rx="10"/></clipPath>',
        '<g clip-path="url(#r)">',
        f'<rect width="{HEIGHT}" height="{HEIGHT}" fill="{GREY}" fill-opacity="0.12"/>',
        f'<image width="{HEIGHT}" height="{HEIGHT}" preserveAspectRatio="none" '
        f'href="data:image/png;base64,{b64encode(plane_png(AL[0])).decode()}"/>',
        *_points(data, float(ticks[-1])),
        "</g>",
        *_course(curves, with_test=with_test),
    ]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="sans-serif" font-size="12">{"".join(parts)}</svg>'
    )
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def plane_png(prediction: Array) -> bytes:
    """Paint a prediction as a PNG: the colour tells the class, the opacity how sure it is.

    Parameters
    ----------
    prediction : ndarray of float, shape (k, k)
        From 0 to 1, from the lowest row to the highest.

    Returns
    -------
    png : bytes

    References
    ----------
    The PNG specification: https://www.w3.org/TR/png-3/
    """
    sure = np.clip(2 * prediction[::-1] - 1, -1.0, 1.0)
    ends = [[int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in (NEGATIVE, POSITIVE)]
    pixels = np.empty((*sure.shape, 4), dtype=np.uint8)
    pixels[..., :3] = np.where(sure[..., np.newaxis] > 0, ends[1], ends[0])
    pixels[..., 3] = np.round(255 * STRENGTH * np.abs(sure))
    rows = np.concatenate([np.zeros((len(sure), 1), np.uint8), pixels.reshape(len(sure), -1)], 1)
    header = struct.pack(">IIBBBBB", sure.shape[1], sure.shape[0], 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows.tobytes(), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content))
        + name
        + content
        + struct.pack(">I", zlib.crc32(name + content))
        for name, content in chunks
    )


def _points(data: Dataset, extent: float) -> list[str]:
    """Draw the training points: diamonds of class 0, discs of class 1."""
    scale, r = HEIGHT / (2 * extent), 3.1
    marks: list[str] = []
    for (x1, x2), target in zip(data.points.T[:MOST_POINTS], data.targets, strict=False):
        x, y = HEIGHT / 2 + scale * x1, HEIGHT / 2 - scale * x2
        style = 'stroke="#ffffff" stroke-opacity="0.75" stroke-width="0.8"'
        if target == 1:
            marks.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r}" fill="{POSITIVE}" {style}/>')
        else:
            corner = f"M{x:.1f} {y - r - 0.6:.1f}l{r + 0.6} {r + 0.6}-{r + 0.6} {r + 0.6}"
            marks.append(f'<path d="{corner}-{r + 0.6}-{r + 0.6}z" fill="{NEGATIVE}" {style}/>')
    return marks


def _course(curves: Curves, *, with_test: bool) -> list[str]:
    """Draw the cost against the step, from 0 up, with its last value."""
    lines = [("cost", curves.train_cost, POSITIVE, "", LEFT)]
    if with_test:
        lines.append(("test", curves.test_cost, NEGATIVE, 'stroke-dasharray="5 4"', MIDDLE))
    every = np.concatenate([values for _, values, _, _, _ in lines])
    most = float(np.nanpercentile(every, USUAL)) * 1.08 or 1.0
    last = float(curves.steps[-1]) or 1.0
    x = LEFT + curves.steps / last * (RIGHT - LEFT)
    parts = [
        f'<path d="M{LEFT} {TOP - 6}V{BOTTOM}H{RIGHT}" fill="none" stroke="{GREY}" '
        'stroke-opacity="0.6"/>',
        f'<text x="{RIGHT}" y="{HEIGHT - 5}" text-anchor="end" fill="{GREY}">'
        f"{last:,.0f} steps</text>",
    ]
    for name, values, colour, dash, place in lines:
        y = BOTTOM - np.minimum(1, np.nan_to_num(values) / most) * (BOTTOM - TOP)
        path = "L".join(f"{px:.1f} {py:.1f}" for px, py in zip(x, y, strict=True))
        parts += [
            f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2.2" '
            f'stroke-linejoin="round" {dash}/>',
            f'<text x="{place}" y="13" fill="{colour}" font-weight="bold">'
            f"{name} {values[-1]:.3g}</text>",
        ]
    return parts
