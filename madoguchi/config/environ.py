"""The WSGI environment of an ASGI request (PEP 3333: text in it is bytes read as Latin-1)."""

import sys
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from madoguchi.base.asgi import Scope
from madoguchi.config.sending import FileWrapper

Environ = dict[str, Any]

# The address and the scheme of a trusted proxy's client are already in the scope (config/web.py). Behind this
# line nobody can read what somebody else claimed about them. `Proxy` would become HTTP_PROXY (httpoxy).
UNTRUSTED = frozenset({b"forwarded", b"proxy", b"x-real-ip"})
UNTRUSTED_PREFIX = b"x-forwarded-"


def environ_of(scope: Scope, body: IO[bytes], size: int) -> Environ:
    """The environment for one request whose whole body, `size` bytes, waits in `body`."""
    root = scope.get("root_path", "")
    raw_path = scope.get("raw_path") or scope["path"].encode()
    path = unquote_to_bytes(raw_path).decode("latin-1")
    client = scope.get("client") or ("", 0)
    server = scope.get("server") or ("localhost", 80)
    environ: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": root,
        "PATH_INFO": path.removeprefix(root) if root else path,
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "REMOTE_ADDR": client[0],
        "REMOTE_PORT": str(client[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileWrapper,
    }
    _add_headers(environ, scope["headers"])
    environ["CONTENT_LENGTH"] = str(size)  # what is there, chunked or not
    return environ


def _add_headers(environ: Environ, headers: list[tuple[bytes, bytes]]) -> None:
    for name, value in headers:
        # An underscore would let X_Request_Id pass for X-Request-Id: both have one name in the environment.
        if b"_" in name or name in UNTRUSTED or name.startswith(UNTRUSTED_PREFIX):
            continue
        key = name.decode("latin-1").upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = f"HTTP_{key}"
        text = value.decode("latin-1")
        if key in environ:
            separator = "; " if key == "HTTP_COOKIE" else ","
            text = f"{environ[key]}{separator}{text}"
        environ[key] = text
