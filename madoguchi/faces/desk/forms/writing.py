"""What the composer sends: one form for replies, one for notes. Fields that people leave out are empty, never wrong."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict

from madoguchi.core.conversations.doubts import Begun, Doubt
from madoguchi.core.conversations.letter import Letter, Sending, Then
from madoguchi.faces.desk.snoozing import typed_time

_BETWEEN = re.compile(r"[\s,;、，；]+")
_QUOTED = re.compile(r'"[^"]*"')
_IN_ANGLES = re.compile(r"<([^<>\s]+@[^<>\s]+)>")


def addresses_in(text: str) -> tuple[str, ...]:
    """The addresses of a line as people type or paste it: `田中 <a@example.jp>, b@example.jp` in any width."""
    text = _QUOTED.sub(" ", text)
    named = _IN_ANGLES.findall(text)
    rest = re.sub(r"[^,;、，；]*<[^<>]*>", " ", text)
    plain = [word for word in _BETWEEN.split(rest.replace("＠", "@")) if word]
    return tuple(dict.fromkeys([*named, *plain]))


class WritingForm(forms.Form):
    """A reply, a forward, a new conversation or a note, and its draft."""

    NEVER = datetime.fromtimestamp(0, UTC)

    text = forms.CharField(required=False, strip=False)
    to = forms.CharField(required=False)
    cc = forms.CharField(required=False)
    bcc = forms.CharField(required=False)
    subject = forms.CharField(required=False, max_length=400)
    inbox = forms.IntegerField(required=False)
    then = forms.CharField(required=False)
    until = forms.CharField(required=False)
    later = forms.CharField(required=False)
    later_at = forms.CharField(required=False)
    forwards = forms.IntegerField(required=False)
    last_seen = forms.IntegerField(required=False)
    next = forms.CharField(required=False, max_length=64)
    usual = forms.CharField(required=False)
    once = forms.CharField(required=False, max_length=64)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.seen = frozenset(data.getlist("seen"))  # the doubts that were shown (core/conversations/doubts.py)
        self.files_of = tuple(int(key) for key in data.getlist("attachment") if key.isascii() and key.isdigit())
        self.full_clean()

    def value(self, name: str) -> Any:
        return self.cleaned_data.get(name) or ""

    def letter(self) -> Letter:
        """The letter that a reply is."""
        to, cc, bcc = (addresses_in(self.value(line)) for line in ("to", "cc", "bcc"))
        return Letter(self.value("text"), to, cc, bcc, self.value("subject"), self.files_of)

    def sending(self, zone: ZoneInfo) -> Sending:
        """What happens when it is sent: `then` is "resolve", or "snooze" with a time behind it or in `until`."""
        what, _space, at = self.value("then").partition(" ")
        then = Then(what, typed_time(at or self.value("until"), zone))
        return Sending(then=then, once=self.value("once"), seen=self._newest_known())

    def _newest_known(self) -> int:
        """The newest message when it was begun, or an answer that was shown since; 0 for unknown."""
        shown = [int(code[9:]) for code in self.seen if re.fullmatch(r"answered:\d{1,18}", code, re.ASCII)]
        return max(self.cleaned_data["last_seen"], *shown, 0) if self.cleaned_data.get("last_seen") else 0

    def goes_out_at(self, zone: ZoneInfo) -> datetime | None:
        """When it goes out, if not now: a time, or "typed" for that in `later_at`. Nonsense is a time that is over."""
        chosen = self.value("later_at") if self.value("later") == "typed" else self.value("later")
        return (typed_time(chosen, zone) or self.NEVER) if self.value("later") else None

    def begun(self) -> Begun:
        """How things stood when it was begun."""
        usual = frozenset(self.value("usual").lower().split()) if self.value("usual") else None
        return Begun(self.cleaned_data.get("last_seen") or 0, usual)

    def not_seen(self, doubts: Iterable[Doubt]) -> list[Doubt]:
        """Those that were not shown yet."""
        return [doubt for doubt in doubts if doubt.code not in self.seen]

    def fields_of_draft(self) -> dict[str, Any]:
        """What a draft keeps beside its text."""
        lines: dict[str, Any] = {line: list(addresses_in(self.value(line))) for line in ("to", "cc", "bcc")}
        kept: dict[str, Any] = {"subject": self.value("subject"), "inbox": self.cleaned_data.get("inbox")}
        if self.cleaned_data.get("last_seen"):
            kept["last_seen"] = self.cleaned_data["last_seen"]
        if self.value("usual"):
            kept["usual"] = self.value("usual").split()
        if self.cleaned_data.get("forwards"):
            kept["forwards"] = self.cleaned_data["forwards"]
        return {**lines, **kept}
