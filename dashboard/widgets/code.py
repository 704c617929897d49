"""What does the code look like? The functions of `network`, in the order in which they are used."""

import inspect
from collections.abc import Callable
from typing import Any

import streamlit as st

import network
from dashboard.one_step.listing import without_docstring

CHAPTERS: tuple[tuple[str, tuple[Callable[..., Any], ...]], ...] = (
    ("1. Where the numbers start", (network.init_params,)),
    (
        "2. What a unit does",
        (network.sigmoid, network.tanh, network.relu, network.linear, network.softmax),
    ),
    ("3. Forward propagation", (network.forward_prop,)),
    ("4. The cost", (network.cost_function,)),
    (
        "5. Backpropagation",
        (
            network.one_layer_backward,
            network.linear_backward,
            network.softmax_backward,
            network.backprop,
        ),
    ),
    ("6. The update", (network.update_parameters,)),
    (
        "7. Other ways to make a step",
        (
            network.gradient_descent_step,
            network.momentum_step,
            network.rmsprop_step,
            network.adam_step,
        ),
    ),
    (
        "8. A price for weights, and weights that stay",
        (network.penalty, network.add_penalty, network.hold),
    ),
    (
        "9. A few points at a time",
        (network.epoch_order, network.mini_batch, network.epoch_and_start),
    ),
    ("10. The loop", (network.training_step, network.train)),
    ("11. Proof", (network.gradient_check,)),
)


def show_code() -> None:
    """Draw every function's source, read from the running program."""
    st.markdown(
        "Everything on the playground is computed by these functions: plain numpy, no library "
        "of neural networks. What you read here is the source that is running."
    )
    for title, functions in CHAPTERS:
        st.subheader(title, anchor=False)
        for function in functions:
            st.markdown(f"**{function.__name__}** · {summary(function)}")
            st.code(without_docstring(function), language="python")
            with st.expander("What it takes, gives and promises"):
                st.code(inspect.getdoc(function) or "", language=None)


def summary(function: Callable[..., Any]) -> str:
    """Return the first line of a function's docstring."""
    return (inspect.getdoc(function) or "").partition("\n")[0]
