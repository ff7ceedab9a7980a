"""Pages of the documentation that are made from the program, so that they cannot go stale."""
