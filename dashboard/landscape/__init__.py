"""What does the cost look like around a run? A plane through all its parameters, and the cost."""
