"""Troubles of the machine that pass by themselves: the database is away, a disk is full. Nobody's fault, and no bug."""

import errno
from typing import Literal

import psycopg
from django.db import InterfaceError, OperationalError
from procrastinate.exceptions import ConnectorException
from psycopg.errors import DiskFull

Trouble = Literal["", "database_away", "disk_full"]


def trouble_of(error: BaseException | None) -> Trouble:
    """Which of them an exception tells of; "" for any other."""
    if isinstance(error, OSError):
        return "disk_full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else ""
    if isinstance(error, DiskFull):
        return "disk_full"
    if isinstance(error, ConnectorException):  # what the queue of jobs makes of any error of the database
        return trouble_of(error.__cause__)
    if isinstance(error, OperationalError | InterfaceError | psycopg.OperationalError | psycopg.InterfaceError):
        return trouble_of(error.__cause__) or "database_away"
    return ""
