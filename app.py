"""The ASGI app: the main script, the files that its components load, and what stands before it."""

import gzip
import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from dashboard.bundle import bundle
from dashboard.leaving import Farewell
from dashboard.modules import BUNDLE, ENTRIES, FOLDERS, PREFIX
from dashboard.plotly_bundle import PLOTLY_FILE, PLOTLY_PATH
from dashboard.preloading import Preloading
from dashboard.security import Guard, read_rules
from dashboard.sparing import Sparing

FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}


class Modules(StaticFiles):
    """Static files whose address changes with their content, so that browsers may keep them."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Serve one file, to be kept."""
        response = await super().get_response(path, scope)
        response.headers.update(FOR_EVER)
        return response


def script_route(path: str, read: Callable[[], bytes]) -> Route:
    """Serve one script, to be kept; read and compressed once, and not for every learner."""
    plain = lru_cache(maxsize=1)(read)
    zipped = lru_cache(maxsize=1)(lambda: gzip.compress(plain(), 6))

    def serve(request: Request) -> Response:
        headers, body = FOR_EVER, plain()
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers, body = {**FOR_EVER, "Content-Encoding": "gzip"}, zipped()
        headers = {**headers, "Vary": "Accept-Encoding"}
        return Response(body, media_type="text/javascript", headers=headers)

    return Route(f"/{path}", serve)


RULES = read_rules(
    os.environ,
    page=(Path(st.__file__).parent / "static" / "index.html").read_text(),
    origins=[
        st.get_option("browser.serverAddress"),
        *st.get_option("server.corsAllowedOrigins"),
    ],
    max_upload_mb=st.get_option("server.maxUploadSize"),
)

app = st.App(
    Path(__file__).parent / "dashboard" / "main.py",
    routes=[
        script_route(BUNDLE, lambda: bundle(FOLDERS, ENTRIES).encode()),
        script_route(PLOTLY_PATH, PLOTLY_FILE.read_bytes),
        *(
            Mount(f"/{PREFIX}/{name}", Modules(directory=folder))
            for name, folder in FOLDERS.items()
        ),
    ],
    middleware=[
        Middleware(Guard, RULES),
        Middleware(Preloading),
        Middleware(Farewell),
        Middleware(Sparing),
    ],
)
