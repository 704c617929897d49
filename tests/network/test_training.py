"""Oracle: scikit-learn for whole trajectories, and two steps worked by hand."""

import math
from itertools import pairwise

import numpy as np
import pytest
from sklearn.neural_network import MLPClassifier, MLPRegressor

from network import (
    OPTIMIZERS,
    cost_function,
    forward_prop,
    init_params,
    penalty,
    train,
    training_step,
)
from network.training import check_training_set

STEPS = 200
SKLEARN_NAMES = {"sigmoid": "logistic", "tanh": "tanh", "relu": "relu", "linear": "identity"}


@pytest.fixture
def clouds():
    """Return two clouds of 20 examples each, well apart."""
    rng = np.random.default_rng(4)
    X = np.hstack([rng.normal(-2, 0.5, (2, 20)), rng.normal(2, 0.5, (2, 20))])
    return X, np.repeat([[0.0, 1.0]], 20, axis=1)


def sklearn_network(
    kind, X, targets, params, *, activation, learning_rate, momentum=0.0, alpha=0.0
):
    """Start a network of scikit-learn's from our parameters."""
    n_layers = len(params) // 2
    model = kind(
        hidden_layer_sizes=[len(params[f"b{layer}"]) for layer in range(1, n_layers)],
        activation=SKLEARN_NAMES[activation],
        solver="sgd",
        momentum=momentum,
        nesterovs_momentum=False,
        batch_size=X.shape[1],
        alpha=alpha,
        learning_rate="constant",
        learning_rate_init=1e-12,
        shuffle=False,
        random_state=0,
    )
    # The first call makes its parameters and an optimizer that holds on to those very arrays.
    if kind is MLPClassifier:
        model.partial_fit(X.T, targets, classes=np.unique(targets))
    else:
        model.partial_fit(X.T, targets)
    for layer in range(1, n_layers + 1):
        model.coefs_[layer - 1][...] = params[f"W{layer}"].T
        model.intercepts_[layer - 1][...] = params[f"b{layer}"][:, 0]
    model._optimizer.learning_rate = learning_rate
    return model


def assert_same_parameters(model, params):
    for layer, coefs in enumerate(model.coefs_, 1):
        assert np.abs(params[f"W{layer}"] - coefs.T).max() < 1e-9
        assert np.abs(params[f"b{layer}"][:, 0] - model.intercepts_[layer - 1]).max() < 1e-9


@pytest.mark.parametrize(
    ("layer_dims", "activation", "learning_rate"),
    [
        ([2, 1], "sigmoid", 0.5),
        ([2, 4, 1], "sigmoid", 0.5),
        ([2, 5, 4, 3, 1], "sigmoid", 1.0),
        ([2, 4, 1], "tanh", 0.2),
        ([2, 5, 4, 1], "relu", 0.05),
        ([2, 3, 1], "linear", 0.05),
        ([2, 5, 2], "sigmoid", 0.5),
    ],
    ids=str,
)
def test_two_hundred_steps_are_scikit_learns(layer_dims, activation, learning_rate):
    # A curved border and some wrong labels: nothing saturates, so every step counts.
    rng = np.random.default_rng(1)
    X = rng.normal(size=(2, 30))
    Y = np.vstack([X[0] * X[1] + 0.5 * X[0] > 0, X[0] > X[1] ** 2]).astype(float)[: layer_dims[-1]]
    Y[:, :3] = 1 - Y[:, :3]
    targets = Y.T.astype(int) if layer_dims[-1] > 1 else Y[0].astype(int)

    params = init_params(layer_dims, seed=2, initialization="scale-1")
    model = sklearn_network(
        MLPClassifier, X, targets, params, activation=activation, learning_rate=learning_rate
    )
    assert_same_parameters(model, params)
    costs = []
    for _ in range(STEPS):
        step = training_step(X, Y, params, learning_rate, activations=activation)
        params = step.params
        costs.append(cost_function(step.AL, Y, Z=step.caches[-1].activation_cache.Z))
        model.partial_fit(X.T, targets)
        assert costs[-1] == pytest.approx(model.loss_, abs=1e-9)
        assert_same_parameters(model, params)
    # Something was learned, so it is a trajectory and no standstill that was compared.
    assert costs[-1] < 0.9 * costs[0]


@pytest.mark.parametrize("momentum", [None, 0.9])
@pytest.mark.parametrize("l2", [0.0, 0.03])
@pytest.mark.parametrize(
    ("layer_dims", "activation", "learning_rate"),
    [([2, 3], "sigmoid", 0.3), ([2, 5, 4], "tanh", 0.1), ([2, 6, 5, 3], "relu", 0.02)],
    ids=str,
)
def test_two_hundred_steps_with_several_classes_are_scikit_learns(
    layer_dims, activation, learning_rate, l2, momentum
):
    rng = np.random.default_rng(1)
    X = rng.normal(size=(2, 40))
    classes = np.floor(np.arctan2(*X) / 2 / math.pi * layer_dims[-1]).astype(int) % layer_dims[-1]
    classes[:4] = [0, 1, 2, layer_dims[-1] - 1]
    Y = np.eye(layer_dims[-1])[:, classes]

    params = init_params(layer_dims, seed=2, initialization="scale-1")
    model = sklearn_network(
        MLPClassifier,
        X,
        classes,
        params,
        activation=activation,
        learning_rate=learning_rate,
        momentum=momentum or 0.0,
        alpha=l2 * 40,  # theirs is divided by the number of examples
    )
    optimizer = {} if momentum is None else {"optimizer": "momentum", "beta1": momentum}
    costs, state = [], None
    for _ in range(STEPS):
        step = training_step(
            X,
            Y,
            params,
            learning_rate,
            activations=activation,
            output="softmax",
            l2=l2,
            state=state,
            **optimizer,
        )
        Z = step.caches[-1].activation_cache.Z
        costs.append(cost_function(step.AL, Y, Z=Z, output="softmax") + penalty(params, l2=l2))
        params, state = step.params, step.state
        model.partial_fit(X.T, classes)
        assert costs[-1] == pytest.approx(model.loss_, abs=1e-9)
        assert_same_parameters(model, params)
    assert costs[-1] < 0.9 * costs[0]


def test_two_hundred_steps_with_a_price_on_weights_are_scikit_learns():
    rng = np.random.default_rng(1)
    X = rng.normal(size=(2, 30))
    Y = (X[:1] * X[1:] + 0.5 * X[:1] > 0).astype(float)
    params = init_params([2, 5, 1], seed=2, initialization="scale-1")
    # The objective of theirs has alpha / (2 * m) in the place of our l2 / 2.
    model = sklearn_network(
        MLPClassifier,
        X,
        Y[0].astype(int),
        params,
        activation="tanh",
        learning_rate=0.2,
        alpha=0.01 * 30,
    )
    for _ in range(STEPS):
        step = training_step(X, Y, params, 0.2, activations="tanh", l2=0.01)
        cost = cost_function(step.AL, Y, Z=step.caches[-1].activation_cache.Z)
        model.partial_fit(X.T, Y[0].astype(int))
        assert cost + penalty(params, l2=0.01) == pytest.approx(model.loss_, abs=1e-9)
        params = step.params
        assert_same_parameters(model, params)


def test_two_hundred_steps_of_a_regression_are_scikit_learns():
    rng = np.random.default_rng(5)
    X = rng.normal(size=(3, 30))
    Y = np.sin(X[:1]) + X[1:2] * X[2:]
    params = init_params([3, 6, 1], seed=2, initialization="scale-1")
    model = sklearn_network(MLPRegressor, X, Y[0], params, activation="tanh", learning_rate=0.1)
    costs = []
    for _ in range(STEPS):
        step = training_step(
            X, Y, params, 0.1, activations="tanh", output="linear", cost="squared-error"
        )
        params = step.params
        costs.append(cost_function(step.AL, Y, cost="squared-error"))
        model.partial_fit(X.T, Y[0])
        assert costs[-1] == pytest.approx(model.loss_, abs=1e-9)
        assert_same_parameters(model, params)
    assert costs[-1] < 0.9 * costs[0]


def test_the_data_the_shape_the_epochs_and_the_rate_go_by_position(positional_names):
    assert positional_names(train) == ["X", "Y", "layer_dims", "epochs", "lr"]
    assert positional_names(training_step) == ["X", "Y", "params", "learning_rate"]


def test_two_epochs_by_hand():
    # x = 1, y = 1, W = b = 0, learning rate 1.
    # before step 1: z = 0        cost = ln 2 = .693147         dz = .5 - 1 = -.5
    # before step 2: z = .5 + .5  cost = ln(1 + 1/e) = .313262  dz = .731059 - 1 = -.268941
    # after it:      W = b = .5 + .268941 = .768941
    one = np.ones((1, 1))
    params, cost_history = train(one, one, [1, 1], 2, 1.0, initialization="zeros")
    assert cost_history == pytest.approx([math.log(2), math.log(1 + math.exp(-1))], rel=1e-14)
    assert set(params) == {"W1", "b1"}
    assert params["W1"].item() == pytest.approx(1.5 - 1 / (1 + math.exp(-1)), rel=1e-14)
    assert params["b1"].item() == pytest.approx(0.768941, abs=5e-7)


@pytest.mark.parametrize("options", [{}, {"activations": "tanh"}, {"activations": ["relu"]}])
def test_training_is_a_chain_of_steps_from_the_articles_start(clouds, options):
    X, Y = clouds
    params, cost_history = train(X, Y, [2, 3, 1], 20, 0.5, **options)
    by_steps, costs = init_params([2, 3, 1]), []
    for _ in range(20):
        step = training_step(X, Y, by_steps, 0.5, **options)
        by_steps = step.params
        costs.append(cost_function(step.AL, Y, Z=step.caches[-1].activation_cache.Z))
    assert all(np.array_equal(params[name], by_steps[name]) for name in by_steps)
    assert cost_history == costs


def test_there_is_one_plain_float_an_epoch(clouds):
    X, Y = clouds
    for epochs in (1, 7):
        _, cost_history = train(X, Y, [2, 3, 1], epochs, 0.5)
        assert type(cost_history) is list
        assert len(cost_history) == epochs
        assert {type(cost) for cost in cost_history} == {float}


def test_longer_training_begins_as_the_shorter_did(clouds):
    X, Y = clouds
    _, short = train(X, Y, [2, 3, 1], 5, 0.5)
    _, long = train(X, Y, [2, 3, 1], 12, 0.5)
    assert long[:5] == short
    assert len(set(long)) == 12


@pytest.mark.parametrize("activations", ["sigmoid", "tanh", "relu", "linear", ["tanh", "relu"]])
def test_the_cost_falls_on_separable_data(clouds, activations):
    X, Y = clouds
    layer_dims = [2, 4, 3, 1] if isinstance(activations, list) else [2, 4, 1]
    _, cost_history = train(
        X, Y, layer_dims, 300, 0.3, activations=activations, initialization="xavier"
    )
    assert all(later < earlier for earlier, later in pairwise(cost_history))
    assert cost_history[-1] < 0.1 * cost_history[0]


def test_a_trained_network_tells_the_clouds_apart(clouds):
    X, Y = clouds
    params, _ = train(X, Y, [2, 1], 200, 1.0)
    # One layer: class 1 is where W x + b > 0.
    assert np.array_equal(params["W1"] @ X + params["b1"] > 0, Y > 0.5)


def test_seed_and_initialization_reach_the_start(clouds):
    X, Y = clouds

    def first_cost(**keywords):
        return train(X, Y, [2, 3, 1], 1, 0.5, **keywords)[1][0]

    assert first_cost(seed=3) == first_cost()
    assert first_cost(seed=4) != first_cost()
    # All weights zero: every prediction is 1/2, and costs ln 2.
    assert first_cost(initialization="zeros") == pytest.approx(math.log(2), rel=1e-14)
    # Weights of about 20 make most hidden units 0 or 1, and the output sure of itself.
    assert first_cost(initialization="scale-20") > first_cost() + 0.1


@pytest.mark.usefixtures("global_randomness")
def test_data_and_numpys_global_randomness_are_left_alone(clouds):
    X, Y = clouds
    X_before, Y_before = X.copy(), Y.copy()
    np.random.seed(0)
    expected_draw = np.random.randn()
    np.random.seed(0)
    train(X, Y, [2, 3, 1], 5, 0.5)
    assert np.random.randn() == expected_draw
    assert np.array_equal(X, X_before)
    assert np.array_equal(Y, Y_before)


def test_a_step_tells_where_it_began_and_where_it_led():
    # x = 2, y = 1, W = b = 0: AL = .5, dW = -1, db = -.5; with learning rate .1, W = .1, b = .05.
    params = {"W1": np.zeros((1, 1)), "b1": np.zeros((1, 1))}
    step = training_step(np.array([[2.0]]), np.ones((1, 1)), params, 0.1)
    assert step.AL.item() == 0.5
    assert step.caches[0].activation_cache.Z.item() == 0.0
    assert (step.grads["dW1"].item(), step.grads["db1"].item()) == (-1.0, -0.5)
    assert (step.params["W1"].item(), step.params["b1"].item()) == (0.1, 0.05)
    assert (params["W1"].item(), params["b1"].item()) == (0.0, 0.0)


def test_a_plain_step_has_nothing_to_remember():
    step = training_step(GOOD_X, GOOD_Y, init_params([2, 3, 1]), 0.1)
    assert step.state == {}
    assert step._fields == ("params", "AL", "caches", "grads", "state")


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_gradients_of_a_step_are_those_of_the_cost_alone(optimizer):
    params = init_params([2, 3, 1], initialization="xavier")
    plain = training_step(GOOD_X, GOOD_Y, params, 0.1)
    priced = training_step(GOOD_X, GOOD_Y, params, 0.1, optimizer=optimizer, l1=0.1, l2=0.1)
    for name, grad in plain.grads.items():
        assert np.array_equal(priced.grads[name], grad)
    assert not np.array_equal(priced.params["W1"], plain.params["W1"])


def test_a_price_moves_the_weights_and_not_the_biases():
    # As with a cost alone, and then W - .5 * (.1 * sign(W) + .25 * W).
    params = init_params([2, 3, 1], initialization="xavier")
    plain = training_step(GOOD_X, GOOD_Y, params, 0.5).params
    priced = training_step(GOOD_X, GOOD_Y, params, 0.5, l1=0.1, l2=0.25).params
    for layer in (1, 2):
        W = params[f"W{layer}"]
        pull = 0.5 * (0.1 * np.sign(W) + 0.25 * W)
        np.testing.assert_allclose(priced[f"W{layer}"], plain[f"W{layer}"] - pull, atol=1e-15)
        assert np.array_equal(priced[f"b{layer}"], plain[f"b{layer}"])


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_frozen_weights_stay_while_the_rest_moves_as_it_should(optimizer):
    params = init_params([2, 3, 1], initialization="xavier")
    frozen = {
        "W1": np.array([[True, False], [False, False], [True, True]]),
        "b1": np.array([[False], [True], [False]]),
        "W2": np.zeros((1, 3), bool),
    }
    prices = {"l1": 0.01, "l2": 0.02}
    held, state = params, None
    for _ in range(20):
        options = {"optimizer": optimizer, "state": state, **prices}
        free = training_step(GOOD_X, GOOD_Y, held, 0.05, **options)
        step = training_step(GOOD_X, GOOD_Y, held, 0.05, frozen=frozen, **options)
        for name, value in step.params.items():
            stays = frozen.get(name, np.zeros(value.shape, bool))
            assert np.array_equal(value[stays], params[name][stays])
            assert np.array_equal(value[~stays], free.params[name][~stays])
            assert (value[~stays] != held[name][~stays]).all()
        for name, array in step.state.items():
            assert np.array_equal(array, free.state[name])
        held, state = step.params, step.state


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_step_changes_nothing_that_goes_in(optimizer):
    params = init_params([2, 3, 1], initialization="xavier")
    frozen = {"W1": np.eye(3, 2, dtype=bool)}
    options = {"optimizer": optimizer, "l1": 0.1, "l2": 0.1, "frozen": frozen}
    state = training_step(GOOD_X, GOOD_Y, params, 0.1, **options).state
    ins = [GOOD_X, GOOD_Y, *params.values(), *state.values(), *frozen.values()]
    before = [array.copy() for array in ins]
    step = training_step(GOOD_X, GOOD_Y, params, 0.1, state=state, **options)
    for array in [*step.params.values(), *step.state.values()]:
        array += 100
    assert all(np.array_equal(now, then) for now, then in zip(ins, before, strict=True))


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize(
    ("output", "cost"),
    [
        ("sigmoid", "cross-entropy"),
        ("sigmoid", "squared-error"),
        ("softmax", "cross-entropy"),
        ("softmax", "squared-error"),
    ],
)
def test_enormous_sums_make_a_step_that_is_still_finite(optimizer, output, cost):
    params = {"W1": np.array([[1e4], [-1e4]]), "b1": np.zeros((2, 1))}
    X, Y = np.array([[1.0, -1.0]]), np.array([[0.0, 0.0], [1.0, 1.0]])
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        step = training_step(X, Y, params, 0.1, output=output, cost=cost, optimizer=optimizer)
        Z = step.caches[-1].activation_cache.Z
        assert np.isfinite(cost_function(step.AL, Y, Z=Z, cost=cost, output=output))
    for array in [*step.params.values(), *step.state.values(), *step.grads.values()]:
        assert np.isfinite(array).all()


def test_an_unknown_optimizer_is_refused():
    with pytest.raises(ValueError, match=r"^optimizer: expected .*'adam'.* got 'adagrad'"):
        training_step(GOOD_X, GOOD_Y, init_params([2, 1]), 0.1, optimizer="adagrad")


def hand_loop(X, Y, params, lr, epochs, *, batch_size, seed, output="sigmoid", **options):
    """Train on slices of an order drawn here, the cost of all looked up before each epoch."""
    cost_history, state, m = [], None, X.shape[1]
    for epoch in range(epochs):
        AL, caches = forward_prop(X, params, output=output)
        Z = caches[-1].activation_cache.Z
        cost_history.append(cost_function(AL, Y, Z=Z, output=output))
        order = np.random.Generator(np.random.PCG64([seed, epoch])).permutation(m)
        for start in range(0, m, batch_size):
            batch = order[start : min(start + batch_size, m)]
            step = training_step(
                X[:, batch], Y[:, batch], params, lr, state=state, output=output, **options
            )
            params, state = step.params, step.state
    return params, cost_history


@pytest.mark.parametrize("batch_size", [1, 16, 20, 39, 40])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_training_on_mini_batches_is_a_loop_by_hand(clouds, optimizer, batch_size):
    X, Y = clouds
    options = {"optimizer": optimizer, "beta1": 0.8, "beta2": 0.9, "l1": 0.001, "l2": 0.002}
    options |= {"seed": 5, "batch_size": batch_size}
    params, cost_history = train(X, Y, [2, 3, 1], 4, 0.05, **options)
    expected_params, expected_costs = hand_loop(
        X, Y, init_params([2, 3, 1], seed=5), 0.05, 4, **options
    )
    assert cost_history == expected_costs
    for name, value in expected_params.items():
        assert np.array_equal(params[name], value)


def test_a_batch_of_all_is_no_batch_but_for_rounding(clouds):
    X, Y = clouds
    shuffled, costs_shuffled = train(X, Y, [2, 3, 1], 20, 0.5, batch_size=40)
    plain, costs = train(X, Y, [2, 3, 1], 20, 0.5)
    assert costs_shuffled == pytest.approx(costs, rel=1e-12)
    for name, value in plain.items():
        np.testing.assert_allclose(shuffled[name], value, rtol=0, atol=1e-12)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_cost_of_several_classes_falls_under_every_optimizer(optimizer):
    rng = np.random.default_rng(3)
    classes = np.repeat([0, 1, 2], 15)
    X = np.array([[0.0, 2.0, -2.0], [2.0, -1.0, -1.0]])[:, classes] + rng.normal(0, 0.3, (2, 45))
    Y = np.eye(3)[:, classes]
    params, cost_history = train(
        X,
        Y,
        [2, 5, 3],
        60,
        0.02,
        initialization="xavier",
        activations="tanh",
        output="softmax",
        optimizer=optimizer,
        batch_size=5,
    )
    # Three classes, of which nothing is known, cost ln 3 = 1.1.
    assert 0.5 < cost_history[0] < 3
    assert cost_history[-1] < 0.1
    AL, _ = forward_prop(X, params, activations="tanh", output="softmax")
    assert np.array_equal(AL.argmax(axis=0), classes)


def test_any_number_can_be_learned_with_a_linear_output():
    X = np.linspace(-2, 2, 20)[None]
    Y = 30 * X - 70
    params, cost_history = train(X, Y, [1, 1], 200, 0.3, output="linear", cost="squared-error")
    assert cost_history[0] == pytest.approx(np.mean((Y - 0.0179 * X) ** 2) / 2, rel=1e-2)
    assert (params["W1"].item(), params["b1"].item()) == pytest.approx((30, -70))


def test_a_price_keeps_the_weights_small(clouds):
    X, Y = clouds

    def size(**prices):
        return np.abs(train(X, Y, [2, 1], 200, 0.5, **prices)[0]["W1"]).sum()

    assert size(l2=0.1) < 0.5 * size()
    assert size(l1=0.1) < 0.5 * size()


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_blowing_up_under_any_optimizer_neither_warns_nor_raises(clouds, optimizer):
    X, Y = clouds
    options = {"optimizer": optimizer, "l1": 1e3, "l2": 1e3, "batch_size": 7}
    for output, labels in (("linear", Y * 1e6), ("softmax", np.vstack([Y, 1 - Y]))):
        cost = "squared-error" if output == "linear" else "cross-entropy"
        options |= {"output": output, "cost": cost, "activations": "relu", "initialization": "he"}
        _, cost_history = train(X, labels, [2, 8, 8, len(labels)], 30, 1e100, **options)
        assert len(cost_history) == 30


@pytest.mark.parametrize("layer_dims", [[2, 1], [2, 4, 1], [2, 4, 3, 4, 1]], ids=str)
def test_no_sigmoid_is_computed_twice_in_a_step(monkeypatch, clouds, layer_dims):
    X, Y = clouds
    params = init_params(layer_dims)
    exp, calls = np.exp, []

    def counting_exp(*args, **keywords):
        calls.append(args)
        return exp(*args, **keywords)

    monkeypatch.setattr(np, "exp", counting_exp)
    training_step(X, Y, params, 0.5)
    assert len(calls) == len(layer_dims) - 1


@pytest.mark.parametrize("activations", ["relu", "linear", ["relu", "linear", "relu"], "tanh"])
@pytest.mark.parametrize("lr", [1e6, 1e300])
def test_blowing_up_neither_warns_nor_raises(clouds, activations, lr):
    X, Y = clouds
    params, cost_history = train(
        X, Y, [2, 8, 8, 8, 1], 30, lr, activations=activations, initialization="he"
    )
    assert len(cost_history) == 30
    assert max(cost_history[1:4]) > 1e3 or not np.isfinite(cost_history).all()
    assert set(params) == {f"{kind}{layer}" for kind in "Wb" for layer in (1, 2, 3, 4)}


def test_numbers_that_overflow_show_in_the_cost_history(clouds):
    X, Y = clouds
    _, cost_history = train(
        X, Y, [2, 8, 8, 8, 1], 30, 1e100, activations="linear", initialization="he"
    )
    assert np.isfinite(cost_history[0])
    assert not np.isfinite(cost_history).all()


def with_entry(array, value):
    changed = array.copy()
    changed[0, 1] = value
    return changed


GOOD_X = np.array([[-1.0, 1.0, 2.0], [0.5, 0.0, -0.5]])
GOOD_Y = np.array([[0.0, 1.0, 1.0]])


def test_the_good_input_below_is_good():
    assert len(train(GOOD_X, GOOD_Y, [2, 3, 1], 2, 0.5)[1]) == 2


@pytest.mark.parametrize(
    ("argument", "changed"),
    [
        ("X", {"X": GOOD_X[0]}),
        ("X", {"X": GOOD_X[None]}),
        ("X", {"X": GOOD_X.tolist()}),
        ("X", {"X": np.zeros((2, 0)), "Y": np.zeros((1, 0))}),
        ("X", {"X": np.zeros((0, 3))}),
        ("X", {"X": with_entry(GOOD_X, np.nan)}),
        ("X", {"X": with_entry(GOOD_X, np.inf)}),
        ("X", {"X": with_entry(GOOD_X, -np.inf)}),
        ("Y", {"Y": GOOD_Y[0]}),
        ("Y", {"Y": GOOD_Y.tolist()}),
        ("Y", {"Y": np.zeros((0, 3))}),
        ("Y", {"Y": np.zeros((1, 0))}),
        ("Y", {"Y": GOOD_Y[:, :2]}),
        ("Y", {"X": GOOD_X[:, :2]}),
        ("Y", {"Y": GOOD_Y.T}),
        ("Y", {"Y": with_entry(GOOD_Y, 2.0)}),
        ("Y", {"Y": with_entry(GOOD_Y, -1.0)}),
        ("Y", {"Y": with_entry(GOOD_Y, 1.0001)}),
        ("Y", {"Y": with_entry(GOOD_Y, np.nan)}),
        ("Y", {"Y": with_entry(GOOD_Y, np.inf)}),
        ("epochs", {"epochs": 0}),
        ("epochs", {"epochs": -1}),
        ("epochs", {"epochs": True}),
        ("epochs", {"epochs": 2.0}),
        ("epochs", {"epochs": None}),
        ("lr", {"lr": True}),
        ("lr", {"lr": None}),
        ("lr", {"lr": "0.5"}),
        ("layer_dims", {"layer_dims": 7}),
        ("layer_dims", {"layer_dims": None}),
        ("layer_dims", {"layer_dims": [2, True, 1]}),
        ("lr", {"lr": 0.0}),
        ("lr", {"lr": -1.0}),
        ("lr", {"lr": math.nan}),
        ("lr", {"lr": math.inf}),
        ("layer_dims", {"layer_dims": [3, 3, 1]}),
        ("layer_dims", {"layer_dims": [2, 3, 2]}),
        ("layer_dims", {"layer_dims": [2, 0, 1]}),
        ("layer_dims", {"layer_dims": [2, -3, 1]}),
        ("layer_dims", {"layer_dims": [2, 2.5, 1]}),
        ("layer_dims", {"layer_dims": [2]}),
        ("layer_dims", {"layer_dims": []}),
        ("activations", {"activations": "softplus"}),
        ("activations", {"activations": ["relu", "relu"]}),
        ("initialization", {"initialization": "glorot"}),
        ("optimizer", {"optimizer": "adagrad"}),
        ("cost", {"cost": "hinge"}),
        ("cost", {"output": "tanh"}),
        ("cost", {"output": "linear"}),
        ("output", {"output": "softplus", "cost": "squared-error"}),
        ("activations", {"activations": "softmax"}),
        *((name, {name: value}) for name in ("beta1", "beta2") for value in (-0.1, 1.0, math.nan)),
        *((name, {name: value}) for name in ("beta1", "beta2") for value in (True, None, "0.9")),
        *((name, {name: value}) for name in ("l1", "l2") for value in (-0.1, math.inf, math.nan)),
        *((name, {name: value}) for name in ("l1", "l2") for value in (True, None, "0.9")),
        *(("batch_size", {"batch_size": size}) for size in (0, -1, 4, 2.0, True, "all")),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(map(str, value.values())),
)
def test_bad_input_is_refused_by_name(argument, changed):
    good = {"X": GOOD_X, "Y": GOOD_Y, "layer_dims": [2, 3, 1], "epochs": 2, "lr": 0.5}
    with pytest.raises(ValueError, match=rf"^{argument}: expected"):
        train(**(good | changed))


@pytest.mark.parametrize(
    ("output", "cost", "Y"),
    [
        ("sigmoid", "squared-error", [[0.0, 0.5, 1.0], [1.0, 1.0, 1.0]]),
        ("softmax", "cross-entropy", [[1.0, 0.5, 0.1], [0.0, 0.5, 0.9]]),
        ("softmax", "squared-error", [[1.0, 1.0, 0.0], [1.0, 0.0, 0.0]]),
        ("linear", "squared-error", [[-1e6, 0.0, 7.0], [1e6, 3.0, -2.0]]),
        ("tanh", "squared-error", [[-1.0, 0.0, 1.0], [2.0, 0.0, 0.0]]),
    ],
)
def test_labels_that_the_output_can_say_are_welcome(output, cost, Y):
    check_training_set(GOOD_X, np.array(Y), output=output, cost=cost)


@pytest.mark.parametrize(
    ("output", "cost", "Y", "message"),
    [
        ("sigmoid", "squared-error", [[0.0, 0.5, 1.1]], "labels from 0 to 1, got 0.0 to 1.1"),
        ("softmax", "squared-error", [[-1.0], [2.0]], "labels from 0 to 1, got -1.0 to 2.0"),
        ("softmax", "cross-entropy", [[-1.0], [2.0]], "labels from 0 to 1, got -1.0 to 2.0"),
        ("softmax", "cross-entropy", [[1.0, 0], [0, 0]], "columns that sum to 1.* 0.0 to 1.0"),
        ("softmax", "cross-entropy", [[1.0, 0], [1.0, 1]], "columns that sum to 1.* 1.0 to 2.0"),
        ("softmax", "cross-entropy", [[0.5], [0.5001]], "columns that sum to 1"),
        ("linear", "squared-error", [[1.0, math.inf]], "finite numbers"),
    ],
)
def test_labels_that_the_output_cannot_say_are_refused(output, cost, Y, message):
    X, Y = np.zeros((2, len(Y[0]))), np.array(Y)
    with pytest.raises(ValueError, match=rf"^Y: expected {message}"):
        check_training_set(X, Y, output=output, cost=cost)
