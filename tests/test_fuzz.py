"""Can anything that a browser sends break the server, hold it up, or make it grow?

The everyday run tries a few hundred hostile things, the long one (``slow``) ten thousand of each.
"""

import asyncio
import contextlib
import json
import re
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl

import pytest
from google.protobuf.message import Message
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from benchmarks.learner import Learner
from benchmarks.server import Server
from benchmarks.soak import ENVIRONMENT, LIFETIME_SECONDS
from dashboard.leaving import LONGEST_PASSAGE_SECONDS
from dashboard.link import decode
from dashboard.session import new_session
from dashboard.stage.component import SIGNALS
from tests.browser.conftest import OWN_FILE

# What fails is printed by the crowd, shortened.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Generating overly large repr"),
    # The sockets' own thread draws random numbers, perhaps while hypothesis draws an example.
    pytest.mark.filterwarnings("ignore:Do not use the `random` module"),
]

ANSWER_SECONDS = 2.0
GROWTH_MB = 40
LONG = 10_000
ACTS_OF_ONE = 100
ACTS_AT_ONCE = 8

STUMBLING = re.compile(r", in (deserialize|get_serialized|unpack_\w+|filtered_state|deepcopy)\n")
"""Where Streamlit trips over a value of another type than its widget's, a widget that nobody drew,
or a thousand brackets. Nothing of ours has such a name."""

LINK_KEYS = [
    *("v", "data", "own", "classes", "data_seed", "noise", "n", "test", "features", "dims", "act"),
    *("init", "given", "seed", "cost", "lr", "opt", "beta1", "beta2", "batch", "l1", "l2"),
    *("freeze", "edit", "stop", "speed", "step", "fp", "play"),
]
SIGNAL_KEYS = [
    *("step", "question", "unseen", "visible", "query", "id", "hidden", "asked", "keyframe"),
    *("parameters", "fingerprint", "seen", "session", "serial", "goal", "run", "link"),
    *("edits", "next", "digest", "json", "kind", "layer", "row", "column"),
    *("number", "index", "at", "x1", "x2", "target", "drawing"),
]


def tries(count: int) -> settings:
    """Decorate a property: so many examples, however slow the machine is today."""
    return settings(
        max_examples=count,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


# What a stranger may send.

NUMBER_TEXTS = st.sampled_from(
    [
        *("0", "-0", "-1", "1", "3", "16", "17", "1.5", "2000", "200000", "1e9", "1e308", "1e309"),
        *("nan", "inf", "-inf", "NaN", "Infinity", "1_000", "0x10", "٣", "9" * 400, "1e-400"),
        *("", " ", " 3 ", "+3", "3.", "1e", "--1", "\x00", "true", "None", "[]", "{}"),
    ]
)
WORDS = st.sampled_from(
    [
        *("xor", "circle", "spiral", "iris", "tanh", "relu", "sigmoid", "zeros", "given", "xavier"),
        *("own", "cNwXwPIoMQgcgTQckUoHg", "vAAAAA", "fc13b220dc37e80c", "hills", "adam", "sinx1"),
        *("W1.0.1", "unit1.0", "layer2", "b9.9", "weight", "unit", "add", "move", "delete", "cost"),
        *("<script>alert(1)</script>", "[a](javascript:b)", ":red[x]", "$x$", "%00", "\ud800"),
        *("../../etc/passwd", "__class__", "'; drop table", "\u202e", "é" * 300, "0123abcd"),
    ]
)
LINK_TEXTS = (
    NUMBER_TEXTS
    | WORDS
    | st.text(max_size=30)
    | st.builds(
        lambda parts, mark: mark.join(parts),
        st.lists(NUMBER_TEXTS | WORDS, max_size=200),
        st.sampled_from([",", "-", ":", ",1:", ";", "=", "&"]),
    )
)
LINKS = st.dictionaries(st.sampled_from(LINK_KEYS) | st.text(max_size=8), LINK_TEXTS, max_size=16)
QUERIES = (
    LINKS.map(lambda link: "&".join(f"{key}={text}" for key, text in link.items()))
    | st.text(max_size=200)
    | st.builds(
        lambda text, count: text * count,
        st.text(min_size=1, max_size=9),
        SIZES := (st.sampled_from([1, 300, 3_000, 60_000])),
    )
)

ATOMS = (
    st.none()
    | st.booleans()
    | st.integers(-5, 300)
    | st.sampled_from([10**9, 10**9 + 1, -(10**9), 2**53, 2**64, 10**30, -(10**300), 1e308, -0.0])
    | st.floats()
    | WORDS
    | NUMBER_TEXTS
    | st.text(max_size=20)
)
THINGS = st.recursive(
    ATOMS,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.sampled_from(SIGNAL_KEYS) | st.text(max_size=5), inner, max_size=5)
    ),
    max_leaves=12,
)
VALUES = st.dictionaries(st.sampled_from(SIGNAL_KEYS), THINGS | QUERIES, max_size=6)
HUGE = st.builds(lambda thing, count: [thing] * count, ATOMS, st.sampled_from([1_000, 30_000]))
DEEP = st.builds(
    lambda left, right, count: left * count + "1" + right * count,
    *(st.sampled_from(["[", '{"step":']), st.sampled_from(["", "]", "}"])),
    st.sampled_from([10, 900, 100_000]),
)


def event_text(event: Any, value: Any) -> str:
    return json.dumps([{"event": event, "value": value}])


EVENTS = (
    st.builds(event_text, st.sampled_from(SIGNALS), VALUES)
    | st.builds(event_text, st.sampled_from(SIGNALS) | ATOMS, THINGS | HUGE)
    | st.builds(
        lambda event, value, count: json.dumps([{"event": event, "value": value}] * count),
        *(st.sampled_from(SIGNALS), VALUES, st.sampled_from([2, 50])),
    )
    | THINGS.map(json.dumps)
    | DEEP
    | st.text(max_size=40)
).map(lambda text: text.encode("utf-8", "replace")[:1_500_000].decode("utf-8", "ignore"))


def sendable(text: Any) -> str:
    """Return a text as it can stand in a message."""
    return str(text).encode("utf-8", "replace").decode()


@st.composite
def widget_states(draw: st.DrawFn) -> tuple[int, WidgetState]:
    """Draw the state of some widget, of any type; its identity is chosen when it is sent."""
    state = WidgetState(id=sendable(draw(WORDS | st.text(max_size=9))))
    kind = draw(st.sampled_from([field.name for field in WidgetState.DESCRIPTOR.fields[1:]]))
    if kind in ("trigger_value", "bool_value"):
        setattr(state, kind, draw(st.booleans()))
    elif kind == "double_value":
        state.double_value = draw(st.floats())
    elif kind == "int_value":
        state.int_value = draw(st.integers(-(2**63), 2**63 - 1))
    elif kind in ("string_value", "json_value", "json_trigger_value"):
        setattr(state, kind, draw(EVENTS) if "json" in kind else sendable(draw(LINK_TEXTS)))
    elif kind == "bytes_value":
        state.bytes_value = draw(st.binary(max_size=40))
    elif kind == "double_array_value":
        state.double_array_value.data.extend(draw(st.lists(st.floats(), max_size=4)))
    elif kind == "int_array_value":
        state.int_array_value.data.extend(draw(st.lists(st.integers(-9, 9), max_size=4)))
    elif kind == "string_array_value":
        texts = draw(st.lists(LINK_TEXTS, max_size=4))
        state.string_array_value.data.extend(sendable(text) for text in texts)
    else:
        getattr(state, kind).SetInParent()
    return draw(st.integers(0, 60)), state


@st.composite
def reruns(draw: st.DrawFn) -> tuple[Message, list[tuple[int, WidgetState]], int]:
    """Draw a message that asks for a rerun, with anything in it."""
    message = BackMsg()
    script = message.rerun_script
    script.SetInParent()
    script.query_string = sendable(draw(st.just("") | QUERIES))[:100_000]
    script.page_script_hash = sendable(draw(st.just("") | WORDS))
    script.page_name = sendable(draw(st.sampled_from(["", "the_code"]) | WORDS))
    script.fragment_id = sendable(draw(st.just("") | WORDS))
    script.is_auto_rerun = draw(st.booleans())
    script.is_history_navigation = draw(st.booleans())
    script.context_info.timezone = sendable(draw(WORDS))
    script.context_info.timezone_offset = draw(st.integers(-(2**31), 2**31 - 1))
    script.context_info.locale = sendable(draw(WORDS))
    script.context_info.url = sendable(draw(WORDS))
    states = draw(st.lists(widget_states(), max_size=3))
    return message, states, draw(st.integers(0, 5))


@dataclass(frozen=True, repr=False)
class Act:
    """Something that a stranger does."""

    name: str
    what: tuple[Any, ...]

    def __repr__(self) -> str:
        return f"Act({self.name!r}, {str(self.what)[:400]})"


ACTS = (
    EVENTS.map(lambda text: Act("say", (text,)))
    | reruns().map(lambda drawn: Act("rerun", drawn))
    | st.integers(0, 9).map(lambda place: Act("press_any", (place,)))
    | st.sampled_from(
        [field.name for field in BackMsg.DESCRIPTOR.fields if not field.message_type]
    ).map(lambda kind: Act("throw", (BackMsg(**{kind: True}),)))
)


# Those who send it, and those who must not notice.


class Stranger(Learner):
    """A browser that says whatever it likes."""

    async def throw(self, message: BackMsg) -> None:
        await self.until(lambda: self._socket is not None)
        await self._socket.send(message.SerializeToString())

    async def say(self, text: str) -> None:
        """Say something in the stage's name."""
        identity, fragment = self._stage
        state = WidgetState(id=f"$$STREAMLIT_INTERNAL_KEY_{identity}__events")
        state.json_trigger_value = text
        await self.until(lambda: self._socket is not None)
        await self._rerun(fragment, [state])

    async def press_any(self, place: int) -> None:
        await self.until(lambda: self._socket is not None)
        await self.press(sorted(self._buttons)[place % len(self._buttons)])

    async def rerun(
        self, message: BackMsg, states: list[tuple[int, WidgetState]], fragment: int
    ) -> None:
        known = [*self._values, *(identity for identity, _ in self._buttons.values())]
        known.append(self._stage[0])
        for place, state in states:
            # Some keep a name that nobody has.
            if place < len(known):
                state.id = known[place]
        message.rerun_script.widget_states.widgets.extend(state for _, state in states)
        if fragment > 2:
            message.rerun_script.fragment_id = self._stage[1]
        await self.throw(message)

    async def answered(self) -> None:
        """Ask for the page as an honest browser does, and wait for it."""
        await self.until(lambda: self._socket is not None)
        before = self.scripts_finished
        while self.scripts_finished == before:
            page = self._page
            await self._rerun()
            # On the way to another page nothing is heard of this one: ask again, as a stage does.
            with contextlib.suppress(TimeoutError):
                await self.until(
                    lambda page=page: self.scripts_finished > before or self._page != page,
                    seconds=LONGEST_PASSAGE_SECONDS,
                )


class Crowd:
    """A server, a stranger on it, and another learner who must not notice."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self.stranger = Stranger(server.url, "v=1")
        self.learner = Learner(server.url, "v=1")
        self._n_read = 0
        self._acts: list[Act] = []
        self.do(self.stranger.open())
        self.do(self.learner.open())

    def do(self, work: Coroutine[Any, Any, None], *, seconds: float = 60) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    def close(self) -> None:
        self.do(self.stranger.close())
        self.do(self.learner.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def let(self, acts: list[Act]) -> None:
        """Let the stranger act; now and then another one comes, and whenever something broke."""
        if len(self._acts) > ACTS_OF_ONE:
            self._replace_stranger()
        self._acts += acts
        try:
            for act in acts:
                self.do(getattr(self.stranger, act.name)(*act.what))
            self.check()
        except BaseException:
            print("All that this stranger did:", *self._acts, sep="\n")
            self._replace_stranger()
            raise

    def _replace_stranger(self) -> None:
        self.do(self.stranger.close())
        self.stranger, self._acts = Stranger(self.server.url, "v=1"), []
        self.do(self.stranger.open())

    def memory_at_rest_mb(self) -> float:
        """What the server holds once it has forgotten the strangers that were there."""
        self._replace_stranger()
        forgotten = time.monotonic() + LIFETIME_SECONDS + 1
        held = [self.server.memory_mb()]
        while time.monotonic() < forgotten:
            time.sleep(0.1)  # the lifetime itself is what is waited for
            held.append(self.server.memory_mb())
        return min(held)

    def is_answered_in_time(self, act: Callable[[], Coroutine[Any, Any, None]]) -> bool:
        """Whether an answer comes in time; the machine may be busy, but not twice."""
        for _ in range(2):
            started = time.monotonic()
            self.do(act())
            if time.monotonic() - started < ANSWER_SECONDS:
                return True
        return False

    async def step(self) -> None:
        """Let the other learner press Step, and wait for the step."""
        before = self.learner.last.header["step"]
        await self.learner.press("step")
        await self.learner.until(lambda: self.learner.last.header["step"] > before)

    def tracebacks(self) -> tuple[list[str], bool]:
        """What was written to the log since the last time.

        Returns
        -------
        ours : list of str
            Tracebacks that lead through one of our files.
        is_ruined : bool
            Whether Streamlit itself stumbled: whoever made it gets no more of the page, and
            nobody else notices.
        """
        log = self.server.log.read_text(errors="replace")
        new, self._n_read = log[self._n_read :], len(log)
        found = new.split("Traceback (most recent call last):")[1:]
        excused = [each for each in found if STUMBLING.search(each)]
        ours = [
            each
            for each in found
            if each not in excused
            and any(OWN_FILE.match(line.strip()) for line in each.split("\n"))
        ]
        return ours, bool(excused)

    def check(self) -> None:
        assert self.is_answered_in_time(self.stranger.answered)
        assert self.is_answered_in_time(self.step)
        ours, is_ruined = self.tracebacks()
        assert ours == []
        if is_ruined:
            self._replace_stranger()


@pytest.fixture(scope="module")
def crowd() -> Iterator[Crowd]:
    # Who has gone is soon forgotten, so that memory can be compared.
    server = Server(environment=ENVIRONMENT)
    try:
        crowd = Crowd(server)
        yield crowd
        crowd.close()
    finally:
        server.stop()


# What is promised.


def try_links(count: int) -> None:
    @tries(count)
    @given(link=LINKS, query=QUERIES, step=st.integers(0, 3))
    def open_link(link: dict[str, str], query: str, step: int) -> None:
        for parameters in (link, dict(parse_qsl(query))):
            started = time.thread_time()
            address = decode(parameters)
            session = new_session(replace(address, step=min(address.step, step)))
            assert time.thread_time() - started < ANSWER_SECONDS
            assert session.run.step <= step

    open_link()


def try_acts(crowd: Crowd, count: int) -> None:
    @tries(count // ACTS_AT_ONCE)
    @given(acts=st.lists(ACTS, min_size=ACTS_AT_ONCE, max_size=ACTS_AT_ONCE))
    def act(acts: list[Act]) -> None:
        crowd.let(acts)

    act()


def try_bytes(crowd: Crowd, count: int) -> None:
    honest = BackMsg()
    honest.rerun_script.query_string = "v=1&data=xor"
    text = honest.SerializeToString()
    cut = st.integers(0, len(text)).map(lambda place: text[:place])
    changed = st.builds(
        lambda place, byte: text[:place] + bytes([byte]) + text[place + 1 :],
        *(st.integers(0, len(text) - 1), st.integers(0, 255)),
    )

    async def send_and_hear(data: bytes) -> None:
        address = f"ws://127.0.0.1:{crowd.server.port}/_stcore/stream"
        async with connect(address, proxy=None, close_timeout=0.1) as socket:
            with contextlib.suppress(ConnectionClosed):
                await socket.send(data)
                await (await socket.ping())

    @tries(count)
    @given(data=st.binary(max_size=300) | cut | changed)
    def send(data: bytes) -> None:
        assert crowd.is_answered_in_time(lambda: send_and_hear(data))
        assert crowd.tracebacks()[0] == []

    send()
    crowd.check()


def grows(crowd: Crowd, attempt: Callable[[Crowd, int], None], count: int) -> float:
    """How much memory the server takes for so many tries, after a tenth to warm up, in MB."""
    attempt(crowd, max(count // 10, 10))
    before = crowd.memory_at_rest_mb()
    attempt(crowd, count)
    return crowd.memory_at_rest_mb() - before


def test_no_link_breaks_a_session():
    try_links(60)


def test_no_message_of_a_stranger_is_noticed_by_another_learner(crowd):
    assert grows(crowd, try_acts, 80) < GROWTH_MB


def test_no_bytes_of_a_stranger_are_noticed_by_another_learner(crowd):
    assert grows(crowd, try_bytes, 25) < GROWTH_MB


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_none_of_many_links_breaks_a_session():
    try_links(LONG)


@pytest.mark.slow
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("attempt", [try_acts, try_bytes])
def test_none_of_many_messages_is_noticed_by_another_learner(crowd, attempt):
    assert grows(crowd, attempt, LONG) < GROWTH_MB
