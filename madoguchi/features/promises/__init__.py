"""What was promised to a customer in our own words, with its time: kept in mind until it was kept (MISSION 41)."""
