"""One training step by plain loops and `math`, for tests: not through `network`, nor with numpy."""

import math
from dataclasses import dataclass, field
from typing import Any

Matrix = list[list[float]]


@dataclass
class ByHand:
    """What a step comes to; sums, values and blame as lists by layer, point and unit."""

    z: list[Matrix] = field(default_factory=list)
    a: list[Matrix] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)
    delta: list[Matrix] = field(default_factory=list)
    dW: list[Matrix] = field(default_factory=list)
    db: list[list[float]] = field(default_factory=list)


def activate(name: str, z: list[float]) -> list[float]:
    """Return a layer's values for one point."""
    if name == "softmax":
        powers = [math.exp(each - max(z)) for each in z]
        return [power / sum(powers) for power in powers]
    one = {
        "sigmoid": lambda each: 1 / (1 + math.exp(-each)),
        "tanh": math.tanh,
        "relu": lambda each: each if each > 0 else 0.0,
        "linear": lambda each: each,
    }[name]
    return [one(each) for each in z]


def slope(name: str, z: float, a: float) -> float:
    """Return an activation's derivative."""
    return {"sigmoid": a * (1 - a), "tanh": 1 - a * a, "relu": float(z > 0), "linear": 1.0}[name]


def point_cost(cost: str, output: str, a: list[float], y: list[float], z: list[float]) -> float:
    """Return what one point costs."""
    if cost == "squared-error":
        return sum((p - t) ** 2 for p, t in zip(a, y, strict=True)) / 2
    if output == "softmax":
        most = max(z)
        whole = most + math.log(sum(math.exp(each - most) for each in z))
        return sum(t * (whole - each) for t, each in zip(y, z, strict=True))
    (sum_,), (t,) = z, y
    return max(sum_, 0) + math.log1p(math.exp(-abs(sum_))) - t * sum_


def step_by_hand(
    X: Matrix, Y: Matrix, params: dict[str, Matrix], activations: list[str], cost: str
) -> ByHand:
    """Go forward and back; `X` and `Y` have a row a point."""
    found = ByHand()
    L, m = len(activations), len(X)
    values = [list(x) for x in X]
    for layer, name in enumerate(activations, start=1):
        W, b = params[f"W{layer}"], params[f"b{layer}"]
        z = [
            [
                sum(w * a for w, a in zip(W[j], values[i], strict=True)) + b[j][0]
                for j in range(len(W))
            ]
            for i in range(m)
        ]
        values = [activate(name, each) for each in z]
        found.z.append(z)
        found.a.append(values)
    found.costs = [
        point_cost(cost, activations[-1], found.a[-1][i], Y[i], found.z[-1][i]) for i in range(m)
    ]
    blame: list[Matrix] = [[] for _ in activations]
    for layer in range(L, 0, -1):
        name, here = activations[layer - 1], []
        for i in range(m):
            a, z = found.a[layer - 1][i], found.z[layer - 1][i]
            if layer == L:
                up = [p - t for p, t in zip(a, Y[i], strict=True)]
                is_done = (cost, name) in {
                    ("cross-entropy", "sigmoid"),
                    ("cross-entropy", "softmax"),
                    ("squared-error", "linear"),
                }
            else:
                W, is_done = params[f"W{layer + 1}"], False
                up = [
                    sum(W[k][j] * blame[layer][i][k] for k in range(len(W))) for j in range(len(a))
                ]
            if is_done:
                here.append(up)
            elif name == "softmax":
                here.append(
                    [
                        sum(up[j] * a[j] * ((j == k) - a[k]) for j in range(len(a)))
                        for k in range(len(a))
                    ]
                )
            else:
                here.append([u * slope(name, s, p) for u, s, p in zip(up, z, a, strict=True)])
        blame[layer - 1] = here
    found.delta = blame
    for layer in range(1, L + 1):
        below = X if layer == 1 else found.a[layer - 2]
        d = blame[layer - 1]
        found.dW.append(
            [
                [sum(d[i][j] * below[i][k] for i in range(m)) / m for k in range(len(below[0]))]
                for j in range(len(d[0]))
            ]
        )
        found.db.append([sum(d[i][j] for i in range(m)) / m for j in range(len(d[0]))])
    return found


def move_by_hand(rule: Any, w: float, grad: float, memory: dict[str, float]) -> float:
    """Return where one parameter moves to; `grad` has the penalty in it."""
    lr, b1, b2 = rule.learning_rate, rule.beta1, rule.beta2
    if rule.optimizer == "gradient-descent":
        return w - lr * grad
    if rule.optimizer == "momentum":
        return w - lr * (b1 * memory["v"] + grad)
    if rule.optimizer == "rmsprop":
        return w - lr * grad / (math.sqrt(b2 * memory["s"] + (1 - b2) * grad**2) + 1e-8)
    t = memory["t"] + 1
    m = (b1 * memory["m"] + (1 - b1) * grad) / (1 - b1**t)
    v = (b2 * memory["v"] + (1 - b2) * grad**2) / (1 - b2**t)
    return w - lr * m / (math.sqrt(v) + 1e-8)
