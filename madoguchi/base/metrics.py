"""The figures that a process counts about itself, for Prometheus.

Each process counts its own: the web processes of one parent show theirs together at /metrics, a worker and a mail
listener each on a port of its own where one is given (MADOGUCHI_WORKER_METRICS_PORT, MADOGUCHI_SMTP_METRICS_PORT;
`expose`). What is true of the whole installation (jobs that wait, the oldest duty in the outbox) is read from the
database by whichever web process is asked (config/operations.py).
"""

import os

import structlog
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, start_http_server
from prometheus_client.multiprocess import MultiProcessCollector

log = structlog.get_logger(__name__)

HTTP_REQUESTS = Counter("madoguchi_http_requests", "Requests answered.", ["face", "method", "status"])
HTTP_SECONDS = Histogram(
    "madoguchi_http_seconds",
    "Time from the request's head to the end of its answer.",
    ["face"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
HTTP_INSIDE = Gauge(
    "madoguchi_http_inside", "Requests that wait for a thread or run in one.", multiprocess_mode="livesum"
)

STREAMS = Gauge("madoguchi_streams", "Live streams open.", multiprocess_mode="livesum")
VISITOR_STREAMS = Gauge("madoguchi_visitor_streams", "Live streams of visitors open.", multiprocess_mode="livesum")
STREAM_FRAMES = Counter("madoguchi_stream_frames", "Frames written to live streams.")
STREAM_RELOADS = Counter("madoguchi_stream_reloads", "Streams told to ask for everything again.")
STREAM_ENDS = Counter("madoguchi_stream_ends", "Live streams ended by the server.", ["reason"])
LISTEN_CONNECTS = Counter("madoguchi_listen_connects", "Times the hub connected to hear notifications.")

# By smtp, lmtp, http or imap: taken, duplicate (imap alone), deferred (the sender or the mailbox keeps it), refused.
MAIL_IN = Counter("madoguchi_mail_in", "Mails offered to us.", ["way", "result"])
# Who was named before the mail itself came, by smtp or lmtp: taken, deferred, refused. A mail none of whose
# recipients is taken is never offered.
RECIPIENTS_IN = Counter("madoguchi_recipients_in", "Recipients named to us.", ["way", "result"])
# Recipients of replies, each time that one is tried: sent, deferred, failed.
MAIL_OUT = Counter("madoguchi_mail_out", "Recipients that mail was sent to.", ["result"])

TASK_FAILURES = Counter("madoguchi_task_failures", "Background tasks that failed and began again.", ["task"])


def counted() -> CollectorRegistry:
    """What this process has counted, or its whole family where PROMETHEUS_MULTIPROC_DIR brings them together."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return together


def expose(port: int | None, address: str = "127.0.0.1") -> None:
    """Serve this process's figures on a port of their own, in a daemon thread; None: nowhere.

    A port that is taken (a second worker on this machine) is said and no more: work goes before figures.
    """
    if port is None:
        return
    try:
        start_http_server(port, address)
    except OSError as error:
        log.warning("no figures on this port", port=port, error=error.strerror)
