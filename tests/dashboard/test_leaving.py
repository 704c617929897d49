"""Is a page heard until another is asked for, and no longer?"""

import asyncio
from unittest.mock import Mock

import pytest
from starlette.types import Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard.leaving import LONGEST_PASSAGE_SECONDS, Farewell


def asks(page: str, *, fragment: str = "", field: str = "") -> bytes:
    """Write a browser's request for a run of a page, or of what one of its fields says."""
    message = BackMsg()
    message.rerun_script.page_script_hash = page
    message.rerun_script.fragment_id = fragment
    if field:
        message.rerun_script.widget_states.widgets.add(id=field, bool_value=True)
    message.rerun_script.query_string = ""
    return message.SerializeToString()


def shows(page: str) -> bytes:
    """Write how the server says which page it is making."""
    message = ForwardMsg()
    message.navigation.page_script_hash = page
    return message.SerializeToString()


def heard(*said: bytes | tuple[bytes]) -> list[bytes]:
    """Return which messages of a browser arrive; a server's are in tuples, at their moment."""
    arrived: list[bytes] = []
    coming = list(said)
    server_says: Send

    async def receive() -> Message:
        while coming:
            message = coming.pop(0)
            if isinstance(message, bytes):
                return {"type": "websocket.receive", "bytes": message}
            await server_says({"type": "websocket.send", "bytes": message[0]})
        return {"type": "websocket.disconnect", "code": 1000}

    async def send(message: Message) -> None:
        assert message["type"] == "websocket.send"

    async def server(_: Scope, hear: Receive, say: Send) -> None:
        nonlocal server_says
        server_says = say
        while (message := await hear())["type"] == "websocket.receive":
            arrived.append(message["bytes"])

    asyncio.run(Farewell(server)({"type": "websocket"}, receive, send))
    return arrived


HELLO = (asks(""), (shows("play"),))
"""A browser comes in by an address, and is told which page that is."""


@pytest.mark.parametrize(
    "late", [asks("play", fragment="stage"), asks("play", field="rate")], ids=["part", "field"]
)
def test_what_the_old_page_says_once_another_was_asked_for_is_left_out(late: bytes):
    assert heard(*HELLO, late) == [HELLO[0], late]
    assert heard(*HELLO, asks("code"), late) == [HELLO[0], asks("code")]
    assert heard(*HELLO, asks("code"), (shows("code"),), late) == [HELLO[0], asks("code")]


def test_a_page_that_the_server_chose_is_the_one_that_is_heard():
    early, late = asks("twins", field="step"), asks("play", fragment="stage")
    assert heard(*HELLO, (shows("twins"),), late, early) == [HELLO[0], early]


def test_a_run_that_was_on_its_way_does_not_bring_the_old_page_back():
    late, new = asks("play", fragment="stage"), asks("code", field="function")
    talk = (*HELLO, asks("code"), (shows("play"),), late, (shows("code"),), late, new)
    assert heard(*talk) == [HELLO[0], asks("code"), new]


def test_turning_back_counts_at_once():
    again = asks("play", fragment="stage")
    talk = (*HELLO, asks("code"), asks("play"), again)
    assert heard(*talk) == [HELLO[0], asks("code"), asks("play"), again]


def test_a_page_that_there_is_not_does_not_end_the_talk():
    here = asks("play", fragment="stage")
    talk = (*HELLO, asks("nowhere"), (shows("play"),), (shows("play"),), here)
    assert heard(*talk) == [HELLO[0], asks("nowhere"), here]


def test_a_page_that_does_not_come_is_not_waited_for_forever(monkeypatch: pytest.MonkeyPatch):
    here = asks("play", fragment="stage")
    talk = (*HELLO, asks("nowhere"), (shows("play"),), here)
    assert heard(*talk) == [HELLO[0], asks("nowhere")]
    moments = iter((100.0, 100.0, 101.0, 101.0 + LONGEST_PASSAGE_SECONDS))
    monkeypatch.setattr("dashboard.leaving.monotonic", lambda: next(moments))
    assert heard(*talk, here) == [HELLO[0], asks("nowhere"), here]


def test_other_messages_and_other_scopes_pass():
    beat = BackMsg(app_heartbeat=True).SerializeToString()
    assert heard(*HELLO, asks("code"), beat) == [HELLO[0], asks("code"), beat]

    async def answer(scope: Scope, _receive: Receive, _send: Send) -> None:
        seen.append(scope)

    seen: list[Scope] = []
    asyncio.run(Farewell(answer)({"type": "http"}, Mock(), Mock()))
    assert seen == [{"type": "http"}]
