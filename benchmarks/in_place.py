"""How fast can numpy be? One full-batch step by hand: every array allocated once, then reused.

The reference that `network` is measured against. Nobody should have to read code like this to
learn how a network learns.
"""

import numpy as np

from network import Array, Params


class InPlaceNetwork:
    """A sigmoid network with cross-entropy, trained without a single new array."""

    def __init__(self, X: Array, Y: Array, params: Params, learning_rate: float) -> None:
        self.L = len(params) // 2
        self.W = [params[f"W{layer}"].copy() for layer in range(1, self.L + 1)]
        self.b = [params[f"b{layer}"].copy() for layer in range(1, self.L + 1)]
        self.A = [X, *(np.empty((W.shape[0], X.shape[1])) for W in self.W)]
        self.dZ = [np.empty_like(A) for A in self.A[1:]]
        self.slope = [np.empty_like(A) for A in self.A[1:]]
        self.dW = [np.empty_like(W) for W in self.W]
        self.db = [np.empty_like(b) for b in self.b]
        self.Y = Y
        self.rate = learning_rate / X.shape[1]

    def step(self) -> None:
        """Predict, blame, step."""
        for layer in range(self.L):
            A = self.A[layer + 1]
            np.matmul(self.W[layer], self.A[layer], out=A)
            A += self.b[layer]
            E = self.slope[layer]
            np.minimum(A, 709.0, out=E)
            np.exp(E, out=E)
            np.add(E, 1, out=A)
            np.divide(E, A, out=A)
        np.subtract(self.A[-1], self.Y, out=self.dZ[-1])
        for layer in range(self.L - 1, -1, -1):
            dZ = self.dZ[layer]
            np.matmul(dZ, self.A[layer].T, out=self.dW[layer])
            np.add.reduce(dZ, axis=1, keepdims=True, out=self.db[layer])
            if layer > 0:
                A, below, slope = self.A[layer], self.dZ[layer - 1], self.slope[layer - 1]
                np.matmul(self.W[layer].T, dZ, out=below)
                np.subtract(1, A, out=slope)
                slope *= A
                below *= slope
        for layer in range(self.L):
            self.dW[layer] *= self.rate
            self.db[layer] *= self.rate
            self.W[layer] -= self.dW[layer]
            self.b[layer] -= self.db[layer]
