"""Ports that somebody else has, said in the person's language before anything is started."""

from collections.abc import Iterable

import click

from madoguchi.config.supervisor import PortTaken, check_ports
from madoguchi.config.texts import gettext as _


def refuse_taken_ports(wanted: Iterable[tuple[str, str, int]]) -> None:
    """`wanted` are variable, host and port. Raises ClickException for the first that cannot be had."""
    try:
        check_ports(wanted)
    except PortTaken as taken:
        if taken.reason == "EADDRINUSE":
            text = _("Port %(port)s is in use by another program. Choose another: %(variable)s=%(other)s")
        elif taken.reason == "EACCES":
            text = _("Port %(port)s needs more rights than yours. Choose another: %(variable)s=%(other)s")
        else:
            text = _("Nothing can listen on %(host)s port %(port)s. Please look at MADOGUCHI_HOST and %(variable)s.")
        other = taken.port + 1 if taken.port > 1024 else taken.port + 8000
        raise click.ClickException(
            text % {"port": taken.port, "variable": taken.variable, "other": other, "host": taken.host}
        ) from taken
