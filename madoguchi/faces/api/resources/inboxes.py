"""Inboxes: addresses on channels, and who is let in by which."""

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Router
from pydantic import Field

from madoguchi.core.inboxes import queries
from madoguchi.core.inboxes.actions import inbox as actions
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.people.actor import Actor
from madoguchi.faces.api.answers import Call, SecretAnswer, answer, one, whole
from madoguchi.faces.api.fields import Address, Given, Id, Language, Name, Shown
from madoguchi.faces.api.problems import not_found
from madoguchi.faces.api.resources.chats import ChatGiven, changed_chat, made_chat
from madoguchi.faces.api.shapes.settings import InboxPage, InboxShown, inbox_of

router = Router(tags=["inboxes"])
ONE = "/inboxes/{int:inbox_id}"
Charset = Literal["utf-8", "iso-2022-jp"]
Port = Annotated[int, Field(ge=1, le=65535)]
Secret = Annotated[str, Field(max_length=4000)]
# Only the mail services of django-anymail: the name is imported.
Service = Annotated[str, Field(pattern=r"^anymail\.backends\.[a-z0-9_]+\.EmailBackend$", max_length=100)]


class InboxSettings(Given):
    """How mail is fetched and sent; null takes a setting away."""

    smtp_host: Name | None = None
    smtp_port: Port | None = None
    smtp_security: Literal["starttls", "ssl", "none"] | None = None
    smtp_user: Name | None = None
    imap_host: Name | None = None
    imap_port: Port | None = None
    imap_security: Literal["starttls", "ssl", "none"] | None = None
    imap_user: Name | None = None
    imap_folder: Name | None = None
    imap_after: Literal["leave", "seen", "move", "delete"] | None = None
    imap_move_to: Name | None = None
    imap_start: Annotated[str, Field(pattern=r"^(now|all|\d{4}-\d\d-\d\d)$")] | None = None
    oauth_provider: Literal["google", "microsoft"] | None = None
    oauth_client_id: Name | None = None
    oauth_tenant: Name | None = None
    anymail_backend: Service | None = None
    token_in_address: bool | None = None


class InboxSecrets(Given):
    """Kept encrypted and never shown; null takes one away."""

    smtp_password: Secret | None = None
    imap_password: Secret | None = None
    oauth_client_secret: Secret | None = None
    oauth_refresh_token: Secret | None = None
    anymail: dict[str, Secret] | None = None


Signature = Annotated[str, Field(max_length=10_000)]


class InboxGiven(Given):
    sender_name: Annotated[Name, Field(max_length=120)] = ""
    language: Annotated[
        Language,
        Field(description="At first that of the workspace.", json_schema_extra=lambda shown: shown.pop("default")),
    ] = "ja"
    charset: Charset = "utf-8"
    signature: Signature = ""
    signatures: Annotated[
        dict[Language, Signature], Field(description="Others, for customers who read that language.")
    ] = {}


class NewInbox(InboxGiven):
    """A mail inbox needs an `address`. A chat takes `name`, `language`, `sender_name` and `chat` alone."""

    name: Annotated[Name, Field(min_length=1, max_length=80)]
    channel: Literal["email", "chat"] = "email"
    address: Annotated[str, Field(max_length=320)] = ""
    chat: ChatGiven = ChatGiven()


class InboxChanges(InboxGiven):
    """Of a chat: `name`, `language`, `sender_name`, `chat`, `enabled`. Of a mail inbox: all but `chat`."""

    name: Annotated[Name, Field(min_length=1, max_length=80)] = "-"
    settings: InboxSettings = InboxSettings()
    secrets: InboxSecrets = InboxSecrets()
    chat: ChatGiven = ChatGiven()
    enabled: Annotated[bool, Field(description="A stopped inbox takes no mail and sends none.")] = True


class Aliases(Given):
    addresses: Annotated[list[Address], Field(max_length=100)]


class SecretShown(Shown):
    """The Bearer for POST /intake/v1/mail; shown this once."""

    secret: str


@router.get("/inboxes", response=InboxPage, summary="List inboxes")
def list_inboxes(request: Call) -> HttpResponse:
    rows = queries.visible_to(request.actor).prefetch_related("addresses").order_by("name", "id")
    return whole(rows, lambda row: inbox_of(row, request.actor))


@router.post("/inboxes", response={201: InboxShown}, summary="Make an inbox")
def create_inbox(request: Call, new: NewInbox) -> HttpResponse:
    given = new.changes()
    if new.channel == "chat":
        made = made_chat(given, request.actor)
    else:
        made = actions.create_inbox(given.pop("name"), address=given.pop("address", ""), actor=request.actor, **given)
    return answer(_shown(made.id, request.actor), 201, location=f"{request.path}/{made.id}")


@router.get(ONE, response=InboxShown, summary="Read an inbox")
def read_inbox(request: Call, inbox_id: Id) -> HttpResponse:
    return one(request, _shown(inbox_id, request.actor))


@router.patch(ONE, response=InboxShown, summary="Change an inbox")
def change_inbox(request: Call, inbox_id: Id, changes: InboxChanges) -> HttpResponse:
    given = changes.changes()
    enabled = given.pop("enabled", None)
    if given and _found(inbox_id, request.actor).channel == "chat":
        changed_chat(inbox_id, given, request.actor)
    elif given:
        actions.change_inbox(inbox_id, changes=given, actor=request.actor)
    if enabled is not None:
        actions.switch_inbox(inbox_id, on=enabled, actor=request.actor)
    return answer(_shown(inbox_id, request.actor))


@router.put(f"{ONE}/addresses", response=InboxShown, summary="Set the further addresses of an inbox")
def set_addresses(request: Call, inbox_id: Id, aliases: Aliases) -> HttpResponse:
    actions.set_aliases(inbox_id, addresses=aliases.addresses, actor=request.actor)
    return answer(_shown(inbox_id, request.actor))


@router.post(f"{ONE}/secret", response={201: SecretShown}, summary="Make a new secret for mail over HTTP")
def rotate_secret(request: Call, inbox_id: Id) -> HttpResponse:
    secret = actions.new_intake_secret(inbox_id, actor=request.actor)
    return answer({"secret": secret}, 201, kind=SecretAnswer)


def _shown(inbox_id: int, actor: Actor) -> dict[str, Any]:
    return inbox_of(_found(inbox_id, actor), actor)


def _found(inbox_id: int, actor: Actor) -> Inbox:
    inbox: Inbox | None = queries.visible_to(actor).prefetch_related("addresses").filter(id=inbox_id).first()
    if inbox is None:
        raise not_found()
    return inbox
