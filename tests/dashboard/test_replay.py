import json
import re
import tomllib
from base64 import b64decode
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qsl

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import settings
from dashboard.batch import flatten
from dashboard.config import Event, RunConfig
from dashboard.export.replay import modules, note, replay_html
from dashboard.link import decode
from dashboard.probes import measure
from dashboard.run import advance, fingerprint, rewind_to, start
from tests.dashboard.strategies import examples
from tests.dashboard.test_stage_payload import unpack

ROOT = Path(__file__).parents[2]
STAGE = ROOT / "dashboard" / "stage" / "modules"
SMALL = RunConfig(n_train=12, n_test=4)
LARGEST = RunConfig(
    hidden=(16,) * 6, activations=("tanh",) * 6, n_train=2_000, n_test=2_000, learning_rate=0.1
)
WITHOUT_A_SERVER = {"stage", "main", "address", "asker", "keyframes", "controls", "shared"}
"""Modules of the stage that speak with the server or for it: none of them is in a replay."""


class Read(HTMLParser):
    """A page's tags with their attributes, and the text in each kind of them."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.texts, self.open = [], {}, []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in ("meta", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, text):
        if self.open:
            self.texts.setdefault(self.open[-1], []).append(text)


def message_of(page):
    """Return the header and the arrays that a page plays."""
    (block,) = re.findall(r' id="run">([^<]*)</script>', page)
    return unpack(b64decode(block))


def steps_of(header, arrays):
    if "film_steps" in arrays:
        return arrays["film_steps"].astype(int).tolist()
    first, every = header["film_steps"]
    return [int(first + every * at) for at in range(len(arrays["film_params"]))]


# What is played.


@pytest.mark.parametrize(("reached", "until"), [(40, 40), (40, 13), (1_500, 701), (0, 0)])
def test_the_frames_are_the_snapshots_of_the_history_up_to_the_step(reached, until):
    run = advance(start(SMALL), reached)
    header, arrays = message_of(replay_html(run, until=until))
    steps = steps_of(header, arrays)
    assert steps == sorted({*(step for step in run.history.steps() if step <= until), until})
    assert steps[0] == 0
    for at, step in enumerate(steps):
        there = rewind_to(run, step)
        assert np.array_equal(arrays["film_params"][at], flatten(there.params).astype("<f4"))
        measured = measure(there, there.step, there.params)
        numbers = np.array([*measured[:4], *measured.gradients], dtype="<f4")
        assert np.array_equal(arrays["film_measures"][at], numbers)


def test_the_last_step_is_exact_and_named_by_its_fingerprint_and_link():
    events = (Event(7, "lr", 0.5),)
    run = advance(start(replace(SMALL, dataset="moons", noise=0.1), events), 30)
    page = replay_html(run, until=20, speed=50)
    there = rewind_to(run, 20)
    header, arrays = message_of(page)
    assert (header["step"], header["fingerprint"]) == (20, fingerprint(there))
    assert np.array_equal(arrays["exact"], flatten(there.params))
    stamp, link = Read(page).texts["code"]
    assert stamp == fingerprint(there)
    address = decode(dict(parse_qsl(link.removeprefix("?"))))
    assert (address.config, address.events, address.step) == (run.config, events, 20)
    assert (address.fingerprint, address.speed, address.problems) == (stamp, 50, ())


def test_a_page_tells_what_the_run_is_in_words():
    config = RunConfig(
        dataset="setosa", hidden=(3, 2), activations=("tanh", "relu"), n_train=90, n_test=30
    )
    run = advance(start(config, tuple(Event(step, "lr", step / 7) for step in range(1, 9))), 9)
    read = Read(replay_html(run, until=9))
    assert read.texts["h1"] == read.texts["title"] == ["Setosa, 2-3-2-1, steps 0 to 9"]
    told = " ".join(read.texts["dd"])
    assert "90 training and 30 test points" in told
    assert "x₁ and x₂ → 3 tanh → 2 ReLU → 1 sigmoid" in told
    assert "petal length, cm across" in told
    assert "3 changes more" in told
    assert "Made by Watch It Learn." in read.texts["p"][0]


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([0], "The start of a run, before its first step."),
        ([0, 1], "2 recorded snapshots, one every step: each"),
        ([0, 4, 8], "3 recorded snapshots, one every 4 steps: each"),
        ([0, 4, 8, 9], "4 recorded snapshots, one every 4 steps and the last: each"),
        ([0, 4, 5, 12], "4 recorded snapshots: each"),
    ],
)
def test_a_page_says_how_far_apart_its_snapshots_are(steps, said):
    assert f"Made by Watch It Learn. {said}" in note(steps)


# A page by itself.


def test_a_page_loads_nothing_and_forbids_it():
    page = replay_html(advance(start(SMALL), 3), until=3)
    read = Read(page)
    addresses = [
        address
        for _, attributes in read.tags
        for name, address in attributes.items()
        if name in ("src", "href", "srcset", "data", "action")
    ]
    assert addresses
    assert all(address.startswith("data:image/svg+xml;base64,") for address in addresses)
    assert not re.search(r"url\(|@import|fetch\(|https?://", page)
    assert all(not re.search(r"fetch\(|https?://|import\(", text) for text in modules().values())
    (policy,) = [
        attributes["content"]
        for _, attributes in read.tags
        if attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert "unsafe" not in rules["script-src"]


def test_the_modules_are_the_stages_own_and_find_each_other():
    page = replay_html(start(SMALL), until=0)
    (text,) = re.findall(r'<script type="importmap">(.*?)</script>', page)
    addresses = json.loads(text)["imports"]
    assert set(addresses) == set(modules())
    stems = set()
    for name, address in addresses.items():
        source = b64decode(address.partition(",")[2]).decode()
        imported = re.findall(r'^(?:import|\} from) .*?"([^"]+)";', source, re.MULTILINE)
        assert set(imported) <= set(addresses), name
        file = (ROOT / "dashboard" / name).read_text(encoding="utf-8")
        without = [re.sub(r' from "[^"]*"', "", text) for text in (source, file)]
        assert without[0] == without[1]
        if name.startswith("stage/modules/"):
            stems.add(Path(name).stem)
    assert {"picture", "network_view", "plane_view", "forward", "payload", "film"} <= stems
    assert not stems & WITHOUT_A_SERVER


def test_the_page_around_the_stage_has_the_colours_of_the_theme():
    style = (ROOT / "dashboard" / "export" / "replay_page" / "page.css").read_text()
    light, dark = style.split("@media (prefers-color-scheme: dark)", 1)
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"]
    for name, part in (("light", light), ("dark", dark.split("\nbody", 1)[0])):
        for key, colour in theme[name].items():
            words = re.sub(r"([A-Z])", lambda match: f"-{match[1].lower()}", key)
            assert f"--st-{words}: {colour};" in part


def test_the_same_run_makes_the_same_page():
    pages = {replay_html(advance(start(SMALL), 25), until=20) for _ in range(2)}
    assert len(pages) == 1


@pytest.mark.parametrize(("config", "most"), [(RunConfig(), 250_000), (LARGEST, 900_000)])
def test_a_page_stays_under_a_megabyte_with_all_that_a_history_can_keep(config, most):
    run = start(config)
    measured, last = measure(run, 0, run.params), run.history.capacity
    for step in range(last + 1):  # as many as there can be, without the training
        run.history.snapshots[step] = run.state
        run.history.measures[step] = measured
    assert 0.5 * most < len(replay_html(replace(run, step=last), until=last).encode()) < most


def test_a_long_film_is_thinned_to_the_limit_and_keeps_both_ends(monkeypatch):
    run = advance(start(SMALL), 300)
    monkeypatch.setattr(settings, "MAX_REPLAY_BYTES", 5_000)
    header, arrays = message_of(replay_html(run, until=299))
    steps = steps_of(header, arrays)
    taken = arrays["film_params"].nbytes + arrays["film_measures"].nbytes + 8 * len(steps)
    assert 2_500 < taken <= 5_000
    assert (steps[0], steps[-1]) == (0, 299)
    assert len(set(np.diff(steps[:-1]))) == 1


# Nothing that a run says of itself can do anything.

HOSTILE = (
    "</script><script>alert(1)</script>",
    "</template></style><img src=x onerror=alert(1)>",
    "\"'><b>&amp;</b><!--",
    "$run ${start} $$ %s {0}",
    "\u2028\u202e]]>",
)


def page_named(text, monkeypatch):
    """A page of a run all of whose names are this text."""
    choices = {**settings.DATA.choices, "circle": text}
    monkeypatch.setattr(settings, "DATA", replace(settings.DATA, choices=choices))
    run = advance(start(SMALL), 2)
    data = replace(run.data, axes=(text, text), classes=(text, text))
    return replay_html(replace(run, data=data), until=2)


@pytest.mark.parametrize("text", HOSTILE)
def test_names_stay_text_whatever_they_are(text, monkeypatch):
    harmless = Read(page_named("name", monkeypatch))
    page = page_named(text, monkeypatch)
    read = Read(page)

    def kinds(tags):
        return [(tag, sorted(attributes)) for tag, attributes in tags]

    assert kinds(read.tags) == kinds(harmless.tags)
    assert "".join(read.texts["h1"]) == f"{text}, 2-4-1, steps 0 to 2"
    assert text in "".join(read.texts["dd"])
    assert message_of(page)[0]["scene"]["axes"] == [text, text]
    assert read.texts["script"][-1] == harmless.texts["script"][-1]


@examples(40)
@given(text=st.text(max_size=30))
def test_any_name_stays_text(text):
    with pytest.MonkeyPatch.context() as monkeypatch:
        page = page_named(text, monkeypatch)
    assert len(re.findall("<script", page)) == 3
    assert page.count("<img") == 0
