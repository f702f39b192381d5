"""Is a person waiting for an answer? Auto-replies, lists, bulk mail and our own loops must never get one.

Sources: RFC 3834 (Auto-Submitted), RFC 2919 and 2369 (lists), MS-OXCMAIL (X-Auto-Response-Suppress), and the headers of
vacation programs in the field. Subjects count only where they are the whole subject or its tag: a customer who writes
"自動返信メールが届きません" is a person.
"""

import re

from madoguchi.adapters.channels.email.inbound import Address
from madoguchi.adapters.channels.email.parse import parameters
from madoguchi.adapters.channels.email.parse.headers import Headers

LOOP_HEADER = "x-madoguchi-loop"
_AUTO_REPLY_HEADERS = (
    "x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply", "x-autoreply-from", "x-mail-autoreply",
    "x-auto-response", "x-autoresponse", "x-amazon-auto-reply", "x-vacation",
)  # fmt: skip
_BULK_HEADERS = (
    "x-fc-machinegenerated",
    "x-cron-env",
    "feedback-id",
    "x-campaign-id",
    "x-mailgun-campaign-id",
    "x-csa-complaints",
)
_TAG = (
    r"(?:自動返信|自動応答|自動配信|自動送信|自動通知|不在通知|不在応答|不在連絡|不在|休暇中"
    r"|auto(?:matic)?[- ]?(?:reply|response)|out of (?:the )?office)"
)
_WHOLE = (
    r"(?:自動返信|自動応答|自動配信|自動送信|不在通知|不在応答|不在連絡|不在の(?:お知らせ|連絡|ご連絡|ため)"
    r"|休暇の(?:お知らせ|ご連絡))"
)
_ELSEWHERE = r"(?:autoreply|automatische antwort|réponse automatique|abwesenheitsnotiz)"
_SUBJECTS = re.compile(
    rf"^\s*[【\[［(（「<〈《]\s*{_TAG}(?:メール|の?お知らせ)?\s*[】\]］)）」>〉》]"
    rf"|^\s*(?:{_TAG}|{_WHOLE}|{_ELSEWHERE})(?:メール)?\s*[:：]"
    rf"|^\s*{_WHOLE}(?:メール|通知)?(?:です)?\s*(?:[(（].{{0,60}}[)）])?\s*$"
    r"|^\s*(?:auto(?:matic)?[- ]?(?:reply|response)|vacation (?:auto-?)?(?:reply|response|message|notice))\s*(?:$|-|–)"
    r"|^\s*(?:i(?:'m| am) (?:currently )?)?out of (?:the )?office(?!\s+hours)"
    r"(?:\s*$|\s*[-–:(]|\s+(?:auto|re|until|from|notif|mess|till|\d))",
    re.IGNORECASE,
)
_ROBOTS = re.compile(
    r"^(?:mailer-daemon|postmaster|no-?_?reply|do-?_?not-?_?reply|bounces?(?:[+=_-].*)?|listserv|majordomo)$",
    re.IGNORECASE,
)
_NO = frozenset(("no", "false", "0", "none"))


def loop_count(headers: Headers) -> int:
    """Our own `X-Madoguchi-Loop: n`, 0 if absent or no number."""
    value = headers.text(LOOP_HEADER)
    return min(int(value), 1_000_000) if value.isdecimal() and value.isascii() and len(value) < 10 else 0


def kind(headers: Headers, sender: Address, reply_to: tuple[Address, ...], *, is_bounce: bool) -> str:
    """ "" for a person; else bounce, loop, auto_reply, list or bulk, the strongest first."""
    if is_bounce:
        return "bounce"
    report = parameters.parse_type(headers.unfolded("content-type"))
    if report.value == "multipart/report":
        return "auto_reply" if "notification" in report.get("report-type") else "bulk"
    if loop_count(headers) > 0:
        return "loop"
    if _is_auto_reply(headers):
        return "auto_reply"
    if headers.first("list-id").strip() or _first_word(headers, "precedence") == "list":
        return "list"
    return "bulk" if _is_bulk(headers, sender, reply_to) else ""


def _is_auto_reply(headers: Headers) -> bool:
    submitted = _first_word(headers, "auto-submitted")
    if submitted in {"auto-replied", "auto-replied-vacation", "auto-notified"}:
        return True
    if any(headers.first(name).strip() and _first_word(headers, name) not in _NO for name in _AUTO_REPLY_HEADERS):
        return True
    if _first_word(headers, "precedence") in {"auto_reply", "auto-reply", "autoreply"}:
        return True
    return has_reply_subject(headers) or _is_null_sender(headers)


def has_reply_subject(headers: Headers) -> bool:
    """Whether the subject as a whole, or its tag, says that this is an automatic reply."""
    return _SUBJECTS.search(headers.text("subject")[:500]) is not None


def _is_null_sender(headers: Headers) -> bool:
    path = headers.first("return-path").strip()
    return path == b"<>"


def _is_bulk(headers: Headers, sender: Address, reply_to: tuple[Address, ...]) -> bool:
    if _first_word(headers, "auto-submitted") not in {"", "no"}:
        return True
    if _first_word(headers, "precedence") in {"bulk", "junk"} or headers.first("list-unsubscribe").strip():
        return True
    suppress = {word.strip() for word in headers.text("x-auto-response-suppress").lower().split(",")}
    if suppress & {"all", "autoreply", "oof"}:
        return True
    if any(headers.first(name).strip() for name in _BULK_HEADERS):
        return True
    local = sender.address.rpartition("@")[0] or sender.address
    answers_elsewhere = any(other.address != sender.address for other in reply_to)
    return _ROBOTS.match(local) is not None and not answers_elsewhere


def is_spam(headers: Headers) -> bool:
    """What the spam filter in front of us said."""
    if _first_word(headers, "x-spam-flag") in {"yes", "true"}:
        return True
    return _first_word(headers, "x-spam-status") in {"yes", "yes,"}


def _first_word(headers: Headers, name: str) -> str:
    words = headers.text(name).lower().replace(";", " ").replace(",", " ").split(None, 1)
    return words[0] if words else ""
