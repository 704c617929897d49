"""Is what nobody reads left out where nobody reads it, and nothing else?"""

import asyncio
from unittest.mock import Mock

from starlette.types import Message, Receive, Scope, Send
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard.sparing import Sparing, spared


def begins(*fragments: str) -> ForwardMsg:
    message = ForwardMsg()
    message.new_session.page_script_hash = "play"
    message.new_session.main_script_path = "/app.py"
    message.new_session.app_pages.add(page_script_hash="play", page_name="Playground")
    message.new_session.custom_theme.base_font_size = 16
    message.metadata.run.script_run_id = "1"
    message.metadata.run.fragment_ids.extend(fragments)
    return message


def test_a_part_of_the_page_begins_without_pages_and_theme():
    whole = begins("stage")
    short = ForwardMsg.FromString(spared(whole.SerializeToString()))
    assert not short.new_session.app_pages
    assert not short.new_session.HasField("custom_theme")
    short.new_session.app_pages.extend(whole.new_session.app_pages)
    short.new_session.custom_theme.CopyFrom(whole.new_session.custom_theme)
    assert short == whole  # nothing else is missing


def test_everything_else_is_sent_as_it_is():
    done = ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY)
    done.metadata.run.fragment_ids.append("stage")
    for message in (begins(), done):
        data = message.SerializeToString()
        assert spared(data) is data


def test_it_stands_between_server_and_browser():
    sent: list[Message] = []

    async def server(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "bytes": begins("stage").SerializeToString()})

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(Sparing(server)({"type": "websocket"}, Mock(), send))
    assert sent[0] == {"type": "websocket.accept"}
    assert not ForwardMsg.FromString(sent[1]["bytes"]).new_session.app_pages
