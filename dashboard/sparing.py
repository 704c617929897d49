"""What need not be said again? Which pages there are and what colours, at each batch of frames.

Streamlit begins every run of a part of the page with a list of all pages and with the theme. No
browser reads them there, only where the whole page is drawn. `Sparing` is the ASGI middleware
that leaves them out, twice a second for each learner.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

UNREAD = ("app_pages", "custom_theme")


def spared(data: bytes) -> bytes:
    """Write a message without them, if it begins the run of a part of the page.

    Parameters
    ----------
    data : bytes
        A message of the server.

    Returns
    -------
    data : bytes
        The same where there is nothing to leave out.
    """
    message = ForwardMsg.FromString(data)
    if not (message.HasField("new_session") and message.metadata.run.fragment_ids):
        return data
    for name in UNREAD:
        message.new_session.ClearField(name)
    return message.SerializeToString()


class Sparing:
    """ASGI middleware: send what a browser reads."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on one request, or what is said on one connection."""

        async def send_spared(message: Message) -> None:
            data = message.get("bytes")
            await send(message if data is None else {**message, "bytes": spared(data)})

        await self.app(scope, receive, send_spared if scope["type"] == "websocket" else send)
