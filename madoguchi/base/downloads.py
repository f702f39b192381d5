"""Bytes of strangers as an answer: no browser sniffs or runs them, whatever they say they are."""

from urllib.parse import quote

from django.http import HttpResponse

SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"
"""Even opened in a tab of its own, nothing runs and nothing is loaded."""


def file_answer(content: bytes, name: str, content_type: str, *, disposition: str) -> HttpResponse:
    """A file under its own name; `disposition` is "attachment" or "inline"."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f"{disposition}; filename*=UTF-8''{quote(name, safe='')}"
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
