"""How long does a surface take? All its networks at once, against a loop over them.

Run: ``python -m benchmarks.landscape``. Each row is the best of several rounds, the two taking
turns; the loop, which is slow, computes a sample of the cells.
"""

import time
from typing import Any

import numpy as np

from benchmarks.report import report
from dashboard import settings
from dashboard.config import RunConfig, unflatten
from dashboard.landscape.stack import stack_costs
from dashboard.landscape.survey import begin, proceed
from dashboard.run import Run, advance, start
from network import Array, cost_function, forward_prop

RUNS = {
    "default": RunConfig(),
    "two layers of 8": RunConfig(hidden=(8, 8), activations=("tanh",) * 2),
    "three classes": RunConfig(dataset="arms", hidden=(8,), activations=("tanh",)),
    "largest": RunConfig(hidden=(16,) * 6, activations=("tanh",) * 6, n_train=2_000),
}
STEPS = 100
SAMPLE = 51
"""Cells of the loop: one row of the finest surface."""
ROUNDS = 5


def loop(run: Run, stack: Array) -> Array:
    """Compute the costs one by one, with the functions that train."""
    costs: list[float] = []
    for flat in stack:
        params = unflatten(flat, run.config.layer_dims)
        A, caches = forward_prop(run.data.X, params, **run.forward_options)
        Z = caches[-1].activation_cache.Z
        config = run.config
        costs.append(
            cost_function(A, run.data.Y, Z=Z, cost=config.cost_in_force, output=config.output)
        )
    return np.array(costs)


def main() -> None:
    """Measure every run."""
    size = settings.SURVEY_SIZES[-1]
    rows: list[dict[str, Any]] = []
    for name, config in RUNS.items():
        run = advance(start(config), STEPS)
        planned = begin(run, STEPS, kind="path", seed=1, extent=1.0)
        x = np.linspace(*planned.window[0], SAMPLE)
        stack = planned.plane.points(x, np.zeros(SAMPLE))
        found, expected = stack_costs(stack, planned.recipe), loop(run, stack)
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)
        ours = looped = float("inf")
        for _ in range(ROUNDS):
            survey = planned
            while not survey.is_done:
                survey = proceed(survey, settings.SURVEY_TURN_SECONDS)
            ours = min(ours, survey.seconds / survey.total * size**2)
            began = time.perf_counter()
            loop(run, stack)
            looped = min(looped, (time.perf_counter() - began) / SAMPLE * size**2)
        rows.append(
            {
                "run": name,
                "network": "-".join(map(str, config.layer_dims)),
                "points": run.data.X.shape[1],
                f"{size} x {size}, s": ours,
                "loop, s": looped,
                "loop / ours": looped / ours,
            }
        )
    report("landscape: seconds for the finest surface", rows)


if __name__ == "__main__":
    main()
