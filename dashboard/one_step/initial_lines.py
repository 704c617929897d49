"""Where does a parameter start? The draw, and the size that it is brought to."""

from dashboard.config import Event, unflatten
from dashboard.one_step.line import Ingredient, Line
from dashboard.one_step.trace import Trace
from dashboard.one_step.view import View
from network import INITIALIZATIONS, Params, init_params


def initial_lines(view: View) -> list[Line]:
    """Write how a weight or bias got its first value; of a unit, all that are shown of it.

    Parameters
    ----------
    view : View
        What starts, at step 0.

    Returns
    -------
    lines : list of Line
    """
    if view.part != "unit":
        return [_first(view)]
    layer, row = view.layer, view.row
    inputs = min(view.here.W.shape[1], 4)
    names = [f"W{layer}.{row}.{k}" for k in range(inputs)] + [f"b{layer}.{row}"]
    return [_first(view.of(name)) for name in names]


def initial_params(trace: Trace) -> Params:
    """Return the parameters as they were made, before any was set by hand."""
    config = trace.run.config
    if config.initialization == "given":
        return unflatten(config.given, config.layer_dims)
    return init_params(config.layer_dims, seed=config.seed, initialization=config.initialization)


def _first(view: View) -> Line:
    config = view.trace.run.config
    name, place = f"{view.part}{view.layer}", (view.row, view.column)
    result = float(initial_params(view.trace)[name][place])
    now = float(view.trace.run.params[name][place])
    is_by_hand = any(event.step == 0 and event.target == view.target for event in _edits(view))
    note = f"Then it was set by hand to {view.text(now)}." if is_by_hand else ""
    kind = "weight" if view.part == "W" else "bias"
    shown = view.tex(result)
    if config.initialization == "given":
        return Line(
            "start", f"The {kind} in the link", view.symbol, shown, "", result, shown, (), note
        )
    if view.part == "b":
        return Line(
            "start", "Every bias starts at 0", view.symbol, "0", "", result, shown, (), note
        )
    n_in = view.here.W.shape[1]
    scale = INITIALIZATIONS[config.initialization](n_in)
    # At scale 1 the generator's own numbers are the weights.
    drawn = init_params(config.layer_dims, seed=config.seed, initialization="scale-1")
    r = float(drawn[name][place])
    scales = {
        "xavier": (r"\sqrt{\tfrac{1}{n}}", rf"\sqrt{{\frac{{1}}{{{n_in}}}}}"),
        "he": (r"\sqrt{\tfrac{2}{n}}", rf"\sqrt{{\frac{{2}}{{{n_in}}}}}"),
    }
    symbol, number = scales.get(config.initialization, (view.tex(scale), view.factor(scale)))
    return Line(
        "start",
        "A number from the bell curve, brought to the size of this layer's weights",
        view.symbol,
        rf"r \cdot {symbol}",
        rf"{view.factor(r)} \cdot {number}",
        result,
        shown,
        (
            Ingredient("r", r, f"drawn with seed {config.seed}"),
            Ingredient("n, the layer's inputs", n_in, "the network"),
        ),
        note,
    )


def _edits(view: View) -> list[Event]:
    return [event for event in view.trace.run.events if event.kind == "edit"]
