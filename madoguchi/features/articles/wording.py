"""What a text of an article says, as somebody hands it over."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused

LONGEST_TITLE = 200  # letters
LONGEST_BODY = 200_000
LONGEST_SUMMARY = 300


@dataclass(frozen=True, slots=True)
class Words:
    """What a text says; `body` is Markdown."""

    title: str
    body: str = ""
    summary: str = ""

    def checked(self) -> "Words":
        """In one form. Raises Refused("no-title", "too-long")."""
        made = Words(
            " ".join(self.title.replace("\x00", "").split()),
            self.body.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip(),
            " ".join(self.summary.replace("\x00", "").split()),
        )
        if not made.title or len(made.title) > LONGEST_TITLE:
            raise Refused("no-title", _("Enter a title of at most 200 letters."), field="title")
        for field, longest in (("body", LONGEST_BODY), ("summary", LONGEST_SUMMARY)):
            if len(getattr(made, field)) > longest:
                raise Refused("too-long", _("This text is too long."), field=field)
        return made
