"""Address lists, tolerant and linear. Carrier addresses such as `a..b.@docomo.ne.jp` survive as they were written.

RFC 5322 with what is really sent: encoded words (also inside quotes, also around the whole address), quotes that never
close, comments in names, groups, `;` between addresses, missing brackets, route addresses.
"""

import re
from collections.abc import Iterator

from madoguchi.adapters.channels.email.inbound import Address
from madoguchi.adapters.channels.email.parse import words

MAX_ADDRESSES = 2_000
_BLANKS = re.compile(r"\s+")
_BETWEEN = re.compile(r"[\s<>\"(),;:]+")


def parse(text: str) -> tuple[Address, ...]:
    """Every address of a raw, unfolded list, at most `MAX_ADDRESSES`."""
    if not text:
        return ()
    found = _collect(words.decode_protected(text))
    if "=?" in text and not any("@" in address.address for address in found):
        # The encoded word held the address too: `=?..?=` for "山田 <a@b.jp>".
        again = _collect(words.decode(text))
        if any("@" in address.address for address in again):
            return again
    return found


def first(text: str) -> Address | None:
    """The first address that is one, else the first thing that was there."""
    found = parse(text)
    return next((address for address in found if "@" in address.address), found[0] if found else None)


def normal(address: str) -> str:
    """The domain in lower case, the local part untouched, blanks and wrappings taken off."""
    cleaned = _BLANKS.sub("", address).strip("<>,;")
    if cleaned[:7].lower() == "mailto:":
        cleaned = cleaned[7:]
    local, at, domain = cleaned.rpartition("@")
    return f"{local}@{domain.lower()}" if at else cleaned


def _collect(text: str) -> tuple[Address, ...]:
    out = list[Address]()
    for name, address, comment in _mailboxes(text):
        made = _address(name, address, comment)
        if made is not None:
            out.append(made)
        if len(out) >= MAX_ADDRESSES:
            break
    return tuple(out)


def _address(name: str, address: str | None, comment: str) -> Address | None:
    name = _clean(name)
    if address is None:
        if "@" not in name:
            return Address("", words.unprotect(name)) if name else None
        plain = next((token for token in _BETWEEN.split(name) if "@" in token.strip("@")), "")
        if not plain or '"' in name:
            return Address(normal(words.unprotect(name)), words.unprotect(_clean(comment)))
        rest = _clean(name.replace(plain, " ", 1))
        return Address(normal(words.unprotect(plain)), words.unprotect(rest or _clean(comment)))
    if address.startswith("@") and ":" in address:
        address = address.rpartition(":")[2]  # a source route of RFC 822
    if comment:
        name = _clean(f"{name} ({comment})") if name else comment
    address, name = normal(words.unprotect(address)), words.unprotect(name)
    return Address(address, name) if address or name else None


def _clean(text: str) -> str:
    """Blanks to one; the single quotes that Outlook puts around a name come off in pairs."""
    cleaned = _BLANKS.sub(" ", text).strip()
    return cleaned[1:-1].strip() if len(cleaned) > 1 and cleaned[0] == cleaned[-1] == "'" else cleaned


def _mailboxes(text: str) -> Iterator[tuple[str, str | None, str]]:
    """(name, address or None, comment), one a mailbox."""
    closing = _matching(text)
    name, comment, address = list[str](), list[str](), None
    at, size, last_quote, last_angle = 0, len(text), text.rfind('"'), text.rfind(">")
    while at < size:
        ch = text[at]
        if ch == '"' and at < last_quote:
            at, quoted = _quoted(text, at)
            name.append(quoted)
            continue
        if ch == "<" and at < last_angle:
            stop = text.find(">", at)
            address = text[at + 1 : stop] if address is None else address
            at = stop + 1
            continue
        if ch == "(" and closing.get(at):
            comment.append(text[at + 1 : closing[at]])
            at = closing[at] + 1
            continue
        if ch in ",;":
            yield "".join(name), address, " ".join(comment)
            name, comment, address = [], [], None
        elif ch == ":" and address is None and "@" not in "".join(name[-80:]) and _is_group(name):
            name, comment = [], []
        elif ch not in '<>"':
            name.append(ch)  # a quote that never closes is dropped
        at += 1
    yield "".join(name), address, " ".join(comment)


def _is_group(name: list[str]) -> bool:
    return "".join(name[:80]).strip() != ""


def _quoted(text: str, at: int) -> tuple[int, str]:
    """The quoted string that opens at `at`: where it ends, and its text. The quotes stay for a quoted local part."""
    out, end = list[str](), at + 1
    while end < len(text) and text[end] != '"':
        if text[end] == "\\" and end + 1 < len(text):
            end += 1
        out.append(text[end])
        end += 1
    inside = "".join(out)
    return end + 1, f'"{inside}"' if text[end + 1 : end + 2] == "@" else inside


def _matching(text: str) -> dict[int, int]:
    """Where each comment closes; brackets without a partner are left out. Nested ones belong to the outermost."""
    if "(" not in text:
        return {}
    stack, out = list[int](), dict[int, int]()
    for match in re.finditer(r"[()]", text):
        if match.group() == "(":
            stack.append(match.start())
        elif stack:
            out[stack.pop()] = match.start()
    return out
