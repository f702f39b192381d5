"""`parse`: bytes of a mail to `InboundMessage`. It never raises; what could not be read is named in `defects`."""

import re
from datetime import UTC

from madoguchi.adapters.channels.email.inbound import Address, Bounce, InboundMessage
from madoguchi.adapters.channels.email.parse import addresses, automatic, body, bounces, dates, headers, structure
from madoguchi.adapters.channels.email.parse.headers import Headers
from madoguchi.base.quotes import split_reply

MAX_SHOWN_HEADERS = 200
OUT_OF_MEMORY = "parser_failed:MemoryError"
_MAX_REFERENCES = 500
_ID = re.compile(r"<([^<>\s]{1,996})>")


def parse(raw: bytes) -> InboundMessage:
    """The mail as a person would read it.

    Memory: some three times the size of `raw`; time: linear in it. A fault of our own becomes the defect
    `parser_failed` with the bytes shown as text, because a mail that vanishes is worse than an ugly one.
    """
    data = raw if b"\n" in raw else raw.replace(b"\r", b"\n")
    try:
        return _read(data, len(raw))
    except Exception as error:  # noqa: BLE001 - the contract: no bytes of a stranger may stop the intake
        return _unread(data, len(raw), type(error).__name__)


def _read(data: bytes, size: int) -> InboundMessage:
    tree = structure.read(data)
    head = tree.parts[0].headers
    content = body.build(data, tree)
    defects = tree.defects | content.defects
    from_ = addresses.first(head.unfolded("from")) or Address("", "")
    reply_to = addresses.parse(head.joined("reply-to"))
    date = dates.parse(head.text("date"))
    if date is None and head.first("date").strip():
        defects.add("date_unreadable")
    if not from_.address:
        defects.add("from_missing")
    bounce = bounces.find(data, tree, content.text)
    kind = automatic.kind(head, from_, reply_to, is_bounce=bounce is not None)
    split = split_reply(content.text)
    return InboundMessage(
        subject=head.text("subject"),
        from_=from_,
        sender=addresses.first(head.unfolded("sender")),
        reply_to=reply_to,
        to=addresses.parse(head.joined("to")),
        cc=addresses.parse(head.joined("cc")),
        date=date.astimezone(UTC) if date else None,
        message_id=_first_id(head, "message-id"),
        in_reply_to=_first_id(head, "in-reply-to"),
        references=_references(head),
        text=content.text,
        html=content.html,
        reply_text=split.reply,
        quoted_text=split.quoted,
        attachments=tuple(content.attachments),
        automatic=kind != "",
        automatic_kind=kind,
        spam=automatic.is_spam(head),
        bounce=bounce,
        loop_count=automatic.loop_count(head),
        headers=_shown(head),
        size=size,
        defects=tuple(sorted(defects)),
    )


def _shown(head: Headers) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.decode("ascii", "replace"), headers.decode_value(value)) for name, value in head.raw[:MAX_SHOWN_HEADERS]
    )


def _first_id(head: Headers, name: str) -> str:
    """A message id without its brackets; one written without brackets is taken as it stands."""
    text = head.text(name)
    match = _ID.search(text)
    if match:
        return match.group(1)
    bare = text.strip("<> \t")
    return bare if bare and len(bare) < 998 and " " not in bare and "@" in bare else ""


def _references(head: Headers) -> tuple[str, ...]:
    """The ids of References, oldest first, each once; the newest are kept where there are too many."""
    found = dict.fromkeys(_ID.findall(head.text("references")))
    return tuple(found)[-_MAX_REFERENCES:]


def _unread(data: bytes, size: int, reason: str) -> InboundMessage:
    nobody = Address("", "")
    text = data[:1_000_000].decode("utf-8", "replace").replace("\r\n", "\n").replace("\x00", "")
    bounce: Bounce | None = None
    return InboundMessage(
        subject="", from_=nobody, sender=None, reply_to=(), to=(), cc=(), date=None, message_id="", in_reply_to="",
        references=(), text=text, html="", reply_text=text, quoted_text="", attachments=(), automatic=False,
        automatic_kind="", spam=False, bounce=bounce, loop_count=0, headers=(), size=size,
        defects=("parser_failed", f"parser_failed:{reason}"),
    )  # fmt: skip
