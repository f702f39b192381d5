"""What a command needs before it can work: the environment, the database, Django."""

import os
from functools import cache

from madoguchi.config.environment import Environment, read_environment
from madoguchi.config.texts import language


@cache
def environment() -> Environment:
    """Raises EnvironmentProblems, which main() shows."""
    return read_environment()


@cache
def database_url() -> str:
    """That of the environment, or of the embedded server, which then runs until this process ends."""
    given = environment().database_url
    if given:
        return given
    from madoguchi.config.embedded import ensure_running  # psycopg takes its time: not for a mere --help

    return ensure_running(environment().home, environment().postgres_user).url


def set_environment(**variables: str) -> None:
    """As if we, and what we start, had been called with these."""
    os.environ.update(variables)
    environment.cache_clear()
    database_url.cache_clear()


def start_django() -> None:
    """After this, models can be imported and used."""
    os.environ["DATABASE_URL"] = database_url()  # settings.py reads it from there
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings")
    import django  # only commands that use it pay for it
    from django.utils import translation

    from madoguchi.config.logging import configure_logging

    configure_logging(environment().log_format, environment().log_level)
    django.setup()
    translation.activate(language())


def start_service() -> None:
    """The same for a process that runs on; refuses a database that may lose what was accepted."""
    from madoguchi.config.safety import check_database  # as above

    check_database(database_url(), allow_unsafe=environment().unsafe_database)
    start_django()
