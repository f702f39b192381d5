"""What a request holds that writes to a customer."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field, model_validator

from madoguchi.core.conversations.letter import Letter, Sending, Then
from madoguchi.faces.api.fields import Address, Given, Id, OneLine, Time, Words

Addresses = Annotated[list[Address], Field(max_length=50)]
Files = Annotated[list[Id], Field(max_length=20)]
What = Literal["", "resolve", "snooze"]


class Writing(Given):
    """A text and how it leaves. Without a hold it goes out at once; within the hold it can be undone."""

    text: Words
    cc: Addresses = []
    bcc: Addresses = []
    subject: OneLine = ""
    attachment_ids: Files = []
    hold_seconds: Annotated[int, Field(ge=0, le=10)] = 0
    then: Annotated[What, Field(description="What happens to the conversation when it is sent.")] = ""
    snoozed_until: Time | None = None

    @model_validator(mode="after")
    def _snooze_has_an_end(self) -> "Writing":
        if (self.then == "snooze") != (self.snoozed_until is not None):
            raise ValueError("snoozed_until goes with then=snooze")
        return self

    def sending(self) -> Sending:
        return Sending(Then(self.then, self.snoozed_until), timedelta(seconds=self.hold_seconds))

    def letter_to(self, to: tuple[str, ...], cc: tuple[str, ...]) -> Letter:
        return Letter(self.text, to, cc, tuple(self.bcc), self.subject, tuple(self.attachment_ids))


class NewConversation(Writing):
    """The first message of a conversation that we begin; the first recipient is whom it is with."""

    inbox_id: Id
    to: Annotated[list[Address], Field(min_length=1, max_length=50)]

    def letter(self) -> Letter:
        return self.letter_to(tuple(self.to), tuple(self.cc))


class NewReply(Writing):
    """Without `to` it goes to the contact, and with neither `to` nor `cc` to the participants too.

    With `send_at` it goes out then: until then it answers nobody, and can be taken back or given another time.
    """

    to: Addresses = []
    send_at: Time | None = None


class NewForward(Writing):
    """What is written above the message that is handed on. Its files go along: all of them, or those of `file_ids`."""

    text: Words = ""
    to: Annotated[list[Address], Field(min_length=1, max_length=50)]
    file_ids: Files | None = None


class NewTime(Given):
    """When a reply goes out."""

    send_at: Time


class NewNote(Given):
    """Said among ourselves. `mentioned` are ids of people; @Name in the text names them too."""

    text: Words
    mentioned: Annotated[list[Id], Field(max_length=100)] = []
    attachment_ids: Files = []
