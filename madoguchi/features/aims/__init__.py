"""What customers ask, and what they want to do with it (MISSION 4)."""
