"""The processes of one installation: each forked from a parent that has loaded everything, and kept alive."""

from madoguchi.config.supervisor.house import House, Work
from madoguchi.config.supervisor.ports import PortTaken, check_ports

__all__ = ["House", "PortTaken", "Work", "check_ports"]
