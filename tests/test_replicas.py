"""Does nothing get lost when one of two replicas is killed, and does nginx let in what it should?

The replicas, and nginx with the configuration of ``deploy/``, are those of `benchmarks.replicas`,
which installs nginx where it can.
"""

import asyncio
import http.client
from collections.abc import Coroutine, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from benchmarks.replicas import (
    Deployment,
    Nginx,
    Returner,
    count_exact,
    kill,
    open_class,
    running_replicas,
    sessions,
    until_all_play_on,
)
from dashboard.run import fingerprint
from tests.browser.conftest import HINTS_SEEN, Complaints
from tests.browser.stage import TIMEOUT_MS, WATCHER, Stage, run_of

pytestmark = pytest.mark.slow

N_LEARNERS = 8
WAIT_SECONDS = 120
LINKS = (
    "v=1&data_seed=11&speed=10",
    "v=1&data=xor&seed=5&speed=20",
    "v=1&data=moons&dims=4-4&act=tanh&lr=1,120:0.5&speed=10",
)

CANNOT_SEND = "Cannot send rerun backMessage when disconnected"
"""What Streamlit's own script says when a timer fires before the connection is back."""


class Crowd:
    """Learners without a browser, in a thread of their own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever)
        self._thread.start()

    def do(self, what: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(what, self._loop).result(WAIT_SECONDS)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class Visit(NamedTuple):
    """A page, the link it was opened with, and the replica that its cookie names."""

    stage: Stage
    link: str
    home: str

    @classmethod
    def begin(cls, browser: Browser, url: str, link: str, complaints: Complaints) -> "Visit":
        context = browser.new_context(base_url=url)
        context.set_default_timeout(TIMEOUT_MS)
        context.add_init_script(WATCHER)
        context.add_init_script(HINTS_SEEN)
        complaints.listen(context)
        page = context.new_page()
        page.goto(f"/?{link}")
        stage = Stage(page)
        stage.play()
        stage.until("now.step > 200")
        return cls(stage, link, cls.replica(stage))

    @staticmethod
    def replica(stage: Stage) -> str:
        cookies = {one["name"]: one["value"] for one in stage.page.context.cookies()}
        return cookies["replica"]

    def session(self) -> str:
        return self.stage.root.get_attribute("data-session") or ""


@pytest.fixture
def deployment() -> Iterator[Deployment]:
    with running_replicas() as running:
        yield running


@pytest.fixture
def crowd() -> Iterator[Crowd]:
    made = Crowd()
    yield made
    made.stop()


@pytest.mark.browser
def test_pages_of_a_killed_replica_play_on_at_the_other(
    deployment: Deployment, crowd: Crowd, browser: Browser
) -> None:
    learners = crowd.do(open_class(deployment.url, N_LEARNERS))
    complaints = Complaints()
    visits = [Visit.begin(browser, deployment.url, link, complaints) for link in LINKS]
    assert {visit.home for visit in visits} == {"1", "2"}
    served = [sessions(server) for server in deployment.replicas]
    assert all(served)
    assert sum(served) == N_LEARNERS + len(LINKS)
    before = [(visit.session(), visit.stage.now()) for visit in visits]

    kill(deployment, 0, learners)

    for visit, (session, shown) in zip(visits, before, strict=True):
        same = "!==" if visit.home == "1" else "==="
        visit.stage.until(
            f"stage.find().dataset.session {same} '{session}'"
            f" && now.playing && now.step > {shown.step + 100}"
        )
        assert Visit.replica(visit.stage) == "2"
    crowd.do(until_all_play_on(learners))
    assert sum(learner.has_moved for learner in learners) == served[0] - homes(visits, "1")
    assert sessions(deployment.replicas[1]) == N_LEARNERS + len(LINKS)

    for visit, (_, shown) in zip(visits, before, strict=True):
        assert_exact(visit, at_least=shown.step)
    assert crowd.do(count_exact(learners)) == N_LEARNERS
    assert [error for learner in learners for error in learner.errors] == []
    for visit in visits:
        visit.stage.page.context.close()
    crowd.do(close_all(learners))
    # nginx found a replica for every request; nothing failed to load, and nothing broke.
    assert [found for found in complaints.found if CANNOT_SEND not in found] == []


def homes(visits: list[Visit], replica: str) -> int:
    return sum(visit.home == replica for visit in visits)


def assert_exact(visit: Visit, *, at_least: int) -> None:
    """See that a page rests at a step of its own run, with that step's very bytes."""
    visit.stage.pause()
    shown = visit.stage.until("now.run && !now.playing && query.get('step') === String(now.step)")
    run = run_of(urlsplit(visit.stage.page.url).query)
    assert (run.config, run.events) == (run_of(visit.link).config, run_of(visit.link).events)
    assert (run.step, fingerprint(run)) == (shown.step, shown.run)
    assert shown.step > at_least


async def close_all(learners: list[Returner]) -> None:
    for learner in learners:
        await learner.close()


class Replica:
    """Stands for the app where only nginx is tested: says its name, and notes what it is asked."""

    def __init__(self, name: str, port: int = 0) -> None:
        asked: list[str] = []
        self.asked = asked
        self.heard: dict[str, str] = {}
        replica = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                replica.heard = dict(self.headers)
                body = f"{name} ".encode() * 1000
                self.send_response(200)
                self.send_header("Content-Type", "text/javascript")
                self.send_header("Content-Length", str(len(body)))
                if self.path.startswith(("/static", "/modules", "/plotly")):
                    self.send_header("Cache-Control", "public, immutable, max-age=31536000")
                else:
                    self.send_header("Cache-Control", "no-cache")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        self.port: int = self._server.server_address[1]

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Answer(NamedTuple):
    """What came back through nginx."""

    status: int
    name: str
    headers: http.client.HTTPMessage
    text: str


class Gate:
    """An nginx in front of two stand-ins."""

    def __init__(self) -> None:
        self.replicas = [Replica("one"), Replica("two")]
        self.nginx = Nginx([f"127.0.0.1:{replica.port}" for replica in self.replicas])

    def ask(self, path: str, *, home: str = "", body: str | None = None, **headers: str) -> Answer:
        """Ask for a path exactly as it is written."""
        connection = http.client.HTTPConnection(urlsplit(self.nginx.url).netloc, timeout=20)
        cookie = {"Cookie": f"replica={home}"} if home else {}
        connection.request("GET" if body is None else "PUT", path, body, {**cookie, **headers})
        response = connection.getresponse()
        data = response.read()
        connection.close()
        text = data.decode(errors="replace")
        return Answer(response.status, text.partition(" ")[0], response.headers, text)

    def stop(self) -> None:
        self.nginx.stop()
        for replica in self.replicas:
            replica.stop()


@pytest.fixture
def gate() -> Iterator[Gate]:
    made = Gate()
    yield made
    made.stop()


def test_visitors_take_turns_and_then_stay_where_they_are(gate: Gate) -> None:
    first = [gate.ask("/") for _ in range(6)]
    assert sorted(answer.name for answer in first) == ["one"] * 3 + ["two"] * 3
    for answer in first:
        number = {"one": "1", "two": "2"}[answer.name]
        cookie = answer.headers["Set-Cookie"]
        assert cookie == f"replica={number}; Path=/; HttpOnly; SameSite=Lax"
        again = [gate.ask("/", home=number) for _ in range(4)]
        assert {one.name for one in again} == {answer.name}
        assert {one.headers["Set-Cookie"] for one in again} == {None}


@pytest.mark.parametrize("home", ["3", "first", "", "1x", '"1"'])
def test_a_cookie_that_names_no_replica_is_replaced(gate: Gate, home: str) -> None:
    answer = gate.ask("/", home=home)
    assert answer.status == 200
    assert answer.headers["Set-Cookie"].startswith("replica=")


def test_who_loses_a_replica_gets_another_and_stays_there(gate: Gate) -> None:
    port = gate.replicas[0].port
    gate.replicas[0].stop()
    moved = gate.ask("/", home="1")
    assert moved.name == "two"
    assert moved.headers["Set-Cookie"].startswith("replica=2;")
    assert {gate.ask("/").name for _ in range(4)} == {"two"}
    gate.replicas[0] = Replica("one", port)
    assert gate.ask("/", home="2").name == "two"
    assert gate.ask("/", home="1").name == "one"


def test_without_any_replica_a_visitor_is_told_to_wait(gate: Gate) -> None:
    for replica in gate.replicas:
        replica.stop()
    for home in ("", "1", "2"):
        answer = gate.ask("/?v=1", home=home)
        assert answer.status == 503
        assert answer.headers["Content-Type"].startswith("text/html")
        assert "nothing is lost" in answer.text
    gate.replicas = [
        Replica(name, old.port) for name, old in zip(("one", "two"), gate.replicas, strict=True)
    ]
    assert gate.ask("/", home="1").name == "one"


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics",
        "/_stcore/metrics/",
        "/_stcore/metrics?families=active_sessions",
        "//_stcore/metrics",
        "/_stcore//metrics",
        "/_stcore/./metrics",
        "/x/../_stcore/metrics",
        "/%5fstcore/%6detrics",
        "/_stcore%2fmetrics",
        "/_stcore/agent/openapi.json",
        "/_stcore/script-health-check",
    ],
)
def test_what_is_for_the_operator_is_closed(gate: Gate, path: str) -> None:
    asked = [len(replica.asked) for replica in gate.replicas]
    assert gate.ask(path).status == 404
    assert gate.ask(path, home="1").status == 404
    assert [len(replica.asked) for replica in gate.replicas] == asked


def test_files_that_never_change_are_asked_for_once(gate: Gate) -> None:
    paths = ["/static/js/index.abc.js", "/modules/123/stage/main.js", "/plotly/1.0/plotly.min.js"]
    for path in paths:
        names = {gate.ask(path, home=home).name for home in ("1", "2", "1", "")}
        assert len(names) == 1
        assert sum(replica.asked.count(path) for replica in gate.replicas) == 1
        zipped = gate.ask(path, **{"Accept-Encoding": "gzip"})
        assert zipped.headers["Content-Encoding"] == "gzip"


def test_pages_are_never_kept(gate: Gate) -> None:
    assert [gate.ask("/?v=1", home=home).name for home in "1212"] == ["one", "two"] * 2


def test_too_much_is_refused(gate: Gate) -> None:
    asked = [len(replica.asked) for replica in gate.replicas]
    assert gate.ask("/_stcore/upload_file/a/b", body="x" * 3_200_000).status == 413
    assert gate.ask(f"/?given={'1' * 9_000}").status == 414
    assert [len(replica.asked) for replica in gate.replicas] == asked


def test_a_replica_hears_who_asks_from_nginx_and_not_from_the_visitor(gate: Gate) -> None:
    claims = {"X-Forwarded-For": "1.2.3.4", "X-Real-IP": "1.2.3.4", "X-Forwarded-Proto": "https"}
    gate.ask("/", home="1", **claims)
    heard = gate.replicas[0].heard
    assert (heard["X-Forwarded-For"], heard["X-Real-IP"]) == ("127.0.0.1", "127.0.0.1")
    assert heard["X-Forwarded-Proto"] == "http"
    assert heard["Host"] == urlsplit(gate.nginx.url).netloc


def test_no_addresses_and_no_links_of_learners_are_logged(gate: Gate) -> None:
    gate.ask("/?v=1&given=0.123", home="1")
    gate.nginx.process.terminate()
    gate.nginx.process.wait()
    lines = [line for line in gate.nginx.log.read_text().splitlines() if " GET / " in line]
    assert lines
    assert not any("0.123" in line for line in lines)
    assert all(line.split()[4].startswith("127.0.0.1:") for line in lines)
    assert all(len(line.split()) == 6 for line in lines)
