"""What does the code look like? The functions of `network`, in the order in which they are used."""

import inspect

import streamlit as st

import network

CHAPTERS = (
    ("1. Where the numbers start", (network.init_params,)),
    ("2. What a unit does", (network.sigmoid,)),
    ("3. Forward propagation", (network.forward_prop,)),
    ("4. The cost", (network.cost_function,)),
    ("5. Backpropagation", (network.one_layer_backward, network.backprop)),
    ("6. The update", (network.update_parameters,)),
    ("7. The loop", (network.training_step, network.train)),
    ("8. Proof", (network.gradient_check,)),
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
            st.code(inspect.getsource(function), language="python")
