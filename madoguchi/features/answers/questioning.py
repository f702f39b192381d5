"""What a question that was taken asks: all that was written since the last word of ours. In the running tenant."""

from dataclasses import dataclass

from madoguchi.core.conversations.models import Message
from madoguchi.features.answers.history import question_in
from madoguchi.features.answers.models import Answer
from madoguchi.features.answers.reading import Read, read


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked since the last word of ours, and what is known beside it."""

    text: str
    language: str
    read: Read
    has_files: bool = False

    @property
    def is_looked_up(self) -> bool:
        """Whether an article may answer it: it is no greeting, no thanks, no wish for a person."""
        found = self.read
        is_plain = found.is_greeting or found.is_thanks or found.is_solved or found.wants_person or found.complains
        return bool(self.text) and not is_plain


def taken_with(answer_id: int) -> Answer | None:
    """The row, as long as it is being read."""
    rows = Answer.objects.select_related("message", "conversation__inbox", "conversation__contact")
    return rows.filter(id=answer_id, state=Answer.State.CONSIDERING).first()


def question_of(taken: Answer) -> Question:
    """What it asks, and in which language."""
    home = taken.conversation
    said = Message.objects.filter(conversation=home)
    last = said.filter(kind=Message.Kind.REPLY).order_by("-id").values_list("id", flat=True).first() or 0
    turn = list(said.filter(kind=Message.Kind.INBOUND, automatic="", id__gt=last).order_by("-id")[:10])[::-1]
    text = "\n".join(one.visible_text for one in turn or [taken.message])
    found = read(text)
    languages = (found.language, home.contact.language[:2], home.inbox.language)
    language = next((one for one in languages if one in ("ja", "en")), "ja")
    asked = question_in(taken.message.channel, taken.message.subject, text)
    has_files = home.is_chat and any(one.attachments.exists() for one in turn)
    return Question(asked, language, found, has_files)
