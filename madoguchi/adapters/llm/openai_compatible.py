"""Asking a language model behind an OpenAI-compatible address: POST <address>/chat/completions, in one piece.

https://platform.openai.com/docs/api-reference/chat; vLLM, Ollama, llama.cpp, LiteLLM and most providers speak it.
"""

import json
import re
import time
from dataclasses import dataclass, field, replace
from typing import Any

from madoguchi.base.errors import DeliveryError
from madoguchi.base.http import Egress, Forbidden, Response

MOST_BYTES = 1 << 20
MOST_LETTERS = 40_000
_THOUGHT = re.compile(r"\A\s*<think>.*?(?:</think>\s*|\Z)", re.DOTALL)  # models at home often think aloud first
CODES = {401: "key", 403: "key", 404: "model", 402: "busy", 429: "busy", 408: "timeout", 504: "timeout"}


class Failed(DeliveryError):
    """`code`: timeout, unreachable, forbidden, key, model, busy, server, refused, unreadable, too_large. `wait` in
    seconds where the other side names it."""

    def __init__(self, code: str, text: str = "", *, wait: int = 0) -> None:
        super().__init__(text, permanent=code in {"forbidden", "key", "model", "refused"})
        self.code, self.wait = code, wait


@dataclass(frozen=True, slots=True)
class Server:
    """`address` without a slash at the end; "" is no key. `timeout` in seconds for the whole call."""

    address: str
    timeout: int
    key: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class Asked:
    """`longest` in tokens."""

    model: str
    system: str
    text: str
    longest: int


@dataclass(frozen=True, slots=True)
class Answered:
    """Tokens are 0 where the other side does not count them."""

    text: str
    tokens_in: int
    tokens_out: int


def ask(asked: Asked, server: Server, egress: Egress) -> Answered:
    """Raises Failed. Nothing of the other side's words is in what it raises: they may hold what was sent."""
    ends_at = time.monotonic() + server.timeout
    response = _post(asked, server, egress, "max_tokens", ends_at)
    if response.status == 400 and b"max_completion_tokens" in response.body:  # what newer models call it
        response = _post(asked, server, egress, "max_completion_tokens", ends_at)
    if response.status != 200:
        code = CODES.get(response.status) or ("server" if response.status >= 500 else "refused")
        raise Failed(code, f"HTTP {response.status}", wait=_wait(response))
    return _answer(response)


def _post(asked: Asked, server: Server, egress: Egress, limit: str, ends_at: float) -> Response:
    messages = [{"role": "system", "content": asked.system}, {"role": "user", "content": asked.text}]
    body = json.dumps({"model": asked.model, "messages": messages, limit: asked.longest, "stream": False})
    headers = [("Content-Type", "application/json"), ("Accept", "application/json")]
    if server.key:
        headers.append(("Authorization", f"Bearer {server.key}"))
    left = max(ends_at - time.monotonic(), 0.1)
    guard = replace(egress, timeout=left, total_timeout=left, max_bytes=MOST_BYTES, max_redirects=0)
    try:
        response = guard.request(
            "POST", f"{server.address}/chat/completions", headers=tuple(headers), body=body.encode()
        )
    except Forbidden as error:
        raise Failed("forbidden", error.text) from error
    except DeliveryError as error:
        is_late = time.monotonic() >= ends_at or isinstance(error.__cause__, TimeoutError)
        code = "timeout" if is_late else "too_large" if error.permanent else "unreachable"
        raise Failed(code, error.text) from error
    if time.monotonic() >= ends_at:  # what dripped in until it was cut off is no answer
        raise Failed("timeout")
    return response


def _answer(response: Response) -> Answered:
    try:
        found: Any = response.json()
        text = found["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise Failed("unreadable") from error
    if not isinstance(text, str):
        raise Failed("unreadable")
    usage = found.get("usage") if isinstance(found.get("usage"), dict) else {}
    return Answered(
        _THOUGHT.sub("", text[:MOST_LETTERS]), _count(usage, "prompt_tokens"), _count(usage, "completion_tokens")
    )


def _count(usage: dict[str, Any], name: str) -> int:
    value = usage.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**8 else 0


def _wait(response: Response) -> int:
    given = response.header("retry-after")
    return min(int(given), 3600) if given.isascii() and given.isdigit() and len(given) < 9 else 0
