"""How would one train this run without the page? A numpy script to read from top to bottom.

It does what `network` does, operation for operation: the order of operations decides the last
digit. It holds what its run needs (`script_plan`) and nothing else of all that could stand in a
script (`script_parts`), on sixty lines at most (`fitting`) beside the numbers in it
(`script_numbers`). What would be too long, points above all, lies in tables beside it.
"""

import io
import zipfile
from string import Template

import numpy as np

from dashboard.export.fitting import fitted
from dashboard.export.script_numbers import (
    beginning_of,
    by_step,
    changes,
    constants_of,
    name_of,
    points_of,
    turns,
)
from dashboard.export.script_parts import (
    ANY_UPDATE,
    BACKWARD,
    COSTS,
    FORWARD,
    FUNCTIONS,
    MINI_BATCH,
    MINI_BATCHES_OF_ANY_SIZE,
    OUTPUT_PAIR,
    PAIRS,
    PENALIZED_BACKWARD,
    SLOPES,
    SQUARED_ERROR,
    UPDATES,
)
from dashboard.export.script_plan import Plan, plan_of
from dashboard.probes import measure
from dashboard.run import Run
from network import COSTS as NETWORK_COSTS

SCRIPT = "train.py"
MOST_LINES = 60

HERE_LITERALS, HERE_FUNCTIONS = "def literals", "def functions"
"""Where literals will stand, to which no other line is joined: numbers, and names of functions."""


def script_files(run: Run) -> dict[str, str]:
    """Write the script that trains a run to its step, and the tables that it reads.

    Parameters
    ----------
    run : Run
        Which run, and where its cursor stands.

    Returns
    -------
    files : dict of str to str
        Text by file name: `SCRIPT` first, which has at most 60 lines beside the numbers in it.
    """
    plan = plan_of(run)
    points, (given, beginning) = points_of(run), beginning_of(run)
    constants, told = constants_of(run, plan)
    with np.errstate(over="ignore", invalid="ignore"):  # a unit may be at infinity, at rest
        cost = measure(run, run.step, run.params).train_cost
    title = (
        f'"""Train {"-".join(map(str, run.config.layer_dims))} units for {run.step:,} steps, to a '
        f'cost of {cost!r}."""'
    )
    functions = "".join([beginning, _network(run, plan), _training(run, plan)]).splitlines()
    code = fitted(
        [
            *("import numpy as np", *constants.lines, HERE_LITERALS),
            *(*points.lines, *functions, "", HERE_FUNCTIONS, *_end(run, told)),
        ],
        MOST_LINES + 1,
    )
    literals = {
        HERE_LITERALS: [*constants.literals, *points.literals, *given.literals, *changes(plan)],
        HERE_FUNCTIONS: [] if plan.has_common_update else by_step("OPTIMIZERS", turns(plan)),
    }
    lines = [line for place in code for line in literals.get(place, [place])]
    tables = dict(part.table for part in (points, given) if part.table)
    return {SCRIPT: "\n".join([title, *lines]) + "\n"} | tables


def script_download(run: Run) -> tuple[str, bytes]:
    """Pack the script for one download: alone, or in an archive with its tables.

    Parameters
    ----------
    run : Run
        Which run, and where its cursor stands.

    Returns
    -------
    ending : str
        Of the file's name, ``py`` or ``zip``.
    content : bytes
    """
    files = script_files(run)
    if len(files) == 1:
        return "py", files[SCRIPT].encode()
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, text in files.items():
            opened.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return "zip", archive.getvalue()


def _network(run: Run, plan: Plan) -> str:
    """Write what the network does, forward and back, and what it costs."""
    config = run.config
    cost, output = config.cost_in_force, config.output
    is_matched = output in NETWORK_COSTS[cost].matching_outputs and output != "linear"
    last = "output" if is_matched else output
    pairs = PAIRS | {"output": Template(OUTPUT_PAIR).substitute(output=output)}
    used = [name for name in pairs if name in config.activations or name == last]
    layers = ", ".join(name.upper() for name in (*config.activations, last))
    prices = plan.names(*SLOPES)
    backward = PENALIZED_BACKWARD if prices else BACKWARD
    return "".join(
        [
            *(
                text
                for name, text in FUNCTIONS.items()
                if name in config.activations or name == output
            ),
            "\n",
            *(f"{name.upper()} = {pairs[name]}\n" for name in used),
            f"LAYERS = [{layers}]\n",
            FORWARD,
            COSTS.get((cost, output), SQUARED_ERROR),
            Template(backward).substitute(
                prices=", ".join(prices), slopes=" + ".join(SLOPES[price] for price in prices)
            ),
        ]
    )


def _training(run: Run, plan: Plan) -> str:
    """Write the optimizers, the mini-batches and the loop around all of it."""
    settings = ", ".join(
        ["memory"] * plan.remembers + plan.names("learning_rate", "beta1", "beta2")
    )
    if plan.has_common_update:
        settings = settings.replace("memory", "memory, optimizer")
        texts = [ANY_UPDATE]
    else:
        one = "update_parameters" if len(plan.optimizers) == 1 else None
        texts = [
            Template(UPDATES[kind]).substitute(name=one or name_of(kind), settings=settings)
            for kind in plan.optimizers
        ]
    if "batch_size" in plan.settings:
        text = MINI_BATCHES_OF_ANY_SIZE if "batch_size" in plan.changing else MINI_BATCH
        texts.append(Template(text).substitute(seed=run.config.seed))
    return "".join([*texts, "\n", *(f"{line}\n" for line in _loop(plan, settings))])


def _loop(plan: Plan, settings: str) -> list[str]:
    """Write the function that trains."""
    takes_turns = len(plan.turns) > 1
    arguments = ["X", "Y", "layer_dims", "steps", *plan.arguments]
    begun = {"params": "init_params(layer_dims)"}
    if plan.remembers and not takes_turns:
        begun["memory"] = "{}"
    if "batch_size" in plan.changing:
        begun |= {"epoch": "0", "start": "0"}
    lines = [
        f"def train({', '.join(arguments)}):",
        f"    {', '.join(begun)} = {', '.join(begun.values())}",
    ]
    if plan.freezes:
        lines.append(
            "    frozen = {name: np.isnan(W) for name, W in params.items()}  # nothing as yet"
        )
    lines.append(f"    for step in range(steps{' + 1' if plan.edits else ''}):")
    within: list[str] = []
    if plan.edits:
        within += [
            "for name, row, column, value in EDITS.get(step, []):",
            "    params[name][row, column] = value",
            "if step == steps:",
            "    return params",
        ]
    if len(plan.changing) == 1:
        within.append(f"{plan.changing[0]} = CHANGES.get(step, {plan.changing[0]})")
    elif plan.changing:
        within += ["if step in CHANGES:", f"    {', '.join(plan.changing)} = CHANGES[step]"]
    if takes_turns:
        within += ["if step in OPTIMIZERS:", "    optimizer, memory = OPTIMIZERS[step]"]
    X, Y = "X", "Y"
    if "batch_size" in plan.settings:
        X, Y = "X_batch", "Y_batch"
        within.append(
            "X_batch, Y_batch, epoch, start = mini_batch(X, Y, epoch, start, batch_size)"
            if "batch_size" in plan.changing
            else "X_batch, Y_batch = mini_batch(X, Y, step, batch_size)"
        )
    prices = "".join(f", {price}" for price in plan.names(*SLOPES))
    is_chosen = takes_turns and not plan.has_common_update
    update = "optimizer" if is_chosen else "update_parameters"
    within += [
        f"AL, caches = forward_prop({X}, params)",
        f"grads = backprop(AL, {Y}, caches{prices})",
        f"{'moved' if plan.freezes else 'params'} = {update}(params, grads, {settings})",
    ]
    if plan.freezes:
        within += [
            "for name, place, stays in FREEZES.get(step, []):",
            "    frozen[name][place] = stays",
            "params = {name: np.where(frozen[name], W, moved[name]) for name, W in params.items()}",
        ]
    lines += [f"        {line}" for line in within]
    return lines if plan.edits else [*lines, "    return params"]


def _end(run: Run, told: str) -> list[str]:
    """Write the call of it all."""
    is_sum = run.config.cost_in_force == "cross-entropy"
    return [
        f"params = train(X, Y, {told})",
        "AL, caches = forward_prop(X, params)",
        f"print(float(cost_function({'caches[-1][2]' if is_sum else 'AL'}, Y)))",
    ]
