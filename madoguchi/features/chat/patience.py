"""How long people in a chat have patience for the first word: most leave after 45 seconds (MISSION 17).

Each chat can have times of its own (escalation.py).
"""

LONG = 30  # seconds; then whoever is responsible is told
TOO_LONG = 45
