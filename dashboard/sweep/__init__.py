"""Many runs at once: the same settings from many seeds, or two settings on two axes."""
