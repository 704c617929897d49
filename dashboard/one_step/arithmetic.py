r"""What is worked out in a phase? Each formula, the same with its numbers, and its result."""

from typing import NamedTuple

from dashboard.one_step.drills import Question, number_of
from dashboard.one_step.phases import Phase
from dashboard.one_step.tex import inner, tex
from dashboard.one_step.trace import LayerTrace, Trace
from dashboard.one_step.working import BLANK, working_of
from network import INITIALIZATIONS

SCALES = {
    "classic": "0.01",
    "xavier": r"\sqrt{1 / n_{in}}",
    "he": r"\sqrt{2 / n_{in}}",
    "scale-1": "1",
    "scale-20": "20",
    "zeros": "0",
}
"""What each initialisation multiplies a standard normal number by."""

MOST_SOURCES = 6


class Source(NamedTuple):
    """Where a number came from: its words, and the phase and part that show it."""

    words: str
    kind: str
    layer: int
    target: str


class Line(NamedTuple):
    """One number, worked out.

    Parameters
    ----------
    formula : str
        In letters, as TeX.
    given : tuple of str
        What goes into it.
    lines : tuple of str
        The same with numbers; the last one ends with the result.
    result : float or None
        What the code computed; None where it is an array.
    sources : tuple of Source
        Where what goes into it came from.
    """

    formula: str
    given: tuple[str, ...]
    lines: tuple[str, ...]
    result: float | None
    sources: tuple[Source, ...] = ()


def arithmetic_of(trace: Trace, phase: Phase, target: str, point: int | None) -> list[Line]:
    """Work out the numbers of a phase for what is chosen.

    Parameters
    ----------
    trace : Trace
        The step.
    phase : Phase
        Which phase.
    target : str
        The unit, weight or bias: one that fits the phase, see `phases.fitting_target`.
    point : int or None
        Of which training point; None for all of them.

    Returns
    -------
    lines : list of Line
    """
    name, _, rest = target.partition(".")
    layer = phase.layer or int(name.removeprefix("unit").lstrip("Wb"))
    unit = int(rest.split(".")[0])
    each = trace.layers[layer - 1]
    if phase.kind == "initialise":
        return [_start(trace, target)]
    if phase.kind == "forward":
        if point is None:
            return [_whole_sums(each, trace.m), _whole_activations(each, trace.m)]
        back = _inputs(layer, each.A_prev.shape[0])
        return [
            _worked(trace, f"z{layer}.{unit}", point, back),
            _worked(trace, f"a{layer}.{unit}", point),
        ]
    if phase.kind == "cost":
        output = [Source("the prediction", "forward", layer, f"unit{layer}.0")]
        each_point = [] if point is None else [_worked(trace, "cost", point, output)]
        return [*each_point, _worked(trace, "cost", None, output)]
    if phase.kind == "backward":
        return _slopes(trace, target, layer, unit, point)
    source = Source("its slope", "backward", layer, target)
    return [_worked(trace, target, None, [source])]


def _slopes(trace: Trace, target: str, layer: int, unit: int, point: int | None) -> list[Line]:
    """Work out the blame of a unit for a point, and the slopes of the cost that come of it."""
    L = len(trace.layers)
    above = (
        [Source(f"δ of layer {layer + 1}", "backward", layer + 1, f"unit{layer + 1}.0")]
        if layer < L
        else [Source("the prediction", "forward", L, f"unit{L}.{unit}")]
    )
    lines: list[Line] = []
    if point is not None:
        lines.append(_worked(trace, f"delta{layer}.{unit}", point, above))
    if target.startswith("W"):
        column = target.split(".")[2]
        back = [Source(f"δ of layer {layer}", "backward", layer, f"unit{layer}.{unit}")]
        if layer > 1:
            words = f"activation {int(column) + 1} of layer {layer - 1}"
            back.append(Source(words, "forward", layer - 1, f"unit{layer - 1}.{column}"))
        name = f"dW{layer}.{unit}.{column}"
        lines += [] if point is None else [_worked(trace, name, point)]
        lines.append(_worked(trace, name, None, back))
    else:
        lines.append(_worked(trace, f"db{layer}.{unit}", None))
    return lines


def _inputs(layer: int, count: int) -> list[Source]:
    """Say where a unit's inputs came from."""
    if layer == 1:
        return []
    return [
        Source(
            f"a of unit {unit + 1}, layer {layer - 1}",
            "forward",
            layer - 1,
            f"unit{layer - 1}.{unit}",
        )
        for unit in range(min(count, MOST_SOURCES))
    ]


def _worked(
    trace: Trace, name: str, point: int | None, sources: list[Source] | None = None
) -> Line:
    """Take a drill's working, with the number in the place of the blank."""
    question = Question(name, point)
    how = working_of(trace, question)
    formula = how.formula.replace(rf" \\ {{}} = {BLANK}", "").replace(f" = {BLANK}", "")
    return Line(formula, how.given, how.lines, number_of(trace, *question), tuple(sources or ()))


def _whole_sums(each: LayerTrace, m: int) -> Line:
    """Write the layer's sums for all points at once, by their shapes."""
    layer, (n_out, n_in) = each.layer, each.W.shape
    below = "X" if layer == 1 else f"A^{{[{layer - 1}]}}"
    shapes = rf"({n_out} \times {n_in})\,({n_in} \times {m}) + ({n_out} \times 1)"
    return Line(
        rf"Z^{{[{layer}]}} = W^{{[{layer}]}} {below} + b^{{[{layer}]}}",
        (),
        (
            rf"{shapes} \rightarrow ({n_out} \times {m})",
            rf"Z^{{[{layer}]}} \text{{ from }} {tex(float(each.Z.min()))} \text{{ to }} "
            rf"{tex(float(each.Z.max()))}",
        ),
        None,
    )


def _whole_activations(each: LayerTrace, m: int) -> Line:
    layer = each.layer
    return Line(
        rf"A^{{[{layer}]}} = \mathrm{{{each.activation}}}(Z^{{[{layer}]}})",
        (),
        (
            rf"({len(each.W)} \times {m}) \text{{, each number for itself}}"
            if each.activation != "softmax"
            else rf"({len(each.W)} \times {m}) \text{{, each column sums to }} 1",
            rf"A^{{[{layer}]}} \text{{ from }} {tex(float(each.A.min()))} \text{{ to }} "
            rf"{tex(float(each.A.max()))}",
        ),
        None,
    )


def _start(trace: Trace, target: str) -> Line:
    """Say how a weight or bias was made before the first step."""
    config, (name, _, rest) = trace.run.config, target.partition(".")
    layer, place = int(name[1:]), [int(part) for part in rest.split(".")]
    each = trace.layers[layer - 1]
    if name.startswith("b"):
        value = float(each.b[place[0], 0])
        return Line(rf"b^{{[{layer}]}}_{{{place[0] + 1}}} = {tex(value)}", (), (tex(value),), value)
    value, n_in = float(each.W[place[0], place[1]]), each.W.shape[1]
    letters = rf"W^{{[{layer}]}}_{{{place[0] + 1},{place[1] + 1}}}"
    if config.initialization == "given":
        return Line(rf"{letters} = {tex(value)}", (), (tex(value),), value)
    scale = INITIALIZATIONS[config.initialization](n_in)
    drawn = value / scale if scale else 0.0
    formula = rf"{letters} = \mathcal{{N}}(0, 1) \cdot {SCALES[config.initialization]}"
    given = (rf"n_{{in}} = {n_in}", rf"\text{{seed }} {config.seed}")
    line = rf"{tex(drawn)} \cdot {inner(scale)} = {tex(value)}"
    return Line(formula, given, (line,), value)
