"""The figures that a process counts about itself, for Prometheus.

Each process counts its own: a web process shows them at /metrics, a worker or a mail listener that runs apart
on the port of MADOGUCHI_METRICS_PORT (`expose`). What is true of the whole installation (jobs that wait, the
oldest duty in the outbox) is read from the database by whichever web process is asked (config/operations.py).
"""

from prometheus_client import Counter, Gauge, Histogram, start_http_server

HTTP_REQUESTS = Counter("madoguchi_http_requests", "Requests answered.", ["face", "method", "status"])
HTTP_SECONDS = Histogram(
    "madoguchi_http_seconds",
    "Time from the request's head to the end of its answer.",
    ["face"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
HTTP_INSIDE = Gauge("madoguchi_http_inside", "Requests that wait for a thread or run in one.")

STREAMS = Gauge("madoguchi_streams", "Live streams open in this process.")
STREAM_FRAMES = Counter("madoguchi_stream_frames", "Frames written to live streams.")
STREAM_RELOADS = Counter("madoguchi_stream_reloads", "Streams told to ask for everything again.")
STREAM_ENDS = Counter("madoguchi_stream_ends", "Live streams ended by the server.", ["reason"])
LISTEN_CONNECTS = Counter("madoguchi_listen_connects", "Times the hub connected to hear notifications.")

MAIL_IN = Counter("madoguchi_mail_in", "Mails offered to us.", ["way", "result"])
MAIL_OUT = Counter("madoguchi_mail_out", "Recipients a mail was sent to.", ["result"])

TASK_FAILURES = Counter("madoguchi_task_failures", "Background tasks that failed and began again.", ["task"])


def expose(port: int, address: str = "127.0.0.1") -> None:
    """Serve this process's figures on a port of their own, in a daemon thread."""
    start_http_server(port, address)
