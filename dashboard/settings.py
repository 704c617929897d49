"""What can be set, between which limits, and what does it mean? One row for each setting.

Widgets, validation, the link and the tests all read these rows: no page holds a default.
The rows of a run come first, in the order of the link; limits of the program follow.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from dashboard import features

LINK_VERSION = 1


@dataclass(frozen=True)
class Number:
    """A setting that is one number.

    Parameters
    ----------
    key : str
        Its name in links and widgets.
    label, help : str
        What the page calls it, and one sentence on what it does.
    default, minimum, maximum, step : float
        All in `unit`.
    unit : str
        Unit of the value; empty for a pure number.
    is_whole : bool
        Whether only whole numbers are legal.
    """

    key: str
    label: str
    help: str
    default: float
    minimum: float
    maximum: float
    step: float
    unit: str = ""
    is_whole: bool = False

    def nearest(self, value: float) -> float:
        """Return the legal value nearest to a finite `value`.

        Examples
        --------
        >>> UNITS.nearest(17.4), LEARNING_RATE.nearest(1000.0)
        (16, 100.0)
        """
        clamped = min(max(value, self.minimum), self.maximum)
        return round(clamped) if self.is_whole else clamped

    def check(self, value: float) -> None:
        """Raise ``ValueError`` unless `value` is legal."""
        # NaN is in no range; what is in range is small enough for the arithmetic of `nearest`.
        if not self.minimum <= value <= self.maximum or value != self.nearest(value):
            kind = "a whole number" if self.is_whole else "a number"
            raise ValueError(
                f"{self.key}: expected {kind} from {self.minimum:g} to {self.maximum:g}, "
                f"got {value!r}"
            )


@dataclass(frozen=True)
class Choice:
    """A setting that is one name of a few.

    Parameters
    ----------
    key, label, help, default : str
        As for `Number`.
    choices : mapping of str to str
        Each legal name, and what the page calls it.
    """

    key: str
    label: str
    help: str
    default: str
    choices: Mapping[str, str]

    def check(self, value: str) -> None:
        """Raise ``ValueError`` unless `value` is one of the names."""
        if value not in self.choices:
            raise ValueError(f"{self.key}: expected one of {list(self.choices)}, got {value!r}")


DATA = Choice(
    "data",
    "Data",
    "What the network has to learn: points on a plane, each of a class or with a value.",
    "circle",
    {
        "circle": "Circle",
        "xor": "XOR",
        "blobs": "Blobs",
        "spiral": "Spiral",
        "moons": "Moons",
        "point": "One point",
        "setosa": "Setosa",
        "virginica": "Virginica",
        "clouds": "Clouds",
        "arms": "Arms",
        "iris": "Iris",
        "plane": "Plane",
        "hills": "Hills",
    },
)
OWN_DATA = "own"
"""What the data of a learner's own are called, in place of a choice of `DATA`."""

CLASSES = Number(
    "classes",
    "Classes",
    "How many kinds of points there are; the network gets an output unit for each.",
    3,
    3,
    6,
    1,
    "classes",
    is_whole=True,
)
DATA_SEED = Number(
    "data_seed",
    "Data seed",
    "Draws other points of the same kind.",
    1,
    0,
    999_999,
    1,
    is_whole=True,
)
NOISE = Number(
    "noise",
    "Noise",
    "How far each point is pushed off its place at random (standard deviation, in units of the "
    "plane).",
    0.0,
    0.0,
    1.0,
    0.01,
)
TRAINING_POINTS = Number(
    "n",
    "Training points",
    "The points that the network learns from.",
    200,
    1,
    2_000,
    1,
    "points",
    is_whole=True,
)
TEST_POINTS = Number(
    "test",
    "Test points",
    "Points that the network never learns from, to see whether it learned the shape or the points.",
    100,
    0,
    2_000,
    1,
    "points",
    is_whole=True,
)
LAYERS = Number(
    "layers",
    "Hidden layers",
    "Layers between the features and the output. With none, the network can only draw one line.",
    1,
    0,
    6,
    1,
    "layers",
    is_whole=True,
)
UNITS = Number(
    "dims",
    "Units",
    "Neurons in this layer. Each draws one soft line through what the layer before it shows.",
    4,
    1,
    16,
    1,
    "units",
    is_whole=True,
)
ACTIVATION = Choice(
    "act",
    "Activation",
    "What each unit of this layer does with its weighted sum.",
    "sigmoid",
    {"sigmoid": "sigmoid", "tanh": "tanh", "relu": "ReLU", "linear": "linear"},
)
INITIALIZATION = Choice(
    "init",
    "Initialisation",
    "How large the random weights are at the start. Biases start at zero.",
    "xavier",
    {
        "xavier": "Xavier: √(1/inputs)",
        "he": "He: √(2/inputs)",
        "scale-1": "Scale 1",
        "classic": "Classic: ×0.01",
        "scale-20": "Scale 20",
        "zeros": "Zeros",
        "given": "Given in the link",
    },
)
SEED = Number(
    "seed",
    "Seed",
    "Draws other starting weights of the same size.",
    2,
    0,
    999_999,
    1,
    is_whole=True,
)
LEARNING_RATE = Number(
    "lr",
    "Learning rate",
    "How far each step goes. Too small crawls; too large leaps over the valley. A change made "
    "on the way counts from the step shown.",
    2.0,
    0.0001,
    100.0,
    0.0001,
)
LARGEST_VALUE_RATE = 0.5
"""A larger learning rate throws a network with a linear output too far, mostly: it is left then."""
COST = Choice(
    "cost",
    "Cost",
    "What the steps bring down: cross-entropy measures how surprised the prediction is by the "
    "labels, squared error how far it is from them.",
    "cross-entropy",
    {"cross-entropy": "Cross-entropy", "squared-error": "Squared error"},
)
OPTIMIZER = Choice(
    "opt",
    "Optimizer",
    "How a gradient becomes a step. Momentum keeps rolling, RMSProp evens the steps of all "
    "weights out, Adam does both. A change counts from the step shown, and starts it afresh.",
    "gradient-descent",
    {
        "gradient-descent": "Gradient descent",
        "momentum": "Momentum",
        "rmsprop": "RMSProp",
        "adam": "Adam",
    },
)
BETA1 = Number(
    "beta1",
    "β₁, memory of the direction",
    "How much of its last direction a step keeps (momentum, Adam).",
    0.9,
    0.0,
    0.999,
    0.001,
)
BETA2 = Number(
    "beta2",
    "β₂, memory of the size",
    "How slowly the usual size of each gradient is forgotten (RMSProp, Adam).",
    0.999,
    0.0,
    0.9999,
    0.0001,
)
BATCH_SIZE = Number(
    "batch",
    "Batch size",
    "Training points used for one step. With fewer than all, an epoch is one pass over all of "
    "them, in an order shuffled anew each time.",
    0,
    0,
    5_000,
    1,
    "points",
    is_whole=True,
)
L1 = Number(
    "l1",
    "L1 penalty, λ₁",
    "Adds λ₁·Σ|W| to what is brought down: weights that are not needed become 0.",
    0.0,
    0.0,
    10.0,
    0.0001,
)
L2 = Number(
    "l2",
    "L2 penalty, λ₂",
    "Adds λ₂/2·ΣW² to what is brought down: no weight grows large without need.",
    0.0,
    0.0,
    10.0,
    0.0001,
)
STOPS = {
    "cost": Number("cost", "Training cost at most", "", 0.1, 0.0, 1_000.0, 0.01),
    "score": Number("score", "Training accuracy at least", "", 0.95, 0.0, 1.0, 0.01),
    "step": Number("step", "Step", "", 1_000, 1, 1_000_000_000, 100, "steps", is_whole=True),
}
"""What a run may stop at by itself."""
FEATURES = Choice(
    "features",
    "Features",
    "What the network sees of each point. The plane stays x₁ and x₂.",
    "x1",
    {name: feature.label for name, feature in features.FEATURES.items()},
)
SPEED = Number(
    "speed",
    "Speed",
    "Training steps from one drawn frame to the next.",
    3,
    1,
    1_000,
    1,
    "steps a frame",
    is_whole=True,
)

LEARNING_RATES = tuple(
    float(f"{digit}e{decade}")
    for decade in range(-4, 3)
    for digit in (1, 1.5, 2, 3, 5, 7)
    if digit * 10.0**decade <= LEARNING_RATE.maximum
)
"""Stops of the learning rate's slider: six a decade. A link may name any rate between."""

BETAS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999)
"""Stops of both memories' sliders; the second has one more."""

PENALTIES = (0.0, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
"""Stops of the penalties' sliders."""

BATCH_SIZES = (0, 1, 2, 5, 10, 20, 50, 100)
"""Stops of the batch size's slider; 0 stands for all."""

SPEEDS = (1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1_000)
"""Stops of the speed's slider, in steps a frame."""

DEFAULT_HIDDEN = (int(UNITS.default),) * int(LAYERS.default)

DEFAULT_FEATURES = ("x1", "x2")

CONTROLS = {
    "data": "Data set and points",
    "own": "Own data",
    "features": "Features",
    "layers": "Layers and activations",
    "init": "Initialisation and seed",
    "lr": "Learning rate",
    "opt": "Optimizer",
    "batch": "Batch size",
    "penalty": "L1 and L2",
    "cost": "Cost",
    "stop": "Stop when",
    "speed": "Speed",
    "step": "Step and 10 steps",
    "reset": "Reset",
    "undo": "Undo",
    "edit": "Weights by hand",
    "figures": "Figures",
    "boundary": "Decision boundary",
    "take": "Take it with you",
    "doctor": "The doctor",
}
"""What a link may leave out of the page, so that it shows one exercise. What is left out cannot be
changed there either; Play and the stage always stay."""

LARGEST_EDIT = 1e6
"""No weight is given a value beyond this by hand."""

# Limits of the link.
MAX_EVENTS = 100
MAX_EVENT_STEP = 1_000_000_000
MAX_LINK_LENGTH = 2_000
MAX_QUERY_LENGTH = 8_000
"""Of a query that a page hands back, so much is read."""
MAX_LINK_STEP = 200_000
"""Steps that a link opened cold may ask to be trained again."""
MAX_RUN_FILE_MB = 2
"""Of a run file that is opened, in millions of bytes; that of the largest network has 0.1."""

# Limits of a run in memory.
MAX_SNAPSHOTS = 512
MAX_HISTORY_BYTES = 2_000_000
MAX_UNDO = 10
MAX_BRANCHES = 8
FORK_STEPS = 200
"""How far both futures are trained where a fork is made at the end of what was seen."""

# The two clocks (DESIGN 3).
FRAMES_PER_SECOND = 60
BATCH_SECONDS = 0.5
FRAMES_PER_BATCH = round(FRAMES_PER_SECOND * BATCH_SECONDS)
FIRST_BATCH_FRAMES = round(1.5 * FRAMES_PER_BATCH)
"""The first batch is longer, so that the stage holds some frames in hand from then on."""
RESERVE_FRAMES = 24
"""The stage asks for a batch when it has so many frames left to play."""
TURN_SECONDS = 0.2
"""Training time of one turn in the lane, at most."""

# A class (see `pace`).
MAX_PLAYING = int(os.environ.get("WATCH_IT_LEARN_MAX_PLAYING", "150"))
"""Learners who may play at once in one process; the next ones wait for a place."""
LONGEST_BATCH_SECONDS = 4.0
"""However many play, each gets a batch at least so often."""
LONGEST_BATCH_FRAMES = 90
"""The more play, the more frames a batch has, up to this: what a batch costs beside its frames
is then shared by more of them."""
SHORTEST_TURN_SECONDS = 0.02
"""However many play, a turn may train for so long."""
PATIENCE_BATCHES = 6
"""Who has not asked for so many batches is taken to be gone."""
QUEUE_SECONDS = 2.0
"""How often a page that waits asks whether it is its turn."""
MAX_PROCESS_HISTORY_BYTES = 10**6 * int(os.environ.get("WATCH_IT_LEARN_HISTORY_MB", "400"))
"""Memory of all histories in one process; beyond it they keep fewer snapshots."""
MAX_FILM_BYTES = 200_000
"""Recorded frames sent to a stage that has none, at most."""
MAX_REPLAY_BYTES = 500_000
"""Recorded frames in a replay, at most; written as text they take a third more."""
SOLVED_ACCURACY = 0.95
LARGEST_JUMP = 1_000
"""Steps trained at once on a press of a key or button, at most."""
RESTORING_FRAMES = 6
"""Frames a turn while a link's run is trained again: few, so that the time goes into steps."""
OPENING_SECONDS = 0.05
"""Training time before a link's page is first drawn: a step that is soon reached shows at once."""
RESTORING_TURN_SECONDS = 0.1
"""Training time of one such turn: everyone else waits for it."""
MAX_CHECK_STEPS = 2_000_000
"""A run that was handed back is trained again, to check it, for so many steps at most."""
OPENING_SECONDS = 0.03
"""After the first picture of a page that has just been opened, its stage asks for the rest. A
browser is busy for a second with fields and figures, and the picture would come last: decision
0013."""
GREETING_SECONDS = 0.3
"""After the whole page was drawn, a stage at rest asks once. When Streamlit's page finds its server
again, it asks for the whole page only if a fragment ran last; else it would ask for nothing, and a
server started anew would know none of its fragments."""
CHECK_SECONDS = 0.5
"""How often a page asks how far that is."""

ARRIVING_SECONDS = 0.3
"""Between two turns of training towards a link's step, on a page without a stage."""

# The landscape, and what changed.
FIRST_STEPS = 300
"""A page that needs a run with a past trains one that has none so far, for itself."""
LANDSCAPE = {
    "seed": Number(
        "plane_seed",
        "Seed of the directions",
        "Draws two other random directions through the parameters.",
        1,
        0,
        999_999,
        1,
        is_whole=True,
    ),
}
"""What a landscape may be of, beside a run: no part of a link."""
EXTENTS = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 10.0)
"""How far a plane reaches, in multiples of what fits the path, or of the run's own weights."""
SURVEY_SIZES = (13, 25, 51)
"""Cells along a side of a surface: coarse at once, then finer; odd, so that the middle is one."""
SURVEY_NUMBERS = 100_000
"""Numbers of one layer computed at once for a surface: so many stay in the processor's cache."""
SURVEY_TURN_SECONDS = 0.1
"""Computing time of one turn in the lane: everyone else waits for it."""
SURVEY_TURNS = 2
"""Turns from one look at the buttons to the next."""
SURVEY_SECONDS = 0.3
"""Between two such looks."""
CHANGE_RESOLUTION = 81
"""Points along a side of the plane on which two predictions are compared: odd, as the axes'."""

MAX_JOBS = 400
MAX_JOB_STEPS = 20_000
MAX_TRIED_STEPS = 1_000_000
"""Runs that a learner may try at once, how far each may be trained, and how far all together."""

WORKERS = int(os.environ.get("WATCH_IT_LEARN_WORKERS", str(max(1, (os.cpu_count() or 2) - 1))))
"""Processes that try many runs, for all learners together."""

CLUSTER = os.environ.get("WATCH_IT_LEARN_DASK", "")
"""Address of a Dask scheduler that tries them instead. Only whoever runs the server names one: an
address that a learner may type would let the server connect anywhere."""
