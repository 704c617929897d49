"""Does the server keep out what does not belong, and say so clearly? See docs/SECURITY.md."""

import asyncio
import contextlib
import http.client
import http.server
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Frame, Page
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from benchmarks.server import Server, running_server
from dashboard.security import (
    FRAMED_BY,
    MAX_ADDRESS_BYTES,
    METRICS_READERS,
    TRUSTED_PROXIES,
    Guard,
    content_security_policy,
    read_rules,
)
from tests.browser.conftest import Complaints

PAGE = "<head><script>\n  window.a = 1\n</script><script src='x.js'></script></head>"
MEGABYTE = 1024 * 1024
ANSWER_SECONDS = 10.0
"""An answer that takes longer hangs: a tenth of it is what it takes on a busy machine."""
HEADERS = (
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Permissions-Policy",
)


# The guard by itself.


def rules(environment: dict[str, str] | None = None, *, origins=("learn.example",), mb: int = 1):
    return read_rules(environment or {}, page=PAGE, origins=origins, max_upload_mb=mb)


async def eager(scope, receive, send):
    """An app that reads all that is sent to it, and then says OK."""
    while scope["type"] == "http" and (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"OK"})


async def broken(*_):
    raise ZeroDivisionError


def ask(
    path: str = "/",
    *,
    query: bytes = b"",
    client: tuple[str, int] | None = ("203.0.113.9", 50000),
    body: list[bytes] = [],  # noqa: B006
    environment: dict[str, str] | None = None,
    app: Any = eager,
    **headers: str,
) -> tuple[int, dict[str, str], int]:
    """Ask an app behind the guard: the status, the headers, and how many pieces were read."""
    pieces = [{"type": "http.request", "body": piece, "more_body": True} for piece in body]
    pieces.append({"type": "http.request", "body": b"", "more_body": False})
    sent: list[dict[str, Any]] = []
    n_read = 0

    async def receive():
        nonlocal n_read
        n_read += 1
        return pieces[n_read - 1]

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": "PUT",
        "path": path,
        "query_string": query,
        "client": client,
        "headers": [
            (name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()
        ],
    }
    with contextlib.suppress(ZeroDivisionError):
        asyncio.run(Guard(app, rules(environment))(scope, receive, send))
    start = sent[0]
    names = {name.decode().title(): value.decode() for name, value in start["headers"]}
    return start["status"], names, n_read


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ({}, 200),
        ({"query": b"a" * (MAX_ADDRESS_BYTES - 1)}, 200),
        ({"query": b"a" * MAX_ADDRESS_BYTES}, 414),
        ({"path": "/" + "a" * MAX_ADDRESS_BYTES}, 414),
        ({"path": "/_stcore/agent/mcp"}, 404),
        ({"path": "/under/a/prefix/_stcore/metrics"}, 404),
        ({"content_length": "3000000"}, 413),
        ({"content_length": "9" * 4_000}, 413),
        ({"content_length": "-1"}, 413),
        ({"body": [b"a" * MEGABYTE] * 9}, 413),
        ({"body": [b"a" * MEGABYTE] * 9, "content_length": "10"}, 413),
        ({"app": broken}, 500),
    ],
)
def test_every_answer_has_the_headers_and_what_goes_too_far_is_refused(request_, status):
    answered, headers, _ = ask(**request_)
    assert answered == status
    assert {name.title() for name in HEADERS} <= set(headers)


def test_a_body_is_read_only_up_to_the_limit():
    _, _, n_read = ask(body=[b"a" * MEGABYTE] * 100)
    assert n_read == 2


@pytest.mark.parametrize(
    ("reader", "headers", "environment", "status"),
    [
        ("127.0.0.1", {}, {}, 200),
        ("::1", {}, {}, 200),
        ("::ffff:127.0.0.1", {}, {}, 200),
        ("203.0.113.9", {}, {}, 404),
        ("testclient", {}, {}, 404),
        ("127.0.0.1", {"x_forwarded_for": "127.0.0.1"}, {}, 404),
        ("127.0.0.1", {"via": "1.1 proxy"}, {}, 404),
        ("127.0.0.1", {}, {METRICS_READERS: ""}, 404),
        ("10.1.2.3", {}, {METRICS_READERS: "10.0.0.0/8, ::1"}, 200),
        ("127.0.0.1", {}, {METRICS_READERS: "10.0.0.0/8, ::1"}, 404),
    ],
)
def test_the_metrics_are_for_the_machine_itself_and_whom_the_operator_names(
    reader, headers, environment, status
):
    asked = ask("/_stcore/metrics", client=(reader, 1), environment=environment, **headers)
    assert asked[0] == status


def test_the_metrics_are_for_nobody_whose_address_is_not_known():
    assert ask("/_stcore/metrics", client=None)[0] == 404


def open_socket(origin: str | None, host: str, *, messages=(), query: bytes = b"") -> list[Any]:
    """Connect to an app behind the guard that accepts and listens; return what was sent back."""
    incoming = iter(
        [{"type": "websocket.connect"}, *messages, {"type": "websocket.disconnect", "code": 1000}]
    )
    sent: list[Any] = []

    async def receive():
        return next(incoming)

    async def send(message):
        sent.append(message)

    async def app(_, receive, send):
        await receive()
        await send({"type": "websocket.accept"})
        while (message := await receive())["type"] == "websocket.receive":
            await send({"type": "websocket.send", "bytes": message["bytes"]})

    headers = [(b"host", host.encode())]
    if origin is not None:
        headers.append((b"origin", origin.encode()))
    scope = {
        "type": "websocket",
        "path": "/_stcore/stream",
        "query_string": query,
        "headers": headers,
    }
    asyncio.run(Guard(app, rules())(scope, receive, send))
    return [(message["type"].partition(".")[2], message.get("code")) for message in sent]


@pytest.mark.parametrize(
    ("origin", "is_welcome"),
    [
        (None, True),
        ("https://school.example", True),
        ("http://SCHOOL.example", True),
        ("https://learn.example", True),
        ("https://school.example:444", False),
        ("https://evil.example", False),
        ("https://school.example.evil.example", False),
        ("https://evil.example/school.example", False),
        ("https://evil.example@school.example", False),
        ("https://evillearn.example", False),
        ("null", False),
        ("", False),
        ("http://[", False),
    ],
)
def test_only_the_apps_own_pages_open_a_session(origin, is_welcome):
    expected = ("accept", None) if is_welcome else ("close", 1008)
    assert open_socket(origin, "school.example")[0] == expected


def test_a_connection_with_an_endless_address_is_not_opened():
    query = b"a" * MAX_ADDRESS_BYTES
    assert open_socket(None, "school.example", query=query) == [("close", 1008)]


@pytest.mark.parametrize(
    ("message", "answers"),
    [
        ({"text": "a"}, [("close", 1003)]),
        ({"text": "", "bytes": None}, [("close", 1003)]),
        ({"bytes": b"no message"}, [("close", 1002)]),
        ({"bytes": BackMsg(app_heartbeat=True).SerializeToString()}, [("send", None)] * 2),
        ({"bytes": BackMsg(clear_cache=True).SerializeToString()}, [("send", None)]),
        ({"bytes": BackMsg(debug_shutdown_runtime=True).SerializeToString()}, [("send", None)]),
        ({"bytes": b""}, [("send", None)]),
    ],
)
def test_a_message_counts_ends_the_connection_or_is_passed_over(message, answers):
    following = {"bytes": BackMsg(app_heartbeat=True).SerializeToString()}
    messages = [{"type": "websocket.receive", **each} for each in (message, following)]
    assert open_socket(None, "school.example", messages=messages) == [("accept", None), *answers]


def test_the_page_runs_no_script_but_ours():
    policy = dict(part.split(" ", 1) for part in content_security_policy(PAGE).split("; "))
    assert policy["default-src"] == "'none'"
    # printf '\n  window.a = 1\n' | openssl dgst -sha256 -binary | base64
    digest = "OYo7JPmHIm8f3LiGAXQwc2srNzmDDJ0FvIsrNQDCxZU="
    assert policy["script-src"] == f"'self' blob: 'sha256-{digest}'"
    assert "frame-ancestors" not in policy


@pytest.mark.parametrize(
    ("sites", "directive"),
    [
        ("", "frame-ancestors 'self'"),
        ("https://school.example", "frame-ancestors 'self' https://school.example"),
        ("*.school.example other:8080", "frame-ancestors 'self' *.school.example other:8080"),
    ],
)
def test_the_operator_names_the_sites_that_may_frame_a_page(sites, directive):
    assert content_security_policy(PAGE, sites).endswith(f"; {directive}")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        (FRAMED_BY, "https://school.example; script-src *"),
        (FRAMED_BY, "school.example,other.example"),
        (FRAMED_BY, "'unsafe-inline'"),
        (FRAMED_BY, "https://school.example * "),
        (METRICS_READERS, "10.0.0.1/8"),
        (METRICS_READERS, "localhost"),
        (TRUSTED_PROXIES, "*"),
        (TRUSTED_PROXIES, "10.0.0.1, *"),
    ],
)
def test_a_setting_that_cannot_be_obeyed_is_named_and_nothing_starts(variable, value):
    with pytest.raises(ValueError, match=f"{variable}: expected .* got"):
        rules({variable: value})


# The whole server.


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running_server() as running:
        yield running
        log = running.log.read_text()
    assert "Traceback" not in log, log


def get(
    server: Server, path: str, *, method: str = "GET", body: Any = None, **headers: str
) -> tuple[http.client.HTTPResponse, bytes]:
    """Ask the server; an iterable body is sent in pieces, without saying how much there is."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    started = time.monotonic()
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        connection.request(method, path, body, named)
    answer = connection.getresponse()
    try:
        content = answer.read()
    except http.client.IncompleteRead as cut:  # closed at once: the server had not read all either
        content = cut.partial
    assert time.monotonic() - started < ANSWER_SECONDS
    connection.close()
    return answer, content


def stream(server: Server, **options: Any) -> ClientConnection:
    # What was not read keeps the closing handshake waiting, to no purpose.
    options["close_timeout"] = 0.1
    return connect(f"ws://127.0.0.1:{server.port}/_stcore/stream", proxy=None, **options)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/the_code", 200),
        ("/no_such_page", 200),
        ("/_stcore/health", 200),
        ("/_stcore/metrics", 200),
        ("/_stcore/host-config", 200),
        ("/plotly/", 301),
        ("/media/none", 404),
        ("/component/none", 404),
        ("/_stcore/bidi-components/none/none.js", 404),
        ("/_stcore/agent/openapi.json", 404),
        ("/..%2f..%2fapp.py", 400),
        ("//evil.example/", 400),
        (f"/?{'a' * MAX_ADDRESS_BYTES}", 414),
    ],
)
def test_every_answer_of_the_server_has_the_headers(server, path, status):
    answer, _ = get(server, path)
    assert answer.status == status
    for name in HEADERS:
        assert answer.headers[name]


@pytest.mark.parametrize(
    "path",
    [
        *("/.env", "/app.py", "/dashboard/main.py", "/.streamlit/config.toml", "/.git/config"),
        *("/static/../../app.py", "/static/%2e%2e/%2e%2e/app.py", "/app/static/app.py"),
        *("/modules/", "/modules/stage/main.js", "/modules/0/stage/../../../app.py"),
    ],
)
def test_an_unknown_path_gives_nothing_away(server, path):
    page = get(server, "/")[1]
    answer, content = get(server, path)
    assert answer.status in (301, 400, 404) or content == page
    assert len(content) < 100 or content == page


def test_an_address_of_a_megabyte_is_refused(server):
    # So long a line is uvicorn's to refuse, before there is a request that we could answer. It
    # hangs up on what is still to come, which may reach the visitor before the answer does.
    with socket.create_connection(("127.0.0.1", server.port), ANSWER_SECONDS) as raw:
        with contextlib.suppress(ConnectionError):
            raw.sendall(b"GET /?data=" + b"a" * MEGABYTE + b" HTTP/1.1\r\nHost: a\r\n\r\n")
        with contextlib.suppress(ConnectionError):
            assert raw.recv(4_096).startswith(b"HTTP/1.1 400 ")
    assert get(server, "/")[0].status == 200


def test_pages_of_other_sites_get_no_session_and_read_no_answer(server):
    with pytest.raises(InvalidStatus, match="403"):
        stream(server, origin="http://evil.example")
    with stream(server, origin=f"http://127.0.0.1:{server.port}"):
        pass
    for path in ("/", "/_stcore/health", "/_stcore/host-config"):
        answer, _ = get(server, path, Origin="http://evil.example")
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_page_that_frames_ours_may_tell_it_nothing(server):
    assert b'"allowedOrigins":[]' in get(server, "/_stcore/host-config")[1]


def test_nobody_talks_to_the_app_without_a_browser(server):
    answer, _ = get(server, "/_stcore/agent/interact", method="POST", body=b"{}")
    assert answer.status == 404


def rerun(**fields: Any) -> bytes:
    message = BackMsg()
    for name, value in fields.items():
        setattr(message.rerun_script, name, value)
    message.rerun_script.SetInParent()
    return message.SerializeToString()


def messages_until(socket_: ClientConnection, kind: str) -> list[ForwardMsg]:
    """Read what the server says, up to and with a message of a kind."""
    messages: list[ForwardMsg] = []
    while not messages or messages[-1].WhichOneof("type") != kind:
        data = socket_.recv(timeout=30)
        assert isinstance(data, bytes)
        messages.append(ForwardMsg.FromString(data))
    return messages


def close_code(socket_: ClientConnection) -> int:
    """Read until the server ends the connection, and return why."""
    started = time.monotonic()
    try:
        while True:
            socket_.recv(timeout=ANSWER_SECONDS)
    except ConnectionClosed as closed:
        assert time.monotonic() - started < ANSWER_SECONDS
        return closed.rcvd.code if closed.rcvd else 0


def test_a_message_beyond_the_limit_ends_its_connection_and_no_other(server):
    with stream(server) as other, stream(server) as large, stream(server) as huge:
        large.send(rerun(query_string="a" * 2_000_001))
        assert close_code(large) == 1009
        # Who is hung up on while still sending may not hear why.
        with contextlib.suppress(ConnectionClosed):
            huge.send(b"a" * 30_000_000)
        assert close_code(huge) in (1009, 0)
        other.send(rerun())
        messages_until(other, "script_finished")


@pytest.mark.parametrize(("message", "code"), [("text", 1003), (b"no message", 1002)])
def test_what_is_no_message_ends_its_connection(server, message, code):
    with stream(server) as socket_:
        socket_.send(message)
        assert close_code(socket_) == code


def test_a_link_of_a_megabyte_is_answered_with_one_sentence(server):
    with stream(server) as socket_:
        started = time.monotonic()
        socket_.send(rerun(query_string="data=" + "é" * 500_000))
        said = messages_until(socket_, "script_finished")
        assert time.monotonic() - started < ANSWER_SECONDS
    elements = [message.delta.new_element for message in said]
    assert not any(element.WhichOneof("type") == "exception" for element in elements)
    texts = [element.text.body for element in elements if element.WhichOneof("type") == "text"]
    assert sum("The link is longer than" in text for text in texts) == 1


def multipart(n_bytes: int) -> Iterator[bytes]:
    yield b'--x\r\nContent-Disposition: form-data; name="f"; filename="f.csv"\r\n\r\n'
    for _ in range(n_bytes // 65_536):
        yield b"1" * 65_536
    yield b"\r\n--x--\r\n"


def upload(server: Server, session: str, body: Any, **headers: str) -> int:
    """Upload a file as the page does, and return the status."""
    cookie = get(server, "/_stcore/health")[0].headers["Set-Cookie"].partition(";")[0]
    token = cookie.partition("=")[2]
    kind = "multipart/form-data; boundary=x"
    named = {"Cookie": cookie, "X_Xsrftoken": token, "Content_Type": kind} | headers
    path = f"/_stcore/upload_file/{session}/1"
    try:
        answer, _ = get(server, path, method="PUT", body=body, **named)
    except ConnectionResetError:
        # Whoever goes on sending what was refused may lose the answer on the way: once more.
        answer, _ = get(server, path, method="PUT", body=body, **named)
    return answer.status


@pytest.fixture
def session(server) -> Iterator[str]:
    with stream(server) as socket_:
        socket_.send(rerun())
        yield messages_until(socket_, "new_session")[-1].new_session.initialize.session_id


def test_an_upload_within_the_limit_is_taken_and_one_beyond_it_is_not(server, session):
    assert upload(server, session, b"".join(multipart(MEGABYTE))) == 204
    assert upload(server, session, b"".join(multipart(3 * MEGABYTE))) == 413


def test_an_upload_that_does_not_say_its_length_is_read_up_to_the_limit(server, session):
    n_sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal n_sent
        for piece in multipart(200 * MEGABYTE):
            n_sent += len(piece)
            yield piece

    before = server.memory_mb()
    assert upload(server, session, endless()) == 413
    # What was sent and not read stood in the buffers of the two sockets.
    assert n_sent < 30 * MEGABYTE
    assert server.memory_mb() < before + 20


def test_an_upload_that_lies_about_its_length_is_read_up_to_that(server, session):
    assert upload(server, session, b"".join(multipart(3 * MEGABYTE)), Content_Length="900") == 400


def test_an_upload_without_the_token_or_the_session_is_refused(server, session):
    body = b"".join(multipart(65_536))
    assert upload(server, session, body, X_Xsrftoken="none") == 403
    assert upload(server, "none", body) == 400


@pytest.fixture
def strict_server() -> Iterator[Server]:
    running = Server(
        environment={
            "STREAMLIT_SERVER_ALLOWED_HOSTS": "learn.example *.school.example",
            FRAMED_BY: "https://school.example",
            METRICS_READERS: "",
            TRUSTED_PROXIES: "192.0.2.1",
        }
    )
    yield running
    running.stop()


def test_the_operators_settings_reach_the_server(strict_server):
    policy = get(strict_server, "/")[0].headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors 'self' https://school.example")
    assert get(strict_server, "/_stcore/metrics")[0].status == 404
    for host, status in (
        ("evil.example", "403"),
        ("127.0.0.1", "403"),
        ("learn.example", "101"),
        ("a.school.example:8501", "101"),
    ):
        with socket.create_connection(("127.0.0.1", strict_server.port), 5) as raw:
            raw.sendall(
                f"GET /_stcore/stream HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\n"
                "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
            )
            assert raw.recv(4_096).split()[1].decode() == status, host


def test_a_server_that_would_believe_any_proxy_does_not_start():
    with pytest.raises(RuntimeError, match="FORWARDED_ALLOW_IPS: expected"):
        Server(environment={TRUSTED_PROXIES: "*"})


# In a browser: what the policy forbids, the page does not need.


@pytest.fixture
def visit(server, browser):
    """Open an address as a visitor of its own; in the end nothing may have been complained of."""
    complaints = Complaints()
    asked: list[str] = []
    contexts: list[Any] = []

    def open_one(address: str, scheme: str = "light") -> Page:
        context = browser.new_context(
            base_url=server.url, color_scheme=scheme, viewport={"width": 1400, "height": 2000}
        )
        contexts.append(context)
        complaints.listen(context)
        context.on("request", lambda request: asked.append(request.url))
        page = context.new_page()
        page.goto(address)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints.found == []
    outside = ("http://127.0.0.1:", "http://localhost:", "data:", "blob:")
    assert [address for address in asked if not address.startswith(outside)] == []


def see_it_play(page: Page | Frame) -> None:
    """Wait until the page plays and all its figures are drawn."""
    stage = page.get_by_test_id("stage")
    # Playwright's wait_for_function needs the eval that the policy forbids.
    for place in range(3):
        page.locator(".js-plotly-plot").nth(place).locator(".main-svg").first.wait_for()
    page.get_by_role("button", name="Play", exact=True).click()
    before = int(stage.get_attribute("data-step") or 0)
    deadline = time.monotonic() + 30
    while int(stage.get_attribute("data-step") or 0) < before + 100:
        assert time.monotonic() < deadline
        page.wait_for_timeout(50)
    page.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_role("button", name="Play", exact=True).wait_for()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_policy_breaks_nothing(visit, scheme):
    see_it_play(visit("/?v=1", scheme))
    visit("/the_code", scheme).locator("code").first.wait_for()


@pytest.mark.browser
def test_a_figure_can_be_saved_as_a_picture(visit):
    page = visit("/?v=1")
    figure = page.locator(".js-plotly-plot").first
    figure.hover()
    with page.expect_download() as saved:
        page.locator("[data-title^='Download plot']").first.click()
    assert Path(saved.value.path()).stat().st_size > 1_000


@contextlib.contextmanager
def teachers_page(address: str) -> Iterator[str]:
    """Serve a page on another site that shows an address in a frame."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            icon = "<link rel=icon href='data:,'>"
            frame = f"<iframe src='{address}' width=1300 height=1900></iframe>"
            self.wfile.write(f"<!doctype html>{icon}{frame}".encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as site:
        thread = threading.Thread(target=site.serve_forever)
        thread.start()
        try:
            yield f"http://localhost:{site.server_port}/"
        finally:
            site.shutdown()
            thread.join()


@pytest.mark.browser
def test_a_lesson_plays_in_a_teachers_page(server, visit):
    with teachers_page(f"{server.url}/?v=1&embed=true") as address:
        see_it_play(visit(address).frames[1])


@pytest.mark.browser
def test_a_site_that_is_not_named_frames_nothing(strict_server, browser):
    said: list[str] = []
    with teachers_page(f"{strict_server.url}/?embed=true") as address:
        page = browser.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.goto(address)
        page.wait_for_timeout(500)
        assert page.frames[1].locator("#root").count() == 0
        page.close()
    assert any("frame-ancestors" in text for text in said)
