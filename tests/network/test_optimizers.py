"""Oracle: steps worked by hand, scikit-learn's optimizers, closed forms, and measured slopes."""

import math

import numpy as np
import pytest
from sklearn.neural_network._stochastic_optimizers import AdamOptimizer, SGDOptimizer

from network import (
    OPTIMIZERS,
    adam_step,
    gradient_descent_step,
    init_params,
    momentum_step,
    rmsprop_step,
    training_step,
    update_parameters,
)

STEPS = {
    "gradient-descent": gradient_descent_step,
    "momentum": momentum_step,
    "rmsprop": rmsprop_step,
    "adam": adam_step,
}


@pytest.fixture
def parameters():
    return init_params([3, 4, 2], seed=1, initialization="scale-1")


def draw_grads(parameters, seed):
    rng = np.random.default_rng(seed)
    return {f"d{name}": rng.normal(size=value.shape) for name, value in parameters.items()}


def one(value):
    return np.array([[float(value)]])


def test_the_registry_names_the_steps_in_the_order_of_the_lesson():
    assert {name: optimizer.update for name, optimizer in OPTIMIZERS.items()} == STEPS
    assert list(OPTIMIZERS) == list(STEPS)
    assert [optimizer.label for optimizer in OPTIMIZERS.values()] == [
        "gradient descent",
        "momentum",
        "RMSProp",
        "Adam",
    ]


@pytest.mark.parametrize("step", STEPS.values())
def test_parameters_grads_state_and_learning_rate_go_by_position(step, positional_names):
    assert positional_names(step) == ["parameters", "grads", "state", "learning_rate"]


@pytest.mark.parametrize(
    ("name", "memory"),
    [
        ("gradient-descent", []),
        ("momentum", ["vW1", "vb1", "vW2", "vb2"]),
        ("rmsprop", ["sW1", "sb1", "sW2", "sb2"]),
        ("adam", ["t", "mW1", "mb1", "mW2", "mb2", "vW1", "vb1", "vW2", "vb2"]),
    ],
)
def test_a_memory_begins_with_zeros_in_the_shapes_of_the_parameters(parameters, name, memory):
    state = OPTIMIZERS[name].begin(parameters)
    assert list(state) == memory
    for key, array in state.items():
        assert array.shape == ((1, 1) if key == "t" else parameters[key[1:]].shape)
        assert not array.any()


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_only_the_betas_that_are_named_matter(parameters, name):
    def after_two_steps(**betas):
        moved, state = parameters, OPTIMIZERS[name].begin(parameters)
        for seed in (0, 1):
            grads = draw_grads(parameters, seed)
            moved, state = OPTIMIZERS[name].update(moved, grads, state, 0.1, **betas)
        return moved["W1"]

    for beta in ("beta1", "beta2"):
        matters = not np.array_equal(after_two_steps(), after_two_steps(**{beta: 0.5}))
        assert matters == (beta in OPTIMIZERS[name].betas)


def test_gradient_descent_is_the_update_of_the_article(parameters):
    grads = draw_grads(parameters, 0)
    moved, state = gradient_descent_step(parameters, grads, {}, 0.25)
    assert state == {}
    for name, value in update_parameters(parameters, grads, 0.25).items():
        assert np.array_equal(moved[name], value)


def test_two_steps_of_momentum_by_hand():
    # beta1 = .5, learning rate .25, gradients 2, then -1:
    # v = .5 * 0 + 2 = 2      W = 1  - .25 * 2 = .5
    # v = .5 * 2 - 1 = 0      W = .5 - .25 * 0 = .5
    # then 4:
    # v = .5 * 0 + 4 = 4      W = .5 - .25 * 4 = -.5
    params, state = {"W1": one(1)}, {"vW1": one(0)}
    for grad, v, W in ((2, 2, 0.5), (-1, 0, 0.5), (4, 4, -0.5)):
        params, state = momentum_step(params, {"dW1": one(grad)}, state, 0.25, beta1=0.5)
        assert (state["vW1"].item(), params["W1"].item()) == (v, W)


def test_two_steps_of_rmsprop_by_hand():
    # beta2 = .75, learning rate .5, gradients 4, then -8 / sqrt(7):
    # s = .75 * 0 + .25 * 16 = 4              W = 1 - .5 * 4 / 2 = 0
    # s = .75 * 4 + .25 * 64 / 7 = 5.285714   W = 0 + .5 * 3.023716 / 2.299068 = .657596
    params, state = {"b1": one(1)}, {"sb1": one(0)}
    params, state = rmsprop_step(params, {"db1": one(4)}, state, 0.5, beta2=0.75)
    assert state["sb1"].item() == 4
    assert params["b1"].item() == pytest.approx(0, abs=1e-8)
    grads = {"db1": one(-8 / math.sqrt(7))}
    params, state = rmsprop_step(params, grads, state, 0.5, beta2=0.75)
    assert state["sb1"].item() == pytest.approx(5.285714, abs=5e-7)
    assert params["b1"].item() == pytest.approx(0.657596, abs=5e-7)


def test_two_steps_of_adam_by_hand():
    # beta1 = .5, beta2 = .75, learning rate .1, gradients 4, then 2:
    # t = 1: m = .5 * 4 = 2            v = .25 * 16 = 4
    #        m_hat = 2 / .5 = 4        v_hat = 4 / .25 = 16
    #        W = 1 - .1 * 4 / 4 = .9
    # t = 2: m = .5 * 2 + .5 * 2 = 2   v = .75 * 4 + .25 * 4 = 4
    #        m_hat = 2 / .75 = 2.6667  v_hat = 4 / (1 - .5625) = 9.142857, its root 3.023716
    #        W = .9 - .1 * 2.666667 / 3.023716 = .811808
    params, state = {"W1": one(1)}, {"mW1": one(0), "vW1": one(0), "t": one(0)}
    for grad, t, W in ((4, 1, 0.9), (2, 2, 0.811808)):
        grads = {"dW1": one(grad)}
        params, state = adam_step(params, grads, state, 0.1, beta1=0.5, beta2=0.75)
        assert (state["mW1"].item(), state["vW1"].item(), state["t"].item()) == (2, 4, t)
        assert params["W1"].item() == pytest.approx(W, abs=5e-7)


@pytest.mark.parametrize("step", [rmsprop_step, adam_step])
def test_epsilon_is_added_to_the_root_and_saves_a_gradient_of_zero(step):
    name = {rmsprop_step: "rmsprop", adam_step: "adam"}[step]
    params = {"W1": one(0)}
    with np.errstate(all="raise"):
        moved, _ = step(params, {"dW1": one(0)}, OPTIMIZERS[name].begin(params), 0.1)
        assert moved["W1"].item() == 0
    # A gradient of 1e-8 all along: with beta2 = 0 the root is 1e-8, as large as epsilon.
    state = OPTIMIZERS[name].begin(params)
    moved, _ = step(params, {"dW1": one(1e-8)}, state, 0.1, beta1=0.0, beta2=0.0)
    assert moved["W1"].item() == pytest.approx(-0.05, rel=1e-12)


@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
def test_momentum_is_scikit_learns(parameters, momentum):
    theirs = [value.copy() for value in parameters.values()]
    model = SGDOptimizer(theirs, learning_rate_init=0.1, momentum=momentum, nesterov=False)
    ours, state = parameters, OPTIMIZERS["momentum"].begin(parameters)
    for seed in range(50):
        grads = draw_grads(parameters, seed)
        model.update_params(theirs, list(grads.values()))
        ours, state = momentum_step(ours, grads, state, 0.1, beta1=momentum)
        for value, their_value in zip(ours.values(), theirs, strict=True):
            np.testing.assert_allclose(value, their_value, rtol=0, atol=1e-12)


@pytest.mark.parametrize("betas", [(0.9, 0.999), (0.0, 0.5), (0.5, 0.0)], ids=str)
def test_adam_is_scikit_learns(parameters, betas, monkeypatch):
    # They add epsilon before they correct the mean square, the paper's algorithm 1 afterwards:
    # one so tiny makes no difference.
    tiny = 1e-30
    monkeypatch.setattr("network.optimizers.EPSILON", tiny)
    beta1, beta2 = betas
    theirs = [value.copy() for value in parameters.values()]
    model = AdamOptimizer(theirs, 0.1, beta_1=beta1, beta_2=beta2, epsilon=tiny)
    ours, state = parameters, OPTIMIZERS["adam"].begin(parameters)
    for seed in range(50):
        grads = draw_grads(parameters, seed)
        model.update_params(theirs, list(grads.values()))
        ours, state = adam_step(ours, grads, state, 0.1, beta1=beta1, beta2=beta2)
        for value, their_value in zip(ours.values(), theirs, strict=True):
            np.testing.assert_allclose(value, their_value, rtol=0, atol=1e-12)
    assert state["t"].item() == 50


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("grad", [3.0, -0.02])
def test_a_gradient_that_never_changes_has_a_closed_form(name, grad):
    # After t steps with the gradient g, as geometric sums say:
    # momentum  v = g * (1 - beta1**t) / (1 - beta1)
    # RMSProp   s = g**2 * (1 - beta2**t), so a step is learning_rate / sqrt(1 - beta2**t)
    # Adam      m_hat = g and v_hat = g**2, so a step is the learning rate, at every t
    lr, beta1, beta2 = 0.01, 0.8, 0.95
    params = {"W1": one(0.5)}
    state = OPTIMIZERS[name].begin(params)
    for t in range(1, 101):
        moved, state = OPTIMIZERS[name].update(
            params, {"dW1": one(grad)}, state, lr, beta1=beta1, beta2=beta2
        )
        length = {
            "gradient-descent": lr * abs(grad),
            "momentum": lr * abs(grad) * (1 - beta1**t) / (1 - beta1),
            "rmsprop": lr / math.sqrt(1 - beta2**t),
            "adam": lr,
        }[name]
        fallen = (params["W1"] - moved["W1"]).item() * math.copysign(1, grad)
        # epsilon = 1e-8 beside a root of .02 * sqrt(.05) at least
        assert fallen == pytest.approx(length, rel=3e-6)
        params = moved


def measured_slopes(X, Y, params, l1, l2):
    """Move each parameter of a tanh and a softmax layer, and measure how the objective follows."""

    def objective(params):
        A1 = np.tanh(params["W1"] @ X + params["b1"])
        E = np.exp(params["W2"] @ A1 + params["b2"])
        cost = -np.sum(Y * np.log(E / E.sum(axis=0))) / X.shape[1]
        weights = np.concatenate([params["W1"].ravel(), params["W2"].ravel()])
        return cost + l1 * np.abs(weights).sum() + l2 / 2 * (weights @ weights)

    slopes = {}
    for name, value in params.items():
        slopes[name] = np.zeros_like(value)
        for index in np.ndindex(value.shape):
            step = np.zeros_like(value)
            step[index] = 1e-5
            rise = objective(params | {name: value + step})
            rise -= objective(params | {name: value - step})
            slopes[name][index] = rise / 2e-5
    return slopes


@pytest.mark.parametrize(("l1", "l2"), [(0.0, 0.0), (0.01, 0.0), (0.0, 0.2), (0.01, 0.2)])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_first_step_goes_where_measured_slopes_say(name, l1, l2):
    rng = np.random.default_rng(2)
    X = rng.normal(size=(3, 9))
    Y = np.eye(2)[:, rng.integers(0, 2, 9)]
    params = init_params([3, 4, 2], seed=1, initialization="scale-1")
    slopes = measured_slopes(X, Y, params, l1, l2)
    step = training_step(
        X,
        Y,
        params,
        0.1,
        activations="tanh",
        output="softmax",
        optimizer=name,
        beta2=0.75,
        l1=l1,
        l2=l2,
    )
    for key, value in params.items():
        slope = slopes[key]
        # From a memory of zeros: v = dW; s = dW**2 / 4, so every RMSProp step is twice the
        # learning rate; Adam's is the learning rate.
        expected = {
            "gradient-descent": 0.1 * slope,
            "momentum": 0.1 * slope,
            "rmsprop": 0.2 * np.sign(slope),
            "adam": 0.1 * np.sign(slope),
        }[name]
        assert np.abs(slope).min() > 1e-4
        np.testing.assert_allclose(value - step.params[key], expected, rtol=1e-3, atol=1e-9)
        if name in ("gradient-descent", "momentum"):
            np.testing.assert_allclose(value - step.params[key], expected, rtol=0, atol=1e-9)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_what_goes_in_stays_as_it_was(parameters, name):
    grads = draw_grads(parameters, 0)
    _, state = OPTIMIZERS[name].update(parameters, grads, OPTIMIZERS[name].begin(parameters), 0.1)
    ins = [*parameters.values(), *grads.values(), *state.values()]
    before = [array.copy() for array in ins]
    moved, after = OPTIMIZERS[name].update(parameters, grads, state, 0.1)
    for array in [*moved.values(), *after.values()]:
        array += 100
    assert all(np.array_equal(now, then) for now, then in zip(ins, before, strict=True))


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_read_only_arrays_are_good_enough(parameters, name):
    grads, state = draw_grads(parameters, 0), OPTIMIZERS[name].begin(parameters)
    for array in [*parameters.values(), *grads.values(), *state.values()]:
        array.flags.writeable = False
    moved, after = OPTIMIZERS[name].update(parameters, grads, state, 0.1)
    assert {key: value.shape for key, value in moved.items()} == {
        key: value.shape for key, value in parameters.items()
    }
    assert {key: value.shape for key, value in after.items()} == {
        key: value.shape for key, value in state.items()
    }


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_missing_or_misshapen_gradient_is_refused(parameters, name):
    grads, state = draw_grads(parameters, 0), OPTIMIZERS[name].begin(parameters)
    misshapen = grads | {"db1": np.ones((1, 1))}
    with pytest.raises(ValueError, match=r"^db1: expected the shape of b1, \(4, 1\), got \(1, 1\)"):
        OPTIMIZERS[name].update(parameters, misshapen, state, 0.1)
    del grads["dW2"]
    with pytest.raises(ValueError, match=r"^grads: expected dW2 for W2"):
        OPTIMIZERS[name].update(parameters, grads, state, 0.1)


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("other", OPTIMIZERS)
def test_another_optimizers_memory_is_refused(parameters, name, other):
    grads, state = draw_grads(parameters, 0), OPTIMIZERS[other].begin(parameters)
    if name == other:
        OPTIMIZERS[name].update(parameters, grads, state, 0.1)
        return
    with pytest.raises(ValueError, match=r"^state: expected"):
        OPTIMIZERS[name].update(parameters, grads, state, 0.1)


@pytest.mark.parametrize("name", ["momentum", "rmsprop", "adam"])
def test_a_misshapen_memory_is_refused(parameters, name):
    grads, state = draw_grads(parameters, 0), OPTIMIZERS[name].begin(parameters)
    for key in state:
        with pytest.raises(ValueError, match=rf"^state: expected .*{key}"):
            OPTIMIZERS[name].update(parameters, grads, state | {key: np.zeros((1, 3))}, 0.1)
