"""The board of announcements and of what one shift hands over to the next, with who has read them (MISSION 133)."""
