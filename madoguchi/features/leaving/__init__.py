"""What goes with a person who leaves (MISSION 61)."""
