"""How long does one training step take? Against numpy at its leanest, and two libraries.

Run: ``python -m benchmarks.step``. Each row is the best of several rounds, the contestants of a
round taking turns, so that what else the machine does hits all alike.
"""

import importlib.util
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.in_place import InPlaceNetwork
from benchmarks.report import report
from network import Array, Params, init_params, training_step

NETWORKS = (((2, 4, 1), 200), ((2, 4, 2, 1), 250), ((2, 8, 8, 1), 400), ((2, 8, 8, 8, 1), 500))
LEARNING_RATE = 0.5
STEPS = 200
ROUNDS = 15


def data(m: int) -> tuple[Array, Array]:
    """Draw points, and label those in a disc."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(2, m))
    return X, (np.sum(X**2, axis=0, keepdims=True) < 1).astype(float)


def ours(X: Array, Y: Array, params: Params) -> Callable[[], None]:
    """Return ``STEPS`` steps of `network`, as the app makes them."""

    def run() -> None:
        moved = params
        for _ in range(STEPS):
            moved = training_step(X, Y, moved, LEARNING_RATE).params

    return run


def in_place(X: Array, Y: Array, params: Params) -> Callable[[], None]:
    """Return the same steps without a new array."""

    def run() -> None:
        network = InPlaceNetwork(X, Y, params, LEARNING_RATE)
        for _ in range(STEPS):
            network.step()

    return run


def scikit_learn(X: Array, Y: Array, dims: tuple[int, ...]) -> Callable[[], None]:
    """Return as many iterations of ``MLPClassifier.fit``."""
    from sklearn.neural_network import MLPClassifier

    def run() -> None:
        model = MLPClassifier(
            dims[1:-1],
            activation="logistic",
            solver="sgd",
            alpha=0,
            batch_size=X.shape[1],
            learning_rate_init=LEARNING_RATE,
            momentum=0,
            max_iter=STEPS,
            tol=0,
            n_iter_no_change=STEPS + 1,
            shuffle=False,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it did not converge: nobody asked it to
            model.fit(X.T, Y[0])

    return run


def pytorch(X: Array, Y: Array, params: Params) -> Callable[[], None]:
    """Return as many eager steps of the same network."""
    import torch

    torch.set_num_threads(1)
    x, y = torch.tensor(X.T), torch.tensor(Y.T)

    def run() -> None:
        layers: list[Any] = []
        for layer in range(1, len(params) // 2 + 1):
            W = params[f"W{layer}"]
            linear = torch.nn.Linear(W.shape[1], W.shape[0], dtype=torch.float64)
            layers += [linear, torch.nn.Sigmoid()]
        model = torch.nn.Sequential(*layers[:-1])
        optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)
        cost = torch.nn.BCEWithLogitsLoss()
        for _ in range(STEPS):
            optimizer.zero_grad()
            cost(model(x), y).backward()
            optimizer.step()

    return run


def check_equal(X: Array, Y: Array, params: Params) -> None:
    """Raise unless the reference makes the same steps to 1e-12."""
    reference = InPlaceNetwork(X, Y, params, LEARNING_RATE)
    moved = params
    for _ in range(STEPS):
        reference.step()
        moved = training_step(X, Y, moved, LEARNING_RATE).params
    for layer in range(1, reference.L + 1):
        np.testing.assert_allclose(moved[f"W{layer}"], reference.W[layer - 1], rtol=0, atol=1e-12)
        np.testing.assert_allclose(moved[f"b{layer}"], reference.b[layer - 1], rtol=0, atol=1e-12)


def main() -> None:
    """Measure every network."""
    rows: list[dict[str, Any]] = []
    for dims, m in NETWORKS:
        X, Y = data(m)
        params = init_params(dims, initialization="xavier")
        check_equal(X, Y, params)
        runs = {
            "ours": ours(X, Y, params),
            "in place": in_place(X, Y, params),
            "scikit-learn": scikit_learn(X, Y, dims),
        }
        if importlib.util.find_spec("torch"):
            runs["pytorch"] = pytorch(X, Y, params)
        best = dict.fromkeys(runs, float("inf"))
        for _ in range(ROUNDS):
            for name, run in runs.items():
                began = time.perf_counter()
                run()
                best[name] = min(best[name], (time.perf_counter() - began) / STEPS * 1e6)
        row: dict[str, Any] = {"network": "-".join(map(str, dims)), "points": m}
        row |= {f"{name}, µs": time_us for name, time_us in best.items()}
        row["ours / in place"] = best["ours"] / best["in place"]
        row["scikit-learn / ours"] = best["scikit-learn"] / best["ours"]
        row["pytorch / ours"] = best["pytorch"] / best["ours"] if "pytorch" in best else None
        rows.append(row)
    report("step: microseconds for one full-batch step", rows)


if __name__ == "__main__":
    main()
