"""The first ten minutes: what an administrator has still to do, told by facts, and the health of the installation."""
