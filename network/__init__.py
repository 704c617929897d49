"""How does a neural network learn? The whole answer, in numpy, in reading order.

``initialization``  where the numbers start         ``init_params``
``activations``     what a unit does with its sum   ``sigmoid`` and three others, ``softmax``
``forward``         from data to prediction         ``forward_prop``
``cost``            how wrong the prediction is     ``cost_function``
``backward``        who is to blame, and how much   ``one_layer_backward``, ``backprop``
``regularization``  a price on large weights        ``penalty``, ``add_penalty``
``update``          one step downhill               ``update_parameters``, ``hold``
``optimizers``      steps that remember             ``momentum_step`` and two others
``mini_batches``    a few examples at a time        ``epoch_order``, ``mini_batch``
``training``        the loop around all of it       ``training_step``, ``train``
``gradient_check``  do the derivatives tell the truth?

``structures`` holds the shapes these functions hand to each other.
"""

from network.activations import (
    ACTIVATIONS,
    JOINT_ACTIVATIONS,
    linear,
    relu,
    sigmoid,
    softmax,
    softmax_backward,
    tanh,
)
from network.backward import backprop, linear_backward, one_layer_backward
from network.cost import COSTS, OUTPUTS, cost_function
from network.forward import forward_prop
from network.gradient_check import gradient_check
from network.initialization import INITIALIZATIONS, init_params
from network.mini_batches import epoch_and_start, epoch_order, mini_batch
from network.optimizers import (
    OPTIMIZERS,
    adam_step,
    gradient_descent_step,
    momentum_step,
    rmsprop_step,
)
from network.regularization import add_penalty, penalty
from network.structures import Activations, Array, Frozen, Grads, OptimizerState, Params
from network.training import train, training_step
from network.update import hold, update_parameters

__all__ = [
    "ACTIVATIONS",
    "COSTS",
    "INITIALIZATIONS",
    "JOINT_ACTIVATIONS",
    "OPTIMIZERS",
    "OUTPUTS",
    "Activations",
    "Array",
    "Frozen",
    "Grads",
    "OptimizerState",
    "Params",
    "adam_step",
    "add_penalty",
    "backprop",
    "cost_function",
    "epoch_and_start",
    "epoch_order",
    "forward_prop",
    "gradient_check",
    "gradient_descent_step",
    "hold",
    "init_params",
    "linear",
    "linear_backward",
    "mini_batch",
    "momentum_step",
    "one_layer_backward",
    "penalty",
    "relu",
    "rmsprop_step",
    "sigmoid",
    "softmax",
    "softmax_backward",
    "tanh",
    "train",
    "training_step",
    "update_parameters",
]
