"""What the lessons say: a module for each, which defines its `LESSON`."""

SAME_DATA = ("data", "data_seed", "noise", "n", "test", "features")
"""For goals: the points must stay as they are, and what the network sees of them too."""
