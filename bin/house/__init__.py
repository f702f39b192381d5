"""The house rules of docs/explanation that a tool can see. Each is a small function; tests/house proves that it bites.

A line may be excused by a comment that says why: `# house: the library hands out nothing else`.
"""

from bin.house.finding import Finding, excused
from bin.house.walk import findings

__all__ = ["Finding", "excused", "findings"]
