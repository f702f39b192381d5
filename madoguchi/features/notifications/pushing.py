"""What is handed to the adapter of Web Push, and what it reports; config/push_out.py registers it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Push:
    """One message for one browser. Keys are base64url as the browser gave them; `private` is our own, as PEM."""

    message: bytes
    topic: str
    endpoint: str = field(repr=False)
    receiver: str = field(repr=False)
    auth: str = field(repr=False)
    private: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Pushed:
    """ "sent", "gone" (the browser is no more), or "later" (after `wait` seconds)."""

    state: Literal["sent", "gone", "later"]
    wait: int = 0


Send = Callable[[Push], Pushed]

WAYS: dict[str, Send] = {}


def register_pusher(send: Send) -> None:
    """Let devices be rung by `send`; it has time-outs, and raises DeliveryError where it is refused."""
    WAYS["web"] = send
