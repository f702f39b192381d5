"""What only the chat of a site has: its sites, its look, and the keys for signed identity."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Router
from pydantic import Field

from madoguchi.core.inboxes.actions.chat import create_chat
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.people.actor import Actor
from madoguchi.faces.api.answers import Call, SecretAnswer, answer, done
from madoguchi.faces.api.fields import Given, Id, Name, OneLine
from madoguchi.faces.api.shapes.settings import KeyMade
from madoguchi.features.chat.actions.change import change_chat
from madoguchi.features.chat.actions.keys import make_key, revoke_key

router = Router(tags=["inboxes"])
ONE = "/inboxes/{int:inbox_id}"
Texts = Annotated[dict[Name, OneLine], Field(description="By the code of a language that the chat speaks.")]


class LookGiven(Given):
    """What is left out stays as it is."""

    colour: Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")] = "#165e83"
    position: Literal["right", "left"] = "right"
    launcher: Texts = {}
    greeting: Texts = {}


class StepGiven(Given):
    """`team_id` where the step names one. `tell_responsible` is whose the chat is, of nobody's all who take chats."""

    after: Annotated[int, Field(ge=1, le=3600, description="Seconds of the wait.")]
    does: Literal["tell_responsible", "tell_takers", "tell_team", "tell_supervisors", "hand_to_team", "hand_to_free"]
    team_id: Id | None = None


Need = Literal["", "optional", "required"]


class AskGiven(Given):
    """What is asked before a conversation begins, all of it: "" is not asked."""

    name: Need = ""
    mail: Need = ""
    topic: Need = ""
    answer: Need = ""
    topics: Annotated[list[Annotated[OneLine, Field(max_length=60)]], Field(max_length=20)] = []
    question: Annotated[OneLine, Field(max_length=80)] = ""
    topics_in: Annotated[
        dict[str, list[str]], Field(description="The words for the topics by language, in the order of `topics`.")
    ] = {}
    question_in: Annotated[dict[str, str], Field(description="The question by language.")] = {}


class ChatGiven(Given):
    """`sites` are the origins ("https://shop.example.jp") on which the chat may stand, all of them."""

    sites: Annotated[list[Name], Field(max_length=50)] = []
    look: LookGiven = LookGiven()
    hand_out: Annotated[
        Literal["by_itself", "offer", "by_hand"],
        Field(description="New chats go to whoever has the most room, are offered to them for 30 s, or go to nobody."),
    ] = "by_itself"
    next_word_minutes: Annotated[
        int | None, Field(ge=1, le=240, description="By when who waits is promised to hear again; null: no promise.")
    ] = None
    steps: Annotated[
        list[StepGiven], Field(max_length=6, description="As long as somebody waits for a person; all of them.")
    ] = [StepGiven(after=30, does="tell_responsible")]
    too_long: Annotated[int, Field(ge=1, le=3600, description="Seconds of a wait after which its clock burns.")] = 45
    away: Annotated[
        Literal["closed", "nobody", "chat"],
        Field(description="Messages instead of chats: outside of the hours, also while nobody takes chats, or never."),
    ] = "closed"
    ask: AskGiven = AskGiven()
    mail_inbox_id: Annotated[
        Id | None, Field(description="By whose mail a chat goes on when its visitor has left; null: the oldest.")
    ] = None
    tell_wait: Annotated[
        bool, Field(description="Whether who waits sees their place in the queue and how long it usually takes.")
    ] = True
    help: Annotated[bool, Field(description="Whether the public help centre can be searched and read in it.")] = True


class KeyGiven(Given):
    alg: Literal["HS256", "ES256"] = "HS256"
    public_key: Annotated[
        str,
        Field(max_length=2_000, description="Of an ES256 pair of the site's own (PEM, P-256); then nothing is made."),
    ] = ""


@router.post(f"{ONE}/keys", response={201: KeyMade}, summary="Make a key for signed identity in a chat")
def create_key(request: Call, inbox_id: Id, given: KeyGiven) -> HttpResponse:
    key, clear = make_key(inbox_id, alg=given.alg, public_key=given.public_key, actor=request.actor)
    shown = {"kid": key.kid, "alg": key.alg, "created_at": key.created_at, "key": clear}
    return answer(shown, 201, kind=SecretAnswer)


@router.delete(f"{ONE}/keys/{{str:kid}}", response={204: None}, summary="Revoke a key of a chat")
def delete_key(request: Call, inbox_id: Id, kid: Annotated[str, Field(max_length=40)]) -> HttpResponse:
    revoke_key(inbox_id, kid=kid, actor=request.actor)
    return done()


def made_chat(given: Mapping[str, Any], actor: Actor) -> Inbox:
    """A chat of what a request holds; what belongs to mail alone is refused."""
    fields = _flat(given)
    sites, language = fields.pop("sites", []), fields.pop("language", "")
    made = create_chat(fields.pop("name"), sites=sites, language=language, actor=actor)
    return change_chat(made.id, changes=fields, actor=actor) if fields else made


def changed_chat(inbox_id: int, given: Mapping[str, Any], actor: Actor) -> Inbox:
    return change_chat(inbox_id, changes=_flat(given), actor=actor)


def _flat(given: Mapping[str, Any]) -> dict[str, Any]:
    chat: dict[str, Any] = given.get("chat", {})
    return {name: value for name, value in given.items() if name not in ("channel", "chat")} | chat
