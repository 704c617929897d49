"""Who may do what to the server? One guard before every answer, and the headers on it.

`read_rules` turns the operator's settings into `Rules`; `Guard` is the ASGI middleware that holds
every request to them, before Streamlit sees it. What an operator can set, and what is promised, is
in ``docs/SECURITY.md``.
"""

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from google.protobuf.message import DecodeError
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose
from streamlit.proto.BackMsg_pb2 import BackMsg

FRAMED_BY = "WATCH_IT_LEARN_FRAMED_BY"
METRICS_READERS = "WATCH_IT_LEARN_METRICS_READERS"
TRUSTED_PROXIES = "FORWARDED_ALLOW_IPS"
"""Read by uvicorn itself, which believes nobody but the same machine where it is not set."""

ANY_SITE = "*"
LOOPBACK = "127.0.0.0/8,::1"

MAX_ADDRESS_BYTES = 8_000
"""Of path and query together. A link has at most 2,000 characters; those it exceeds by less than
this limit get the page, which says so."""

FRAMING_BYTES = 64_000
"""What a form adds to the file that it carries."""

FORBIDDEN_FEATURES = ("camera", "microphone", "geolocation", "payment", "usb", "serial", "midi")

MESSAGES = {"rerun_script", "stop_script", "app_heartbeat", "file_urls_request"}
"""What a browser may ask of Streamlit. Not ``clear_cache``, which empties it for everybody."""

PROXY_TRACES = {
    *("forwarded", "via", "x-real-ip"),
    *("x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"),
}

INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
SITE = re.compile(r"(https?://)?(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d+)?", re.IGNORECASE)


@dataclass(frozen=True)
class Rules:
    """What the guard holds every request to.

    Parameters
    ----------
    headers : mapping of str to str
        On every answer.
    origins : frozenset of str
        Names of hosts whose pages may open a session, beside the host that was asked.
    metrics_readers : tuple of networks
        Who may read the metrics.
    max_body_bytes : int
        Of any request.
    """

    headers: Mapping[str, str]
    origins: frozenset[str]
    metrics_readers: tuple[IPv4Network | IPv6Network, ...]
    max_body_bytes: int


def read_rules(
    environment: Mapping[str, str], *, page: str, origins: Iterable[str], max_upload_mb: int
) -> Rules:
    """Read what the operator has set.

    Parameters
    ----------
    environment : mapping of str to str
        The variables of the process.
    page : str
        Streamlit's ``index.html``: the scripts written in it may run, and no other such.
    origins : iterable of str
        Names or addresses of further hosts whose pages may open a session.
    max_upload_mb : int
        The largest file that may be uploaded, in megabytes.

    Returns
    -------
    rules : Rules

    Raises
    ------
    ValueError
        If a variable says what cannot be obeyed.
    """
    if ANY_SITE in environment.get(TRUSTED_PROXIES, ""):
        raise ValueError(
            f"{TRUSTED_PROXIES}: expected addresses or networks of proxies, got '*', with which "
            "anybody could pretend to be anybody"
        )
    return Rules(
        headers={
            "Content-Security-Policy": content_security_policy(
                page, environment.get(FRAMED_BY, ANY_SITE)
            ),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Permissions-Policy": ", ".join(f"{feature}=()" for feature in FORBIDDEN_FEATURES),
        },
        origins=frozenset(_host_name(origin) for origin in origins) - {""},
        metrics_readers=_networks(environment.get(METRICS_READERS, LOOPBACK)),
        max_body_bytes=max_upload_mb * 1024 * 1024 + FRAMING_BYTES,
    )


def content_security_policy(page: str, framed_by: str = ANY_SITE) -> str:
    """Write what a page may load, and who may frame it.

    Parameters
    ----------
    page : str
        Streamlit's ``index.html``.
    framed_by : str
        Sites, with blanks between them; ``*`` for any, and nothing for none.

    Returns
    -------
    policy : str
        The value of the header ``Content-Security-Policy``.

    Raises
    ------
    ValueError
        If a site is none.
    """
    digests = [
        f"'sha256-{b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in INLINE_SCRIPT.findall(page)
    ]
    directives = {
        "default-src": ["'none'"],
        # Streamlit imports a component's inline JavaScript from a Blob.
        "script-src": ["'self'", "blob:", *digests],
        "worker-src": ["'self'", "blob:"],
        # Streamlit and Plotly write their styles into the page.
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "media-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'", "data:"],
        "connect-src": ["'self'", "data:", "blob:"],
        "frame-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'self'"],
    }
    if framed_by.strip() != ANY_SITE:
        # Left out for any site: "*" would shut out a teacher's page that is a file.
        directives["frame-ancestors"] = ["'self'", *_sites(framed_by)]
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


class Guard:
    """ASGI middleware: hold every request to the rules, and put the headers on every answer."""

    def __init__(self, app: ASGIApp, rules: Rules) -> None:
        self.app = app
        self.rules = rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or one connection."""
        if scope["type"] == "http":
            await self._answer(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._connect(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_started = False
        n_bytes = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal has_started
            if message["type"] == "http.response.start":
                has_started = True
                MutableHeaders(scope=message).update(self.rules.headers)
            await send(message)

        async def receive_counted() -> Message:
            nonlocal n_bytes
            message = await receive()
            n_bytes += len(message.get("body", b""))
            if n_bytes > self.rules.max_body_bytes:
                raise _too_large()
            return message

        try:
            _check_request(scope, self.rules)
            await self.app(scope, receive_counted, send_with_headers)
        except HTTPException as refusal:
            response = PlainTextResponse(
                refusal.detail, status_code=refusal.status_code, headers=refusal.headers
            )
            await response(scope, receive, send_with_headers)
        except Exception:
            # Starlette's own answer would be sent around this guard, without the headers.
            if not has_started:
                response = PlainTextResponse("Internal Server Error", status_code=500)
                await response(scope, receive, send_with_headers)
            raise

    async def _connect(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _may_connect(scope, self.rules):
            await WebSocketClose(1008)(scope, receive, send)
            return
        code = 0

        async def receive_checked() -> Message:
            nonlocal code
            while (message := await receive())["type"] == "websocket.receive":
                code, is_wanted = _judge_message(message)
                if code:
                    return {"type": "websocket.disconnect", "code": code}
                if is_wanted:
                    break
            return message

        await self.app(scope, receive_checked, send)
        if code:
            # By now Streamlit has let go of the connection.
            await send({"type": "websocket.close", "code": code})


def _judge_message(message: Message) -> tuple[int, bool]:
    """Say of a browser's message why it ends the connection (0: it does not), and if it counts.

    Streamlit meets text, and bytes that are no message of its protocol, with a traceback in the
    log.
    """
    data = message.get("bytes")
    if data is None:
        return 1003, False
    try:
        kind = BackMsg.FromString(data).WhichOneof("type")
    except DecodeError:
        return 1002, False
    return 0, kind in MESSAGES


def _check_request(scope: Scope, rules: Rules) -> None:
    """Let a request through, or raise the `HTTPException` that is all the answer it gets."""
    if _is_too_long(scope):
        raise HTTPException(
            414, f"The address is too long: at most {MAX_ADDRESS_BYTES:,} bytes are read."
        )
    path, headers = scope["path"], Headers(scope=scope)
    if "/_stcore/agent/" in path:
        raise HTTPException(404)
    if path.endswith("/_stcore/metrics") and not _may_read_metrics(scope, rules):
        raise HTTPException(404)
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > rules.max_body_bytes:
        raise _too_large()


def _may_connect(scope: Scope, rules: Rules) -> bool:
    """Whether a connection may be opened: by a page of the host that it asks, or by no page.

    Streamlit has such a check too. For a foreign page it asks a server of Amazon's for the
    machine's public address, and nobody is served until that answers or two seconds are over.
    """
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    if _is_too_long(scope):
        return False
    if origin is None:
        return True
    is_own = _authority(origin) == headers.get("host", "").lower()
    return is_own or _host_name(origin) in rules.origins


def _may_read_metrics(scope: Scope, rules: Rules) -> bool:
    """Whether the metrics may be read: from a named network, and not through a proxy.

    A proxy on the same machine would make every visitor look like the machine itself.
    """
    if PROXY_TRACES & set(Headers(scope=scope).keys()):
        return False
    try:
        address = ip_address(scope["client"][0])
    except (TypeError, ValueError):
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return any(address in network for network in rules.metrics_readers)


def _is_too_long(scope: Scope) -> bool:
    """Whether more was asked for than is read."""
    return len(scope["path"]) + len(scope["query_string"]) > MAX_ADDRESS_BYTES


def _too_large() -> HTTPException:
    """Make the answer to a body beyond the limit; what is still to come is not waited for."""
    return HTTPException(413, "The file is too large.", headers={"Connection": "close"})


def _authority(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def _host_name(origin: str) -> str:
    try:
        return urlsplit(origin if "//" in origin else f"//{origin}").hostname or ""
    except ValueError:
        return ""


def _sites(text: str) -> list[str]:
    sites = text.split()
    for site in sites:
        if not SITE.fullmatch(site):
            raise ValueError(
                f"{FRAMED_BY}: expected sites like https://school.example with blanks between "
                f"them, or *, got {site!r}"
            )
    return sites


def _networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as problem:
        raise ValueError(
            f"{METRICS_READERS}: expected addresses or networks with commas between them, "
            f"got {text!r}"
        ) from problem
