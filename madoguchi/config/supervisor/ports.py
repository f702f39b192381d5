"""Our ports: whether they are free, asked before anything is started, and opened."""

import errno
import socket
from collections.abc import Iterable

BACKLOG = 2048


class PortTaken(Exception):
    """Another program listens where we want to."""

    def __init__(self, variable: str, host: str, port: int, reason: str) -> None:
        super().__init__(variable)
        self.variable, self.host, self.port, self.reason = variable, host, port, reason


def check_ports(wanted: Iterable[tuple[str, str, int]]) -> None:
    """`wanted` are variable, host and port. Raises PortTaken for the first that cannot be had."""
    for variable, host, port in wanted:
        with socket.socket(family_of(host), socket.SOCK_STREAM) as trial:
            # As the servers do: a port whose last connections are still dying is free.
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((host, port))
                trial.listen(1)
            except OSError as problem:
                raise PortTaken(variable, host, port, errno.errorcode.get(problem.errno or 0, "")) from problem


def bound(host: str, port: int) -> socket.socket:
    """A socket of ours on a port, which is told to listen when there is somebody to accept. Raises OSError."""
    made = socket.socket(family_of(host), socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if made.family == socket.AF_INET6:
        made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    made.bind((host, port))
    return made


def listening(host: str, port: int) -> socket.socket:
    """A socket that takes connections from now on; they wait in it for whoever accepts them. Raises OSError."""
    made = bound(host, port)
    made.listen(BACKLOG)
    return made


def family_of(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
