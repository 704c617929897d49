"""Does every module import only what DESIGN.md, section 2, lets it import?

``ROWS`` is the design's table. Each module of the tree belongs to one row, and may import from
the rows above it, from its own row, from the standard library, and from the packages its row names.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
OURS = {"network", "dashboard", "pages", "app"}

CALCULATING = {"numpy", "pandas"}
SHOWING = CALCULATING | {"plotly", "streamlit"}


class Row(NamedTuple):
    """Some modules (a package stands for all in it), and the outside packages they may import."""

    name: str
    modules: set[str]
    packages: set[str]


ROWS = [
    Row("network", {"network"}, {"numpy"}),
    Row("settings", {"dashboard.settings", "dashboard.features"}, CALCULATING),
    Row(
        "datasets",
        {
            "dashboard.datasets",
            "dashboard.names",
            "dashboard.own_data",
            "dashboard.own_scaling",
            "dashboard.own_file",
            "dashboard.drawn_data",
            "dashboard.drawing",
            "dashboard.csv_text",
            "dashboard.csv_column",
            "dashboard.csv_table",
        },
        CALCULATING,
    ),
    Row(
        "run and history",
        {
            "dashboard.config",
            "dashboard.schedule",
            "dashboard.run",
            "dashboard.history",
            "dashboard.keyframe",
            "dashboard.lane",
            "dashboard.pace",
            "dashboard.probes",
            "dashboard.stopping",
        },
        CALCULATING,
    ),
    Row("link", {"dashboard.link", "dashboard.differences", "dashboard.branches"}, CALCULATING),
    Row("workers", {"dashboard.sweep.pool"}, CALCULATING | {"distributed"}),
    Row(
        "probes",
        {
            "dashboard.batch",
            "dashboard.narration",
            "dashboard.vital_signs",
            "dashboard.one_step",
            "dashboard.twins",
            "dashboard.sweep",
            "dashboard.landscape",
            "dashboard.change_map",
            "dashboard.recent",
            "dashboard.inside",
        },
        CALCULATING,
    ),
    Row(
        "figures and stage payload",
        {"dashboard.figures", "dashboard.stage.payload"},
        CALCULATING | {"plotly"},
    ),
    Row(
        "lessons",
        {"dashboard.lessons", "dashboard.break_it", "dashboard.doctor", "dashboard.qr"},
        CALCULATING,
    ),
    Row("export", {"dashboard.export"}, CALCULATING),
    Row("session", {"dashboard.session"}, CALCULATING),
    Row("state", {"dashboard.state"}, SHOWING),
    Row(
        "components",
        {
            "dashboard.modules",
            "dashboard.bundle",
            "dashboard.plotly_bundle",
            "dashboard.stage.component",
            "dashboard.live_figure",
        },
        SHOWING,
    ),
    Row("widgets", {"dashboard.widgets"}, SHOWING),
    Row("pages", {"pages"}, {"streamlit"}),
    Row("main", {"dashboard.main"}, {"streamlit"}),
    Row(
        "guard",
        {"dashboard.security", "dashboard.leaving", "dashboard.preloading", "dashboard.sparing"},
        {"streamlit", "starlette", "google"},
    ),
    Row("app", {"app"}, {"streamlit", "starlette", "plotly"}),
]

BARE_PACKAGES = {"dashboard", "dashboard.stage"}
"""Packages whose modules lie in several rows: their own ``__init__.py`` imports nothing."""

PICKLES = {"pickle", "_pickle", "shelve", "marshal", "dill", "cloudpickle", "joblib"}


def python_files() -> list[Path]:
    """Every Python file that the table speaks of, as far as they are written."""
    found = [path for folder in OURS for path in (ROOT / folder).rglob("*.py")]
    found += [path for path in [ROOT / "app.py"] if path.exists()]
    return sorted(path.relative_to(ROOT) for path in found)


def module_name(path: Path) -> str:
    """``dashboard/stage/__init__.py`` is ``dashboard.stage``."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def row_of(name: str) -> int | None:
    """Where in the table a module, or something in a module, belongs."""
    for place, row in enumerate(ROWS):
        if any(name == module or name.startswith(f"{module}.") for module in row.modules):
            return place
    return None


def imported_names(path: Path, tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Give the line and the full dotted name of everything imported, wherever it is imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            # Each level of a relative import goes up one folder; level 0 is no relative import.
            folders = path.parts[: -node.level] if node.level else ()
            module = ".".join([*folders, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def import_problems(path: Path, source: str) -> list[str]:
    """One sentence for each import that the table does not allow."""
    module = module_name(path)
    names = list(imported_names(path, ast.parse(source)))
    if module in BARE_PACKAGES:
        return [
            f"{path}:{line} imports {name}, but the modules of {module} lie in several rows, so "
            "importing it must import nothing"
            for line, name in names
        ]
    place = row_of(module)
    if place is None:
        return [f"{path}: {module} is in no row of the table: add it to its row in {__file__}"]

    row, problems = ROWS[place], []
    for line, name in names:
        top = name.split(".")[0]
        if top in OURS:
            target = row_of(name)
            if target is None:
                problems.append(
                    f"{path}:{line} imports {name}, which is in no row of the table: import the "
                    "module itself, and add it to its row"
                )
            elif target > place:
                problems.append(
                    f"{path}:{line} imports {name} of the row {ROWS[target].name!r}, "
                    f"which lies below its own row {row.name!r}"
                )
        elif top not in sys.stdlib_module_names and top not in row.packages:
            problems.append(
                f"{path}:{line} imports {name}; the row {row.name!r} may import "
                f"{sorted(row.packages)} and the standard library"
            )
    return problems


def session_state_lines(source: str) -> list[int]:
    """Lines whose code (no comment, no docstring) names the session state."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if (isinstance(node, ast.Attribute) and node.attr == "session_state")
        or (isinstance(node, ast.Name) and node.id == "session_state")
        or (isinstance(node, ast.alias) and node.name.split(".")[-1] == "session_state")
        or (isinstance(node, ast.Constant) and node.value == "session_state")
    ]


def pickle_lines(path: Path, source: str) -> list[int]:
    """Lines that import pickle or a package made of it, or unpickle through another package."""
    tree = ast.parse(source)
    imports = [line for line, name in imported_names(path, tree) if name.split(".")[0] in PICKLES]
    return imports + [
        node.lineno
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and node.attr in {"read_pickle", "to_pickle"})
        or (isinstance(node, ast.keyword) and node.arg == "allow_pickle")
    ]


every_file = pytest.mark.parametrize("path", python_files(), ids=str)


@every_file
def test_every_module_imports_only_from_its_own_row_and_the_rows_above(path):
    problems = import_problems(path, (ROOT / path).read_text(encoding="utf-8"))
    assert not problems, "\n".join(problems)


@every_file
def test_the_session_state_is_touched_by_one_module(path):
    lines = session_state_lines((ROOT / path).read_text(encoding="utf-8"))
    assert path == Path("dashboard/state.py") or not lines, (
        f"{path} names st.session_state in lines {lines}: only dashboard/state.py may"
    )


@every_file
def test_nothing_is_pickled(path):
    lines = pickle_lines(path, (ROOT / path).read_text(encoding="utf-8"))
    assert not lines, f"{path} pickles in lines {lines}: a pickle can run anything when it is read"


@every_file
def test_every_module_is_named_for_what_it_does(path):
    assert path.stem not in {"utils", "util", "helpers", "misc", "common"}


def test_the_lesson_and_the_engine_are_among_the_files_walked():
    walked = {module_name(path) for path in python_files()}
    assert walked >= {"network.training", "dashboard.settings", "dashboard.run", "dashboard.link"}


def test_no_module_is_in_two_rows():
    listed = [module for row in ROWS for module in row.modules]
    assert len(listed) == len(set(listed))


# The walk itself, on modules made up for it.


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("network/update.py", "import math\nimport numpy as np\nfrom network.cost import COSTS"),
        ("network/update.py", "from .cost import COSTS\nfrom . import cost"),
        ("dashboard/settings.py", "from network import ACTIVATIONS"),
        (
            "dashboard/run.py",
            "from dashboard import settings\nfrom dashboard.history import History",
        ),
        ("dashboard/history.py", "from dashboard import run\nfrom . import settings"),
        ("dashboard/figures/cost.py", "import plotly.graph_objects as go\nfrom . import theme"),
        ("dashboard/figures/__init__.py", "from dashboard.figures.theme import PALETTE"),
        ("dashboard/stage/payload.py", "from dashboard.batch import Batch"),
        ("dashboard/stage/component.py", "from dashboard.stage import payload\nimport streamlit"),
        ("dashboard/stage/component.py", "from .payload import encode"),
        ("dashboard/stage/__init__.py", '"""The canvas."""'),
        ("dashboard/state.py", "import streamlit as st\nfrom dashboard import lessons"),
        ("dashboard/widgets/player.py", "from dashboard.live_figure import show_figure"),
        ("pages/0_playground.py", "import streamlit as st\nfrom dashboard.widgets import player"),
        ("dashboard/main.py", "import streamlit as st\nfrom dashboard import state"),
        ("app.py", "from starlette.routing import Mount\nimport plotly\nfrom streamlit import App"),
    ],
)
def test_the_walk_lets_pass_what_the_design_allows(path, source):
    assert import_problems(Path(path), source) == []


@pytest.mark.parametrize(
    ("path", "source", "complaint"),
    [
        ("network/cost.py", "import pandas", "may import ['numpy']"),
        ("network/cost.py", "from dashboard import settings", "lies below its own row 'network'"),
        ("dashboard/settings.py", "from dashboard import run", "lies below"),
        ("dashboard/settings.py", "from . import run", "lies below"),
        ("dashboard/settings.py", "from .run import Run", "lies below"),
        ("dashboard/run.py", "import dashboard.link", "lies below"),
        ("dashboard/run.py", "def later():\n    from dashboard.link import decode", "run.py:2"),
        ("dashboard/run.py", "import streamlit", "may import ['numpy', 'pandas']"),
        ("dashboard/probes.py", "import plotly.express as px", "may import ['numpy', 'pandas']"),
        ("dashboard/figures/cost.py", "from ..state import current", "lies below"),
        ("dashboard/figures/cost.py", "from .. import state", "lies below"),
        ("dashboard/figures/cost.py", "import streamlit as st", "may import"),
        ("dashboard/stage/payload.py", "from . import component", "lies below"),
        ("dashboard/lessons/xor.py", "import plotly", "may import ['numpy', 'pandas']"),
        ("dashboard/state.py", "from dashboard.widgets import player", "lies below"),
        ("dashboard/widgets/player.py", "import requests", "may import"),
        ("dashboard/widgets/player.py", "from dashboard.main import go", "lies below"),
        ("dashboard/widgets/player.py", "from tests.dashboard import strategies", "may import"),
        ("pages/sweep.py", "import numpy as np", "may import ['streamlit']"),
        ("dashboard/main.py", "import numpy as np", "may import ['streamlit']"),
        ("dashboard/main.py", "import app", "lies below its own row 'main'"),
        ("dashboard/state.py", "from dashboard import stage", "import the module itself"),
        ("dashboard/state.py", "import dashboard", "import the module itself"),
        ("dashboard/state.py", "from dashboard import *", "import the module itself"),
        ("dashboard/state.py", "from dashboard.newcomer import x", "add it to its row"),
        (
            "dashboard/newcomer.py",
            "",
            "dashboard.newcomer is in no row of the table: add it to its",
        ),
        ("dashboard/stage/film.py", "", "dashboard.stage.film is in no row of the table"),
        ("dashboard/settings_more.py", "", "in no row of the table"),
        ("dashboard/__init__.py", "from dashboard import settings", "must import nothing"),
        ("dashboard/stage/__init__.py", "from .payload import encode", "must import nothing"),
    ],
)
def test_the_walk_finds_what_the_design_forbids(path, source, complaint):
    (problem,) = import_problems(Path(path), source)
    assert complaint in problem


@pytest.mark.parametrize(
    "source",
    [
        "st.session_state.run = 1",
        "streamlit.session_state['run']",
        "from streamlit import session_state",
        "getattr(st, 'session_state')",
    ],
)
def test_the_walk_finds_the_session_state_however_it_is_reached(source):
    assert session_state_lines(source)


def test_the_walk_lets_a_docstring_speak_of_the_session_state():
    assert not session_state_lines('"""Keep away from st.session_state."""\nx = 1  # session_state')


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "from pickle import loads",
        "import joblib as jl",
        "pd.read_pickle('x')",
        "np.load('x', allow_pickle=True)",
    ],
)
def test_the_walk_finds_every_way_to_unpickle(source):
    assert pickle_lines(Path("dashboard/link.py"), source)


LAYERS = ("watched", "futures", "playing", "changing", "branching", "opening", "owning")


def test_a_layer_of_the_session_uses_only_itself_and_those_below():
    known: set[str] = set()
    for layer in LAYERS:
        tree = ast.parse((ROOT / "dashboard" / "session" / f"{layer}.py").read_text())
        classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
        parts = [part for node in classes for part in node.body]
        known |= {part.name for part in parts if isinstance(part, ast.FunctionDef)}
        known |= {part.target.id for part in parts if isinstance(part, ast.AnnAssign)}
        used = {
            node.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == "self"
        }
        assert used <= known, layer
    files = (ROOT / "dashboard" / "session").glob("*.py")
    assert {path.stem for path in files} == {*LAYERS, "__init__"}
