"""Where does each layer put the points? The plane and its grid, as every layer hands them on.

A layer of two units is a plane, of one unit a line. Of more units the plane is shown in which
the training points differ most: that of their first two principal components. The last space can
also be seen across the output's line instead, so that every point is on its right side of it.
"""

from dataclasses import dataclass

import numpy as np

from dashboard.features import features_of
from dashboard.run import Run
from dashboard.settings import DEFAULT_FEATURES
from network import Array, forward_prop

LINES = 13
"""Lines of the grid in either direction: odd, so that the axes are among them."""

PER_LINE = 61
"""Places along a line: enough that a bend looks like one."""

ALIKE = 1e-9
"""Two loadings are of one size if they differ by less: which is larger, rounding decides."""


@dataclass(frozen=True, eq=False)
class Space:
    """What one layer hands on, brought onto a plane or a line.

    Parameters
    ----------
    layer : int
        From 1; 0 for what the network is given.
    activation : str
        Of the layer; empty for what the network is given.
    A : ndarray of float, shape (n_l, m)
        What it hands on of each training point.
    centre : ndarray of float, shape (n_l, 1)
    components : ndarray of float, shape (d, n_l)
        An orthonormal row for each coordinate shown, of which there are one or two: the place
        ``c`` stands for the activations ``centre + components.T @ c``.
    points : ndarray of float, shape (d, m)
        The training points.
    grid : ndarray of float, shape (d, k)
        The plane's grid, line after line; after each line a column of NaN.
    shares : tuple of float
        Of the points' variance, what each component explains; NaN where they have none. Empty
        where the coordinates are the units themselves.
    is_turned : bool
        Whether the first component is the direction in which the output's sum grows.
    """

    layer: int
    activation: str
    A: Array
    centre: Array
    components: Array
    points: Array
    grid: Array
    shares: tuple[float, ...] = ()
    is_turned: bool = False

    @property
    def is_finite(self) -> bool:
        """Whether there is anything to draw."""
        return bool(np.isfinite(self.points).all())

    @property
    def frame(self) -> tuple[float, float, float, float]:
        """Left, right, bottom and top of the smallest square around points and grid."""
        seen = np.hstack([self.points, self.grid])
        seen = seen[:, np.isfinite(seen).all(axis=0)]
        low, high = seen.min(axis=1), seen.max(axis=1)
        middle = low / 2 + high / 2
        half = 0.53 * float((high - low).max())
        half = max(half, 1e-6 * float(np.abs(middle).max())) or 0.5
        x, y = float(middle[0]), float(middle[-1])
        return x - half, x + half, y - half, y + half


def grid_points(extent: float) -> Array:
    """Return places on a grid over the plane.

    Parameters
    ----------
    extent : float
        Half the side of the plane.

    Returns
    -------
    places : ndarray of float, shape (2, 2 * LINES * PER_LINE)
        Line after line: first those on which x₁ stays the same, then those of x₂.
    """
    still, moving = np.meshgrid(
        np.linspace(-extent, extent, LINES), np.linspace(-extent, extent, PER_LINE), indexing="ij"
    )
    upright = np.stack([still.ravel(), moving.ravel()])
    return np.hstack([upright, upright[::-1]])


def plane_of(A: Array, *, across: Array | None = None) -> tuple[Array, Array, tuple[float, float]]:
    """Find the plane in which some points differ most.

    Parameters
    ----------
    A : ndarray of float, shape (n, m)
        A point a column; n at least 2.
    across : ndarray of float, shape (n,), optional
        A direction, not 0, that is to be the first of the plane; else the first principal
        component is.

    Returns
    -------
    centre : ndarray of float, shape (n, 1)
        The mean.
    components : ndarray of float, shape (2, n)
        Orthonormal rows. Of a principal component the largest entry is positive, the first of
        them if there are several.
    shares : tuple of float, length 2
        Of the variance; NaN if there is none.

    Notes
    -----
    With ``A - centre = U S V.T``, the principal components are the first columns of ``U``, and
    their shares ``S**2 / sum(S**2)``. Where one direction is given, all is done in what is
    perpendicular to it. Numbers are divided by the largest first: squares overflow early.
    """
    n, m = A.shape
    size = float(np.abs(A).max()) or 1.0
    mean = (A / size).mean(axis=1, keepdims=True)
    centred = A / size - mean
    given, free = np.zeros((n, 0)), np.eye(n)
    if across is not None:
        given = (across / np.abs(across).max())[:, np.newaxis]
        given = given / np.linalg.norm(given)
        free = np.linalg.qr(given, mode="complete").Q[:, 1:]
    # With fewer points than units there would be too few directions: then have them all.
    U, _, _ = np.linalg.svd(free.T @ centred, full_matrices=m < n)
    found = free @ U[:, : 2 - given.shape[1]]
    for column in found.T:
        largest = int(np.argmax(np.abs(column) >= np.abs(column).max() - ALIKE))
        column *= np.sign(column[largest])
    components = np.hstack([given, found]).T
    total = float((centred**2).sum())
    # Of points at one place the mean is off by a rounding error, and no direction is real.
    is_real = total > m * n * np.finfo(float).eps ** 2
    shares = ((components @ centred) ** 2).sum(axis=1) / (total if is_real else np.nan)
    return mean * size, components, (float(shares[0]), float(shares[1]))


@np.errstate(over="ignore", invalid="ignore")
def spaces_of(run: Run, *, is_turned: bool = False) -> list[Space]:
    """Return the plane, the features if they are others than x₁ and x₂, and each hidden layer.

    Parameters
    ----------
    run : Run
        At its cursor.
    is_turned : bool
        Whether the last space, if it has more than two units and the output has one with a
        direction, is seen across the output's line and not along its principal components.

    Returns
    -------
    spaces : list of Space
        In the order in which the points pass through them.
    """
    last = len(run.params) // 2
    across = run.params[f"W{last}"][0] if is_turned and has_direction(run) else None
    places = grid_points(run.data.extent)
    X = features_of(places, run.config.features)
    spaces = [_space(0, "", run.data.points, places)]
    if run.config.features != DEFAULT_FEATURES:
        spaces.append(_space(0, "", run.data.X, X, across if last == 1 else None))
    _, caches = forward_prop(run.data.X, run.params, **run.forward_options)
    _, warped = forward_prop(X, run.params, **run.forward_options)
    for layer, (of_points, of_grid) in enumerate(zip(caches[:-1], warped, strict=False), start=1):
        A, G = of_points.activation_cache.A, of_grid.activation_cache.A
        name = of_points.activation_cache.activation
        spaces.append(_space(layer, name, A, G, across if layer == last - 1 else None))
    return spaces


def has_direction(run: Run) -> bool:
    """Whether the last space has more than two units, and the output one direction in it."""
    W = run.params[f"W{len(run.params) // 2}"]
    return len(W) == 1 and W.size > 2 and bool(W.any())


def _space(layer: int, activation: str, A: Array, G: Array, across: Array | None = None) -> Space:
    """Bring the training points' activations A and the grid's G onto a plane or a line."""
    n = len(A)
    centre, components = np.zeros((n, 1)), np.eye(min(n, 2), n)
    shares: tuple[float, ...] = ()
    if n > 2 and np.isfinite(A).all():
        centre, components, shares = plane_of(A, across=across)
    lines = (components @ (G - centre)).reshape(len(components), -1, PER_LINE)
    grid = np.pad(lines, ((0, 0), (0, 0), (0, 1)), constant_values=np.nan)
    return Space(
        layer=layer,
        activation=activation,
        A=A,
        centre=centre,
        components=components,
        points=components @ (A - centre),
        grid=grid.reshape(len(components), -1),
        shares=shares,
        is_turned=across is not None,
    )
