"""Pieces of the page "One step"."""
