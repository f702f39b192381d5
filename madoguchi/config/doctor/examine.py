"""All checks, in the order in which a person would ask."""

from collections.abc import Callable, Iterator

from madoguchi.config.doctor import database, machine, mail, settings
from madoguchi.config.doctor.finding import Finding, error
from madoguchi.config.environment import Environment

CHECKS: tuple[Callable[[Environment, str], Iterator[Finding]], ...] = (
    settings.check,
    machine.check,
    database.check,
    mail.check,
)


def examine(environment: Environment, database_url: str) -> Iterator[Finding]:
    """A check that breaks is a finding too: the others are still made."""
    for check in CHECKS:
        try:
            yield from check(environment, database_url)
        except Exception as problem:  # noqa: BLE001 (whatever it is, a person must read it here)
            name = check.__module__.rpartition(".")[2]
            yield error(name, f"{type(problem).__name__}: {problem}")
