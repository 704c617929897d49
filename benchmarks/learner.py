"""What does a learner's browser say to the server? The same messages, without the browser.

A `Learner` speaks Streamlit's own protocol over a real websocket: it keeps the values of the
widgets it was sent, presses buttons, plays the frames it gets at the rate it is told, asks for
more as the stage does, and connects again when the connection is lost, handing its run back.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.state.session_state import STREAMLIT_INTERNAL_KEY_PREFIX

RECONNECT_SECONDS = 0.5
"""How long Streamlit's page waits before it tries again for the first time."""

PATIENCE_SECONDS = 60.0


class StageMessage(NamedTuple):
    """What the stage was sent, and when."""

    time: float
    header: dict[str, Any]
    n_frames: int
    n_bytes: int


@dataclass
class Learner:
    """One page, as the server sees it.

    Parameters
    ----------
    url : str
        Address of the app, ``http://host:port``.
    query : str
        The link that the page is opened with.
    """

    url: str
    query: str
    stage: list[StageMessage] = field(default_factory=list[StageMessage])
    bytes_received: int = 0
    connections: int = 0
    scripts_finished: int = 0
    errors: list[str] = field(default_factory=list[str])

    def __post_init__(self) -> None:
        self._socket: Any = None
        self._session_id = ""
        self._page = ""
        self._buttons: dict[str, tuple[str, str]] = {}
        self._values: dict[str, WidgetState] = {}
        self._stage = ("", "")
        self._words: dict[str, Any] = {}
        self._keyframe: dict[str, Any] | None = None
        self._played_until = 0.0
        self._asking: asyncio.Task[None] | None = None
        self._is_frozen = False
        self._arrived = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Open the page; it stays open until `close`."""
        self._task = asyncio.create_task(self._live())
        await self.until(lambda: bool(self.stage))

    async def close(self) -> None:
        """Close the page without a word, as a browser does."""
        self._stop_asking()
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def until(
        self, condition: Callable[[], bool], *, seconds: float = PATIENCE_SECONDS
    ) -> None:
        """Wait until something that arrives makes a condition true."""

        async def wait() -> None:
            while not condition():
                self._arrived.clear()
                await self._arrived.wait()

        await asyncio.wait_for(wait(), seconds)

    @property
    def last(self) -> StageMessage:
        """What the stage was sent last."""
        return self.stage[-1]

    @property
    def is_playing(self) -> bool:
        """Whether the stage was told that frames keep coming."""
        return bool(self.stage) and self.last.header["playing"]

    async def press(self, key: str) -> None:
        """Press a button of the page, as soon as it is there."""
        await self.until(lambda: key in self._buttons)
        identity, fragment = self._buttons[key]
        await self._rerun(fragment, [WidgetState(id=identity, trigger_value=True)])

    async def signal(self, name: str, value: dict[str, Any]) -> None:
        """Say something as the stage does."""
        if name == "pause":  # asks for nothing until that is answered, or would speak over it
            self._is_frozen = True
            self._stop_asking()
        identity, fragment = self._stage
        event = json.dumps([{"event": name, "value": value}])
        events = f"{STREAMLIT_INTERNAL_KEY_PREFIX}_{identity}__events"
        await self._rerun(fragment, [WidgetState(id=events, json_trigger_value=event)])

    async def _live(self) -> None:
        while True:
            with contextlib.suppress(OSError, websockets.WebSocketException):
                token, headers = await self._credentials()
                protocols = ["streamlit", token]
                protocols += [self._session_id] if self._session_id else []
                async with websockets.connect(
                    self.url.replace("http", "ws", 1) + "/_stcore/stream",
                    subprotocols=protocols,  # pyright: ignore[reportArgumentType]
                    additional_headers=headers,
                    max_size=None,
                ) as socket:
                    self._socket = socket
                    self.connections += 1
                    await self._rerun()
                    async for data in socket:
                        self._take(data)
            self._socket = None
            self._stop_asking()
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _credentials(self) -> tuple[str, dict[str, str]]:
        """Return the word against forged requests, and the headers, to connect with."""
        return "learner", {}  # without a cookie any word will do

    def _take(self, data: str | bytes) -> None:
        assert isinstance(data, bytes)
        self.bytes_received += len(data)
        message = ForwardMsg.FromString(data)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._session_id = message.new_session.initialize.session_id
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._take_element(message.delta.new_element, message.delta.fragment_id)
        elif kind == "navigation":
            self._page = message.navigation.page_script_hash
        elif kind == "script_finished":
            self.scripts_finished += 1
        elif kind == "session_event":
            self.errors.append(str(message.session_event))
        self._arrived.set()

    def _take_element(self, element: Element, fragment: str) -> None:
        kind = element.WhichOneof("type")
        proto = getattr(element, kind)
        if kind == "exception":
            self.errors.append(proto.message)
        elif kind == "button":
            self._buttons[proto.id.rpartition("-")[2]] = (proto.id, fragment)
        elif hasattr(proto, "set_value") and (proto.set_value or proto.id not in self._values):
            # Without a value of its own an element drawn again keeps what the browser has.
            self._keep(kind, proto)
        elif kind == "bidi_component" and proto.component_name.endswith("stage"):
            self._stage = (proto.id, fragment)
            self._take_stage(proto.bytes)

    def _take_stage(self, block: bytes) -> None:
        length = int.from_bytes(block[:4], "little")
        header = json.loads(block[4 : 4 + length])
        arrays = read_arrays(header, block[4 + length :])
        n_frames = len(arrays.get("batch_params", ()))
        before = self._words.get("session")
        self._words = header.pop("words", self._words)
        message = StageMessage(time.monotonic(), {**self._words, **header}, n_frames, len(block))
        if before and before != message.header["session"]:
            self._hand_back()
        self.stage.append(message)
        for name in ("keyframe", "exact"):
            if name in arrays:
                self._keyframe = {"step": header["step"], "values": arrays[name].tolist()}
        rate = message.header["frames_per_second"]
        self._played_until = max(self._played_until, message.time) + n_frames / rate
        if not message.header["playing"]:
            self._played_until = message.time
        self._ask_in_time(message)

    def _hand_back(self) -> None:
        """Tell a server that does not know this run what it is, and its newest state."""
        if not self._keyframe:
            return
        query = f"{self.last.header['link']}&step={self._keyframe['step']}"
        query += "&play=1" if self.is_playing else ""
        value = {"query": query, "keyframe": self._keyframe}
        self._resuming = asyncio.create_task(self.signal("resume", value))

    def _ask_in_time(self, message: StageMessage) -> None:
        """Ask for more as the stage does: when few frames are left, or after a while."""
        self._stop_asking()
        header = message.header
        self._is_frozen = self._is_frozen and header["playing"]
        if header["ask_after"] is None or self._is_frozen:
            return
        wait = header["ask_after"]
        if header["playing"] and not header["goal"] and wait == 0:
            short = header["reserve"] / header["frames_per_second"]
            wait = max(0.0, self._played_until - message.time - short)

        async def ask() -> None:
            await asyncio.sleep(wait)
            left = (self._played_until - time.monotonic()) * header["frames_per_second"]
            await self.signal("more", {"left": max(0, round(left))})

        self._asking = asyncio.create_task(ask())

    def _stop_asking(self) -> None:
        if self._asking:
            self._asking.cancel()
            self._asking = None

    def _keep(self, kind: str | None, proto: Any) -> None:
        state = WidgetState(id=proto.id)
        if kind == "slider" and proto.options:
            at = proto.default[0]
            state.string_array_value.data[:] = proto.raw_value or [proto.options[int(at)]]
        elif kind == "slider":
            state.double_array_value.data[:] = proto.value if proto.set_value else proto.default
        elif kind == "checkbox":
            state.bool_value = proto.value if proto.set_value else proto.default
        elif kind == "number_input":
            state.double_value = proto.value if proto.set_value else proto.default
        elif kind == "selectbox":
            chosen = proto.raw_value if proto.set_value else proto.options[proto.default]
            state.string_value = chosen
        else:
            return
        self._values[proto.id] = state

    async def _rerun(self, fragment: str = "", triggers: Sequence[WidgetState] = ()) -> None:
        if self._socket is None:
            return
        message = BackMsg()
        script = message.rerun_script
        script.query_string = self.query
        script.page_script_hash = self._page
        script.fragment_id = fragment
        script.widget_states.widgets.extend([*self._values.values(), *triggers])
        with contextlib.suppress(websockets.ConnectionClosed):
            await self._socket.send(message.SerializeToString())


def read_arrays(header: dict[str, Any], block: bytes) -> dict[str, np.ndarray]:
    """Cut what follows a stage message's header into its arrays.

    Parameters
    ----------
    header : dict
        With the name, kind and shape of each array.
    block : bytes
        The arrays, one after another, each padded to a multiple of 8 bytes.

    Returns
    -------
    arrays : dict of str to ndarray
    """
    arrays: dict[str, np.ndarray] = {}
    offset = 0
    for name, kind, shape in header["arrays"]:
        count = int(np.prod(shape, dtype=int))
        arrays[name] = np.frombuffer(block, kind, count, offset).reshape(shape)
        offset += -(-arrays[name].nbytes // 8) * 8
    return arrays
