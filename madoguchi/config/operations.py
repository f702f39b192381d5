"""/healthz, /readyz and /metrics: answered beside Django, also when all of its threads are taken."""

import hmac
import ipaddress
from collections.abc import Callable

import structlog
from django.db import DatabaseError, connection
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric

from madoguchi.base.asgi import Receive, Scope, Send, header, refuse, reply
from madoguchi.base.metrics import counted
from madoguchi.config.threads import Full, Pool

log = structlog.get_logger(__name__)

TEXT = b"text/plain; charset=utf-8"
OUTBOX = """
    SELECT topic, count(*), coalesce(extract(epoch FROM now() - min(due_at)), 0)
    FROM outbox WHERE due_at <= now() GROUP BY topic
"""
JOBS = """
    SELECT status::text, count(*) FROM procrastinate_jobs
    WHERE status IN ('todo', 'doing', 'failed') GROUP BY status
"""
PASSED_ON = (b"x-forwarded-for", b"x-real-ip", b"forwarded")


class Operations:
    """Small answers for whoever runs the machine.

    /healthz: this process is alive. /readyz: it can work; `troubles` names what is missing. /metrics: for
    callers on this machine, or with `token` as their bearer.
    """

    def __init__(self, pool: Pool, troubles: Callable[[], list[str]], token: str) -> None:
        self._pool = pool
        self._troubles = troubles
        self._token = token

    async def health(self, scope: Scope, receive: Receive, send: Send) -> None:
        """200 as long as the event loop turns."""
        await reply(send, 200, b"ok\n", TEXT)

    async def ready(self, scope: Scope, receive: Receive, send: Send) -> None:
        """200, or 503 with the reasons."""
        troubles = self._troubles()
        if troubles:
            await refuse(send, 503, "not_ready", "; ".join(troubles), (b"retry-after", b"1"))
        else:
            await reply(send, 200, b"ready\n", TEXT)

    async def metrics(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The figures in the text format of Prometheus."""
        if not self._may_read(scope):
            await refuse(send, 404, "not_found", "Nothing is here.")
            return
        try:
            shared = await self._pool.run(read_shared)
        except (DatabaseError, Full):
            log.warning("metrics without the database", exc_info=True)
            shared = [GaugeMetricFamily("madoguchi_database_up", "Whether the database answered.", value=0)]
        body = generate_latest(counted()) + generate_latest(Families(shared))
        await reply(send, 200, body, CONTENT_TYPE_LATEST.encode())

    def _may_read(self, scope: Scope) -> bool:
        given = header(scope, b"authorization")
        if self._token:
            return hmac.compare_digest(given, f"Bearer {self._token}".encode())
        if any(header(scope, name) for name in PASSED_ON):
            return False  # a proxy on this machine speaks for somebody else
        address = (scope.get("client") or ("",))[0]
        try:
            return ipaddress.ip_address(address).is_loopback
        except ValueError:
            return False


class Families:
    """What prometheus_client takes for a registry: something with collect()."""

    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> list[Metric]:
        """The figures that were read."""
        return self._families


def read_shared() -> list[Metric]:
    """The figures of the whole installation, from the database; needs no tenant."""
    waiting = GaugeMetricFamily("madoguchi_outbox_due", "Duties in the outbox, due.", labels=["topic"])
    oldest = GaugeMetricFamily("madoguchi_outbox_lag_seconds", "Age of the oldest of them.", labels=["topic"])
    jobs = GaugeMetricFamily("madoguchi_jobs", "Background jobs by state.", labels=["status"])
    with connection.cursor() as cursor:
        cursor.execute(OUTBOX)
        for topic, count, age in cursor.fetchall():
            waiting.add_metric([topic], count)
            oldest.add_metric([topic], float(age))
        cursor.execute(JOBS)
        for status, count in cursor.fetchall():
            jobs.add_metric([status], count)
    up = GaugeMetricFamily("madoguchi_database_up", "Whether the database answered.", value=1)
    return [up, waiting, oldest, jobs]
