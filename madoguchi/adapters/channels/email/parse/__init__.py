"""Reading mail: bytes in, `InboundMessage` out."""

from madoguchi.adapters.channels.email.parse.message import parse

__all__ = ["parse"]
