"""Are many runs each the run that it would be alone, whoever trains it, and is none lost?"""

import gc
import os
import signal
import time
import weakref
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import settings
from dashboard.config import Event, RunConfig
from dashboard.figures.many import mosaic, strip, sweep_map
from dashboard.probes import measure
from dashboard.run import advance, fingerprint, start
from dashboard.sweep.job import TARGET, Job, run_job
from dashboard.sweep.outcomes import grid, is_solved, sentence, table
from dashboard.sweep.plan import lottery, sweep
from dashboard.sweep.pool import Workers, local_pool
from dashboard.sweep.work import MOST_TRIES, Work

MAIN = Path(__file__).parents[2] / "dashboard" / "main.py"
SMALL = RunConfig(n_train=20, n_test=5)
PATIENCE = 90


def until(condition, what="what was waited for"):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.01)


def done(plan, executor):
    work = Work(plan, executor)
    work.go_on()
    until(lambda: work.is_done, "the end of the work")
    return work


def stamps(work):
    return {number: result.fingerprint for number, result in work.results.items()}


@pytest.fixture
def thread():
    with ThreadPoolExecutor(1) as executor:
        yield executor


@pytest.mark.parametrize(
    "job",
    [
        Job(SMALL, 60),
        Job(replace(SMALL, optimizer="adam", learning_rate=0.05, batch_size=7, l2=0.01), 40),
        Job(replace(SMALL, dataset="clouds", n_classes=3), 30, (Event(9, "lr", 0.5),)),
        Job(RunConfig(dataset="plane", n_train=20, n_test=0, learning_rate=0.1), 30),
        Job(
            RunConfig(n_train=9, hidden=(4, 4), activations=("linear",) * 2, learning_rate=50.0), 99
        ),
    ],
)
def test_a_job_is_the_same_run_as_in_the_playground(job):
    result, run = run_job(job), advance(start(job.config, job.events), job.steps)
    measured = measure(run, run.step, run.params)
    assert (result.step, result.fingerprint) == (run.step, fingerprint(run))
    assert (result.train_cost, result.train_score) == (measured.train_cost, measured.train_score)


@pytest.mark.parametrize("batch_size", [0, 6])
def test_the_first_step_at_the_target_is_exact(batch_size):
    config = replace(SMALL, dataset="blobs", batch_size=batch_size)
    run = start(config)
    while measure(run, run.step, run.params).train_cost > TARGET:
        run = advance(run, 1)
    assert run_job(Job(config, run.step + 5)).reached == run.step
    assert run_job(Job(config, run.step - 1)).reached is None


def test_the_pool_and_one_thread_come_to_the_same_bits(thread):
    plan = sweep(SMALL, ("lr", "units"), ((0.5, 2.0), (2, 5)), 2, 50)
    with local_pool(2) as pool:
        pooled = done(plan, lambda: pool)
    alone = done(plan, lambda: thread)
    assert stamps(pooled) == stamps(alone)
    assert len(stamps(alone)) == 8
    for (row, column, number), job in zip(plan.places, plan.jobs, strict=True):
        assert job.config.learning_rate == (0.5, 2.0)[row]
        assert job.config.hidden == ((2,), (5,))[column]
        assert job.config.seed == SMALL.seed + number


def test_a_worker_that_is_killed_costs_no_result(thread):
    plan = lottery(replace(SMALL, n_train=200), 12, 3_000)
    workers = Workers(2, "")
    work = Work(plan, workers.executor)
    work.go_on()
    until(lambda: len(work.results) >= 2, "the first results")
    for process in list(workers.executor()._processes):
        os.kill(process, signal.SIGKILL)
        break
    until(lambda: work.is_done, "the end of the work")
    workers.close()
    assert work.problem == ""
    assert stamps(work) == stamps(done(plan, lambda: thread))


class Broken(Executor):
    """An executor that takes nothing."""

    asked = 0

    def submit(self, *_, **__):
        Broken.asked += 1
        raise RuntimeError("gone")


def test_what_no_worker_can_do_is_given_up_and_said():
    work = done(lottery(SMALL, 1, 10), Broken)
    assert Broken.asked == MOST_TRIES
    assert work.results == {}
    assert "A worker was lost 4 times" in work.problem


def test_a_run_that_ends_a_worker_now_and_then_is_none_that_does_so_always(thread):
    class Failing(Executor):
        """Takes every third job, and loses the others."""

        asked = 0

        def submit(self, *given, **named):
            Failing.asked += 1
            if Failing.asked % 3:
                raise RuntimeError("gone")
            return thread.submit(*given, **named)

    work = done(lottery(SMALL, 9, 10), Failing)
    assert len(work.results) == 9
    assert work.problem == ""


def test_nobody_works_for_whoever_has_left(thread):
    plan = lottery(SMALL, 60, 200)
    work = Work(plan, lambda: thread)
    work.go_on()
    gone = weakref.ref(work)
    del work
    gc.collect()
    until(lambda: gone() is None)


def test_stop_is_heard_at_once_and_what_is_there_stays(thread):
    work = Work(lottery(replace(SMALL, n_train=500), 50, 20_000), lambda: thread)
    work.go_on()
    begun = time.monotonic()
    work.stop()
    assert work.is_done
    assert time.monotonic() - begun < 1
    until(lambda: not work._flying)
    assert len(work.results) < 50


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: lottery(SMALL, 1_000_000, 10), "1,000,000 runs: try 1 to 400"),
        (lambda: lottery(SMALL, 20, 0), "Train each run for 1 to 20,000 steps"),
        (lambda: lottery(SMALL, 100, 20_000), "2,000,000 training steps in all: try at most 1,000"),
        (
            lambda: lottery(replace(SMALL, initialization="zeros"), 20, 10),
            "every seed gives the same",
        ),
        (lambda: sweep(SMALL, ("lr", "lr"), ((1.0,), (2.0,)), 1, 10), "two different ones"),
        (
            lambda: sweep(SMALL, ("lr", "l2"), ((), (0.1,)), 1, 10),
            "at least one value for the learning",
        ),
        (lambda: sweep(SMALL, ("seed", "lr"), ((1,), (0.1,)), 3, 10), "the seed already"),
        (lambda: sweep(SMALL, ("lr", "seed"), (range(1000), range(1000)), 1, 10), "1,000,000 runs"),
    ],
)
def test_what_is_too_much_or_means_nothing_is_told_in_one_sentence(make, sentence):
    with pytest.raises(ValueError, match=sentence):
        make()


def test_a_cluster_that_does_not_answer_is_said_and_the_pool_does_the_work():
    workers = Workers(0, "tcp://127.0.0.1:9")
    work = done(lottery(SMALL, 2, 10), workers.executor)
    workers.close()
    assert len(work.results) == 2
    assert "does not answer" in workers.problem


@pytest.mark.slow
def test_a_cluster_comes_to_the_same_bits_and_loses_nothing_with_a_worker(thread):
    distributed = pytest.importorskip("distributed")
    plan = lottery(replace(SMALL, n_train=100), 12, 2_000)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        workers = Workers(0, cluster.scheduler_address)
        work = Work(plan, workers.executor)
        work.go_on()
        until(lambda: work.results, "a first result")
        cluster.workers[0].process.process._process.kill()
        until(lambda: work.is_done, "the end of the work")
        workers.close()
    assert workers.problem == ""
    assert stamps(work) == stamps(done(plan, lambda: thread))


@pytest.mark.slow
def test_a_cluster_that_is_lost_on_the_way_is_said_and_the_rest_is_done_here(thread):
    distributed = pytest.importorskip("distributed")
    plan = lottery(replace(SMALL, n_train=100), 12, 2_000)
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        workers = Workers(0, cluster.scheduler_address)
        work = Work(plan, workers.executor)
        work.go_on()
        until(lambda: work.results, "a first result")
    until(lambda: work.is_done, "the end of the work")
    workers.close()
    assert "was lost: the runs go on on this server" in workers.problem
    assert stamps(work) == stamps(done(plan, lambda: thread))


def test_a_run_thrown_too_far_for_its_picture_is_measured_without_a_warning():
    thrown = RunConfig(
        dataset="plane", learning_rate=100.0, hidden=(3,), activations=("relu",), n_train=20
    )
    result = run_job(Job(thrown, 400))
    assert result.step < 400
    assert np.isinf(result.picture).any()


def test_what_came_of_them_is_counted_drawn_and_written(thread):
    plan = sweep(SMALL, ("lr", "init"), ((0.5, 2.0), ("xavier", "scale-1")), 1, 30)
    work = done(plan, lambda: thread)
    costs = grid(plan, work.results, "cost")
    assert costs[1, 0] == run_job(plan.jobs[2]).train_cost
    assert np.isnan(grid(plan, {}, "cost")).all()
    rows = table(plan, work.results)
    assert list(rows["initialisation"]) == ["Xavier", "Scale 1"] * 2
    drawn = sweep_map(
        costs,
        title="Cost",
        down=["a", "b"],
        across=["c", "d"],
        axes=("x", "y"),
        words=[["", ""]] * 2,
        is_logarithmic=True,
    )
    assert drawn.data[0].z[1][0] == pytest.approx(np.log10(costs[1, 0]))
    several = lottery(SMALL, 3, 30)
    results = done(several, lambda: thread).results
    solved = sum(is_solved(result) for result in results.values())
    assert f"Circle with 2-4-1: {solved} of 3 solved by step 30" in sentence(several, results)
    pictures = {number: result.picture for number, result in results.items()}
    sheet = mosaic(pictures, start(SMALL).data, count=3, words=["a", "b", "c"])
    assert list(sheet.data[1].customdata) == [0, 1, 2]
    assert (sheet.data[0].z[:22, :22] == pictures[0][0]).all()
    marks = strip({0: 0.5, 1: 0.1}, {0: False, 1: True}, words=["a", "b"])
    assert [list(trace.customdata) for trace in marks.data] == [[1], [0]]


# The page.


@pytest.fixture
def page(monkeypatch):
    monkeypatch.setattr("dashboard.widgets.many.WORKERS", Workers(0, ""))
    opened = AppTest.from_file(MAIN, default_timeout=60)
    opened.query_params = {"v": "1", "n": "20", "test": "5"}
    opened.switch_page("../pages/sweep.py").run()
    assert not opened.exception
    return opened


def test_the_page_opens_with_a_lottery_of_the_learners_run(page):
    work = page.session_state["kept_lottery_work"]
    until(lambda: work.is_done)
    page.run()
    assert not page.exception
    assert "Circle with 2-4-1" in "\n".join(text.value for text in page.markdown)
    page.selectbox(key="lottery_seeds").set_value(20).run()
    page.button(key="draw_lottery").click().run()
    following = page.session_state["kept_lottery_work"]
    assert len(following.plan.jobs) == 20
    following.stop()


def test_a_sweep_is_made_from_the_page_and_a_bad_one_is_told(page):
    page.session_state["many_kind"] = "Sweep"
    page.run()
    page.selectbox(key="sweep_steps").set_value(100).run()
    page.button(key="begin_sweep").click().run()
    work = page.session_state["kept_sweep_work"]
    until(lambda: work.is_done)
    assert len(work.results) == 60
    page.run()
    assert not page.exception
    page.selectbox(key="sweep_1").set_value("lr").run()
    page.button(key="begin_sweep").click().run()
    assert any("two different ones" in text.value for text in page.text)
    assert page.session_state["kept_sweep_work"] is work
    assert settings.MAX_JOBS >= 60
