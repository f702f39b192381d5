"""Are the settings known, whole and safe?"""

import sys
from collections.abc import Iterator

from madoguchi.config import keys
from madoguchi.config.doctor.finding import Finding, error, ok, warning
from madoguchi.config.environment import Environment, suggestion
from madoguchi.config.texts import gettext as _

LOOPBACK = ("127.", "localhost", "::1")


def check(environment: Environment, database_url: str) -> Iterator[Finding]:
    yield ok("python", f"Python {sys.version.split()[0]}")
    for name in environment.unknown:
        meant = suggestion(name)
        text = _("%s is no setting of Madoguchi.") % name
        yield warning("settings", text + (_(" Did you mean %s?") % meant if meant else ""))
    exposed = not environment.host.startswith(LOOPBACK)
    if exposed and not environment.secure:
        yield warning(
            "address",
            _("The web listens to the network, but MADOGUCHI_URL is not https: passwords travel in the clear."),
        )
    else:
        yield ok("address", environment.public_url)
    if environment.debug:
        yield (error if environment.secure else warning)("debug", _("MADOGUCHI_DEBUG shows the inside to visitors."))
    yield from _keys(environment)


def _keys(environment: Environment) -> Iterator[Finding]:
    readable = keys.readable_by_others(environment.home)
    for path in readable:
        yield error("keys", _("Others can read %(path)s: chmod 600 %(path)s") % {"path": path})
    if not readable:
        names = ", ".join(keys.fingerprint(environment.encryption_keys))
        yield ok("keys", _("Encryption keys: %s (keep a copy of them outside this machine)") % names)
