"""madoguchi web, madoguchi worker, madoguchi smtp: each alone, any number of them, against one database."""

import os
import tempfile

import click

from madoguchi.config.cli.context import environment, start_service
from madoguchi.config.cli.taken import refuse_taken_ports
from madoguchi.config.cli.texts import gettext as _
from madoguchi.config.supervisor import lifeline


@click.command(
    help=_("Run one web process. Start as many as you like, on any machines, behind one proxy."),
)
@click.option("--host", help=_("Address to listen on [MADOGUCHI_HOST]."))
@click.option("--port", type=click.IntRange(0, 65_535), help=_("Port to listen on [MADOGUCHI_PORT]."))
@click.option(
    "--processes", type=click.IntRange(1, 64), help=_("Processes that share the port [MADOGUCHI_WEB_PROCESSES].")
)
def web(host: str | None, port: int | None, processes: int | None) -> None:
    above = lifeline.taken()
    settings = environment()
    host, port = host or settings.host, settings.port if port is None else port
    refuse_taken_ports([("MADOGUCHI_PORT", host, port)])
    with tempfile.TemporaryDirectory(prefix="madoguchi-metrics-") as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder  # read when the first figure is declared
        start_service()
        from django.urls import get_resolver  # needs Django

        from madoguchi.config import web as service
        from madoguchi.config.prefork import Family

        assert get_resolver().url_patterns  # imported now: the first visitor need not wait for it
        with service.reserved(host, port) as kept:
            found = kept.getsockname()[1]
            family = Family(processes or settings.web_processes, lambda: service.run(host, found, settings.web_threads))
            family.keep(until=above)


@click.command(
    help=_("Run one worker: jobs, schedules, and what follows from events. Start as many as you like."),
)
@click.option("--jobs", type=click.IntRange(1, 128), help=_("Jobs done at once [MADOGUCHI_WORKER_JOBS]."))
def worker(jobs: int | None) -> None:
    lifeline.hold()
    start_service()
    from madoguchi.base.metrics import expose  # counters are made when they are needed
    from madoguchi.config import worker as service  # needs Django

    expose(environment().worker_metrics_port)
    service.run(jobs or environment().worker_jobs)


@click.command(
    help=_("Run the listener for inbound mail (SMTP, and LMTP where MADOGUCHI_LMTP_PORT is set)."),
)
@click.option("--host", help=_("Address to listen on [MADOGUCHI_SMTP_HOST]."))
@click.option("--port", type=click.IntRange(0, 65_535), help=_("Port for SMTP [MADOGUCHI_SMTP_PORT]."))
def smtp(host: str | None, port: int | None) -> None:
    lifeline.hold()
    start_service()
    from madoguchi.base.metrics import expose  # counters are made when they are needed
    from madoguchi.config import mail_in as service  # needs Django

    settings = environment()
    expose(settings.smtp_metrics_port)
    service.run(host or settings.smtp_host, settings.smtp_port if port is None else port, settings.lmtp_port)
