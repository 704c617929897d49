import csv
import io
import json
import os
import subprocess
import sys
import zipfile

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.stage import Stage, cost_of, run_of

pytestmark = pytest.mark.browser

LINK = "/?v=1&data=moons&noise=0.1&dims=5-3&act=tanh-relu&lr=0.5,40:1.5&step=90"


def open_section(page):
    page.get_by_role("button", name="Take it with you").click()
    expect(page.get_by_text("Open a run file")).to_be_visible()


def take(page, label, folder):
    """Press a download button; return the file it brings."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=label).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def test_what_is_taken_along_is_the_run_and_its_file_opens_elsewhere(open_page, tmp_path):
    run = run_of(LINK)
    stage = Stage(open_page(LINK))
    shown = stage.until_shows(run)
    page = stage.page
    open_section(page)

    run_file = take(page, "Run file", tmp_path)
    assert run_file.name == "moons-90-run.json"
    with np.load(take(page, "Weights, npz", tmp_path)) as weights:
        assert all(np.array_equal(weights[name], run.params[name]) for name in run.params)
    weights = json.loads(take(page, "Weights, JSON", tmp_path).read_text())
    assert all(np.array_equal(weights[name], run.params[name]) for name in run.params)
    table = take(page, "Costs, CSV", tmp_path).read_text()
    last = list(csv.DictReader(io.StringIO(table)))[-1]
    cost = cost_of(run, run.data.X, run.data.Y)
    assert (last["step"], float(last["training_cost"])) == ("90", cost)

    with zipfile.ZipFile(take(page, "numpy script", tmp_path)) as archive:
        archive.extractall(tmp_path)
    printed = subprocess.check_output(
        [sys.executable, "train.py"],
        cwd=tmp_path,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        text=True,
    )
    assert printed.strip() == repr(cost)
    # A download runs nothing again: the stage has had no reason to move.
    assert stage.now().run == shown.run

    elsewhere = Stage(open_page("/?v=1&n=20&test=0"))
    before = elsewhere.until_at_rest()
    open_section(elsewhere.page)
    elsewhere.page.locator("input[type=file]").set_input_files(run_file)
    assert elsewhere.until_shows(run).run == shown.run
    expect(elsewhere.page.get_by_text("Open a run file")).to_be_hidden()
    expect(elsewhere.sentence).to_contain_text("this is the same run")
    elsewhere.until("query.get('data') === 'moons' && query.get('step') === '90'")
    elsewhere.press("undo")
    elsewhere.until(f"now.step === 0 && now.run === '{before.run}'")


def test_a_file_opened_while_playing_stops_there_and_a_bad_one_does_nothing(open_page, tmp_path):
    bad = tmp_path / "bad.json"
    bad.write_text('{"format": "watch-it-learn run"')
    stage = Stage(open_page("/?v=1&n=20&test=0"))
    page = stage.page
    stage.play()
    stage.until("now.step >= 60")
    open_section(page)
    expect(page.get_by_text("Pause to take a step with you.")).to_be_visible()
    page.locator("input[type=file]").set_input_files(bad)
    expect(page.get_by_text("The file breaks off in line 1")).to_be_visible()
    step = stage.now().step
    stage.until(f"now.playing && now.step > {step} + 60")
    page.keyboard.press("Escape")
    stage.pause()
    open_section(page)
    expect(page.get_by_role("button", name="Run file")).to_be_visible()
