"""The lessons: content as data, and what a learner did with it."""
