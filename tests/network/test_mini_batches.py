"""Oracle: counting, and numpy's generator called anew."""

import numpy as np
import pytest

from network import epoch_and_start, epoch_order, mini_batch


@pytest.fixture(name="X")
def seven_examples():
    return np.arange(14.0).reshape(2, 7)


@pytest.fixture(name="Y")
def seven_labels():
    return np.arange(7.0).reshape(1, 7) / 10


def test_the_first_arguments_go_by_position(positional_names):
    assert positional_names(epoch_order) == ["m"]
    assert positional_names(mini_batch) == ["X", "Y", "order", "start", "size"]
    assert positional_names(epoch_and_start) == ["step", "m", "size"]


@pytest.mark.parametrize("m", [1, 2, 7, 500])
@pytest.mark.parametrize("epoch", [0, 1, 10**6])
def test_an_order_has_every_example_once(m, epoch):
    order = epoch_order(m, seed=3, epoch=epoch)
    assert order.dtype.kind == "i"
    assert sorted(order.tolist()) == list(range(m))


def test_an_order_depends_on_seed_and_epoch_and_nothing_else():
    orders = {
        (seed, epoch): epoch_order(50, seed=seed, epoch=epoch).tolist()
        for seed in range(5)
        for epoch in range(5)
    }
    assert len(set(map(tuple, orders.values()))) == 25
    # Backwards, and it is the same again; and the same as of a generator made for it.
    for (seed, epoch), order in reversed(orders.items()):
        assert epoch_order(50, seed=seed, epoch=epoch).tolist() == order
        rng = np.random.Generator(np.random.PCG64([seed, epoch]))
        assert rng.permutation(50).tolist() == order


@pytest.mark.usefixtures("global_randomness")
def test_numpys_global_randomness_is_left_alone():
    np.random.seed(0)
    expected_draw = np.random.randn()
    np.random.seed(0)
    epoch_order(50)
    assert np.random.randn() == expected_draw


def test_a_batch_holds_the_columns_that_the_order_names(X, Y):
    order = np.array([6, 0, 5, 1, 4, 2, 3])
    X_batch, Y_batch = mini_batch(X, Y, order, 2, 3)
    # Columns 5, 1 and 4.
    assert X_batch.tolist() == [[5.0, 1.0, 4.0], [12.0, 8.0, 11.0]]
    assert Y_batch.tolist() == [[0.5, 0.1, 0.4]]


def test_the_last_batch_is_short(X, Y):
    X_batch, Y_batch = mini_batch(X, Y, np.arange(7), 6, 3)
    assert X_batch.tolist() == [[6.0], [13.0]]
    assert Y_batch.tolist() == [[0.6]]


@pytest.mark.parametrize("size", range(1, 9))
def test_the_batches_of_an_epoch_hold_every_example_once(X, Y, size):
    order = epoch_order(7, seed=1)
    batches = [mini_batch(X, Y, order, start, size) for start in range(0, 7, size)]
    assert [batch[0].shape[1] for batch in batches[:-1]] == [size] * (len(batches) - 1)
    together = np.hstack([X_batch for X_batch, _ in batches])
    assert np.array_equal(together, X[:, order])
    assert np.array_equal(np.hstack([Y_batch for _, Y_batch in batches]), Y[:, order])


def test_a_batch_is_a_copy(X, Y):
    X_batch, Y_batch = mini_batch(X, Y, np.arange(7), 0, 7)
    X_batch += 1
    Y_batch += 1
    assert X[0, 0] == Y[0, 0] == 0


@pytest.mark.parametrize(("m", "size"), [(7, 3), (6, 3), (7, 1), (7, 7), (7, 8), (1, 1), (100, 32)])
def test_the_number_of_a_step_tells_its_epoch_and_its_start(m, size):
    step = 0
    for epoch in range(3):
        for start in range(0, m, size):
            assert epoch_and_start(step, m, size) == (epoch, start)
            step += 1
    assert epoch_and_start(step, m, size) == (3, 0)


@pytest.mark.parametrize(
    ("argument", "changed"),
    [
        ("X", {"X": np.zeros(7)}),
        ("Y", {"Y": np.zeros((1, 6))}),
        ("Y", {"Y": np.zeros(7)}),
        ("order", {"order": np.arange(6)}),
        ("order", {"order": np.arange(7)[None]}),
        ("start", {"start": -1}),
        ("start", {"start": 7}),
        ("start", {"start": 0.0}),
        ("size", {"size": 0}),
        ("size", {"size": True}),
    ],
    ids=lambda value: value if isinstance(value, str) else str(next(iter(value.values()))),
)
def test_a_batch_of_nothing_that_is_there_is_refused(X, Y, argument, changed):
    good = {"X": X, "Y": Y, "order": np.arange(7), "start": 0, "size": 3}
    with pytest.raises(ValueError, match=rf"^{argument}: expected"):
        mini_batch(**(good | changed))


@pytest.mark.parametrize("value", [-1, 1.0, True, None, "1"], ids=str)
def test_what_counts_nothing_is_refused(value):
    with pytest.raises(ValueError, match=r"^m: expected a whole number of at least 1"):
        epoch_order(value)
    with pytest.raises(ValueError, match=r"^seed: expected a whole number of at least 0"):
        epoch_order(7, seed=value)
    with pytest.raises(ValueError, match=r"^epoch: expected a whole number of at least 0"):
        epoch_order(7, epoch=value)
    with pytest.raises(ValueError, match=r"^step: expected a whole number of at least 0"):
        epoch_and_start(value, 7, 3)
    with pytest.raises(ValueError, match=r"^m: expected a whole number of at least 1"):
        epoch_and_start(0, value, 3)
    with pytest.raises(ValueError, match=r"^size: expected a whole number of at least 1"):
        epoch_and_start(0, 7, value)
