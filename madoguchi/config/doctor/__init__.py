"""Looks at an installation and says what is wrong with it, and what to do. Changes nothing."""

from madoguchi.config.doctor.examine import examine
from madoguchi.config.doctor.finding import Finding, State

__all__ = ["Finding", "State", "examine"]
