"""Who is still heard of a page that is being left? Nobody: that it is left is the last word.

A browser that has asked for another page goes on, until that page has come, to say what the parts
of the old one want: a stage that needs frames, a slider just let go. Streamlit runs such a part
after the new page; the browser then takes the old page for the one in force, empties itself, draws
the old one's fields without their values, and sends those as if the learner had chosen them.
`Farewell` is the ASGI middleware that leaves such messages out.
"""

from time import monotonic

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

RUNS_UNTIL_HEARD = 2
"""The last of so many runs of the whole script is the one that was asked for: the first may have
been on its way. That they are of another page means only that there is none such."""

LONGEST_PASSAGE_SECONDS = 10.0
"""Who still speaks for another page after this time is on it: the one asked for is not to come."""


class Passage:
    """Which page one browser is on, or on its way to, as told by what is said on one connection."""

    def __init__(self) -> None:
        self.page = ""
        self.awaited = 0
        self.asked_at = 0.0

    def note_sent(self, message: ForwardMsg) -> None:
        """See what the server says: in each run of the whole script, of which page it is."""
        if not message.HasField("navigation"):
            return
        page = message.navigation.page_script_hash
        if self.awaited and self.page and page != self.page:
            self.awaited -= 1
            if self.awaited:
                return
        self.page, self.awaited = page, 0

    def hears(self, wanted: ClientState) -> bool:
        """See what the browser asks for: whether it is of the page it is on, or on its way to."""
        page = wanted.page_script_hash
        # A page is asked for without the values of fields: those of the one before do not count.
        is_of_a_page = bool(wanted.fragment_id or wanted.widget_states.widgets)
        if not is_of_a_page:
            self.page, self.awaited, self.asked_at = page, RUNS_UNTIL_HEARD, monotonic()
            return True
        if self.awaited and monotonic() - self.asked_at > LONGEST_PASSAGE_SECONDS:
            self.page, self.awaited = page, 0
        return not (page and self.page) or page == self.page


class Farewell:
    """ASGI middleware: leave out what a page says after another one was asked for."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on one request, or what is said on one connection."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        passage = Passage()

        async def receive_current() -> Message:
            while True:
                message = await receive()
                data = message.get("bytes")
                if message["type"] != "websocket.receive" or data is None:
                    return message
                said = BackMsg.FromString(data)
                if not said.HasField("rerun_script") or passage.hears(said.rerun_script):
                    return message

        async def send_noted(message: Message) -> None:
            data = message.get("bytes")
            if data is not None:
                passage.note_sent(ForwardMsg.FromString(data))
            await send(message)

        await self.app(scope, receive_current, send_noted)
