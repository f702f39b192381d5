"""Logs: one JSON object a line, or coloured text for people. Our own lines and those of every library go the
same way: through the request's fields, the clock, and the redaction."""

import logging
import sys
from typing import Any

import structlog

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
    return [structlog.processors.format_exc_info, redact, renderer]
