"""madoguchi web, madoguchi worker, madoguchi smtp: each alone, any number of them, against one database.

What the processes do is here for `madoguchi serve` as well, which keeps all of them. Each function below that does a
work configures nothing: Django and the logs are ready.
"""

import os
import shutil
import socket
from functools import partial
from pathlib import Path

import click

from madoguchi.config.cli.context import environment, start_service
from madoguchi.config.cli.taken import refuse_taken_ports
from madoguchi.config.environment import Environment
from madoguchi.config.supervisor import House, Work
from madoguchi.config.supervisor.ports import BACKLOG, bound
from madoguchi.config.texts import gettext as _

NICENESS = 10  # of worker and mail: where both want a core, whoever waits at a screen or for an answer goes first


@click.command(
    help=_("Run one web process. Start as many as you like, on any machines, behind one proxy."),
)
@click.option("--host", help=_("Address to listen on [MADOGUCHI_HOST]."))
@click.option("--port", type=click.IntRange(0, 65_535), help=_("Port to listen on [MADOGUCHI_PORT]."))
@click.option(
    "--processes", type=click.IntRange(1, 64), help=_("Processes that share the port [MADOGUCHI_WEB_PROCESSES].")
)
def web(host: str | None, port: int | None, processes: int | None) -> None:
    settings = environment()
    host, port = host or settings.host, settings.port if port is None else port
    refuse_taken_ports([("MADOGUCHI_PORT", host, port)])
    with bound(host, port) as door:
        count_together(settings.home, str(door.getsockname()[1]))
        start_service()
        House(web_works(door, settings, processes or settings.web_processes)).keep()


@click.command(
    help=_("Run one worker: jobs, schedules, and what follows from events. Start as many as you like."),
)
@click.option("--jobs", type=click.IntRange(1, 128), help=_("Jobs done at once [MADOGUCHI_WORKER_JOBS]."))
def worker(jobs: int | None) -> None:
    settings = environment()
    start_service()
    House([("worker", lambda: work(settings, jobs)), ("bulk", lambda: work_long(settings, jobs))]).keep()


@click.command(
    help=_("Run the listener for inbound mail (SMTP, and LMTP where MADOGUCHI_LMTP_PORT is set)."),
)
@click.option("--host", help=_("Address to listen on [MADOGUCHI_SMTP_HOST]."))
@click.option("--port", type=click.IntRange(0, 65_535), help=_("Port for SMTP [MADOGUCHI_SMTP_PORT]."))
def smtp(host: str | None, port: int | None) -> None:
    settings = environment()
    host, port = host or settings.smtp_host, settings.smtp_port if port is None else port
    lmtp = [("MADOGUCHI_LMTP_PORT", host, settings.lmtp_port)] if settings.lmtp_port else []
    refuse_taken_ports([("MADOGUCHI_SMTP_PORT", host, port), *lmtp])
    start_service()
    take_mail(settings, host, port)


def count_together(home: Path, name: str) -> None:
    """Where the figures of the processes of this name come together; to be called before the first of them is declared,
    or by a child that shall count by itself."""
    folder = home / "figures" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def web_works(door: socket.socket, settings: Environment, processes: int) -> list[Work]:
    """Web processes that share a socket. It takes connections from now on: whoever can connect is answered soon."""
    from madoguchi.config import web as service  # needs Django
    from madoguchi.config.door import Counts
    from madoguchi.config.preloading import preload

    preload()
    door.listen(BACKLOG)
    counts = Counts(processes)

    def serve(number: int) -> None:
        service.run(door, settings.web_threads, counts=counts, process=number)

    return [("web", partial(serve, number)) for number in range(processes)]


def work(settings: Environment, jobs: int | None = None) -> None:
    import structlog  # takes its time: not for a mere --help

    from madoguchi.base.metrics import expose  # counters are made when they are needed
    from madoguchi.config import worker as service  # needs Django

    os.nice(NICENESS)
    expose(settings.worker_metrics_port)
    structlog.get_logger(__name__).info("worker started", jobs=jobs or settings.worker_jobs)
    service.run(jobs or settings.worker_jobs)


def work_long(settings: Environment, jobs: int | None = None) -> None:
    from madoguchi.config import bulk as service  # needs Django

    os.nice(NICENESS + 5)  # who answers or receives a mail goes before
    service.run(jobs or settings.worker_jobs)


def take_mail(settings: Environment, host: str, port: int) -> None:
    from madoguchi.base.metrics import expose  # counters are made when they are needed
    from madoguchi.config import mail_in as service  # needs Django

    expose(settings.smtp_metrics_port)
    service.run(host, port, settings.lmtp_port)
