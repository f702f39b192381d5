"""Pages, their parts and static files, compressed for browsers that take it.

gzip alone: it is in the standard library, and brotli would save a tenth more. Nothing that is streamed from a disk is
touched but static files: a customer's files are mostly compressed already, and are fetched in pieces. Nor is JSON:
programs ask for a little at a time, and compare entity tags by their bytes.
"""

import gzip
import re
from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

from madoguchi.faces.desk.assets import unversioned

Handler = Callable[[HttpRequest], HttpResponseBase]

TEXTS = ("text/", "image/svg+xml")
OWN_MODULES = (f"{settings.STATIC_URL}desk/js/", f"{settings.STATIC_URL}live/")
# Those that fill lines: a fifth of our modules, and of use to readers alone.
COMMENTS = re.compile(rb"^ *(?:/\*.*?\*/|//[^\n]*)\n", re.DOTALL | re.MULTILINE)
STATIC_FILES = 512  # a release has a quarter of them; each process compresses each once


def compressed(get_response: Handler) -> Handler:
    """Compress answers of more than a few lines; Django's own hides the length of what has secrets in it (BREACH)."""
    pages = GZipMiddleware(get_response)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not response.headers.get("Content-Type", "").startswith(TEXTS):
            return response
        if not response.streaming:
            return pages.process_response(request, response)
        if isinstance(response, FileResponse) and request.path_info.startswith(settings.STATIC_URL):
            return _static(request, response)
        return response

    return middleware


def _static(request: HttpRequest, response: FileResponse) -> HttpResponseBase:
    patch_vary_headers(response, ("Accept-Encoding",))
    whole = response.file_to_stream if (request.method, response.status_code) == ("GET", 200) else None
    if whole is None or "gzip" not in request.headers.get("Accept-Encoding", ""):
        return response
    with whole as file:  # not response.close(): that would end the request
        content = file.read()
    if unversioned(request.path_info).startswith(OWN_MODULES):
        content = COMMENTS.sub(_lines, content)
    answer = HttpResponse(_smaller(content), headers=dict(response.headers))
    answer["Content-Encoding"] = "gzip"
    answer["Content-Length"] = str(len(answer.content))
    if etag := response.get("ETag"):
        answer["ETag"] = f"W/{etag}"  # the same words in other bytes
    return answer


def _lines(comment: re.Match[bytes]) -> bytes:
    """As many lines: what a browser complains of keeps its place."""
    return b"\n" * comment[0].count(b"\n")


@lru_cache(STATIC_FILES)
def _smaller(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)
