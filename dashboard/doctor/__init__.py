"""What is wrong with a run? One cause, from measured evidence, and one change that mends it."""
