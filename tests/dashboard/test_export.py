import ast
import csv
import io
import itertools
import json
import os
import subprocess
import sys
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import settings
from dashboard.config import Event, RunConfig, parameter_count
from dashboard.export.cost_history import cost_history_csv
from dashboard.export.parameters import parameters_json, parameters_npz
from dashboard.export.script import PAIRS, SCALES, SCRIPT, script_download, script_files
from dashboard.probes import accuracy
from dashboard.run import advance, rewind_to, start
from network import ACTIVATIONS, INITIALIZATIONS, cost_function, forward_prop
from tests.dashboard.strategies import changes, configs, examples

MOST_LINES = 60
DATA = {"x1", "x2", "y", "GIVEN", "LEARNING_RATES"}
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
    AL, caches = forward_prop(run.data.X, run.params, activations=run.config.activations)
    return cost_function(AL, run.data.Y, Z=caches[-1].activation_cache.Z)


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


SCRIPTED = {
    "sigmoid": (config_of(), 50, ()),
    "tanh": (config_of(dataset="xor", activations="tanh"), 50, ()),
    "relu": (config_of(dataset="spiral", hidden=(8,), activations="relu"), 50, ()),
    "linear": (config_of(dataset="moons", activations="linear", noise=0.2), 50, ()),
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
    "blobs": (config_of(dataset="blobs", noise=0.4), 60, ()),
    "points that lie otherwise in memory, where that shows": (
        config_of(dataset="blobs", noise=0.4, hidden=(), n_train=333),
        10,
        (),
    ),
    "irises": (config_of(dataset="virginica", n_train=80, n_test=20), 200, ()),
    "one point": (config_of(dataset="point", n_train=1), 40, ()),
    "the start": (config_of(initialization="scale-20"), 0, ()),
    "classic": (config_of(initialization="classic", seed=3), 40, ()),
    "he": (config_of(initialization="he", activations="relu"), 40, ()),
    "scale-1": (config_of(initialization="scale-1"), 40, ()),
    "zeros": (config_of(initialization="zeros", noise=0.1), 40, ()),
    "few given": (config_of(hidden=(2,), initialization="given", given=numbers(9)), 40, ()),
    "many given": (
        config_of(
            hidden=(6, 6), n_train=3, initialization="given", given=numbers(67), activations="relu"
        ),
        40,
        (),
    ),
    "many points": (config_of(n_train=2_000, hidden=(16,), activations="tanh"), 30, ()),
}


@pytest.mark.parametrize("case", SCRIPTED)
def test_the_script_prints_the_cost_of_the_run_digit_for_digit(case, tmp_path):
    config, steps, events = SCRIPTED[case]
    run = advance(start(config, events), steps)
    assert run.step == steps
    assert run_script(run, tmp_path) == repr(cost_of(run))


@examples(60)
@given(configs(), changes(), st.integers(0, 12))
def test_a_script_of_any_run_has_sixty_lines_at_most(config, events, steps):
    files = script_files(advance(start(config, events), steps))
    script = files.pop(SCRIPT)
    assert lines_without_numbers(script) <= MOST_LINES
    assert len(script.splitlines()) <= MOST_LINES + 15
    assert max(map(len, script.splitlines())) <= 100
    assert all(f'loadtxt("{name}"' in script for name in files)


def test_the_longest_script_has_sixty_lines_at_most():
    config, steps, events = SCRIPTED["a hundred other rates"]
    count = parameter_count((2, 16, 16, 16, 16, 16, 16, 1))
    longest = config_of(
        hidden=(16,) * 6,
        activations=SIX,
        dataset=config.dataset,
        initialization="given",
        given=numbers(count),
    )
    files = script_files(advance(start(longest, events), steps))
    assert sorted(files) == ["given.csv", "points.csv", "rates.csv", SCRIPT]
    assert len(files[SCRIPT].splitlines()) <= MOST_LINES


def test_a_script_of_a_run_that_went_on_is_of_its_step():
    ahead = advance(start(config_of(), RATES), 60)
    assert script_files(rewind_to(ahead, 12)) == script_files(
        advance(start(config_of(), RATES), 12)
    )


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


def test_every_activation_and_initialization_can_stand_in_a_script():
    assert set(PAIRS) == set(ACTIVATIONS)
    assert set(SCALES) == set(INITIALIZATIONS)


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
