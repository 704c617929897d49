"""What can a browser fetch before it knows that it needs it? Our modules, for the first picture.

Streamlit's page asks for them only when it draws the stage. A header on the page itself names them.
"""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.modules import BUNDLE

LINK = f"<{BUNDLE}>; rel=modulepreload; fetchpriority=low"
"""Low: nothing can be drawn before Streamlit's own scripts are there."""


class Preloading:
    """ASGI middleware: put the header on the page, and on nothing else."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def send_with_link(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_page(
                Headers(raw=message["headers"])
            ):
                MutableHeaders(scope=message)["Link"] = LINK
            await send(message)

        await self.app(scope, receive, send_with_link if scope["type"] == "http" else send)


def _is_page(headers: Headers) -> bool:
    return headers.get("content-type", "").startswith("text/html")
