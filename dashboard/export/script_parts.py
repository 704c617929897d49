"""What can stand in a script? The functions of `network`, each as short as a script wants it.

The order of operations is that of `network`: it decides the last digit.
"""

SCALES = {
    "classic": "0.01",
    "xavier": "(1 / n_in) ** 0.5",
    "he": "(2 / n_in) ** 0.5",
    "scale-1": "1.0",
    "scale-20": "20.0",
    "zeros": "0.0",
}
"""The standard deviation of a layer's weights, as in `network.INITIALIZATIONS`."""

DRAWN_START = """
def init_params(layer_dims):
    rng, params = np.random.RandomState($seed), {}
    for layer, (n_in, n_out) in enumerate(zip(layer_dims, layer_dims[1:]), start=1):
        params[f"W{layer}"] = rng.randn(n_out, n_in) * $scale
        params[f"b{layer}"] = np.zeros((n_out, 1))
    return params
"""

GIVEN_START = """
def init_params(layer_dims):
    given, params = iter($source), {}
    for layer, (n_in, n_out) in enumerate(zip(layer_dims, layer_dims[1:]), start=1):
        params[f"W{layer}"] = np.array([[next(given) for _ in range(n_in)] for _ in range(n_out)])
        params[f"b{layer}"] = np.array([[next(given)] for _ in range(n_out)])
    return params
"""

FUNCTIONS = {
    "sigmoid": """
def sigmoid(Z):
    E = np.exp(np.minimum(Z, 709.0))  # exp(710) is no float, and the sigmoid is 1 long before
    return E / (1.0 + E)
""",
    "softmax": """
def softmax(Z):
    E = np.exp(Z - Z.max(axis=0))  # divided above and below by the largest, none overflows
    return E / E.sum(axis=0)
""",
}
"""Activations that numpy does not have."""

PAIRS = {
    "sigmoid": "(sigmoid, lambda dA, Z, A: dA * (A * (1 - A)))",
    "tanh": "(np.tanh, lambda dA, Z, A: dA * (1 - A * A))",
    "relu": "(lambda Z: np.maximum(Z, 0.0), lambda dA, Z, A: dA * (Z > 0))",
    "softmax": "(softmax, lambda dA, Z, A: A * (dA - np.sum(dA * A, axis=0)))",
    "linear": "(lambda Z: Z, lambda dA, Z, A: dA)",
}
"""What a unit does, and how blame comes back through it, as in `network.ACTIVATIONS`."""

OUTPUT_PAIR = "($output, lambda dA, Z, A: dA)  # of cost and output together, the slope is AL - Y"
"""What an output does whose cost is made for it: `backprop` begins behind it."""

FEATURES = {
    "x1": "x1",
    "x2": "x2",
    "x1^2": "x1 * x1",
    "x2^2": "x2 * x2",
    "x1*x2": "x1 * x2",
    "sin x1": "np.sin(x1)",
    "sin x2": "np.sin(x2)",
}
"""What the network sees of a point, as in `features.features_of`."""

FORWARD = """
def forward_prop(X, params):
    A, caches = X, []
    for layer, (activation, backward) in enumerate(LAYERS, start=1):
        A_prev, W = A, params[f"W{layer}"]
        Z = W @ A_prev + params[f"b{layer}"]
        A = activation(Z)
        caches.append((A_prev, W, Z, A, backward))
    return A, caches
"""

COSTS = {
    ("cross-entropy", "sigmoid"): """
def cost_function(Z, Y):  # the cross-entropy of sigmoid(Z), without its overflow
    return (np.logaddexp(0, Z) - Y * Z).sum() / Y.shape[1]
""",
    ("cross-entropy", "softmax"): """
def cost_function(Z, Y):  # the cross-entropy of softmax(Z), without its overflow
    return np.logaddexp.reduce(Z - (Y * Z).sum(axis=0)).sum() / Y.shape[1]
""",
}
"""The cost of an output's weighted sums."""

SQUARED_ERROR = """
def cost_function(A, Y):
    return ((A - Y) ** 2).sum() / (2 * Y.shape[1])
"""

BACKWARD = """
def one_layer_backward(dA, A_prev, W, Z, A, backward):
    dZ, m = backward(dA, Z, A), Z.shape[1]
    return W.T @ dZ, dZ @ A_prev.T / m, dZ.sum(axis=1, keepdims=True) / m

def backprop(AL, Y, caches):
    grads, dA = {}, AL - Y
    for layer, cache in reversed(list(enumerate(caches, start=1))):
        dA, grads[f"dW{layer}"], grads[f"db{layer}"] = one_layer_backward(dA, *cache)
    return grads
"""

PENALIZED_BACKWARD = """
def one_layer_backward(dA, A_prev, W, Z, A, backward, $prices):
    dZ, m = backward(dA, Z, A), Z.shape[1]
    return W.T @ dZ, dZ @ A_prev.T / m + $slopes, dZ.sum(axis=1, keepdims=True) / m

def backprop(AL, Y, caches, $prices):
    grads, dA = {}, AL - Y
    for layer, cache in reversed(list(enumerate(caches, start=1))):
        dA, grads[f"dW{layer}"], grads[f"db{layer}"] = one_layer_backward(dA, *cache, $prices)
    return grads
"""

SLOPES = {"l2": "l2 * W", "l1": "l1 * np.sign(W)"}
"""What a price on the weights adds to their gradient, in the order of adding."""

UPDATES = {
    "gradient-descent": """
def $name(params, grads, $settings):
    return {name: W - learning_rate * grads[f"d{name}"] for name, W in params.items()}
""",
    "momentum": """
def $name(params, grads, $settings):
    for name in params:
        memory[name] = beta1 * memory.get(name, 0.0) + grads[f"d{name}"]
    return {name: W - learning_rate * memory[name] for name, W in params.items()}
""",
    "rmsprop": """
def $name(params, grads, $settings):
    moved = {}
    for name, W in params.items():
        dW = grads[f"d{name}"]
        s = memory[name] = beta2 * memory.get(name, 0.0) + (1 - beta2) * dW**2
        moved[name] = W - learning_rate * dW / (np.sqrt(s) + 1e-8)
    return moved
""",
    "adam": """
def $name(params, grads, $settings):
    moved = {}
    for name, W in params.items():
        dW, (m, v, t) = grads[f"d{name}"], memory.get(name, (0.0, 0.0, np.zeros((1, 1))))
        m, v = beta1 * m + (1 - beta1) * dW, beta2 * v + (1 - beta2) * dW**2
        memory[name] = m, v, t = m, v, t + 1
        m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
        moved[name] = W - learning_rate * m_hat / (np.sqrt(v_hat) + 1e-8)
    return moved
""",
}
"""One step of an optimizer, as in `network.OPTIMIZERS`: it returns new parameters, and remembers
what it must."""

ANY_UPDATE = """
def update_parameters(params, grads, memory, optimizer, learning_rate, beta1, beta2):
    moved, rolls, measures = {}, optimizer in ("adam", "momentum"), optimizer in ("adam", "rmsprop")
    for name, W in params.items():
        dW, (m, v, t) = grads[f"d{name}"], memory.get(name, (0.0, 0.0, np.zeros((1, 1))))
        m = beta1 * m + (1 - beta1 if measures else 1) * dW if rolls else dW
        memory[name] = m, v, t = m, beta2 * v + (1 - beta2) * dW**2, t + 1
        m_hat, v_hat = (m / (1 - beta1**t), v / (1 - beta2**t)) if rolls and measures else (m, v)
        moved[name] = W - learning_rate * m_hat / (np.sqrt(v_hat) + 1e-8 if measures else 1)
    return moved
"""
"""All optimizers at once, for a run that has three or more: Adam rolls like momentum and measures
like RMSProp, and gradient descent does neither. A factor or divisor of 1 changes no digit."""

MINI_BATCH = """
def mini_batch(X, Y, step, batch_size):
    epoch, taken = divmod(step, -(-Y.shape[1] // batch_size))  # rounded up: the last may be short
    order = np.random.Generator(np.random.PCG64([$seed, epoch])).permutation(Y.shape[1])
    columns = order[taken * batch_size : (taken + 1) * batch_size]
    return X[:, columns], Y[:, columns]
"""

MINI_BATCHES_OF_ANY_SIZE = """
def mini_batch(X, Y, epoch, start, batch_size):
    end, m = start + batch_size, Y.shape[1]
    if batch_size == m:  # all at once: a pass that was begun is left
        return X, Y, epoch + 1 + (start > 0), 0
    columns = np.random.Generator(np.random.PCG64([$seed, epoch])).permutation(m)[start:end]
    return X[:, columns], Y[:, columns], *((epoch, end) if end < m else (epoch + 1, 0))
"""
