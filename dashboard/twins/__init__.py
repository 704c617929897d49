"""Fair twins: runs that share all but one setting, trained in lockstep."""
