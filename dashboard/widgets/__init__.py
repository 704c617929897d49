"""Streamlit pieces: what a learner presses and turns."""
