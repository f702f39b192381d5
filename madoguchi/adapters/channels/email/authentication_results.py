"""The Authentication-Results header (RFC 8601), read tolerantly and in one pass."""

from __future__ import annotations

from dataclasses import dataclass

_LIMIT = 1 << 16


@dataclass(frozen=True, slots=True)
class MethodResult:
    """One verdict: `method` and `result` in lower case, `properties` such as {"header.d": "example.jp"}."""

    method: str
    result: str
    properties: dict[str, str]


def parse_results(value: str) -> tuple[str, list[MethodResult]]:
    """The authserv-id (lower case, "" where the header begins with a result) and the verdicts, in their order."""
    pieces = _pieces(value[:_LIMIT])
    first = pieces[0].split() if pieces else []
    authserv_id = first[0].lower() if first and "=" not in first[0] else ""
    results = [_result(piece) for piece in (pieces[1:] if authserv_id else pieces)]
    return authserv_id, [result for result in results if result is not None]


def _pieces(value: str) -> list[str]:
    """The value without its comments, cut at semicolons outside quotes; a quoted string keeps its content."""
    pieces: list[str] = []
    current: list[str] = []
    depth = 0
    quoted = escaped = False
    for character in value:
        if escaped:
            escaped = False
            if quoted:
                current.append(character)
        elif character == "\\" and (quoted or depth):
            escaped = True
        elif quoted:
            quoted = character != '"'
            if quoted:
                current.append("_" if character.isspace() or character in ";=" else character)
        elif character == "(":
            depth += 1
        elif character == ")" and depth:
            depth -= 1
            current.append(" ")
        elif depth:
            continue
        elif character == '"':
            quoted = True
        elif character == ";":
            pieces.append("".join(current))
            current = []
        else:
            current.append(character)
    pieces.append("".join(current))
    return pieces


def _result(piece: str) -> MethodResult | None:
    # "dkim = pass" is allowed; white space around the sign goes.
    words = " ".join("=".join(part.strip() for part in piece.split("=")).split()).split(" ")
    name, sign, result = words[0].partition("=")
    if not sign or not name or not result:
        return None
    properties: dict[str, str] = {}
    for word in words[1:]:
        key, sign, value = word.partition("=")
        if sign and key:
            properties.setdefault(key.lower(), value)
    return MethodResult(name.partition("/")[0].lower(), result.lower(), properties)
