"""Arrays in, Plotly figures out: everything on the page that is for reading."""
