"""The figures of a process on a port of its own."""

import urllib.request

from madoguchi.base.metrics import MAIL_OUT, expose
from tests.ports import free_port


def test_figures_are_shown_on_a_port_and_a_port_that_is_taken_stops_nothing() -> None:
    port = free_port()
    MAIL_OUT.labels("sent").inc()
    expose(None)
    expose(port)
    expose(port)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=20) as answer:
        assert b'madoguchi_mail_out_total{result="sent"}' in answer.read()
