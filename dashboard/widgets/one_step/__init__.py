"""The pieces of the page "One step"."""
