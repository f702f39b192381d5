"""Which answers are wanted at an inbox and of whom: everything in one, or the shortest first (MISSION 14)."""
