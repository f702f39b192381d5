"""The glossary: our words, what customers call the same, and which words each of them uses (MISSION 30, 34)."""
