"""The OpenAPI 3.1 document, and the page that shows it."""

import json
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import ninja
import pydantic
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

import madoguchi
from madoguchi.base.text import digest
from madoguchi.faces.api.api import api
from madoguchi.faces.api.serving import WRITING, finished

PREFIX = "api/v1/"
PAGE_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'"
SECURITY = {"bearer": {"type": "http", "scheme": "bearer", "description": "A token of a person: mdg_…"}}
IDEMPOTENCY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "maxLength": 200},
    "description": "The same key with the same request does it once and answers the same, for a day.",
}
PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "For programs."},
        "detail": {"type": "string", "description": "For people, in their language."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {"type": "string", "description": "JSON pointer into the body."},
                    "parameter": {"type": "string"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
FILE = {"schema": {"type": "string", "format": "binary"}}


@cache
def document() -> dict[str, Any]:
    """The whole description, as JSON's own types."""
    found: dict[str, Any] = json.loads(description())
    return found


@cache
def description() -> bytes:
    """The document as JSON.

    It takes a second to make, and is the same in every process and after every start: who makes it keeps it under a
    name that changes with the code.
    """
    kept = settings.MADOGUCHI.home / "cache" / f"openapi-{_code()}.json"
    try:
        return bytes(kept.read_bytes())
    except OSError:
        made = json.dumps(_made()).encode()
    with suppress(OSError):  # a full disk: the next process makes it again
        _keep(kept, made)
    return made


def _code() -> str:
    """Another text for other code: ours, and what writes the document."""
    files = [(str(one), one.stat()) for one in Path(madoguchi.__file__).parent.rglob("*.py")]
    ours = sorted((name, stat.st_size, stat.st_mtime_ns) for name, stat in files)
    return digest(repr((madoguchi.__version__, ninja.__version__, pydantic.VERSION, ours)))


def _keep(place: Path, made: bytes) -> None:
    place.parent.mkdir(mode=0o700, exist_ok=True)
    older = [one for one in place.parent.glob("openapi-*") if one != place]
    with NamedTemporaryFile(dir=place.parent, prefix="openapi-", delete=False) as file:
        file.write(made)
    Path(file.name).replace(place)
    for one in older:
        one.unlink(missing_ok=True)


def _made() -> dict[str, Any]:
    made: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix=PREFIX)))
    made["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    made["components"]["securitySchemes"] = SECURITY
    made["security"] = [{"bearer": []}]
    for methods in made["paths"].values():
        for method, operation in methods.items():
            _complete(operation, writes=method.upper() in WRITING)
    return made


def _complete(operation: dict[str, Any], *, writes: bool) -> None:
    if writes:
        operation["parameters"].append(IDEMPOTENCY)
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    operation["responses"]["default"] = {"description": "What went wrong", "content": problem}
    if operation["operationId"].startswith("download_"):
        operation["responses"]["200"]["content"] = {"application/octet-stream": FILE}
    if operation["operationId"].startswith("upload_"):
        operation["requestBody"]["content"]["application/octet-stream"] = FILE


def openapi(request: HttpRequest) -> HttpResponseBase:
    """The document itself; it holds nothing secret."""
    return finished(request, lambda: HttpResponse(description(), content_type="application/json"))


def page(request: HttpRequest) -> HttpResponseBase:
    """The document to read, without a script and without another host."""

    def shown() -> HttpResponse:
        response = HttpResponse(render_to_string("api/reference.html", {"sections": sections()}))
        response.headers["Content-Security-Policy"] = PAGE_POLICY
        return response

    return finished(request, shown)


def sections() -> list[dict[str, Any]]:
    """Operations by their tag, each with what it takes."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            entry = {**operation, "method": method.upper(), "path": path, "members": _members(operation)}
            entry["parameters"] = [{**one, "choices": choices(one["schema"])} for one in operation["parameters"]]
            found.setdefault(operation["tags"][0], []).append(entry)
    return [{"name": name, "operations": operations} for name, operations in found.items()]


def choices(schema: dict[str, Any]) -> list[str]:
    """The fixed set that a value, or each entry of a list, is one of; empty where there is none."""
    found = list(schema.get("enum", ()))
    for inner in schema.get("anyOf", ()):
        found += choices(inner)
    if "items" in schema:
        found += choices(schema["items"])
    return [value for value in found if value]


def _members(operation: dict[str, Any]) -> list[dict[str, Any]]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return _members_of(body, "")


def _members_of(schema: dict[str, Any], before: str) -> list[dict[str, Any]]:
    """What an object holds, and what the objects in it hold: "settings" is followed by "settings.smtp_host"."""
    reference = next((one["$ref"] for one in (schema, *schema.get("allOf", ())) if "$ref" in one), "")
    named = document()["components"]["schemas"].get(reference.rpartition("/")[2], {})
    required = set(named.get("required", ()))
    found = list[dict[str, Any]]()
    for member, details in named.get("properties", {}).items():
        about = details.get("description", "")
        name = f"{before}{member}"
        found.append({"name": name, "required": member in required, "about": about, "choices": choices(details)})
        found += _members_of(details, f"{name}.")
    return found
