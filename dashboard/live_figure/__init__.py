"""The live figure: a Plotly figure that stays on the page and is refreshed in place."""
