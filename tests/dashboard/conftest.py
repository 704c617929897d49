"""Each test has a pace of its own: what another test played must not slow it down."""

import pytest

from dashboard.pace import Pace


@pytest.fixture(autouse=True)
def _own_pace(monkeypatch):
    monkeypatch.setattr("dashboard.pace.PACE", Pace(processor_time=lambda: 0.0))
