"""Everything from one command: the embedded database, web, worker and inbound mail, each kept alive."""

from madoguchi.config.supervisor.house import House
from madoguchi.config.supervisor.ports import PortTaken, check_ports

__all__ = ["House", "PortTaken", "check_ports"]
