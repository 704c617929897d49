"""One whole step, worked by hand: two inputs, two sigmoid hidden units, one sigmoid output.

x = (1, 0), y = 1, learning rate 1, no bias to begin with::

    W1 = | .5  -.4 |      W2 = ( .7  -.6 )
         | .3   .8 |
"""

import math

import numpy as np
import pytest

from network import backprop, cost_function, forward_prop, training_step, update_parameters

X = np.array([[1.0], [0.0]])
Y = np.array([[1.0]])


def s(z):
    return 1 / (1 + math.exp(-z))


# Forward.
A1 = (s(0.5), s(0.3))  # z1 = .5*1 - .4*0 = .5, .3*1 + .8*0 = .3         a1 = .622, .574
YHAT = s(0.7 * A1[0] - 0.6 * A1[1])  # z2 = .7*.622 - .6*.574 = .091       yhat = .523
COST = -math.log(YHAT)  # y = 1, so only -ln(yhat) is left                 cost = .649
# Backward.
DZ2 = YHAT - 1  # yhat - y = -.477
DW2 = (DZ2 * A1[0], DZ2 * A1[1])  # -.477*.622 = -.297, -.477*.574 = -.274
DZ1 = (
    0.7 * DZ2 * A1[0] * (1 - A1[0]),  # .7 * -.477 * .622 * .378 = -.0785
    -0.6 * DZ2 * A1[1] * (1 - A1[1]),  # -.6 * -.477 * .574 * .426 = .0700
)
DW1 = ((DZ1[0], 0.0), (DZ1[1], 0.0))  # dz1 times x = (1, 0): the second input is blameless
# Forward again, every number moved by its gradient: x still picks the first column of W1.
A1_AFTER = (
    s(0.5 - DZ1[0] - DZ1[0]),  # weight .5 + .0785, bias 0 + .0785: z = .657, a = .659
    s(0.3 - DZ1[1] - DZ1[1]),  # weight .3 - .0700, bias 0 - .0700: z = .160, a = .540
)
YHAT_AFTER = s(
    (0.7 - DW2[0]) * A1_AFTER[0]  # (.7 + .297) * .659 = .657
    + (-0.6 - DW2[1]) * A1_AFTER[1]  # (-.6 + .274) * .540 = -.176
    - DZ2  # bias 0 + .477                     z2 = .958, yhat = .723
)
COST_AFTER = -math.log(YHAT_AFTER)  # .325


@pytest.fixture
def params():
    return {
        "W1": np.array([[0.5, -0.4], [0.3, 0.8]]),
        "b1": np.zeros((2, 1)),
        "W2": np.array([[0.7, -0.6]]),
        "b2": np.zeros((1, 1)),
    }


def test_the_forward_pass_predicts_523(params):
    AL, caches = forward_prop(X, params)
    a1 = caches[0].activation_cache.A
    assert a1.round(3).tolist() == [[0.622], [0.574]]
    np.testing.assert_allclose(a1[:, 0], A1, rtol=1e-14)
    assert round(AL.item(), 3) == 0.523
    assert AL.item() == pytest.approx(YHAT, rel=1e-14)


def test_the_cost_is_649(params):
    AL, caches = forward_prop(X, params)
    for cost in (
        cost_function(AL, Y),
        cost_function(AL, Y, Z=caches[-1].activation_cache.Z),
    ):
        assert round(cost, 3) == 0.649
        assert cost == pytest.approx(COST, rel=1e-14)


def test_blame_goes_where_the_hand_put_it(params):
    AL, caches = forward_prop(X, params)
    grads = backprop(AL, Y, caches)
    assert grads["dW2"].round(3).tolist() == [[-0.297, -0.274]]
    np.testing.assert_allclose(grads["dW2"], [DW2], rtol=1e-13)
    np.testing.assert_allclose(grads["db2"], [[DZ2]], rtol=1e-13)
    np.testing.assert_allclose(grads["dW1"], DW1, rtol=1e-13)
    np.testing.assert_allclose(grads["db1"][:, 0], DZ1, rtol=1e-13)


def test_an_input_of_zero_takes_no_blame_at_all(params):
    AL, caches = forward_prop(X, params)
    dW1 = backprop(AL, Y, caches)["dW1"]
    assert dW1[:, 1].tolist() == [0.0, 0.0]
    assert dW1[:, 0].round(4).tolist() == [-0.0785, 0.07]


@pytest.mark.parametrize("way", ["in one call", "piece by piece"])
def test_one_step_takes_the_prediction_to_723(params, way):
    if way == "in one call":
        after = training_step(X, Y, params, 1.0).params
    else:
        AL, caches = forward_prop(X, params)
        after = update_parameters(params, backprop(AL, Y, caches), 1.0)
    assert after["W1"][:, 1].tolist() == [-0.4, 0.8]
    AL, caches = forward_prop(X, after)
    cost = cost_function(AL, Y, Z=caches[-1].activation_cache.Z)
    assert round(AL.item(), 3) == 0.723
    assert AL.item() == pytest.approx(YHAT_AFTER, rel=1e-13)
    assert round(cost, 3) == 0.325
    assert cost == pytest.approx(COST_AFTER, rel=1e-13)


def test_the_hand_itself_made_no_slip():
    rounded = [round(number, 3) for number in (*A1, YHAT, COST, *DW2, YHAT_AFTER, COST_AFTER)]
    assert rounded == [0.622, 0.574, 0.523, 0.649, -0.297, -0.274, 0.723, 0.325]
