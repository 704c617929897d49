import ast
import csv
import io
import itertools
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import settings
from dashboard.config import RULE_FIELDS, Event, RunConfig, parameter_count
from dashboard.export.cost_history import cost_history_csv
from dashboard.export.fitting import fitted
from dashboard.export.parameters import parameters_json, parameters_npz
from dashboard.export.script import SCRIPT, script_download, script_files
from dashboard.export.script_parts import FEATURES, PAIRS, SCALES, UPDATES
from dashboard.features import features_of
from dashboard.probes import accuracy, measure
from dashboard.run import advance, fork, rewind_to, start
from network import (
    ACTIVATIONS,
    INITIALIZATIONS,
    JOINT_ACTIVATIONS,
    OPTIMIZERS,
    cost_function,
    forward_prop,
    penalty,
)
from tests.dashboard.strategies import examples, rates, whole

MOST_LINES = 60
DATA = {"x1", "x2", "y", "SETTINGS", "GIVEN", "CHANGES", "OPTIMIZERS", "EDITS", "FREEZES"}
"""Names of a script that may stand for numbers written in it."""

SIX = tuple(itertools.islice(itertools.cycle(settings.ACTIVATION.choices), 6))
RATES = (Event(3, "lr", 0.7), Event(20, "lr", 0.05), Event(41, "lr", 9.0))


def numbers(count):
    """So many numbers that are not short in binary."""
    return tuple(float(number) for number in np.sin(np.arange(count) + 1.0))


def config_of(hidden=(4,), activations="sigmoid", **others):
    names = (activations,) * len(hidden) if isinstance(activations, str) else activations
    others = {"n_train": 40, "n_test": 0, **others}
    return RunConfig(hidden=hidden, activations=names, **others)


def run_script(run, folder):
    """Run a run's script in a process of its own; return what it prints."""
    for name, text in script_files(run).items():
        (folder / name).write_text(text, encoding="utf-8")
    # One thread, as in this process: what several threads add up, they may add in another order.
    done = subprocess.run(
        [sys.executable, "-W", "error", SCRIPT],
        cwd=folder,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout.strip()


def cost_of(run):
    config = run.config
    AL, caches = forward_prop(run.data.X, run.params, **run.forward_options)
    Z = caches[-1].activation_cache.Z
    return cost_function(AL, run.data.Y, Z=Z, cost=config.cost_in_force, output=config.output)


def lines_without_numbers(script):
    """Count a script's lines, but for the numbers that are written in it."""
    written = [
        node
        for node in ast.parse(script).body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and node.targets[0].id in DATA
        and not isinstance(node.value, ast.Call)
    ]
    n_written = sum(node.end_lineno - node.lineno + 1 for node in written)
    return len(script.splitlines()) - n_written


def optimized(optimizer, batch_size, rate, *, dataset="circle", **others):
    """Settings of a case by its optimizer and batch size."""
    chosen = {"optimizer": optimizer, "batch_size": batch_size, "learning_rate": rate}
    return config_of(dataset=dataset, **chosen, **others)


SQUARED = {"cost": "squared-error"}
SINES = ("x1", "x2", "x1^2", "x2^2", "x1*x2", "sin x1", "sin x2")
EVERY_TURN = (
    Event(6, "opt", "adam"),
    Event(6, "lr", 0.02),
    Event(15, "opt", "gradient-descent"),
    Event(19, "lr", 0.5),
    Event(25, "opt", "rmsprop"),
    Event(25, "beta2", 0.95),
    Event(25, "lr", 0.01),
    Event(31, "opt", "momentum"),
    Event(34, "beta1", 0.5),
)
BATCHES = (Event(4, "batch", 9), Event(7, "batch", 0), Event(12, "batch", 1), Event(20, "batch", 7))
"""In the midst of a pass, to all points and back."""
BY_HAND = (
    Event(0, "edit", 0.5, "W1.1.0"),
    Event(0, "freeze", 1.0, "unit1.0"),
    Event(5, "freeze", 1.0, "layer2"),
    Event(9, "freeze", 0.0, "b2.0"),
    Event(9, "edit", -1.25, "b1.2"),
    Event(9, "edit", 0.75, "W1.0.1"),
    Event(14, "freeze", 0.0, "unit1.0"),
    Event(30, "edit", 0.1, "W2.0.1"),
)
"""The last one at the very step of the script."""
ALL_AT_ONCE = tuple(
    Event(event.step, event.kind, event.value, event.target)
    for event in (*EVERY_TURN, *BATCHES, *BY_HAND, Event(11, "l1", 0.01), Event(13, "l2", 0.02))
)

MANY = (*EVERY_TURN[4:5], *BATCHES, *BY_HAND)

SCRIPTED = {
    "sigmoid": (config_of(), 50, ()),
    "tanh": (config_of(dataset="xor", activations="tanh"), 50, ()),
    "relu": (config_of(dataset="spiral", hidden=(8,), activations="relu"), 50, ()),
    "no hidden layer": (config_of(hidden=(), dataset="moons"), 70, ()),
    "three layers": (config_of(hidden=(5, 4, 3), activations=("tanh", "relu", "linear")), 60, ()),
    "six layers": (config_of(hidden=(3, 16, 2, 5, 4, 3), activations=SIX, noise=0.5), 30, ()),
    "other rates on the way": (config_of(activations="tanh", learning_rate=1.5), 60, RATES),
    "at a change, before it counts": (config_of(), 20, RATES),
    "a hundred other rates": (
        config_of(),
        120,
        tuple(Event(step, "lr", 1 + 1 / step) for step in range(2, 2 + settings.MAX_EVENTS)),
    ),
    "points that lie otherwise in memory, where that shows": (
        config_of(dataset="blobs", noise=0.4, hidden=(), n_train=333),
        10,
        (),
    ),
    "irises of two species": (config_of(dataset="virginica", n_train=80, n_test=20), 200, ()),
    "one point": (config_of(dataset="point", n_train=1), 40, ()),
    "the start": (config_of(initialization="scale-20"), 0, ()),
    "classic": (config_of(initialization="classic", seed=3), 40, ()),
    "he": (config_of(initialization="he", activations="relu"), 40, ()),
    "scale-1, few given": (
        config_of(hidden=(2,), initialization="given", given=numbers(9)),
        40,
        (),
    ),
    "many given": (
        config_of(
            hidden=(6, 6), n_train=3, initialization="given", given=numbers(67), activations="relu"
        ),
        40,
        (),
    ),
    "many points": (config_of(n_train=2_000, hidden=(16,), activations="tanh"), 30, ()),
    # Optimizer, batch size, cost and output, in pairs.
    "momentum": (optimized("momentum", 0, 0.2, beta1=0.85, n_train=45), 60, ()),
    "momentum, one point a step": (optimized("momentum", 1, 0.05, **SQUARED), 90, ()),
    "momentum, three classes": (optimized("momentum", 7, 0.1, dataset="clouds"), 60, ()),
    "RMSProp": (optimized("rmsprop", 0, 0.01, dataset="arms", **SQUARED), 50, ()),
    "RMSProp, values": (optimized("rmsprop", 1, 0.01, dataset="hills", beta2=0.9), 90, ()),
    "RMSProp, seven points": (optimized("rmsprop", 7, 0.02, activations="tanh"), 60, ()),
    "Adam, values": (optimized("adam", 0, 0.05, dataset="plane"), 60, ()),
    "Adam, six classes": (
        optimized("adam", 1, 0.02, dataset="clouds", n_classes=6, activations="relu"),
        90,
        (),
    ),
    "Adam, seven points": (optimized("adam", 7, 0.03, beta1=0.7, beta2=0.99, **SQUARED), 60, ()),
    "Adam, blobs in batches": (optimized("adam", 7, 0.03, dataset="blobs", noise=0.3), 60, ()),
    "gradient descent, one point": (optimized("gradient-descent", 1, 0.5), 90, ()),
    "gradient descent, classes": (
        optimized("gradient-descent", 7, 1.0, dataset="arms", n_classes=6, **SQUARED),
        60,
        (),
    ),
    "gradient descent, values": (optimized("gradient-descent", 0, 0.1, dataset="hills"), 40, ()),
    "irises": (optimized("adam", 20, 0.02, dataset="iris", n_train=90, n_test=60), 80, ()),
    "a batch of all": (optimized("momentum", 40, 0.1), 30, ()),
    # Penalties, features, changes, hands.
    "L2": (optimized("adam", 7, 0.02, l2=0.01), 60, ()),
    "L1": (optimized("gradient-descent", 0, 0.5, l1=0.003, dataset="clouds"), 60, ()),
    "L1 and L2": (optimized("rmsprop", 1, 0.01, l1=0.002, l2=0.1, dataset="hills"), 60, ()),
    "penalties for a while": (
        optimized("momentum", 0, 0.1, l2=0.05),
        40,
        (Event(9, "l1", 0.01), Event(20, "l2", 0.0), Event(30, "l1", 0.0)),
    ),
    "all features": (config_of(features=SINES, activations="tanh", learning_rate=0.3), 40, ()),
    "features in batches": (
        optimized("adam", 7, 0.02, features=("x1^2", "sin x2"), dataset="blobs", noise=0.2),
        60,
        (),
    ),
    "one feature, few points": (config_of(features=("x1*x2",), dataset="xor", n_train=4), 40, ()),
    "every optimizer": (optimized("momentum", 0, 0.2), 40, EVERY_TURN),
    "Adam for a while": (optimized("gradient-descent", 0, 0.5), 30, EVERY_TURN[:3]),
    "other batches": (optimized("adam", 7, 0.02, dataset="clouds"), 35, BATCHES),
    "other batches, to its midst": (optimized("adam", 0, 0.02, n_train=30), 18, BATCHES),
    "by hand": (config_of(activations="tanh", learning_rate=0.5), 30, BY_HAND),
    "by hand, with Adam": (optimized("adam", 7, 0.02), 30, BY_HAND),
    "edited at the start": (config_of(), 0, BY_HAND),
    "all at once": (
        optimized("momentum", 7, 0.1, l2=0.01, activations="tanh", dataset="xor", features=SINES),
        40,
        ALL_AT_ONCE,
    ),
    "all at once, six layers, given": (
        optimized(
            "momentum",
            7,
            0.1,
            hidden=(4, 3, 3, 3, 3, 3),
            activations=SIX,
            dataset="clouds",
            features=SINES,
            initialization="given",
            given=numbers(parameter_count((7, 4, 3, 3, 3, 3, 3, 3))),
            cost="squared-error",
        ),
        40,
        ALL_AT_ONCE,
    ),
}


@pytest.mark.parametrize("case", SCRIPTED)
def test_the_script_prints_the_cost_of_the_run_digit_for_digit(case, tmp_path):
    config, steps, events = SCRIPTED[case]
    run = advance(start(config, events), steps)
    assert run.step == steps
    printed = run_script(run, tmp_path)
    assert printed == repr(cost_of(run)) == repr(measure(run, run.step, run.params).train_cost)
    script = (tmp_path / SCRIPT).read_text()
    assert printed in script.splitlines()[0]
    assert lines_without_numbers(script) <= MOST_LINES


@st.composite
def any_configs(draw):
    """Small configs with every setting there is."""
    hidden = tuple(draw(st.lists(whole(settings.UNITS, most=5), max_size=6)))
    activation = st.sampled_from(list(settings.ACTIVATION.choices))
    feature = st.sets(st.sampled_from(list(settings.FEATURES.choices)), min_size=1)
    chosen = draw(feature)
    config = RunConfig(
        dataset=draw(st.sampled_from(list(settings.DATA.choices))),
        n_classes=draw(whole(settings.CLASSES)),
        noise=draw(st.floats(0.0, 1.0)),
        n_train=draw(whole(settings.TRAINING_POINTS, most=14)),
        n_test=draw(whole(settings.TEST_POINTS, most=4)),
        features=tuple(name for name in settings.FEATURES.choices if name in chosen),
        hidden=hidden,
        activations=tuple(draw(activation) for _ in hidden),
        initialization=draw(st.sampled_from(list(INITIALIZATIONS))),
        seed=draw(whole(settings.SEED)),
        cost=draw(st.sampled_from(list(settings.COST.choices))),
        **{name: draw(rule_values(kind)) for kind, name in RULE_FIELDS.items()},
    )
    if draw(st.booleans()):
        given_numbers = numbers(parameter_count(config.layer_dims))
        config = replace(config, initialization="given", given=given_numbers)
    return config


def rule_values(kind):
    """Values of a setting that may change on the way."""
    row = {
        "lr": rates(),
        "opt": st.sampled_from(list(OPTIMIZERS)),
        "beta1": st.floats(settings.BETA1.minimum, settings.BETA1.maximum),
        "beta2": st.floats(settings.BETA2.minimum, settings.BETA2.maximum),
        "batch": whole(settings.BATCH_SIZE, most=16),
    }
    return row.get(kind, st.sampled_from([0.0, 0.01, 0.123456789, 10.0]))


@st.composite
def any_events(draw, config, latest=12, most=12):
    """Changes of every kind; at most one of a kind and target at a step."""
    dims = config.layer_dims
    found = {}
    for _ in range(draw(st.integers(0, most))):
        kind = draw(st.sampled_from([*RULE_FIELDS, "edit", "freeze"]))
        target = ""
        if kind in ("edit", "freeze"):
            layer = draw(st.integers(1, len(dims) - 1))
            row = draw(st.integers(0, dims[layer] - 1))
            column = draw(st.integers(0, dims[layer - 1] - 1))
            targets = [f"W{layer}.{row}.{column}", f"b{layer}.{row}"]
            if kind == "freeze":
                targets += [f"unit{layer}.{row}", f"layer{layer}"]
            target = draw(st.sampled_from(targets))
            value = draw(st.floats(-8, 8) if kind == "edit" else st.sampled_from([0.0, 1.0]))
        else:
            value = draw(rule_values(kind))
        step = draw(st.integers(1 if kind in RULE_FIELDS else 0, latest))
        found[step, kind, target] = Event(step, kind, value, target)
    return tuple(found.values())


@examples(100)
@given(st.data())
def test_a_script_of_any_run_compiles_and_has_sixty_lines_at_most(data):
    config = data.draw(any_configs())
    events = data.draw(any_events(config))
    files = script_files(advance(start(config, events), data.draw(st.integers(0, 12))))
    script = files.pop(SCRIPT)
    compile(script, SCRIPT, "exec")
    assert lines_without_numbers(script) <= MOST_LINES
    assert max(map(len, script.splitlines())) <= 100
    assert all(f'loadtxt("{name}"' in script for name in files)


@examples(60)
@given(st.data())
def test_any_run_trains_to_the_same_cost_in_its_script(data):
    config = data.draw(any_configs())
    run = advance(start(config, data.draw(any_events(config))), data.draw(st.integers(0, 12)))
    files = script_files(run)
    with np.errstate(all="ignore"), pytest.MonkeyPatch.context() as patch:
        read = np.loadtxt
        patch.setattr(np, "loadtxt", lambda name, **how: read(io.StringIO(files[name]), **how))
        printed = []
        exec(compile(files[SCRIPT], SCRIPT, "exec"), {"print": printed.append})
        assert repr(printed[0]) == repr(measure(run, run.step, run.params).train_cost)


def longest_configs():
    """Runs with as much in them as a script can need."""
    for dataset, cost in itertools.product(("xor", "clouds"), settings.COST.choices):
        # Nothing is left out: six layers of every activation, all features, long numbers.
        dims = (7, *(16,) * 6, 1 if dataset == "xor" else 6)
        yield config_of(
            hidden=(16,) * 6,
            activations=SIX,
            dataset=dataset,
            n_classes=6,
            features=SINES,
            initialization="given",
            given=numbers(parameter_count(dims)),
            cost=cost,
            batch_size=7,
            optimizer="adam",
            learning_rate=0.012345678901234567,
            beta1=0.8123456789012345,
            beta2=0.9123456789012345,
            l1=0.00012345678901234567,
            l2=0.00012345678901234567,
        )


@pytest.mark.parametrize(
    "events", [(), EVERY_TURN, EVERY_TURN[2:3], BATCHES, BY_HAND, ALL_AT_ONCE, MANY]
)
def test_the_longest_script_has_sixty_lines_at_most(events):
    for config in longest_configs():
        files = script_files(advance(start(config, events), 40))
        assert sorted(files) == ["given.csv", "points.csv", SCRIPT]
        assert lines_without_numbers(files[SCRIPT]) <= MOST_LINES
        assert max(map(len, files[SCRIPT].splitlines())) <= 100


def test_a_script_that_is_short_stands_in_paragraphs_and_says_nothing_twice():
    script = script_files(advance(start(config_of()), 10))[SCRIPT]
    assert "\n\ndef train" in script
    assert "; " not in script


def test_a_script_holds_only_what_its_run_needs():
    plain = script_files(advance(start(config_of(hidden=())), 10))[SCRIPT]
    for word in ("memory", "beta", "tanh", "softmax", "PCG64", "l2", "CHANGES", "frozen", "step +"):
        assert word not in plain
    adam = script_files(advance(start(config_of(optimizer="adam")), 10))[SCRIPT]
    assert "beta2" in adam
    assert "rolls" not in adam
    # What comes later than the script's step is no matter of it.
    ahead = advance(start(config_of(), (*EVERY_TURN, *BATCHES)), 3)
    assert script_files(ahead)[SCRIPT] == script_files(advance(start(config_of()), 3))[SCRIPT]


def test_lines_that_are_joined_mean_what_they_meant():
    config, steps, events = SCRIPTED["all at once, six layers, given"]
    lines = script_files(advance(start(config, events), steps))[SCRIPT].splitlines()
    loose = """
def f(a):  # a comment
    b = a
    if b:
        c = b
    for d in c:
        e = d
        if e:
            return e
    return b
""".splitlines()
    for most in range(1, 12):
        assert ast.dump(ast.parse("\n".join(fitted(loose, most)))) == ast.dump(
            ast.parse("\n".join(loose))
        )
    assert fitted(lines, 1_000) == lines


def test_a_script_of_a_run_that_went_on_is_of_its_step():
    ahead = advance(start(config_of(), RATES), 60)
    assert script_files(rewind_to(ahead, 12)) == script_files(
        advance(start(config_of(), RATES), 12)
    )


def test_a_script_of_a_run_that_was_changed_by_hand_is_that_of_its_link():
    run = advance(start(optimized("adam", 7, 0.05)), 12)
    changed = advance(fork(run, 12, Event(12, "edit", 0.5, "W1.0.0")), 10)
    changed = advance(fork(changed, 22, Event(22, "opt", "momentum")), 5)
    again = advance(start(changed.config, changed.events), 27)
    assert script_files(changed) == script_files(again)


def test_a_script_defines_the_functions_of_the_article_and_imports_numpy_alone():
    tree = ast.parse(script_files(start(config_of()))[SCRIPT])
    defined = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert defined == [
        "init_params",
        "sigmoid",
        "forward_prop",
        "cost_function",
        "one_layer_backward",
        "backprop",
        "update_parameters",
        "train",
    ]
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [ast.unparse(node) for node in imports] == ["import numpy as np"]


def test_every_choice_can_stand_in_a_script():
    assert set(PAIRS) == {*ACTIVATIONS, *JOINT_ACTIVATIONS}
    assert set(SCALES) == set(INITIALIZATIONS)
    assert set(UPDATES) == set(OPTIMIZERS)
    x1, x2 = np.array([[0.3, -2.0], [1.7, 0.1]])
    for name, text in FEATURES.items():
        made = eval(text, {"np": np, "x1": x1, "x2": x2})
        assert made.tolist() == features_of(np.array([x1, x2]), [name])[0].tolist()
    assert list(FEATURES) == list(settings.FEATURES.choices)


def test_a_script_with_a_table_comes_in_an_archive_and_one_without_comes_alone():
    alone = start(config_of(n_train=2, hidden=()))
    ending, content = script_download(alone)
    assert (ending, content.decode()) == ("py", script_files(alone)[SCRIPT])
    apart = start(config_of())
    ending, content = script_download(apart)
    assert ending == "zip"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        found = {name: archive.read(name).decode() for name in archive.namelist()}
    assert found == script_files(apart)


# Weights and costs.


def test_weights_come_back_from_both_files_bit_for_bit():
    run = advance(start(config_of(hidden=(5, 3), activations="tanh")), 30)
    from_json = json.loads(parameters_json(run.params))
    with np.load(io.BytesIO(parameters_npz(run.params))) as archive:
        assert list(archive) == list(from_json) == ["W1", "b1", "W2", "b2", "W3", "b3"]
        for name, array in run.params.items():
            for back in (archive[name], np.array(from_json[name])):
                assert back.shape == array.shape
                assert back.tobytes() == array.tobytes()


def rows_of(table):
    return list(csv.DictReader(io.StringIO(table)))


def test_the_cost_history_has_each_kept_step_with_all_its_digits():
    run = advance(start(config_of(n_test=7)), 40)
    rows = rows_of(cost_history_csv(run, until=40))
    assert [int(row["step"]) for row in rows] == list(range(41))
    for row in rows[::10]:
        there = rewind_to(run, int(row["step"]))
        data, activations = run.data, run.config.activations
        assert float(row["training_cost"]) == cost_of(there)
        AL, caches = forward_prop(data.X_test, there.params, activations=activations)
        test_cost = cost_function(AL, data.Y_test, Z=caches[-1].activation_cache.Z)
        assert float(row["test_cost"]) == test_cost
        assert float(row["test_accuracy"]) == accuracy(AL, data.Y_test)
        AL, _ = forward_prop(data.X, there.params, activations=activations)
        assert float(row["training_accuracy"]) == accuracy(AL, data.Y)


def test_the_cost_history_ends_where_the_learner_has_been_and_holds_the_step_shown():
    run = rewind_to(advance(start(config_of()), 1_500), 701)
    assert run.history.stride == 4
    steps = [int(row["step"]) for row in rows_of(cost_history_csv(run, until=900))]
    assert steps == sorted({*range(0, 901, 4), 701})


def test_without_test_points_their_columns_are_empty():
    (row,) = rows_of(cost_history_csv(start(config_of()), until=0))
    assert (row["test_cost"], row["test_accuracy"]) == ("", "")
    assert row["training_cost"] != ""


def header_of(run):
    return cost_history_csv(run, until=run.step).splitlines()[0].split(",")


ALWAYS = ["step", "training_cost", "test_cost"]


def test_the_cost_history_names_its_scores_and_has_the_columns_of_its_run():
    accuracies = ["training_accuracy", "test_accuracy"]
    scores = ["training_r_squared", "test_r_squared"]
    priced, batched = Event(3, "l1", 0.1), Event(3, "batch", 7)
    assert header_of(start(config_of())) == [*ALWAYS, *accuracies]
    assert header_of(start(config_of(dataset="iris"))) == [*ALWAYS, *accuracies]
    assert header_of(start(config_of(dataset="hills"))) == [*ALWAYS, *scores]
    assert header_of(start(config_of(), [priced])) == [
        *(*ALWAYS, *accuracies),
        *("penalty_l1", "penalty_l2"),
    ]
    assert header_of(start(config_of(), [batched])) == [*ALWAYS, *accuracies, "epoch"]
    assert header_of(start(config_of(dataset="plane", l2=0.1, batch_size=1))) == [
        *(*ALWAYS, *scores),
        *("penalty_l1", "penalty_l2", "epoch"),
    ]


def test_the_cost_history_tells_penalties_and_epochs_apart_from_the_cost():
    config = optimized("adam", 12, 0.02, dataset="hills", n_test=9, l2=0.05)
    run = advance(start(config, [Event(6, "l1", 0.01), Event(8, "l2", 0.0)]), 14)
    rows = rows_of(cost_history_csv(run, until=14))
    assert [int(row["step"]) for row in rows] == list(range(15))
    for row in rows:
        there = rewind_to(run, int(row["step"]))
        l1, l2 = 0.01 if there.step >= 6 else 0.0, 0.05 if there.step < 8 else 0.0
        assert float(row["training_cost"]) == cost_of(there)
        assert float(row["penalty_l1"]) == penalty(there.params, l1=l1)
        assert float(row["penalty_l2"]) == penalty(there.params, l2=l2)
        AL, _ = forward_prop(run.data.X, there.params, **run.forward_options)
        Y = run.data.Y
        explained = 1 - ((AL - Y) ** 2).sum() / ((Y - Y.mean()) ** 2).sum()
        assert float(row["training_r_squared"]) == pytest.approx(explained, rel=1e-12)
        assert row["test_r_squared"] != ""
    # 40 points, 12 at a time: 12, 24, 36, and the last 4.
    assert [float(row["epoch"]) for row in rows[:6]] == [0.0, 0.3, 0.6, 0.9, 1.0, 1.3]


def test_an_accuracy_of_several_classes_is_the_share_of_right_ones():
    run = advance(start(config_of(dataset="clouds", learning_rate=0.2)), 7)
    row = rows_of(cost_history_csv(run, until=7))[7]
    AL, _ = forward_prop(run.data.X, run.params, **run.forward_options)
    right = [int(np.argmax(column)) for column in AL.T] == run.data.targets
    assert float(row["training_accuracy"]) == np.mean(right)
