import queue
import sys
import threading
from types import SimpleNamespace

import pytest

from dashboard import lane as lane_module
from dashboard.lane import LANE, Lane

PATIENCE = 20.0
"""Seconds after which a test gives up: nothing here waits for a time to pass."""


@pytest.fixture
def queued(monkeypatch):
    """Tells of every thread that stands in line, and has begun to wait."""
    waiting = threading.Semaphore(0)

    class TellingEvent(threading.Event):
        def wait(self, timeout=None):
            waiting.release()
            return super().wait(timeout)

    telling = SimpleNamespace(Lock=threading.Lock, Event=TellingEvent)
    monkeypatch.setattr(lane_module, "threading", telling)
    return waiting


def launch(*targets):
    """Start a thread for each function."""
    threads = [threading.Thread(target=target, daemon=True) for target in targets]
    for thread in threads:
        thread.start()
    return threads


def join(threads):
    """Wait until all are done."""
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive(), "a thread never got its turn"


def assert_free(lane):
    """Whoever comes now is let in at once, also from another thread."""
    entered = threading.Event()

    def enter():
        with lane.turn():
            entered.set()

    join(launch(enter))
    assert entered.is_set()


def test_a_free_lane_lets_in_whoever_comes():
    lane = Lane()
    for _ in range(3):
        with lane.turn():
            pass
    assert_free(lane)


def test_turns_are_taken_in_the_order_in_which_they_were_asked_for(queued):
    lane = Lane()
    order = []
    threads = []

    def work(number):
        with lane.turn():
            order.append(number)

    with lane.turn():
        for number in range(12):
            threads += launch(lambda number=number: work(number))
            assert queued.acquire(timeout=PATIENCE)
        assert order == []
    join(threads)
    assert order == list(range(12))


def test_who_comes_later_does_not_overtake_a_turn_that_was_handed_on(queued):
    lane = Lane()
    order = []
    inside, go_on = threading.Event(), threading.Event()

    def first():
        with lane.turn():
            inside.set()
            go_on.wait(PATIENCE)
            order.append("first")

    def second():
        with lane.turn():
            order.append("second")

    with lane.turn():
        threads = launch(first)
        assert queued.acquire(timeout=PATIENCE)
    assert inside.wait(PATIENCE)
    threads += launch(second)
    assert queued.acquire(timeout=PATIENCE)
    go_on.set()
    join(threads)
    assert order == ["first", "second"]


def test_nobody_is_let_in_while_somebody_is_inside(queued):
    lane = Lane()
    inside = threading.Event()

    def work():
        with lane.turn():
            inside.set()

    with lane.turn():
        threads = launch(work)
        assert queued.acquire(timeout=PATIENCE)
        assert not inside.is_set()
    join(threads)
    assert inside.is_set()


def test_never_are_two_inside_at_once():
    lane = Lane()
    together = threading.Barrier(8)
    inside = []
    most, done = queue.SimpleQueue(), queue.SimpleQueue()

    def work():
        together.wait(PATIENCE)
        for _ in range(150):
            with lane.turn():
                inside.append(1)
                for _ in range(20):
                    if len(inside) != 1:
                        most.put(len(inside))
                inside.pop()
        done.put(1)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        join(launch(*[work] * 8))
    finally:
        sys.setswitchinterval(interval)
    assert most.empty()
    assert done.qsize() == 8
    assert_free(lane)


class TroubleError(Exception):
    pass


@pytest.mark.parametrize("kind", [TroubleError, KeyboardInterrupt, SystemExit])
def test_an_exception_in_a_turn_is_passed_on_and_frees_the_lane(kind):
    lane = Lane()
    with pytest.raises(kind), lane.turn():
        raise kind
    assert_free(lane)


def test_an_exception_in_a_turn_hands_the_lane_to_who_waits(queued):
    lane = Lane()
    seen = []

    def work():
        with lane.turn():
            seen.append("inside")

    threads = []

    def fail():
        nonlocal threads
        with lane.turn():
            threads = launch(work, work)
            assert queued.acquire(timeout=PATIENCE)
            assert queued.acquire(timeout=PATIENCE)
            raise TroubleError

    with pytest.raises(TroubleError):
        fail()
    join(threads)
    assert seen == ["inside", "inside"]
    assert_free(lane)


def test_two_lanes_know_nothing_of_each_other():
    with Lane().turn():
        assert_free(Lane())


def test_a_process_has_one_lane_and_it_is_free():
    from dashboard import batch

    assert batch.LANE is LANE
    assert_free(LANE)


def test_whoever_pressed_something_goes_before_all_who_play(queued):
    lane = Lane()
    order = []
    threads = []

    def work(name, is_urgent):
        with lane.turn(is_urgent=is_urgent):
            order.append(name)

    with lane.turn():
        assert not lane.is_free
        for name, is_urgent in (("a", False), ("b", False), ("A", True), ("c", False), ("B", True)):
            threads += launch(lambda name=name, is_urgent=is_urgent: work(name, is_urgent))
            assert queued.acquire(timeout=PATIENCE)
    join(threads)
    assert order == ["A", "B", "a", "b", "c"]
    assert lane.is_free
