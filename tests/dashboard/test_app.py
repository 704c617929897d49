import asyncio
import gzip
import re
import runpy
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urljoin

import plotly
import pytest
import streamlit
from starlette.applications import Starlette
from starlette.routing import Mount

from dashboard import modules, plotly_bundle
from dashboard.bundle import bundle
from dashboard.preloading import Preloading

ROOT = Path(__file__).parents[2]
FOLDERS = {
    "stage": ROOT / "dashboard" / "stage" / "modules",
    "live_figure": ROOT / "dashboard" / "live_figure" / "modules",
}
FILES = [(name, file) for name, folder in FOLDERS.items() for file in sorted(folder.iterdir())]
TYPES = {".js": "text/javascript", ".css": "text/css"}


@pytest.fixture(scope="module")
def app():
    """What app.py hands to Streamlit: its script, and its routes under a plain Starlette."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            streamlit,
            "App",
            lambda script, *, routes, middleware=(): SimpleNamespace(
                script=script, routes=routes, middleware=middleware
            ),
        )
        names = runpy.run_path(str(ROOT / "app.py"))
    made = names["app"]
    return SimpleNamespace(
        script=made.script,
        asgi=Starlette(routes=made.routes, middleware=made.middleware),
        modules=names["Modules"],
    )


def request(app, path, *, method="GET", **headers):
    """Ask an ASGI app for a path, as a server would: status, headers and body."""
    sent = []
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [
            (name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()
        ],
        "client": ("127.0.0.1", 50_000),
        "server": ("127.0.0.1", 80),
    }

    messages = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive():
        # Nobody hangs up: who waits for that waits until the answer is complete.
        return messages.pop() if messages else await asyncio.Event().wait()

    async def send(message):
        sent.append(message)

    asyncio.run(app.asgi(scope, receive, send))
    start, *parts = sent
    return SimpleNamespace(
        status=start["status"],
        headers={name.decode().lower(): text.decode() for name, text in start["headers"]},
        body=b"".join(part.get("body", b"") for part in parts),
    )


def assert_is_kept_for_ever(answer):
    """A browser may keep it, for a year at least, and need not ask again."""
    control = answer.headers["cache-control"]
    assert "immutable" in control
    assert "public" in control
    assert int(re.search(r"max-age=(\d+)", control)[1]) >= 31_536_000


def assert_is_refused(answer):
    """Nothing was served, and nobody shall remember that."""
    assert answer.status in (404, 405)
    assert "immutable" not in answer.headers.get("cache-control", "")


# The modules.


@pytest.mark.parametrize(("name", "file"), FILES, ids=lambda part: getattr(part, "name", part))
def test_every_module_is_served_as_it_stands_to_be_kept_for_ever(app, name, file):
    answer = request(app, f"/{modules.PREFIX}/{name}/{file.name}")
    assert answer.status == 200
    assert answer.body == file.read_bytes()
    assert answer.headers["content-type"].split(";")[0] == TYPES[file.suffix]
    assert_is_kept_for_ever(answer)


def test_there_are_modules_to_be_served():
    assert {("stage", "main.js"), ("live_figure", "main.js")} <= {
        (name, file.name) for name, file in FILES
    }


def test_every_import_between_modules_leads_to_a_module_that_is_served(app):
    imported = set()
    for name, file in FILES:
        address = f"/{modules.PREFIX}/{name}/{file.name}"
        text = file.read_text(encoding="utf-8")
        for path in re.findall(r"""\b(?:from|import)\s*\(?\s*["'](\.[^"']+)["']""", text):
            imported.add(urljoin(address, path))
    assert len(imported) > 10
    for address in imported:
        assert request(app, address).status == 200, address


def test_who_has_a_module_already_is_told_so_and_sent_nothing(app):
    path = f"/{modules.PREFIX}/stage/main.js"
    first = request(app, path)
    again = request(app, path, if_none_match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert_is_kept_for_ever(again)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/stage/",
        "/stage/no_such.js",
        "/stage/../component.py",
        "/stage/../../main.py",
        "/stage/%2e%2e/component.py",
        "/stage/..%2fcomponent.py",
        "/stage/..\\component.py",
        "/stage//etc/passwd",
        "/stage/../../../app.py",
        "/live_figure/../component.py",
        "/live_figure/../../stage/modules/../component.py",
        "/no_such/main.js",
        "/stage/main.js\0",
    ],
)
def test_nothing_outside_the_folders_is_served(app, path):
    assert_is_refused(request(app, f"/{modules.PREFIX}{path}"))


@pytest.mark.parametrize(
    "path",
    [
        "/modules/stage/main.js",
        "/modules/000000000000/stage/main.js",
        "/stage/main.js",
        "/dashboard/main.py",
        "/app.py",
        "/plotly/plotly.min.js",
        "/plotly/0.0.0/plotly.min.js",
        f"/plotly/{version('plotly')}/package.json",
        f"/plotly/{version('plotly')}/../../app.py",
    ],
)
def test_no_other_address_is_answered(app, path):
    assert_is_refused(request(app, path))


def test_a_link_out_of_a_folder_is_not_followed(app, tmp_path):
    folder = tmp_path / "modules"
    folder.mkdir()
    (folder / "own.js").write_text("mine", encoding="utf-8")
    (folder / "link.js").symlink_to(ROOT / "app.py")
    other = SimpleNamespace(asgi=Starlette(routes=[Mount("/m", app.modules(directory=folder))]))
    assert request(other, "/m/own.js").body == b"mine"
    assert_is_refused(request(other, "/m/link.js"))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_files_can_only_be_read(app, method):
    for path in (f"/{modules.PREFIX}/stage/main.js", f"/{plotly_bundle.PLOTLY_PATH}"):
        assert_is_refused(request(app, path, method=method))


# The address of the modules.


def test_the_address_changes_with_every_byte_and_every_name(tmp_path, monkeypatch):
    monkeypatch.setattr(modules, "FOLDERS", {"a": tmp_path})
    file = tmp_path / "main.js"
    digests = []
    for text in ("one", "two", "one"):
        file.write_text(text, encoding="utf-8")
        digests.append(modules._digest())
    assert digests[0] == digests[2] != digests[1]
    file.rename(tmp_path / "other.js")
    assert modules._digest() not in digests
    (tmp_path / "more.js").write_text("", encoding="utf-8")
    assert modules._digest() not in digests
    assert all(re.fullmatch(r"[0-9a-f]{12}", digest) for digest in digests)


@pytest.mark.parametrize("module", modules.ENTRIES)
def test_a_loader_fetches_the_bundle_from_where_it_is_served(app, module):
    script = modules.loader(module)
    (path,) = re.findall(r"import\(new URL\('([^']+)', *document\.baseURI\)\)", script)
    assert not path.startswith("/")
    answer = request(app, f"/{path}")
    assert answer.status == 200
    assert f'"{module}": M["{module}"].default' in answer.body.decode()
    assert f".default['{module}']" in script
    assert "export default" in script
    assert "\n" in script  # without one, Streamlit takes it for a path
    assert len(script) < 300  # it travels in every message


def test_the_page_and_nothing_else_names_the_bundle():
    async def headers_of(kind: str) -> list[tuple[bytes, bytes]]:
        sent: list[dict] = []

        async def page(_scope, _receive, send):
            headers = [(b"content-type", kind.encode())]
            await send({"type": "http.response.start", "status": 200, "headers": headers})

        async def send(message):
            sent.append(message)

        await Preloading(page)({"type": "http"}, None, send)
        return sent[0]["headers"]

    link = f"<{modules.BUNDLE}>; rel=modulepreload; fetchpriority=low".encode()
    assert (b"link", link) in asyncio.run(headers_of("text/html; charset=utf-8"))
    assert [name for name, _ in asyncio.run(headers_of("text/javascript"))] == [b"content-type"]


# Plotly, and the bundle.

PLOTLY_FILE = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
SCRIPTS = {
    plotly_bundle.PLOTLY_PATH: PLOTLY_FILE.read_bytes(),
    modules.BUNDLE: bundle(modules.FOLDERS, modules.ENTRIES).encode(),
}
every_script = pytest.mark.parametrize("path", SCRIPTS)


@every_script
@pytest.mark.parametrize("accepted", [None, "identity", "br", ""])
def test_a_script_is_served_plain_to_who_reads_nothing_else(app, path, accepted):
    headers = {} if accepted is None else {"accept_encoding": accepted}
    answer = request(app, f"/{path}", **headers)
    assert answer.status == 200
    assert answer.body == SCRIPTS[path]
    assert "content-encoding" not in answer.headers
    assert answer.headers["content-type"].split(";")[0] == "text/javascript"
    assert_is_kept_for_ever(answer)


@every_script
@pytest.mark.parametrize("accepted", ["gzip", "gzip, deflate, br, zstd", "deflate;q=0.5, gzip"])
def test_a_script_is_served_zipped_to_who_can_read_it(app, path, accepted):
    answer = request(app, f"/{path}", accept_encoding=accepted)
    assert answer.status == 200
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"].lower() == "accept-encoding"
    assert answer.headers["content-type"].split(";")[0] == "text/javascript"
    assert int(answer.headers["content-length"]) == len(answer.body)
    assert gzip.decompress(answer.body) == SCRIPTS[path]
    assert len(answer.body) < len(SCRIPTS[path]) / 2
    assert_is_kept_for_ever(answer)


@every_script
def test_a_script_is_zipped_once_and_not_for_every_learner(app, path, monkeypatch):
    request(app, f"/{path}", accept_encoding="gzip")
    monkeypatch.setattr(gzip, "compress", None)
    answer = request(app, f"/{path}", accept_encoding="gzip")
    assert answer.headers["content-encoding"] == "gzip"


def test_the_address_of_plotly_names_its_version():
    assert version("plotly") in plotly_bundle.PLOTLY_PATH
    assert not plotly_bundle.PLOTLY_PATH.startswith("/")


# The script.


def test_the_app_runs_the_main_script(app):
    assert Path(app.script) == ROOT / "dashboard" / "main.py"
