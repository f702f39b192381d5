"""Answers: which article answers a question, and when not to answer."""
