"""How does learning fail? A gallery: one entry for each classic failure, each proved by a test.

Everything here was measured on the page's own data; a `Proof` holds each entry to it. The id of an
entry is the kind of the doctor's finding on its run.
"""

from dataclasses import dataclass
from typing import Any

from dashboard.config import RunConfig


@dataclass(frozen=True)
class Proof:
    """What shows that a run has failed: a vital sign, and the bounds it lies within.

    Parameters
    ----------
    sign : str
        A key of `vital_signs.SIGNS`.
    low, high : float
        Both included.
    """

    sign: str
    low: float
    high: float


@dataclass(frozen=True)
class Failure:
    """One way to fail.

    Parameters
    ----------
    id : str
        Its name, in small letters and hyphens.
    name : str
        What it is commonly called.
    title : str
        What the page calls it.
    fails : str
        What fails, in one sentence.
    look_for : str
        Where it is seen, in one sentence.
    config : RunConfig
        The run.
    steps : int
        How far it is played.
    speed : int
        Steps a frame.
    mend : str
        How to mend it.
    proofs : tuple of Proof
        Of the run after so many steps.
    """

    id: str
    name: str
    title: str
    fails: str
    look_for: str
    config: RunConfig
    steps: int
    speed: int
    mend: str
    proofs: tuple[Proof, ...]


def _network(hidden: tuple[int, ...], activation: str, **settings: Any) -> RunConfig:
    return RunConfig(hidden=hidden, activations=(activation,) * len(hidden), **settings)


GALLERY = (
    Failure(
        "no-hidden-layer",
        "XOR without a hidden layer",
        "One line is not enough",
        "Without a hidden layer a network can draw a single straight line, and no line has the "
        "four corners of XOR on their right sides.",
        "After a few steps nothing moves any more: a cost of 0.69 and 52 % right, as good as "
        "tossing a coin.",
        _network((), "sigmoid", dataset="xor", learning_rate=1.0),
        steps=300,
        speed=1,
        mend="Add a hidden layer: each of its units draws a line of its own, and the output "
        "combines them.",
        proofs=(
            Proof("cost", 0.68, 0.7),
            Proof("score", 0.4, 0.6),
            Proof("first-gradient", 0, 1e-9),
        ),
    ),
    Failure(
        "zero-weights",
        "Zero weights",
        "Eight units, one thought",
        "Weights that all start at zero are all alike, get the same gradient, and stay alike: "
        "eight units do the work of one.",
        "In the heatmap of W1 all eight rows change as one, and the plane shows one line where "
        "the moons need a bend.",
        _network(
            (8,),
            "sigmoid",
            dataset="moons",
            n_train=199,  # an odd number: with as many of each class, nothing would move at all
            initialization="zeros",
            seed=3,
            learning_rate=2.0,
        ),
        steps=500,
        speed=1,
        mend="Draw the starting weights at random: the units begin as different lines, and part.",
        proofs=(Proof("identical-rows", 8, 8), Proof("cost", 0.2, 0.35), Proof("score", 0.8, 0.93)),
    ),
    Failure(
        "tiny-start",
        "×0.01, two layers deep",
        "Too quiet to be heard",
        "Starting weights of size 0.01 shrink the signal at each of two hidden layers, and the "
        "gradient on its way back: nothing is left to learn from.",
        "The cost is a ruled line at 0.693, and the gradient of layer 1 lies at 10⁻⁷.",
        _network(
            (4, 4), "sigmoid", dataset="xor", initialization="classic", seed=4, learning_rate=1.0
        ),
        steps=1_000,
        speed=3,
        mend="Let the size of the starting weights fit the inputs of their layer: Xavier does.",
        proofs=(Proof("cost", 0.6931, 0.6932), Proof("first-gradient", 0, 1e-6)),
    ),
    Failure(
        "saturation",
        "Saturation",
        "Stuck at the ends",
        "Starting weights of size 20 push the sigmoids to 0 or 1, where they are flat; with "
        "squared error the output unit is flat there too.",
        "The plane is cut into hard, wrong pieces at once, and 500 steps later they are still "
        "there.",
        _network(
            (8,),
            "sigmoid",
            dataset="xor",
            initialization="scale-20",
            cost="squared-error",
            seed=2,
            learning_rate=2.0,
        ),
        steps=500,
        speed=1,
        mend="Start with smaller weights, so that every unit has a slope; cross-entropy helps the "
        "output unit.",
        proofs=(Proof("saturated", 0.7, 0.95), Proof("score", 0.4, 0.6), Proof("cost", 0.2, 0.3)),
    ),
    Failure(
        "vanishing-gradients",
        "Vanishing gradients",
        "Lost on the way back",
        "Through five layers of sigmoids the gradient is multiplied by a slope of at most ¼ five "
        "times over: hardly anything arrives at the first layer.",
        "At step 0 the layers' gradients lie decades apart. That of layer 1 is the lowest, at "
        "3·10⁻⁶; it stays there, and the cost at 0.693.",
        _network((8,) * 5, "sigmoid", dataset="circle", seed=1, learning_rate=0.5),
        steps=500,
        speed=2,
        mend="Take tanh units, whose slope is 1 in the middle, or ReLU with He's starting weights.",
        proofs=(
            Proof("starting-ratio", 0, 1e-3),
            Proof("first-gradient", 0, 1e-5),
            Proof("cost", 0.692, 0.694),
        ),
    ),
    Failure(
        "dead-relus",
        "Dead ReLUs",
        "Eight dead units",
        "Steps that are far too large throw every ReLU to the side where it is 0 for all points: "
        "it has no slope there, and never comes back.",
        "The pictures in the hidden units go blank within four steps, and the plane has one "
        "colour.",
        _network((8,), "relu", dataset="circle", initialization="he", seed=1, learning_rate=20.0),
        steps=100,
        speed=1,
        mend="Take a smaller learning rate, or units that cannot die, such as tanh.",
        proofs=(Proof("dead-units", 8, 8), Proof("score", 0.5, 0.5), Proof("cost", 2, 3)),
    ),
    Failure(
        "rate-too-small",
        "Learning rate too small",
        "A snail's pace",
        "With a learning rate of 0.01 every step goes the right way, and hardly anywhere.",
        "The cost falls in a nearly straight line; after 500 steps it is where the rate 2 comes "
        "in three.",
        _network(
            (8,), "sigmoid", dataset="moons", initialization="scale-1", seed=3, learning_rate=0.01
        ),
        steps=500,
        speed=1,
        mend="Raise the learning rate until the cost falls fast and still smoothly: here about 2.",
        proofs=(Proof("cost", 0.6, 0.75), Proof("rising", 0, 0), Proof("score", 0.3, 0.6)),
    ),
    Failure(
        "rate-too-large",
        "Learning rate too large",
        "Over the valley and back",
        "With a learning rate of 50 every step leaps over the valley to the opposite slope, often "
        "higher up.",
        "The cost jumps up and down by more than half of itself, and the boundary never comes to "
        "rest.",
        _network((8,), "sigmoid", dataset="moons", seed=2, learning_rate=50.0),
        steps=300,
        speed=1,
        mend="Divide the learning rate by ten until the cost falls smoothly.",
        proofs=(Proof("rising", 0.25, 0.75), Proof("score", 0.5, 0.94), Proof("cost", 0.2, 30)),
    ),
    Failure(
        "overfitting",
        "Overfitting",
        "Learned by heart",
        "A large network with 30 noisy points draws its boundary around each of them, instead of "
        "between the moons.",
        "From about step 200 on the dashed test cost rises while the training cost goes on "
        "falling.",
        _network(
            (16, 16),
            "tanh",
            dataset="moons",
            noise=0.35,
            n_train=30,
            n_test=500,
            seed=3,
            learning_rate=0.3,
        ),
        steps=2_000,
        speed=5,
        mend="Give it more points, a smaller network, or an L2 penalty on large weights.",
        proofs=(
            Proof("cost", 0, 0.15),
            Proof("test-cost", 1, 3),
            Proof("score", 0.9, 1),
            Proof("test-score", 0.6, 0.85),
        ),
    ),
)
"""In the order of the page."""
