"""What just happened? One sentence or two: plain words for the page and for a screen reader."""

from collections.abc import Sequence
from dataclasses import replace

from dashboard import settings
from dashboard.config import RULE_FIELDS, RULES, Event, RunConfig
from dashboard.datasets import DATASETS
from dashboard.keyframe import Check
from dashboard.link import number_text
from dashboard.probes import measure
from dashboard.run import Run, fingerprint
from dashboard.schedule import places
from dashboard.settings import LEARNING_RATES
from dashboard.stopping import StopWhen
from network import OPTIMIZERS

FEWEST_POINTS = 10
"""A run with fewer training points is not called solved, unless its data set has only one."""


def new_run(before: RunConfig, after: RunConfig) -> str:
    """Say what a new run differs in.

    Parameters
    ----------
    before, after : RunConfig
        The settings that were, and those that are.

    Returns
    -------
    sentence : str
        The data set, where it is another one, is told in a sentence more.

    Examples
    --------
    >>> new_run(RunConfig(), RunConfig(seed=7))
    'A new run with the starting weights of seed 7.'
    """
    words = _changed_words(before, after)
    if not words:
        return "The same run, from its start."
    is_other = before.dataset != after.dataset and after.own is None
    told = f" {DATASETS[after.dataset].sentence}" if is_other else ""
    return f"A new run {words}.{told}"


def undone(undone_run: Run, back: Run) -> str:
    """Say what Undo brought back.

    Parameters
    ----------
    undone_run : Run
        The run that is gone.
    back : Run
        The run that is on the page again, at its step.

    Returns
    -------
    sentence : str

    Examples
    --------
    >>> from dashboard.run import start
    >>> undone(start(RunConfig(seed=7)), start(RunConfig(noise=0.1)))
    'Undone: back to the run with noise 0.1 and the starting weights of seed 2, at step 0.'
    """
    place = f"at step {back.step:,}"
    words = _changed_words(undone_run.config, back.config)
    if words:
        return f"Undone: back to the run {words}, {place}."
    if undone_run.events != back.events:
        return f"Undone: {_rule_again(undone_run, back)}, {place}."
    return f"Undone: back to the same run {place}."


def _rule_again(undone_run: Run, back: Run) -> str:
    """Say what is as it was before the changes on the way that are gone."""
    gone = undone_run.rule
    for kind, name in RULE_FIELDS.items():
        value = getattr(back.rule, name)
        if value != getattr(gone, name):
            return f"{rule_words(kind)} is {rule_value(kind, value)} again"
    return "back to the run before that change"


def rule_words(kind: str) -> str:
    """Write what a training setting is called in a sentence."""
    words = {
        "lr": "the learning rate",
        "opt": "the optimizer",
        "beta1": "β₁",
        "beta2": "β₂",
        "batch": "the batch size",
        "l1": "the L1 penalty",
        "l2": "the L2 penalty",
    }
    return words[kind]


def rule_value(kind: str, value: float | str) -> str:
    """Write a training setting's value."""
    row = RULES[kind]
    if isinstance(row, settings.Choice):
        return OPTIMIZERS[str(value)].label
    if kind == "batch" and not value:
        return "all points"
    return number_text(float(value))


def data_words(config: RunConfig) -> str:
    """Write which data a run learns from.

    Examples
    --------
    >>> data_words(RunConfig())
    'the data set Circle'
    """
    own = config.own
    if own is None:
        return f"the data set {settings.DATA.choices[config.dataset]}"
    count = own.targets.size
    kind = "drawn " if own.is_drawn else ""
    return f"{count:,} {kind}{'point' if count == 1 else 'points'} of your own"


OWN_WANTED = "The link's data are kept by the browser that made it: asking whether this is the one."
"""Said while the browser is asked for data that a link only names."""

OWN_MISSING = (
    "The link names data that this browser does not have: open the run file of whoever shared it. "
    "Until then this is the default run."
)
"""Said where it has not got them."""

DRAWING = (
    "Click on the plane to set points: the first one starts a data set of your own, and what you "
    "draw is learned at once."
)
"""Said when drawing begins."""


def event_words(event: Event) -> str:
    """Write one change on the way.

    Examples
    --------
    >>> event_words(Event(120, "lr", 0.5)), event_words(Event(7, "freeze", 1.0, "layer1"))
    ('the learning rate 0.5 from step 120', 'Layer 1 frozen from step 7')
    """
    if event.kind in RULE_FIELDS:
        value = rule_value(event.kind, event.value)
        return f"{rule_words(event.kind)} {value} from step {event.step:,}"
    target = target_words(event.target)
    if event.kind == "edit":
        return f"{target} set to {number_text(float(event.value))} at step {event.step:,}"
    return f"{target} {'frozen' if event.value else 'released'} from step {event.step:,}"


def future(events: Sequence[Event], seen: int) -> str:
    """Name the future that some changes took a run away from.

    Examples
    --------
    >>> future([Event(120, "lr", 3.0)], 500)
    'before the learning rate 3'
    """
    event = events[0]
    if event.kind in RULE_FIELDS:
        return f"before {rule_words(event.kind)} {rule_value(event.kind, event.value)}"
    return f"as it went to step {seen:,}"


TOO_MANY_BRANCHES = (
    f"There are {settings.MAX_BRANCHES} branches, as many as are kept: delete one to keep another."
)


def changed(events: Sequence[Event], before: Run, step: int) -> str:
    """Say what was changed on the way.

    Parameters
    ----------
    events : sequence of Event
        The changes.
    before : Run
        The run without them, at the step where they count.
    step : int
        That step.

    Returns
    -------
    sentence : str

    Examples
    --------
    >>> from dashboard.run import start
    >>> changed([Event(0, "l2", 0.1)], start(RunConfig()), 0)
    'The L2 penalty 0.1 from step 0; it was 0.'
    """
    sentences: list[str] = []
    for event in events:
        if event.kind in RULE_FIELDS:
            was = getattr(before.rule, RULE_FIELDS[event.kind])
            words = rule_words(event.kind)
            words = words.removeprefix("the ") if event.kind == "lr" else words
            start = words if words[0] == "β" else words[0].upper() + words[1:]
            now, before_that = (rule_value(event.kind, value) for value in (event.value, was))
            sentences.append(f"{start} {now} from step {step:,}; it was {before_that}.")
        elif event.kind == "edit":
            name, row, column = places(event.target, before.config.layer_dims)[0]
            was = float(before.params[name][row, column])
            sentences.append(
                f"{target_words(event.target)} is {number_text(float(event.value))} at step "
                f"{step:,}; it was {number_text(was)}."
            )
        else:
            does = "stays as it is" if event.value else "learns again"
            sentences.append(f"{target_words(event.target)} {does} from step {step:,} on.")
    return " ".join(sentences)


def target_words(target: str) -> str:
    """Write what an edit or a freeze names, as the page counts: from 1.

    Examples
    --------
    >>> target_words("W2.0.3"), target_words("unit1.2"), target_words("layer2")
    ('W2[1, 4]', 'Unit 3 of layer 1', 'Layer 2')
    """
    name, *place = target.split(".")
    counted = [int(part) + 1 for part in place]
    if name.startswith("layer"):
        return f"Layer {name.removeprefix('layer')}"
    if name.startswith("unit"):
        return f"Unit {counted[0]} of layer {name.removeprefix('unit')}"
    return f"{name}[{', '.join(map(str, counted))}]"


ALREADY_REACHED = (
    "What the run is to stop at is reached already: set another value, or never, to go on."
)
"""Said where Play is pressed at a step at which the run was to stop."""


STOPS_HERE = "The run has come to where it stops: press Reset to play it again."
"""Said in its place where the page does not let another value be set."""


def reached(run: Run, stop: StopWhen | None) -> str:
    """Say that a run stopped by itself, and why.

    Parameters
    ----------
    run : Run
        At the step where it stopped.
    stop : StopWhen or None
        What it was to reach.

    Returns
    -------
    sentence : str
    """
    place = f"Stopped at step {run.step:,}"
    if stop is None or stop.kind == "step":
        return f"{place}, as asked."
    measured = measure(run, run.step, run.params)
    if stop.kind == "cost":
        return (
            f"{place}: the training cost is {measured.train_cost:.6g}, for the first time at most "
            f"{number_text(stop.value)}."
        )
    name = "R²" if run.config.task == "value" else "accuracy"
    return (
        f"{place}: the training {name} is {measured.train_score:.6g}, for the first time at least "
        f"{number_text(stop.value)}."
    )


LOCKED = "Make your prediction first: then the run unlocks."
"""Said where a lesson asks for a prediction, and Play or a step is pressed before it is made."""


def from_lesson(title: str) -> str:
    """Say that the playground goes on with what a lesson ended with.

    Examples
    --------
    >>> from_lesson("A neuron is a line")
    'From the lesson A neuron is a line; Undo brings your own run back.'
    """
    return f"From the lesson {title}; Undo brings your own run back."


TOO_MANY_CHANGES = (
    f"A run holds at most {settings.MAX_EVENTS} changes on the way; this one is full. "
    "Reset, and make the change at the start."
)
"""Said where a change finds no room."""


def _changed_words(before: RunConfig, after: RunConfig) -> str:
    """Write what `after` has that `before` had not, as what follows "a run"; empty if nothing."""
    given = "the weights given in its link"
    start = settings.INITIALIZATION.choices[after.initialization].partition(":")[0]
    words = {
        "dataset": data_words(after),
        "own": data_words(after),
        "data_seed": f"the points of data seed {after.data_seed}",
        "noise": f"noise {number_text(after.noise)}",
        "n_train": _points(after.n_train, "training"),
        "n_test": _points(after.n_test, "test"),
        "hidden": network_words(after),
        "activations": _activation_words(after),
        "initialization": given if after.given else f"the initialisation {start}",
        "given": given,
        "seed": f"the starting weights of seed {after.seed}",
        "n_classes": f"{after.n_classes} classes",
        "features": "the features "
        + listed([settings.FEATURES.choices[name] for name in after.features]),
        "cost": f"the cost {settings.COST.choices[after.cost].lower()}",
        **{
            name: f"{rule_words(kind)} {rule_value(kind, getattr(after, name))}"
            for kind, name in RULE_FIELDS.items()
        },
    }
    changed = [name for name in words if getattr(before, name) != getattr(after, name)]
    if changed and after == RunConfig():
        return "with the default settings" if len(changed) > 1 else f"with {words[changed[0]]}"
    if "hidden" in changed and set(after.activations) <= set(before.activations):
        changed = [name for name in changed if name != "activations"]  # there is no news in them
    told = list(dict.fromkeys(words[name] for name in changed))
    return f"with {listed(told)}" if told else ""


def listed(words: Sequence[str]) -> str:
    """Write some words as a list.

    Examples
    --------
    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def _activation_words(config: RunConfig) -> str:
    names = [settings.ACTIVATION.choices[name] for name in config.activations]
    if len(set(names)) <= 1:
        return f"{names[0]} units" if names else "no hidden units"
    return f"{', '.join(names[:-1])} and {names[-1]} units"


def network_words(config: RunConfig) -> str:
    """Write a network as its layers.

    Examples
    --------
    >>> network_words(RunConfig())
    'a 2-4-1 network'
    """
    return f"a {'-'.join(map(str, config.layer_dims))} network"


RESTORED = "Restored where you were; the run is being checked."

CHECKED = "Restored and checked: trained again from its start, this is the same run."


def opened(step: int, *, is_checked: bool) -> str:
    """Say that the run of a file is on the page.

    Parameters
    ----------
    step : int
        Where it stands.
    is_checked : bool
        Whether it is being trained again, to see that it is the run that the file names.

    Returns
    -------
    sentence : str

    Examples
    --------
    >>> opened(1_200, is_checked=True)
    'Opened from its file at step 1,200; the run is being checked.'
    """
    return f"Opened from its file at step {step:,}{'; the run is being checked' * is_checked}."


def not_confirmed(check: Check) -> str:
    """Say that a run handed back is not what its link names.

    Parameters
    ----------
    check : Check
        The check that came to its end.

    Returns
    -------
    sentence : str
    """
    return (
        f"The state that this page handed back (fingerprint {check.stamp}) is not what the link's "
        f"run has at step {check.run.step:,} on this server ({fingerprint(check.run)}), so the run "
        "goes on as trained here."
    )


def computes_differently(here: str, there: str) -> str:
    """Say that a run came out otherwise than where its link was made.

    Parameters
    ----------
    here, there : str
        Fingerprints of the run at the link's step.

    Returns
    -------
    sentence : str

    Examples
    --------
    >>> computes_differently("89abcdef", "0123abcd")[-53:]
    'its fingerprint is 89abcdef here, and 0123abcd there.'
    """
    return (
        "This machine or this version of the program computes differently in the last digits "
        "from where the link was made, so the run may differ a little: its fingerprint is "
        f"{here} here, and {there} there."
    )


def queue(n_playing: int, place: int) -> str:
    """Say that everyone's place is taken for now.

    Examples
    --------
    >>> queue(150, 2)
    'This server is full: 150 learners play. You are number 2 in line; your turn comes by itself.'
    """
    return (
        f"This server is full: {n_playing} learners play. You are number {place} in line; "
        "your turn comes by itself."
    )


def ended(run: Run) -> str:
    """Say why a run cannot go on, and what to try.

    Parameters
    ----------
    run : Run
        At its last finite step.

    Returns
    -------
    sentence : str
    """
    rate = run.rule.learning_rate
    smaller = [stop for stop in LEARNING_RATES if stop <= rate / 10] or list(LEARNING_RATES[:1])
    advice = f"{number_text(smaller[-1])}, or " if smaller[-1] < rate else ""
    return (
        f"Paused at step {run.step:,}: the next step would leave the numbers a computer can hold. "
        f"The learning rate of {number_text(rate)} threw the weights too far; try {advice}sigmoid "
        "or tanh units, which stay bounded."
    )


def _points(count: int, kind: str) -> str:
    return f"{count} {kind} point" if count == 1 else f"{count:,} {kind} points"


def suggestion(config: RunConfig) -> tuple[str, RunConfig] | None:
    """Suggest one thing to try once a run is solved.

    Parameters
    ----------
    config : RunConfig
        The settings that solved it.

    Returns
    -------
    suggestion : tuple of str and RunConfig, or None
        A sentence, and the settings it speaks of. None too where there is too little to learn.

    Examples
    --------
    >>> suggestion(RunConfig())[0]
    'Solved. Would fewer lines do? Try it with 2 hidden units.'
    """
    if config.dataset != "point" and config.n_train < FEWEST_POINTS:
        return None
    if config.dataset == "circle" and config.hidden == (4,):
        start = "xavier" if config.initialization == "given" else config.initialization
        fewer = replace(config, hidden=(2,), initialization=start, given=())
        return "Solved. Would fewer lines do? Try it with 2 hidden units.", fewer
    following = {
        "blobs": ("circle", (4,), "Solved: one line was enough. Try the circle, where none is."),
        "circle": ("xor", (4,), "Solved. Try XOR, where opposite corners belong together."),
        "xor": ("moons", (8,), "Solved. Try the moons, which reach into each other."),
        "moons": ("spiral", (16, 16), "Solved. Try the spiral: it needs more layers."),
        "setosa": ("virginica", (4,), "Solved. Try the two species that overlap."),
        "virginica": ("moons", (8,), "Solved, on real flowers. Try the moons."),
        "point": ("blobs", (1,), "One point is learned. Try two clouds of them."),
    }
    if config.dataset not in following:
        return None
    dataset, hidden, sentence = following[config.dataset]
    activation = "tanh" if dataset == "spiral" else "sigmoid"
    return sentence, RunConfig(
        dataset=dataset,
        hidden=hidden,
        activations=(activation,) * len(hidden),
        learning_rate=0.5 if dataset == "spiral" else 2.0,
    )
