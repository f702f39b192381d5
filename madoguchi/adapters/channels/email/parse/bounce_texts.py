"""Reading free-form bounces: which text is one, what it says, whom it names. Texts are looked at up to `_MAX`."""

import re

from madoguchi.adapters.channels.email.parse import bounce_words as words

_MAX = 20_000
_FAILED_SUBJECT = re.compile(r"\(failure\)|失敗|failed", re.IGNORECASE)
_ROBOTS = frozenset(("postmaster", "mailer-daemon", "abuse"))


def report_of(text: str) -> str:
    """The words of the postmaster, without the copy of the mail that came back."""
    cut = words.CUT.search(text)
    return text[: cut.start()] if cut and cut.start() > 20 else text


def has_subject(subject: str) -> bool:
    return words.SUBJECT.search(subject) is not None


def says_so(report: str) -> bool:
    """Whether the words tell of a mail that did not arrive."""
    return words.BODY.search(report[:_MAX]) is not None


def is_delay(subject: str, report: str) -> bool:
    """Whether the server is still trying."""
    if _FAILED_SUBJECT.search(subject):
        return False
    if words.DELAY.search(subject):
        return True
    return words.DELAY.search(report[:_MAX]) is not None and words.GAVE_UP.search(report[:_MAX]) is None


def is_success(subject: str, report: str) -> bool:
    return words.SUCCESS.search(subject) is not None and words.BODY.search(report[:_MAX]) is None


def status(report: str) -> str:
    """An enhanced status code: as written, else from what the words mean; "" if they mean nothing to us."""
    head = report[:_MAX]
    written = words.ENHANCED.search(head)
    if written:
        return written.group(1)
    code = words.REPLY_CODE.search(head)
    for pattern, detail in words.MEANINGS:
        if pattern.search(head):
            soft = detail == "4.1" if code is None else code.group(1) == "4"
            return f"{'4' if soft else '5'}.{detail}"
    return f"{code.group(1)}.0.0" if code else ""


def recipients(report: str) -> list[str]:
    """Addresses that the report names, the surest wordings first."""
    head = words.MESSAGE_ID_LINE.sub("", report[:_MAX])
    out = dict[str, None]()
    for pattern in words.NAMED:
        for match in pattern.finditer(head):
            address = match.group(1)
            if address.partition("@")[0].lower().strip('"') not in _ROBOTS:
                out.setdefault(address)
            if len(out) > 50:
                return list(out)
    return list(out)


def diagnostic(report: str) -> str:
    """The line that says why, or ""."""
    match = words.DIAGNOSTIC.search(report[:_MAX])
    return match.group().strip() if match else ""
