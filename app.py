"""The ASGI app: the main script, the files that its components load, and what stands before it."""

import gzip
import os
from functools import lru_cache
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from dashboard.leaving import Farewell
from dashboard.modules import FOLDERS, PREFIX
from dashboard.plotly_bundle import PLOTLY_FILE, PLOTLY_PATH
from dashboard.security import Guard, read_rules

FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}


class Modules(StaticFiles):
    """Static files whose address changes with their content, so that browsers may keep them."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Serve one file, to be kept."""
        response = await super().get_response(path, scope)
        response.headers.update(FOR_EVER)
        return response


@lru_cache(maxsize=1)
def zipped_plotly() -> bytes:
    """Compress plotly.js once, and not for every learner."""
    return gzip.compress(PLOTLY_FILE.read_bytes(), 6)


def serve_plotly(request: Request) -> Response:
    """Serve plotly.js of the installed package."""
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers = {**FOR_EVER, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return Response(zipped_plotly(), media_type="text/javascript", headers=headers)
    return Response(PLOTLY_FILE.read_bytes(), media_type="text/javascript", headers=FOR_EVER)


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
        *(
            Mount(f"/{PREFIX}/{name}", Modules(directory=folder))
            for name, folder in FOLDERS.items()
        ),
        Route(f"/{PLOTLY_PATH}", serve_plotly),
    ],
    middleware=[Middleware(Guard, RULES), Middleware(Farewell)],
)
