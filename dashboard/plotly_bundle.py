"""Where is plotly.js? In the installed plotly package, served under its own version."""

from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

PLOTLY_FILE = Path(str(files("plotly"))) / "package_data" / "plotly.min.js"
PLOTLY_PATH = f"plotly/{version('plotly')}/plotly.min.js"
"""The path under which it is served, without a leading slash."""
