"""Takes secrets out of what is about to be logged, by the name of a field and by the look of a value.

A net under the rule that nobody logs a secret, not a licence to: it works on every line of every library.
"""

import re
from collections.abc import Mapping, MutableMapping
from typing import Any

HIDDEN = "[hidden]"
DEEPEST = 6

SECRET_NAME = re.compile(
    r"pass(word|wd|phrase|code)|secret|token|authorization|cookie|credential|session_?key|csrf|otp\b|totp"
    r"|(api|private|encryption|signing|access|secret|recovery)[_-]?(key|code)s?|^(database|smtp)_url$|^dsn$|^conninfo$",
    re.IGNORECASE,
)

# Each hides its group "secret", or the whole match where it has none.
PATTERNS = (
    re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)", re.DOTALL),
    re.compile(r"\b(?i:bearer|basic|negotiate)\s+(?P<secret>(?=\S*[0-9A-Z=])[^\s\"',;]{6,})"),
    re.compile(r"\bAUTH\s+(?:PLAIN|LOGIN|XOAUTH2)\s+(?P<secret>\S+)", re.IGNORECASE),
    re.compile(r"://[^\s/:@]*:(?P<secret>[^\s/@]+)@"),
    re.compile(
        r"(?:pass(?:word|wd|phrase)?|pwd|secret|token|session|cookie|csrf\w*|(?:api|access|private)[_-]?key|key|sig"
        r"|signature|code)[\"']?\s*[=:]\s*[\"']?(?P<secret>[^\s\"'&;,)}\]]{6,})",
        re.IGNORECASE,
    ),
    re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"),  # JWT (RFC 7519)
    re.compile(r"\bgAAAA[\w-]{40,}=*"),  # Fernet
    # a long random name in a path: the link of an invitation or of a new password
    re.compile(r"/(?P<secret>(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{22,})(?=[/?\s\"']|$)"),
)


def redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor; the last before the renderer, so that tracebacks are text already."""
    for name, value in event.items():
        event[name] = clean_field(name, value, 0)
    return event


def clean_field(name: str, value: Any, depth: int) -> Any:
    """The value without secrets; anything under a secret's name is hidden whole."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if SECRET_NAME.search(name):
        return HIDDEN
    return _clean(value, depth)


def clean_text(text: str) -> str:
    """The text without what looks like a secret."""
    for pattern in PATTERNS:
        text = pattern.sub(_hide, text)
    return text


def _clean(value: Any, depth: int) -> Any:
    if depth > DEEPEST:
        return "[too deep]"
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, bytes):
        return clean_text(value.decode("utf-8", "replace"))
    if isinstance(value, Mapping):
        return {str(key): clean_field(str(key), item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(item, depth + 1) for item in value]
    if isinstance(value, int | float) or value is None:
        return value
    return clean_text(str(value))


def _hide(match: re.Match[str]) -> str:
    if "secret" not in match.re.groupindex:
        return HIDDEN
    start, end = match.span("secret")
    whole = match.group()
    return whole[: start - match.start()] + HIDDEN + whole[end - match.start() :]
