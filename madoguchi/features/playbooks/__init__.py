"""Guided procedures: articles of a manual that are followed step by step beside a conversation (MISSION 68)."""
