"""The reference of bench/help.py: a bare ASGI application on uvicorn that answers everything with so many bytes."""

import sys

import uvicorn

from madoguchi.base.asgi import Receive, Scope, Send, reply
from tests.ports import free_port


class Bare:
    """Whatever is asked, the same answer."""

    def __init__(self, size: int) -> None:
        self._body = b"x" * size

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await reply(send, 200, self._body, b"text/html")


if __name__ == "__main__":
    port = free_port()
    print(port, flush=True)
    uvicorn.run(Bare(int(sys.argv[1])), port=port, log_level="error", access_log=False, lifespan="off")  # type: ignore[arg-type]
