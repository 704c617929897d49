"""Which unit, parameter and point is the arithmetic about? Names, numbers and where they are made.

Everything is named as in the code, but counted from 1 as on the page: ``W_2[1,4]`` is the weight
from unit 4 of layer 1 to unit 1 of layer 2, and ``a_1[4]`` what that unit puts out.
"""

from dataclasses import dataclass
from functools import cached_property

from dashboard.one_step.chosen import Chosen
from dashboard.one_step.line import Ingredient, Place
from dashboard.one_step.notation import FEATURE_TEX, factor_tex, feature_text, value_tex, value_text
from dashboard.one_step.phases import Phase
from dashboard.one_step.trace import LayerTrace, Trace


@dataclass(frozen=True, eq=False)
class View:
    """One unit or parameter of a step, seen at one training point.

    Parameters
    ----------
    trace : Trace
    target : str
        What the arithmetic is about, as an `Event` names it.
    point : int
        Training point of the step.
    is_batch : bool
        Whether the point only stands for all of them.
    digits : int
        Significant digits; 0 for all.
    """

    trace: Trace
    target: str
    point: int
    is_batch: bool
    digits: int

    @property
    def part(self) -> str:
        """What the target is: ``"unit"``, ``"W"`` or ``"b"``."""
        return self.target.partition(".")[0][:-1]

    @property
    def layer(self) -> int:
        """The target's layer, from 1."""
        return int(self.target.partition(".")[0][-1])

    @property
    def row(self) -> int:
        """The target's unit, from 0."""
        return int(self.target.split(".")[1])

    @property
    def column(self) -> int:
        """Which input a weight belongs to, from 0; 0 for anything else."""
        return int(self.target.split(".")[2]) if self.part == "W" else 0

    @property
    def here(self) -> LayerTrace:
        """The target's layer in this step."""
        return self.trace.layers[self.layer - 1]

    @property
    def n_layers(self) -> int:
        """How many layers have parameters."""
        return len(self.trace.layers)

    @cached_property
    def order(self) -> list[int]:
        """The points of the step, the one looked at first."""
        return [self.point, *(i for i in range(self.trace.m) if i != self.point)]

    def of(self, target: str) -> "View":
        """Return the same view of another target."""
        return View(self.trace, target, self.point, self.is_batch, self.digits)

    def tex(self, value: float) -> str:
        """Write a number to the precision asked for."""
        return value_tex(value, self.digits)

    def text(self, value: float) -> str:
        """Write a number in plain text to the precision asked for."""
        return value_text(value, self.digits)

    def factor(self, value: float) -> str:
        """Write a number beside others, in brackets if need be."""
        return factor_tex(value, self.digits)

    def a_tex(self, layer: int, unit: int) -> str:
        """Write the symbol of what a unit, or a feature, puts out."""
        if layer == 0:
            return FEATURE_TEX[self.trace.run.config.features[unit]]
        return f"a_{layer}[{unit + 1}]"

    def column_tex(self, layer: int, unit: int) -> str:
        """Write the same symbol at a point i of the batch."""
        if layer == 0:
            return f"{self.a_tex(0, unit)}[i]"
        return f"a_{layer}[{unit + 1},i]"

    def a_of(self, layer: int, unit: int, point: int | None = None) -> float:
        """Return what a unit, or a feature, puts out for a point."""
        A = self.trace.X if layer == 0 else self.trace.layers[layer - 1].A
        return float(A[unit, self.point if point is None else point])

    def a(self, layer: int, unit: int, point: int | None = None) -> Ingredient:
        """Tell what a unit, or a feature, puts out, and where that was computed."""
        value, at = self.a_of(layer, unit, point), self._at(point)
        if layer == 0:
            name = feature_text(self.trace.run.config.features[unit])
            return Ingredient(f"{name}{at}", value, "the data")
        place = self._place(f"forward{layer}", f"unit{layer}.{unit}", point)
        return Ingredient(f"a{layer}[{unit + 1}]{at}", value, f"forward, layer {layer}", place)

    def z(self, layer: int, unit: int) -> Ingredient:
        """Tell a unit's weighted sum, and where that was computed."""
        value = float(self.trace.layers[layer - 1].Z[unit, self.point])
        place = self._place(f"forward{layer}", f"unit{layer}.{unit}")
        return Ingredient(f"z{layer}[{unit + 1}]", value, f"forward, layer {layer}", place)

    def delta(self, layer: int, unit: int, point: int | None = None) -> Ingredient:
        """Tell a unit's blame, and where that was computed."""
        i = self.point if point is None else point
        value = float(self.trace.layers[layer - 1].dZ[unit, i])
        place = self._place(f"backward{layer}", f"unit{layer}.{unit}", point)
        name = f"δ{layer}[{unit + 1}]{self._at(point)}"
        return Ingredient(name, value, f"backward, layer {layer}", place)

    def cost(self, value: float, point: int) -> Ingredient:
        """Tell what a point costs, and where that was computed."""
        place = self._place("cost", self.target, point)
        return Ingredient(f"C{self._at(point)}", value, "cost", place)

    def label(self, unit: int) -> Ingredient:
        """Tell what an output should have been."""
        return Ingredient(f"y[{unit + 1}]", float(self.trace.Y[unit, self.point]), "the data")

    def gradient(self, target: str) -> Ingredient:
        """Tell the gradient of a parameter, and where that was computed."""
        at = self.of(target)
        layer = at.here
        value = float(layer.dW[at.row, at.column] if at.part == "W" else layer.db[at.row, 0])
        place = self._place(f"backward{at.layer}", target)
        return Ingredient(f"d{at.name}", value, f"backward, layer {at.layer}", place)

    def parameter(self, target: str) -> Ingredient:
        """Tell a parameter as it is before the step, and what made it so."""
        at = self.of(target)
        layer = at.here
        value = float(layer.W[at.row, at.column] if at.part == "W" else layer.b[at.row, 0])
        run = self.trace.run
        if any(event[:2] == (run.step, "edit") and event.target == target for event in run.events):
            return Ingredient(at.name, value, "set by hand at this step")
        if run.step == 0:
            return Ingredient(at.name, value, "initialise", Place("initialise", target, 0))
        return Ingredient(at.name, value, "the update before", self.before(target))

    def before(self, target: str) -> Place:
        """Name the update that made a parameter, or what is remembered of it, as it is."""
        return Place("update", target, self.trace.run.step - 1)

    @property
    def name(self) -> str:
        """Write the target as the page names it: ``W2[1, 4]``."""
        if self.part == "W":
            return f"W{self.layer}[{self.row + 1}, {self.column + 1}]"
        return f"{'b' if self.part == 'b' else 'unit '}{self.layer}[{self.row + 1}]"

    @property
    def symbol(self) -> str:
        """Write the parameter that the target is as TeX; of a unit, its bias."""
        if self.part == "W":
            return f"W_{self.layer}[{self.row + 1},{self.column + 1}]"
        return f"b_{self.layer}[{self.row + 1}]"

    def _at(self, point: int | None) -> str:
        return "" if point in (None, self.point) else f" of point {point + 1}"

    def _place(self, phase: str, target: str, point: int | None = None) -> Place:
        return Place(phase, target, self.trace.run.step, None if point == self.point else point)


def subject_of(trace: Trace, phase: Phase, chosen: Chosen) -> str:
    """Name what the arithmetic is about: what is chosen, or what stands for it in the layer.

    Parameters
    ----------
    trace : Trace
        The step.
    phase : Phase
        What is being looked at.
    chosen : Chosen
        A legal choice.

    Returns
    -------
    target : str
        While another layer is active, a unit of that one; of the cost, the first output.
    """
    if phase.kind == "cost":
        return f"unit{len(trace.layers)}.0"
    if not phase.layer or chosen.layer == phase.layer:
        return chosen.target
    units = trace.layers[phase.layer - 1].W.shape[0]
    return f"unit{phase.layer}.{min(chosen.unit, units - 1)}"
