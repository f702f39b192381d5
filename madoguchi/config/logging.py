"""Logs: one JSON object a line, or coloured text for people. Our own lines and those of every library go the
same way: through the request's fields, the clock, and the redaction."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from django.core.exceptions import SuspiciousOperation

from madoguchi.base.troubles import trouble_of
from madoguchi.config.redaction import redact

QUIET = {
    "uvicorn.error": logging.WARNING,
    "procrastinate": logging.WARNING,
    "asyncio": logging.WARNING,
    "aiosmtpd": logging.WARNING,
    "mail.log": logging.WARNING,
    "django.request": logging.ERROR,  # every answer of 4xx would be a line; config/observe.py counts them
}


def configure_logging(form: str, level: str) -> None:
    """Send all logs of this process to standard error; `form` is "json" or "text"."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_before(),
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_after(form)],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    logging.captureWarnings(True)
    for name, least in QUIET.items():
        logging.getLogger(name).setLevel(max(least, root.level))
    logging.getLogger("django.request").addFilter(is_news)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_before(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _before() -> list[Any]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]


def _after(form: str) -> list[Any]:
    if form == "json":
        renderer: Any = structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=False)
    else:
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), sort_keys=False)
    return [one_line, structlog.processors.format_exc_info, redact, renderer]


def one_line(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: troubles of the machine, and what strangers try (a foreign Host), come by the hundred, and
    their tracebacks tell nothing.
    """
    given = event.get("exc_info")
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, SuspiciousOperation) or (isinstance(error, BaseException) and trouble_of(error)):
        del event["exc_info"]
        event.setdefault("error", f"{type(error).__name__}: {next(iter(str(error).splitlines()), '')}")
    return event


def is_news(record: logging.LogRecord) -> bool:
    """False for Django's own line about an answer of 503: whoever gave that answer has written why."""
    return getattr(record, "status_code", 0) != 503
