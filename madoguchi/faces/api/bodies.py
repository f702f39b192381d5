"""Request bodies: read once, up to a limit, and parsed strictly."""

import json
from collections.abc import Iterator
from typing import Any, NoReturn

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.parser import Parser

from madoguchi.faces.api.problems import too_large

JSON_MOST = 2_000_000  # bytes; a text may have 500,000 characters
UPLOAD_MOST = 26_500_000  # a file of 25 MB and what multipart puts around it


class StrictParser(Parser):
    """JSON without NaN, NUL and lone surrogates: PostgreSQL keeps none of them."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Raises ValueError."""
        raw = request.body
        given = json.loads(raw, parse_constant=_refuse)
        if b"\\u" in raw or b"\x00" in raw:
            for text in _texts(given):
                if "\x00" in text:
                    raise ValueError("NUL")
                text.encode()
        return given

    def parse_querydict(
        self, data: MultiValueDict[str, str], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        return super().parse_querydict(data, list_fields, request)


def take_body(request: HttpRequest, most: int) -> bytes:
    """The whole body of at most `most` bytes; raises Problem 413. Django's own limit is for forms of pages."""
    declared = request.META.get("CONTENT_LENGTH") or "0"
    if declared.isdigit() and int(declared) > most:
        raise too_large(most)
    body = request.read(most + 1)
    if len(body) > most:
        raise too_large(most)
    request._body = body  # noqa: SLF001  # where Django looks for what was read before
    return body


def _refuse(word: str) -> NoReturn:
    raise ValueError(word)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield key
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
