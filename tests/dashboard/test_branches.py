"""Are a run's other futures kept, bit for bit, in the session, the link and the run file?"""

from urllib.parse import parse_qsl

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import narration, settings
from dashboard.branches import Branch, Tree, free_name, read_tree, write_tree
from dashboard.config import Event, RunConfig
from dashboard.export.run_file import read_run_file, write_run_file
from dashboard.link import decode, query_string
from dashboard.run import fingerprint, rewind_to, start
from dashboard.session import Session, new_session
from dashboard.stage.component import page_link
from tests.dashboard.strategies import changes, configs, examples

SMALL = RunConfig(n_train=12, n_test=4, learning_rate=0.5)


def session_at(step: int) -> Session:
    session = Session(start(SMALL))
    session.step_to(step)
    return session


def grown(session: Session) -> dict[str, Branch]:
    while not session.grow_branches():
        pass
    return {branch.name: branch for branch in session.tree.branches}


def reopened(session: Session) -> Session:
    """The session that another browser gets from the link."""
    parameters = dict(parse_qsl(query_string(session.parameters())))
    assert decode(parameters).problems == ()
    other = new_session(decode(parameters), parameters)
    while other.goal is not None:
        other.supply(0, 0.0)
    return other


def same_bits(one, other) -> bool:
    return all((one.params[name] == other.params[name]).all() for name in one.params)


def test_a_change_at_an_earlier_step_keeps_both_futures_over_one_past():
    session = session_at(30)
    old = session.run
    session.fork_at(10, "lr", 3.0)
    assert (session.run.step, session.goal) == (10, 30)
    (branch,) = session.tree.branches
    assert (branch.name, branch.step) == ("before the learning rate 3", 30)
    assert fingerprint(branch.run) == fingerprint(old)
    session.step_to(30)
    assert fingerprint(session.run) != fingerprint(old)
    for step in range(11):
        assert same_bits(rewind_to(session.run, step), rewind_to(branch.run, step))
    assert not same_bits(rewind_to(session.run, 11), rewind_to(branch.run, 11))


def test_a_change_where_nothing_was_seen_of_the_future_keeps_nothing():
    session = session_at(30)
    session.change_rule("lr", 3.0)
    assert session.tree == Tree()


def test_a_fork_at_the_end_of_what_was_seen_trains_both_futures_on():
    session = session_at(30)
    session.fork_at(30, "lr", 3.0)
    assert session.goal == 30 + settings.FORK_STEPS
    (branch,) = grown(session).values()
    assert branch.run.step == session.goal
    assert branch.run.events == ()


@pytest.mark.parametrize("step", [0, 10])
def test_the_whole_tree_is_in_the_link(step):
    session = session_at(30)
    session.fork_at(step, "lr", 3.0)
    session.step_to(25)
    session.fork_at(15, "l2", 0.1)
    session.step_to(20)
    session.rename_branch(session.tree.name, "with a penalty")
    other = reopened(session)
    assert other.tree.name == "with a penalty"
    assert fingerprint(other.run) == fingerprint(session.run)
    here, there = grown(session), grown(other)
    assert {name: fingerprint(one.run) for name, one in there.items()} == {
        name: fingerprint(one.run) for name, one in here.items()
    }
    assert dict(parse_qsl(page_link(other)))["tree"] == session.parameters()["tree"]


def test_the_whole_tree_is_in_the_run_file():
    session = session_at(30)
    session.fork_at(10, "opt", "adam")
    address, keyframe = read_run_file(
        write_run_file(session.run, speed=session.speed, tree=session.tree).encode()
    )
    other = Session(start(RunConfig()))
    other.open_file(address, keyframe)
    (before,), (after,) = grown(session).values(), grown(other).values()
    assert (before.name, fingerprint(before.run)) == (after.name, fingerprint(after.run))


@given(config=configs(), ours=changes(), theirs=changes(), step=st.integers(0, 40))
@examples(60)
def test_any_branch_goes_through_a_link(config, ours, theirs, step):
    try:
        run, other = start(config, ours), start(config, theirs)
    except ValueError:
        return
    tree = Tree("here & now!", (Branch("a*b:c, é 50 %", other, step),))
    read, problems = read_tree(write_tree(tree, run), run)
    assert problems == ()
    assert read.name == tree.name
    ((name, branch, until),) = read.branches
    assert (name, until) == ("a*b:c, é 50 %", step)
    assert (branch.config, branch.events) == (other.config, other.events)


@given(st.text(max_size=300))
@examples(200)
def test_no_text_breaks_a_tree(text):
    tree, problems = read_tree(text, start(SMALL))
    assert len(tree.branches) <= settings.MAX_BRANCHES
    assert all("branch" in problem for problem in problems)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("now!a*step:x", "the step of the branch 'a' is to be a whole number up to 200,000"),
        ("now!a*step:9999999", "whole number up to 200,000"),
        ("now!a*step:5*data:xor", "the branch 'a' is no future of this run"),
        ("now!a*step:5*dims:8", "the branch 'a' is no future of this run"),
        ("now!a*step:5*lr:banana", "the branch 'a' is no future of this run"),
        ("!".join(["now", *(f"b{i}*step:1" for i in range(12))]), "the link has 12 branches"),
    ],
)
def test_a_bad_branch_is_told_in_one_sentence_and_the_run_is_opened(text, sentence):
    session = new_session(decode({"v": "1", "n": "12", "lr": "0.5", "tree": text}))
    assert session.run.config.n_train == 12
    (problem,) = session.problems
    assert sentence in problem


def test_another_future_is_shown_and_the_one_before_is_kept():
    session = session_at(30)
    session.fork_at(10, "lr", 3.0)
    session.step_to(20)
    session.pause()
    forked = session.run
    name = session.tree.branches[0].name
    session.take_branch(name)
    assert (session.run.step, session.tree.name) == (30, name)
    (kept,) = session.tree.branches
    assert (kept.name, fingerprint(kept.run)) == ("now", fingerprint(forked))
    session.take_branch("now")
    assert fingerprint(session.run) == fingerprint(forked)
    session.take_branch("no such")
    assert fingerprint(session.run) == fingerprint(forked)


def test_a_branch_of_a_link_is_trained_when_it_is_shown():
    session = session_at(30)
    session.fork_at(10, "lr", 3.0)
    name = session.tree.branches[0].name
    expected = fingerprint(session.tree.branches[0].run)
    other = reopened(session)
    other.take_branch(name)
    while other.goal is not None:
        other.supply(0, 0.0)
    assert (other.run.step, fingerprint(other.run)) == (30, expected)


def test_undo_brings_back_a_branch_that_was_deleted_and_a_fork_that_was_made():
    session = session_at(30)
    before = fingerprint(session.run)
    session.fork_at(10, "lr", 3.0)
    tree = session.tree
    session.drop_branch(tree.branches[0].name)
    assert session.tree.branches == ()
    session.undo_last()
    assert session.tree == tree
    session.undo_last()
    assert (session.run.step, session.tree) == (10, Tree())
    session.step_to(30)
    assert fingerprint(session.run) == before


def test_names_are_one_short_line_and_unique():
    session = session_at(5)
    session.keep_branch("  a\nlong\x00 name " + "x" * 100)
    session.keep_branch("now")
    first, second = (branch.name for branch in session.tree.branches)
    assert first.startswith("a long name xxx")
    assert len(first) <= 40
    assert second == "now (2)"
    session.rename_branch("now (2)", first)
    assert len({branch.name for branch in session.tree.branches}) == 2
    assert free_name("", session.tree) == "branch"


def test_as_many_as_can_be_are_kept_and_undo_still_has_the_rest():
    session = session_at(3)
    for _ in range(settings.MAX_BRANCHES):
        session.keep_branch("again")
    with pytest.raises(ValueError, match="as many as are kept"):
        session.keep_branch("again")
    before = fingerprint(session.run)
    session.fork_at(1, "lr", 3.0)
    assert narration.TOO_MANY_BRANCHES in session.sentence
    session.undo_last()
    session.step_to(3)
    assert fingerprint(session.run) == before


@pytest.mark.parametrize("step", [-1, 31, 10**9])
def test_a_step_that_was_never_reached_cannot_be_forked(step):
    session = session_at(30)
    with pytest.raises(ValueError, match="one that was reached, 0 to 30"):
        session.fork_at(step, "lr", 3.0)
    assert session.run.step == 30


def test_another_run_has_no_futures_of_this_one():
    session = session_at(30)
    session.fork_at(10, "lr", 3.0)
    session.change(dataset="xor")
    assert session.tree == Tree()
    session.undo_last()
    assert len(session.tree.branches) == 1


def test_a_tree_too_long_for_a_link_is_left_out_of_it():
    session = session_at(3)
    edits = [Event(step, "edit", np.pi / (step + 3), "W1.0.1") for step in range(5)]
    long = Branch("ü" * 40, start(SMALL, edits), 5)
    session.tree = Tree("now", (long,) * settings.MAX_BRANCHES)
    assert len(query_string({"tree": write_tree(session.tree, session.run)})) > 2_000
    assert session.tree_text == ""
    assert decode(session.parameters()).problems == ()
