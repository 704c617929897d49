"""One training step, opened up: every number of it, and what can be asked of it."""
