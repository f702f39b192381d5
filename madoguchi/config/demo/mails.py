"""A customer's mail as their program would send it: plain text, sometimes HTML, and the raw bytes."""

from dataclasses import dataclass
from datetime import datetime
from html import escape

from madoguchi.adapters.channels.email.compose import OutboundAttachment, OutboundMessage, compose
from madoguchi.adapters.channels.email.inbound import Address
from madoguchi.config.demo.script import File

HTML_PROGRAMS = {"outlook", "gmail", "iphone"}
NOT_OURS = b"X-Madoguchi-Loop: 0\r\n"  # a customer's program writes no such header


@dataclass(frozen=True, slots=True)
class Envelope:
    """The header of a mail. Addresses are (name, address)."""

    sender: tuple[str, str]
    to: tuple[str, str]
    subject: str
    at: datetime
    mail_id: str
    cc: tuple[tuple[str, str], ...] = ()
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    charset: str = "utf-8"
    automatic: bool = False
    loop: int = 0


def html_of(new: str, signature: str, quote: str, program: str, picture: File | None = None) -> str:
    """The HTML beside the text, in the manner of the program; "" for one that writes plain text."""
    if program not in HTML_PROGRAMS:
        return ""
    words = "".join(f"<div>{escape(line) or '<br>'}</div>" for line in new.splitlines())
    if picture is not None:
        words += (
            f'<div><br></div><div><img src="cid:{picture.content_id}" alt="{escape(picture.name)}" width="320"></div>'
        )
    below = "".join(f"<div>{escape(line) or '<br>'}</div>" for line in signature.splitlines())
    old = "<br>".join(escape(line.removeprefix("> ").removeprefix(">")) for line in quote.splitlines())
    if program == "gmail":
        tail = f'<div class="gmail_signature">{below}</div>' if below else ""
        tail += f'<br><div class="gmail_quote"><blockquote class="gmail_quote">{old}</blockquote></div>' if old else ""
        return f'<div dir="ltr">{words}</div>{tail}'
    if program == "iphone":
        tail = f'<br><div id="AppleMailSignature">{below}</div>' if below else ""
        tail += f'<div><blockquote type="cite">{old}</blockquote></div>' if old else ""
        return f"<html><body>{words}{tail}</body></html>"
    tail = f'<div class="MsoNormal">{below}</div>' if below else ""
    tail += f'<hr><div id="divRplyFwdMsg">{old}</div>' if old else ""
    return f'<html><body lang="JA"><div class="WordSection1">{words}{tail}</div></body></html>'


def raw_mail(envelope: Envelope, text: str, html: str = "", files: tuple[File, ...] = ()) -> bytes:
    """The bytes as they came in. In the charset asked for where the text fits, else in UTF-8."""
    written = compose(
        OutboundMessage(
            message_id=envelope.mail_id,
            from_=_address(envelope.sender),
            to=(_address(envelope.to),),
            cc=tuple(map(_address, envelope.cc)),
            subject=envelope.subject,
            text=text,
            html=html,
            date=envelope.at,
            attachments=tuple(
                OutboundAttachment(
                    file.name, file.content_type, file.content, file.content_id or None, bool(file.content_id)
                )
                for file in files
            ),
            in_reply_to=envelope.in_reply_to,
            references=envelope.references,
            charset="iso-2022-jp" if envelope.charset == "iso-2022-jp" else "utf-8",
            auto_submitted="auto-replied" if envelope.automatic else "",
            loop=envelope.loop,
        )
    )
    return written if envelope.loop else written.replace(NOT_OURS, b"", 1)


def _address(pair: tuple[str, str]) -> Address:
    return Address(pair[1], pair[0])
