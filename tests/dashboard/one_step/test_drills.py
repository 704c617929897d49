import math
from dataclasses import replace

import pytest

from dashboard.config import Event, RunConfig
from dashboard.one_step.drills import KINDS, Question, ask, number_of, part_of, question_words
from dashboard.one_step.trace import trace
from dashboard.run import advance, start

WORKED = RunConfig(
    dataset="point",
    n_train=1,
    n_test=0,
    hidden=(2,),
    activations=("sigmoid",),
    initialization="given",
    given=(0.5, -0.4, 0.3, 0.8, 0.0, 0.0, 0.7, -0.6, 0.0),
    learning_rate=1.0,
)
NETS = {
    "binary": RunConfig(n_train=9, hidden=(3, 2), activations=("tanh", "relu")),
    "binary, squared": RunConfig(n_train=9, cost="squared-error", hidden=(2,)),
    "classes": RunConfig(dataset="clouds", n_train=9, hidden=(3,), activations=("relu",)),
    "classes, squared": RunConfig(
        dataset="clouds", n_train=9, hidden=(2,), activations=("linear",), cost="squared-error"
    ),
    "value": RunConfig(dataset="plane", n_train=9, hidden=(3,), learning_rate=0.1),
    "one unit": RunConfig(dataset="blobs", n_train=9, hidden=(), activations=()),
}
NETS = {
    name: replace(net, activations=("sigmoid",) * len(net.hidden))
    if len(net.activations) != len(net.hidden)
    else net
    for name, net in NETS.items()
}


def s(z):
    return 1 / (1 + math.exp(-z))


# The worked example of the lessons, a number at a time: x = (1, 0), y = 1.
A1 = (s(0.5), s(0.3))
YHAT = s(0.7 * A1[0] - 0.6 * A1[1])
DELTA2 = YHAT - 1
DELTA1 = (0.7 * DELTA2 * A1[0] * (1 - A1[0]), -0.6 * DELTA2 * A1[1] * (1 - A1[1]))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("z1.0", 0.5),
        ("z1.1", 0.3),
        ("z2.0", 0.7 * A1[0] - 0.6 * A1[1]),
        ("a1.0", A1[0]),  # .622
        ("a1.1", A1[1]),  # .574
        ("a2.0", YHAT),  # .523
        ("cost", -math.log(YHAT)),  # .649
        ("delta2.0", DELTA2),  # -.477
        ("delta1.0", DELTA1[0]),
        ("delta1.1", DELTA1[1]),
        ("dW2.0.0", DELTA2 * A1[0]),  # -.297
        ("dW2.0.1", DELTA2 * A1[1]),  # -.274
        ("dW1.0.0", DELTA1[0]),
        ("dW1.0.1", 0.0),  # the second input is 0
        ("db2.0", DELTA2),
        ("db1.1", DELTA1[1]),
        ("W2.0.0", 0.7 - DELTA2 * A1[0]),
        ("W1.0.1", -0.4),
        ("b1.0", -DELTA1[0]),
        ("b2.0", -DELTA2),
    ],
)
def test_the_numbers_of_the_worked_example_are_those_worked_out_by_hand(name, expected):
    assert number_of(trace(start(WORKED)), name, 0) == pytest.approx(expected, abs=1e-15)


VALUE = {
    "sigmoid": s,
    "tanh": math.tanh,
    "relu": lambda z: max(0.0, z),
    "linear": lambda z: z,
}
SLOPE = {
    "sigmoid": lambda z: s(z) * (1 - s(z)),
    "tanh": lambda z: 1 - math.tanh(z) ** 2,
    "relu": lambda z: 1.0 if z > 0 else 0.0,
    "linear": lambda z: 1.0,
}


def softmax(z):
    powers = [math.exp(each) for each in z]
    return [power / sum(powers) for power in powers]


def worked_out(traced, point):
    """Every number of a point but the updates, in plain Python."""
    config, params = traced.run.config, traced.run.params
    names = [*config.activations, config.output]
    found, layers = {}, []
    a = traced.X[:, point].tolist()
    for layer, name in enumerate(names, start=1):
        W, b = params[f"W{layer}"].tolist(), params[f"b{layer}"][:, 0].tolist()
        z = [
            sum(w * x for w, x in zip(row, a, strict=True)) + c for row, c in zip(W, b, strict=True)
        ]
        layers.append((W, a, z))
        a = softmax(z) if name == "softmax" else [VALUE[name](each) for each in z]
        for unit, (sum_, value) in enumerate(zip(z, a, strict=True)):
            found[f"z{layer}.{unit}"], found[f"a{layer}.{unit}"] = sum_, value
    y = traced.Y[:, point].tolist()
    errors = [value - label for value, label in zip(a, y, strict=True)]
    if config.cost_in_force == "squared-error":
        found["cost"] = sum(error**2 for error in errors) / 2
    elif config.output == "softmax":
        found["cost"] = -sum(t * math.log(value) for t, value in zip(y, a, strict=True))
    else:
        found["cost"] = -(y[0] * math.log(a[0]) + (1 - y[0]) * math.log(1 - a[0]))
    delta = errors
    if config.cost_in_force == "squared-error" and config.output == "sigmoid":
        delta = [errors[0] * a[0] * (1 - a[0])]
    if config.cost_in_force == "squared-error" and config.output == "softmax":
        # The Jacobian of softmax: da_j / dz_k = a_j ([j = k] - a_k).
        n = range(len(a))
        delta = [sum(errors[j] * a[j] * ((j == k) - a[k]) for j in n) for k in n]
    for layer in range(len(names), 0, -1):
        W, below, _ = layers[layer - 1]
        for unit, blame in enumerate(delta):
            found[f"delta{layer}.{unit}"] = found[f"db{layer}.{unit}"] = blame
            for column, value in enumerate(below):
                found[f"dW{layer}.{unit}.{column}"] = blame * value
        if layer > 1:
            z = layers[layer - 2][2]
            slope = SLOPE[names[layer - 2]]
            delta = [
                sum(W[k][j] * delta[k] for k in range(len(W))) * slope(z[j]) for j in range(len(z))
            ]
    return found


@pytest.mark.parametrize("net", NETS)
@pytest.mark.parametrize("batch_size", [0, 4])
def test_the_numbers_equal_a_calculation_in_plain_python(net, batch_size):
    traced = trace(advance(start(replace(NETS[net], batch_size=batch_size)), 3))
    points = [worked_out(traced, point) for point in range(traced.m)]
    for point, expected in enumerate(points):
        for name, value in expected.items():
            assert number_of(traced, name, point) == pytest.approx(value, rel=1e-9, abs=1e-12), name
    for name in points[0]:
        if (name[0] == "d" and name[1] != "e") or name == "cost":
            mean = sum(expected[name] for expected in points) / traced.m
            assert number_of(traced, name, None) == pytest.approx(mean, rel=1e-9, abs=1e-12), name


@pytest.mark.parametrize("optimizer", ["gradient-descent", "momentum", "rmsprop", "adam"])
def test_parameters_after_the_update_equal_the_equations_of_the_optimizer(optimizer):
    l1, l2, rate, beta1, beta2 = 0.01, 0.1, 0.05, 0.8, 0.95
    config = replace(
        NETS["binary"],
        optimizer=optimizer,
        l1=l1,
        l2=l2,
        learning_rate=rate,
        beta1=beta1,
        beta2=beta2,
    )
    run, w, memory = start(config), None, [0.0, 0.0]
    for t in range(1, 5):
        traced = trace(run)
        now = float(run.params["W2"][1, 2])
        assert w is None or now == pytest.approx(w, abs=1e-12)
        g = number_of(traced, "dW2.1.2", None) + l2 * now + l1 * math.copysign(1, now)
        if optimizer == "gradient-descent":
            w = now - rate * g
        elif optimizer == "momentum":
            memory[0] = beta1 * memory[0] + g
            w = now - rate * memory[0]
        elif optimizer == "rmsprop":
            memory[1] = beta2 * memory[1] + (1 - beta2) * g**2
            w = now - rate * g / (math.sqrt(memory[1]) + 1e-8)
        else:
            memory[0] = beta1 * memory[0] + (1 - beta1) * g
            memory[1] = beta2 * memory[1] + (1 - beta2) * g**2
            m_hat, v_hat = memory[0] / (1 - beta1**t), memory[1] / (1 - beta2**t)
            w = now - rate * m_hat / (math.sqrt(v_hat) + 1e-8)
        assert number_of(traced, "W2.1.2", None) == pytest.approx(w, abs=1e-12)
        run = advance(run, 1)


@pytest.mark.parametrize(
    "name",
    ["", "z", "z1", "z0.0", "z3.0", "z1.2", "z1.00", "W1.0", "dW1.0.2", "b1.0.0", "costs", "Z1.0"],
)
def test_a_number_that_the_network_has_not_is_refused_in_a_sentence(name):
    with pytest.raises(ValueError, match="expected one that this network has"):
        number_of(trace(start(WORKED)), name, 0)


def test_a_point_that_the_step_has_not_is_refused_and_so_is_none_where_each_has_its_own():
    traced = trace(start(WORKED))
    for point in (1, -1):
        with pytest.raises(ValueError, match="one of the step's 1 points"):
            number_of(traced, "cost", point)
    with pytest.raises(ValueError, match="another number for each point"):
        number_of(traced, "z1.0", None)


@pytest.mark.parametrize("net", NETS)
def test_seven_questions_in_a_row_ask_for_one_of_each_kind_and_no_trifle(net):
    traced = trace(start(NETS[net]))
    for first in (0, 7, 70):
        asked = [ask(traced, first + place) for place in range(len(KINDS))]
        assert asked == [ask(traced, first + place) for place in range(len(KINDS))]
        kinds = [part_of(question.name, traced.run.config.layer_dims).kind for question in asked]
        assert kinds == list(KINDS) or net in ("classes", "one unit")
        for question in asked:
            assert abs(number_of(traced, *question)) >= 0.01
            assert (question.point is None) == (question.name[0] in "Wb")


def test_a_point_chosen_is_the_one_asked_about_if_it_is_there():
    traced = trace(start(NETS["binary"]))
    asked = [ask(traced, seed, point=4) for seed in range(30)]
    assert {question.point for question in asked} == {4, None}
    assert ask(traced, 0, point=99).point in range(9)


def test_what_is_frozen_is_not_asked_for():
    events = [Event(0, "freeze", 1.0, "layer1"), Event(0, "freeze", 1.0, "layer3")]
    traced = trace(start(NETS["binary"], events))
    asked = {ask(traced, seed).name for seed in range(200)}
    assert not [name for name in asked if name[:2] in ("W1", "b1", "W3", "b3")]
    assert [name for name in asked if name[:2] == "W2"]


def test_long_sums_are_left_to_the_computer():
    config = RunConfig(n_train=9, hidden=(16, 16), activations=("tanh", "tanh"))
    traced = trace(start(config))
    asked = {ask(traced, seed).name for seed in range(200)}
    assert not [name for name in asked if name[:2] in ("z2", "z3") or name[:6] == "delta1"]


def test_where_every_number_is_nearly_nothing_something_is_asked_all_the_same():
    config = replace(NETS["one unit"], initialization="zeros", n_train=1)
    traced = trace(start(config))
    for seed in range(20):
        assert math.isfinite(number_of(traced, *ask(traced, seed)))


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (Question("z1.0", 4), "The weighted sum z of unit 1 of layer 1, for training point 5"),
        (Question("a2.0", 0), "The activation a of unit 1 of layer 2, for training point 1"),
        (
            Question("delta2.0", 0),
            "The slope δ of the point's own cost by the weighted sum of unit 1 of layer 2, "
            "for training point 1",
        ),
        (
            Question("dW1.0.1", None),
            "The slope of the cost by W1[1, 2], over all points of the step",
        ),
        (
            Question("db1.3", 2),
            "The slope of the point's own cost by b1[4], for training point 3",
        ),
        (Question("W1.0.1", None), "The weight W1[1, 2] after the update"),
        (Question("b1.3", None), "The bias b1[4] after the update"),
        (Question("cost", None), "The cost, over all points of the step"),
    ],
)
def test_a_question_is_asked_as_the_page_counts(question, words):
    assert question_words(question, (2, 4, 1)) == words
