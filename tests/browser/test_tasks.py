"""Several classes, values to be predicted, many features: the page shows what numpy computes."""

from urllib.parse import parse_qsl

import numpy as np
import pytest

from dashboard.link import decode
from dashboard.probes import measure
from tests.browser.stage import Stage, predictions, run_at

pytestmark = pytest.mark.browser

LINKS = {
    "three classes": "/?v=1&data=clouds&opt=adam&lr=0.1&batch=20",
    "a value": "/?v=1&data=hills&lr=0.5&l2=0.001",
    "seven features": "/?v=1&features=x1-x2-x1x1-x2x2-x1x2-sinx1-sinx2&opt=momentum&lr=0.3",
}


def number(text):
    return float(text.replace(",", "").replace("−", "-").rstrip(" %"))


@pytest.mark.parametrize("link", LINKS.values(), ids=LINKS)
def test_a_run_of_every_task_plays_and_rests_at_numpys_numbers(open_page, link):
    config = decode(dict(parse_qsl(link.removeprefix("/?")))).config
    stage = Stage(open_page(link))
    stage.until_shows(run_at(config, 0))
    stage.play()
    stage.until("now.step > 60")
    shown = stage.pause()
    run = run_at(config, shown.step)
    stage.until_shows(run)
    measured = measure(run, run.step, run.params)
    for name in ("train-cost", "test-cost"):
        wanted = getattr(measured, name.replace("-", "_"))
        assert number(stage.readout(name)) == pytest.approx(wanted, rel=1e-3, abs=6e-5)
    share = 1 if config.task == "value" else 100
    for name in ("train-score", "test-score"):
        wanted = share * getattr(measured, name.replace("-", "_"))
        assert number(stage.readout(name)) == pytest.approx(wanted, abs=0.51 if share > 1 else 6e-4)
    plane = stage.plane_box(run.data.extent)
    x, y = round(plane.left + 0.3 * plane.side), round(plane.top + 0.6 * plane.side)
    output = predictions(run, np.array([plane.point(x, y)]).T)[-1][:, 0]
    told = stage.hover(x, y).split("\n")[1].split(":")[0].removeprefix("prediction ")
    assert number(told) == pytest.approx(max(output), abs=1e-5)
