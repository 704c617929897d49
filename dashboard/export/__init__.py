"""What can a learner take along of a run? Files, made and read by pure functions."""
