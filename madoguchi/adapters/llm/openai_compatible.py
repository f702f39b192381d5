"""Asking a language model behind an OpenAI-compatible address, in one piece: POST <address>/chat/completions and
<address>/embeddings.

https://platform.openai.com/docs/api-reference/chat and /embeddings; vLLM, Ollama, llama.cpp, LiteLLM and most providers
speak them.
"""

import json
import math
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from madoguchi.base.errors import DeliveryError
from madoguchi.base.http import Egress, Forbidden, Response

MOST_BYTES = 1 << 20
MOST_LETTERS = 40_000
MOST_BYTES_OF_VECTORS = 16 << 20
MOST_NUMBERS = 8_192  # of a vector
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


@dataclass(frozen=True, slots=True)
class Embedded:
    """A vector of finite numbers for each text, in their order, all of one length; `tokens_in` as in Answered."""

    vectors: list[list[float]]
    tokens_in: int


def ask(asked: Asked, server: Server, egress: Egress) -> Answered:
    """Raises Failed. Nothing of the other side's words is in what it raises: they may hold what was sent."""
    ends_at = time.monotonic() + server.timeout
    messages = [{"role": "system", "content": asked.system}, {"role": "user", "content": asked.text}]
    told: dict[str, Any] = {"model": asked.model, "messages": messages, "stream": False}
    guard = replace(egress, max_bytes=MOST_BYTES)
    response = _post("chat/completions", told | {"max_tokens": asked.longest}, server, guard, ends_at)
    if response.status == 400 and b"max_completion_tokens" in response.body:  # what newer models call it
        told["max_completion_tokens"] = asked.longest
        response = _post("chat/completions", told, server, guard, ends_at)
    return _answer(_good(response))


def embed(model: str, texts: Sequence[str], server: Server, egress: Egress) -> Embedded:
    """Raises Failed, as ask()."""
    ends_at = time.monotonic() + server.timeout
    told = {"model": model, "input": list(texts), "encoding_format": "float"}
    guard = replace(egress, max_bytes=MOST_BYTES_OF_VECTORS)
    return _vectors(_good(_post("embeddings", told, server, guard, ends_at)), len(texts))


def _post(path: str, told: dict[str, Any], server: Server, egress: Egress, ends_at: float) -> Response:
    headers = [("Content-Type", "application/json"), ("Accept", "application/json")]
    if server.key:
        headers.append(("Authorization", f"Bearer {server.key}"))
    left = max(ends_at - time.monotonic(), 0.1)
    guard = replace(egress, timeout=left, total_timeout=left, max_redirects=0)
    body = json.dumps(told).encode()
    try:
        response = guard.request("POST", f"{server.address}/{path}", headers=tuple(headers), body=body)
    except Forbidden as error:
        raise Failed("forbidden", error.text) from error
    except DeliveryError as error:
        is_late = time.monotonic() >= ends_at or isinstance(error.__cause__, TimeoutError)
        code = "timeout" if is_late else "too_large" if error.permanent else "unreachable"
        raise Failed(code, error.text) from error
    if time.monotonic() >= ends_at:  # what dripped in until it was cut off is no answer
        raise Failed("timeout")
    return response


def _good(response: Response) -> Response:
    if response.status != 200:
        code = CODES.get(response.status) or ("server" if response.status >= 500 else "refused")
        raise Failed(code, f"HTTP {response.status}", wait=_wait(response))
    return response


def _answer(response: Response) -> Answered:
    try:
        found: Any = response.json()
        text = found["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise Failed("unreadable") from error
    if not isinstance(text, str):
        raise Failed("unreadable")
    tokens_in, tokens_out = _count(found, "prompt_tokens"), _count(found, "completion_tokens")
    return Answered(_THOUGHT.sub("", text[:MOST_LETTERS]), tokens_in, tokens_out)


def _vectors(response: Response, count: int) -> Embedded:
    try:
        found: Any = response.json()
        by_index = {row["index"]: [float(number) for number in row["embedding"]] for row in found["data"]}
        vectors = [by_index[place] for place in range(count)]
    except (ValueError, LookupError, TypeError, OverflowError, RecursionError) as error:
        raise Failed("unreadable") from error
    sizes = {len(vector) for vector in vectors}
    if len(found["data"]) != count or len(sizes) != 1 or not 0 < max(sizes) <= MOST_NUMBERS:
        raise Failed("unreadable")
    if not all(math.isfinite(number) for vector in vectors for number in vector):
        raise Failed("unreadable")
    return Embedded(vectors, _count(found, "prompt_tokens"))


def _count(found: dict[str, Any], name: str) -> int:
    usage = found.get("usage")
    value = usage.get(name) if isinstance(usage, dict) else None
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**8 else 0


def _wait(response: Response) -> int:
    given = response.header("retry-after")
    return min(int(given), 3600) if given.isascii() and given.isdigit() and len(given) < 9 else 0
