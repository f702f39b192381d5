"""Ways to damage a mail. Each takes (random, mail, another mail) and gives bytes; `KEEPS_TEXT` are those that leave the
text of the mail alone, so that it must still be there afterwards."""

# ruff: noqa: E501 - bytes of mails, line by line

import random
import re
from collections.abc import Callable

Mutation = Callable[[random.Random, bytes, bytes], bytes]
_LABELS = (
    b"utf-8",
    b"iso-2022-jp",
    b"shift_jis",
    b"euc-jp",
    b"utf-7",
    b"us-ascii",
    b"x-unknown",
    b"",
    b"utf-16",
    b"big5",
)
_CODINGS = (b"base64", b"quoted-printable", b"7bit", b"8bit", b"x-uuencode", b"binary", b"nonsense")
_FRAGMENTS = (
    b"=?utf-8?B?", b"=?iso-2022-jp?B?GyRC?=", b"?=", b"\x1b$B", b"\x1b(B", b"\x1b(I", b"\x0e", b"\x00", b"\r", b"\n", b"\r\n\r\n",
    b"--", b"Content-Type: multipart/mixed; boundary=x\r\n", b"<!--", b"<script>", b"</", b'"', b"(", b"<", b";", b"filename*0*=",
    b"begin 644 a\n", b"\xff\xfe", b"\xef\xbb\xbf", b"\x82\xa0", b"\xa4\xa2", b"From: x@y\r\n", b"> ", b"-- \r\n", b"\xf0\x9f\x98\x80",
)  # fmt: skip


def flip_bytes(chance: random.Random, raw: bytes, _other: bytes) -> bytes:
    out = bytearray(raw)
    for _time in range(chance.randint(1, 20)):
        if out:
            out[chance.randrange(len(out))] = chance.randrange(256)
    return bytes(out)


def delete_bytes(chance: random.Random, raw: bytes, _other: bytes) -> bytes:
    at = chance.randrange(len(raw) + 1)
    return raw[:at] + raw[at + chance.randint(1, 200) :]


def insert_fragment(chance: random.Random, raw: bytes, _other: bytes) -> bytes:
    at = chance.randrange(len(raw) + 1)
    return raw[:at] + chance.choice(_FRAGMENTS) * chance.choice((1, 1, 1, 2, 50, 2_000)) + raw[at:]


def truncate(chance: random.Random, raw: bytes, _other: bytes) -> bytes:
    return raw[: chance.randrange(len(raw) + 1)]


def repeat_slice(chance: random.Random, raw: bytes, _other: bytes) -> bytes:
    start = chance.randrange(len(raw) + 1)
    piece = raw[start : start + chance.randint(1, 400)]
    return raw[:start] + piece * chance.choice((2, 3, 10, 100)) + raw[start:]


def splice(chance: random.Random, raw: bytes, other: bytes) -> bytes:
    return raw[: chance.randrange(len(raw) + 1)] + other[chance.randrange(len(other) + 1) :]


def swap_lines(chance: random.Random, raw: bytes, _other: bytes) -> bytes:
    lines = raw.split(b"\n")
    one, two = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]
    return b"\n".join(lines)


def damage_boundary(chance: random.Random, raw: bytes, _other: bytes) -> bytes:
    found = list(re.finditer(rb"(?m)^--\S+|boundary=\S+", raw))
    if not found:
        return flip_bytes(chance, raw, raw)
    match = chance.choice(found)
    new = chance.choice(
        (b"", b"--", match.group()[:-1], match.group() + b"x", match.group() + b"--", match.group().upper())
    )
    return raw[: match.start()] + new + raw[match.end() :]


def truncate_base64(chance: random.Random, raw: bytes, _other: bytes) -> bytes:
    found = list(re.finditer(rb"(?m)^[A-Za-z0-9+/]{20,}={0,2}\r?$", raw))
    if not found:
        return truncate(chance, raw, raw)
    match = chance.choice(found)
    return raw[: match.start() + chance.randrange(len(match.group()))] + raw[match.end() :]


def swap_coding(chance: random.Random, raw: bytes, _other: bytes) -> bytes:
    return re.sub(rb"(?i)(transfer-encoding:\s*)[\w-]+", lambda match: match[1] + chance.choice(_CODINGS), raw)


def many_parts(chance: random.Random, raw: bytes, _other: bytes) -> bytes:
    count = chance.choice((3, 3, 30, 30, 30, 3_000))
    return b"Content-Type: multipart/mixed; boundary=mm\r\n\r\n" + b"".join(
        b"--mm\r\n" + raw[:300] + b"\r\n" for _one in range(count)
    )


def swap_charset(chance: random.Random, raw: bytes, _other: bytes) -> bytes:
    return re.sub(rb"(?i)(charset=\"?)[\w.-]+", lambda match: match[1] + chance.choice(_LABELS), raw)


def duplicate_header(chance: random.Random, raw: bytes, _other: bytes) -> bytes:
    head, line_end, _body = raw.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if re.match(rb"(?i)(?!content|mime)[a-z-]+:", line)]
    if not line_end or not lines:
        return raw
    return chance.choice(lines) + b"\r\n" + raw


def junk_headers(chance: random.Random, raw: bytes, _other: bytes) -> bytes:
    name = b"X-Junk-%d: " % chance.randrange(1_000)
    value = bytes(chance.choice(b'abc ;"<>(=?\x80\xe3\x1b') for _byte in range(chance.randint(0, 60)))
    return (name + value + b"\r\n") * chance.choice((1, 1, 1, 1, 10, 3_000)) + raw


def huge_header(chance: random.Random, raw: bytes, _other: bytes) -> bytes:
    if chance.random() > 0.05:
        return junk_headers(chance, raw, raw)
    unit = chance.choice((b"a", b"X: y\r\n", b"\r\n z", b"=?utf-8?B?44GC?= ", b"a@b.example, ", b"(", b'"', b"<"))
    return b"X-Huge: " + unit * (chance.choice((100_000, 1_000_000, 10_000_000)) // len(unit)) + b"\r\n" + raw


def nest(chance: random.Random, raw: bytes, _other: bytes) -> bytes:
    levels = chance.choice((1, 2, 5, 5, 50, 1_000))
    opened = b"".join(b'Content-Type: multipart/mixed; boundary="n%d"\r\n\r\n--n%d\r\n' % (n, n) for n in range(levels))
    kept = b"\r\n".join(
        re.findall(rb"(?im)^(?:from|subject|to|date|message-id): [ -~]*", raw.partition(b"\r\n\r\n")[0])
    )
    return kept + b"\r\n" + opened + raw + b"".join(b"\r\n--n%d--" % n for n in reversed(range(levels)))


KEEPS_TEXT: tuple[Mutation, ...] = (swap_charset, duplicate_header, junk_headers, huge_header, nest)
DAMAGES: tuple[Mutation, ...] = (
    flip_bytes, delete_bytes, insert_fragment, truncate, repeat_slice, splice, swap_lines, damage_boundary, truncate_base64,
    swap_coding, many_parts,
)  # fmt: skip
