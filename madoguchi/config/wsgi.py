"""Django behind the bridge, or behind any other WSGI server."""

import os
from time import perf_counter, thread_time
from typing import Any

import django
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings")
django.setup(set_prefix=False)


class Handler(WSGIHandler):
    """Tells the server which route answered: a log line needs the pattern, never the secret in a path."""

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        response = super().get_response(request)
        match = request.resolver_match
        request.META["madoguchi.route"] = match.route if match else ""  # META is the WSGI environment
        return response


class MeasuredHandler(Handler):
    """For bench/ alone (MADOGUCHI_BENCH=1): says in headers what the answer cost."""

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        counted = Counted()
        began, worked = perf_counter(), thread_time()
        with connection.execute_wrapper(counted):
            response = super().get_response(request)
        response["X-Bench-Cpu-Ms"] = f"{(thread_time() - worked) * 1000:.2f}"  # this thread's, not PostgreSQL's
        response["X-Bench-Queries"] = str(counted.queries)
        response["X-Bench-Database-Ms"] = f"{counted.seconds * 1000:.2f}"
        response["X-Bench-Server-Ms"] = f"{(perf_counter() - began) * 1000:.2f}"
        return response


class Counted:
    """Counts and times the queries of one request."""

    def __init__(self) -> None:
        self.queries = 0
        self.seconds = 0.0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        began = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.queries += 1
            self.seconds += perf_counter() - began


application = MeasuredHandler() if os.environ.get("MADOGUCHI_BENCH") == "1" else Handler()
