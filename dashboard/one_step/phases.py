"""What happens in one step, in which order? Forward, cost, backward, update; layer by layer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import network
from dashboard.link import number_text
from dashboard.run import Run
from dashboard.settings import INITIALIZATION
from network import ACTIVATIONS, JOINT_ACTIVATIONS, OPTIMIZERS
from network.cost import COSTS

Kind = Literal["initialise", "forward", "cost", "backward", "update"]
Direction = Literal["", "forward", "backward"]


@dataclass(frozen=True)
class Phase:
    """One phase of a step.

    Parameters
    ----------
    kind : {"initialise", "forward", "cost", "backward", "update"}
    layer : int
        The active layer, from 1; 0 where all are, or none.
    title : str
    sentence : str
        What happens, in plain words.
    direction : {"", "forward", "backward"}
        Which way the numbers flow.
    functions : tuple of callable
        The functions of `network` that run, the one that matters most first.
    """

    kind: Kind
    layer: int
    title: str
    sentence: str
    direction: Direction
    functions: tuple[Callable[..., Any], ...]

    @property
    def key(self) -> str:
        """Its name among the phases of a step: ``"forward2"``, ``"cost"``."""
        return f"{self.kind}{self.layer or ''}"


def phases(run: Run) -> tuple[Phase, ...]:
    """List the phases of the step from a run's cursor to the next.

    Parameters
    ----------
    run : Run
        At the step that the update starts from; at step 0 its parameters are made first.

    Returns
    -------
    phases : tuple of Phase

    Examples
    --------
    >>> from dashboard.config import RunConfig
    >>> from dashboard.run import start
    >>> [phase.key for phase in phases(start(RunConfig()))]
    ['initialise', 'forward1', 'forward2', 'cost', 'backward2', 'backward1', 'update']
    """
    layers = range(1, len(run.config.layer_dims))
    return (
        *((_initialise(run),) if run.step == 0 else ()),
        *(_forward(run, layer) for layer in layers),
        _cost(run),
        *(_backward(run, layer) for layer in reversed(layers)),
        _update(run),
    )


def place_of(key: str, listed: Sequence[Phase]) -> int:
    """Find a phase by its key; where there is none of this key, the first of its kind, or of all.

    Examples
    --------
    >>> from dashboard.config import RunConfig
    >>> from dashboard.run import start
    >>> listed = phases(start(RunConfig()))
    >>> place_of("cost", listed), place_of("forward7", listed), place_of("nonsense", listed)
    (3, 2, 0)
    """
    alike = [place for place, phase in enumerate(listed) if key.startswith(phase.kind)]
    exact = [place for place in alike if listed[place].key == key]
    if exact or not alike:
        return (exact or [0])[0]
    return max(alike, key=lambda place: listed[place].layer)


def phase_for(target: str, now: Phase, listed: Sequence[Phase]) -> int:
    """Find the phase in which a target is at work, in the direction that is being looked at.

    Parameters
    ----------
    target : str
        As in an `Event`.
    now : Phase
        What is being looked at. In phases of all layers, every target is at work.
    listed : sequence of Phase
        The phases of the step.
    """
    layer = int(target.partition(".")[0][-1])
    if now.kind in ("initialise", "update"):
        return place_of(now.key, listed)
    return place_of(f"{'backward' if now.kind == 'backward' else 'forward'}{layer}", listed)


def layer_words(run: Run, layer: int) -> str:
    """Write which layer is meant, inside a sentence."""
    return "the output layer" if layer == len(run.config.layer_dims) - 1 else f"layer {layer}"


def activation_of(run: Run, layer: int) -> str:
    """Name the activation of a layer."""
    return (*run.config.activations, run.config.output)[layer - 1]


def is_matching(run: Run) -> bool:
    """Whether `backprop` starts from ``dZ = AL - Y``."""
    return run.config.output in COSTS[run.config.cost_in_force].matching_outputs


def _initialise(run: Run) -> Phase:
    config = run.config
    if config.initialization == "given":
        words = "Before the first step, every weight and bias is what the link says."
    elif config.initialization == "zeros":
        words = "Before the first step, every weight and every bias is set to 0."
    else:
        scale = INITIALIZATION.choices[config.initialization]
        words = (
            f"Before the first step, every weight is drawn at random with seed {config.seed} "
            f"({scale}), and every bias is 0."
        )
    return Phase("initialise", 0, "Initialise", words, "", (network.init_params, network.train))


def _forward(run: Run, layer: int) -> Phase:
    name = activation_of(run, layer)
    words = layer_words(run, layer)
    passes = {"linear": "passes the sum on as it is", "softmax": "shares out 1 between the classes"}
    then = passes.get(name, f"passes the sum through {name if name != 'relu' else 'ReLU'}")
    result = ": the prediction" if words == "the output layer" else ""
    activation = ACTIVATIONS.get(name) or JOINT_ACTIVATIONS[name]
    return Phase(
        "forward",
        layer,
        f"Forward: {words}",
        f"Each unit of {words} weighs its inputs, adds them up with its bias, and {then}{result}.",
        "forward",
        (network.forward_prop, activation.value, network.training_step),
    )


def _cost(run: Run) -> Phase:
    label = COSTS[run.config.cost_in_force].label
    return Phase(
        "cost",
        0,
        "Cost",
        f"The prediction is compared with what it should have been: the {label} of each point, and "
        "their mean, is one number for how wrong the network is.",
        "",
        (network.cost_function, network.train),
    )


def _backward(run: Run, layer: int) -> Phase:
    name, words = activation_of(run, layer), layer_words(run, layer)
    is_output = layer == len(run.config.layer_dims) - 1
    if is_output:
        sentence = (
            "Blame begins at the output: δ says how the cost grows with each unit's sum. With the "
            "layer's inputs it gives the gradient of every weight."
        )
    else:
        above = layer_words(run, layer + 1)
        sentence = (
            f"Blame flows back from {above} through the weights: each unit of {words} gets its "
            "share δ, and with its inputs that gives the gradient of every weight."
        )
    if is_output and is_matching(run):
        functions = (network.backprop, network.linear_backward)
    else:
        slope = network.softmax_backward if name == "softmax" else ACTIVATIONS[name].derivative
        functions = (network.one_layer_backward, network.linear_backward, slope, network.backprop)
    functions = (*functions, network.training_step)
    return Phase("backward", layer, f"Backward: {words}", sentence, "backward", functions)


def _update(run: Run) -> Phase:
    rule = run.rule
    optimizer = OPTIMIZERS[rule.optimizer]
    is_plain = rule.optimizer == "gradient-descent"
    functions: list[Callable[..., Any]] = [
        network.update_parameters if is_plain else optimizer.update,
        *([network.add_penalty] if rule.l1 or rule.l2 else []),
        *([network.hold] if rule.frozen else []),
        network.training_step,
    ]
    held = " What is frozen stays." if rule.frozen else ""
    return Phase(
        "update",
        0,
        "Update",
        f"Every weight and bias moves against its gradient, by {optimizer.label} with a learning "
        f"rate of {number_text(rule.learning_rate)}.{held} Then the loop begins again.",
        "",
        tuple(functions),
    )
