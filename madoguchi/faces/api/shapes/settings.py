"""Inboxes, people, teams, tags, tokens and the workspace, as the API shows them."""

from dataclasses import asdict
from typing import Any, Literal

from madoguchi.core.conversations.models import Tag
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.models import Invitation, Person, Team, Token
from madoguchi.core.workspaces.models import Workspace
from madoguchi.faces.api.fields import Language, Role, Shown, Time
from madoguchi.features.chat.asking import ask_of, away_of
from madoguchi.features.chat.escalation import alarm_times, steps_of
from madoguchi.features.chat.keys import keys_of
from madoguchi.features.chat.look import look_of
from madoguchi.features.csat.asking import asks


class LookShown(Shown):
    """How a chat looks on a site. Texts by language; where one has none, the chat has words of its own."""

    colour: str
    position: Literal["right", "left"]
    launcher: dict[str, str]
    greeting: dict[str, str]


class KeyShown(Shown):
    """A key for signed identity, never its text: that was shown once. `kid` stands in the head of each token."""

    kid: str
    alg: Literal["HS256", "ES256"]
    created_at: Time


class KeyMade(KeyShown):
    """The one answer that shows the key that the site signs with: the secret, for ES256 the private key (PEM);
    "" where the site brought its own public key."""

    key: str


class StepShown(Shown):
    """After so many seconds of a wait: tell somebody, or hand the chat on."""

    after: int
    does: Literal["tell_responsible", "tell_takers", "tell_team", "tell_supervisors", "hand_to_team", "hand_to_free"]
    team_id: int | None


class AskShown(Shown):
    """What a chat asks before a conversation begins: each is not asked (""), "optional" or "required".
    `topics_in` and `question_in` are the words in other languages; "" or none: as they are."""

    name: str
    mail: str
    topic: str
    answer: str
    topics: list[str]
    question: str
    topics_in: dict[str, list[str]]
    question_in: dict[str, str]


class ChatShown(Shown):
    """What only a chat has. `next_word_minutes` is by when who waits is promised to hear again (null: no time is
    promised). `steps` are what happens as long as somebody waits, `too_long` the seconds after which that burns,
    `tell_wait` whether who waits sees their place, `help` whether the help centre is offered. `keys` are shown to those
    who manage inboxes."""

    sites: list[str]
    look: LookShown
    hand_out: Literal["by_itself", "offer", "by_hand"]
    next_word_minutes: int | None
    steps: list[StepShown]
    too_long: int
    away: Literal["closed", "nobody", "chat"]
    ask: AskShown
    mail_inbox_id: int | None
    tell_wait: bool
    help: bool
    keys: list[KeyShown]


class InboxShown(Shown):
    """An address on a channel; that of a chat is its public key. `chat` is null for others, `hours_id` where people
    answer at any time.

    `settings` and the names of its secrets are shown to those who manage inboxes.
    """

    id: int
    name: str
    channel: str
    address: str
    aliases: list[str]
    sender_name: str
    language: Language
    charset: str
    signature: str
    signatures: dict[Language, str]
    settings: dict[str, Any]
    secrets: list[str]
    chat: ChatShown | None
    hours_id: int | None
    asks_csat: bool
    created_at: Time
    disabled_at: Time | None


class InboxPage(Shown):
    data: list[InboxShown]
    next: None


class PersonShown(Shown):
    """A seat. `inbox_ids` counts where `all_inboxes` is false."""

    id: int
    name: str
    name_kana: str
    title: str
    email: str
    role: Role
    all_inboxes: bool
    inbox_ids: list[int]
    active: bool
    created_at: Time


class PersonPage(Shown):
    data: list[PersonShown]
    next: None


class InvitationShown(Shown):
    """An open invitation. `problem`: what keeps its mail from going; it is tried again."""

    id: int
    email: str
    role: Role
    inbox_ids: list[int]
    created_at: Time
    expires_at: Time
    sent_at: Time | None
    problem: str


class InvitationPage(Shown):
    data: list[InvitationShown]
    next: None


class TeamShown(Shown):
    """A group that conversations can be given to."""

    id: int
    name: str
    person_ids: list[int]


class TeamPage(Shown):
    data: list[TeamShown]
    next: None


class TagShown(Shown):
    """A word that conversations are sorted by."""

    id: int
    name: str
    colour: str


class TagPage(Shown):
    data: list[TagShown]
    next: None


class TokenShown(Shown):
    """A token, never its text: that was shown once. `hint` is its end."""

    id: int
    person_id: int
    name: str
    hint: str
    scopes: list[str]
    created_at: Time
    expires_at: Time | None
    last_used_at: Time | None


class TokenMade(TokenShown):
    """The one answer that shows the token's text."""

    token: str


class TokenPage(Shown):
    data: list[TokenShown]
    next: None


class WorkspaceShown(Shown):
    id: int
    name: str
    language: Language
    time_zone: str
    unseen_watching: bool
    tracks_promises: bool
    long_wait_minutes: int
    too_long_wait_minutes: int
    unanswered_minutes: int
    created_at: Time


class Me(Shown):
    """Whom the token speaks for, and what it may do."""

    workspace: WorkspaceShown
    person: PersonShown
    token_id: int
    scopes: list[str]
    permissions: list[str]


def inbox_of(row: Inbox, actor: Actor) -> dict[str, Any]:
    manages = actor.may("inbox.manage")
    own = row.address.lower()
    return {
        "id": row.id,
        "name": row.name,
        "channel": row.channel,
        "address": row.address,
        "aliases": sorted(one.address for one in row.addresses.all() if one.address != own),
        "sender_name": row.sender_name,
        "language": row.language,
        "charset": row.charset,
        "signature": row.signature,
        "signatures": row.signatures,
        "settings": _settings_of(row) if manages else {},
        "secrets": sorted(row.secret_values) if manages else [],
        "chat": _chat_of(row, manages) if row.channel == "chat" else None,
        "hours_id": row.settings.get("hours_id"),
        "asks_csat": asks(row),
        "created_at": row.created_at,
        "disabled_at": row.disabled_at,
    }


def _settings_of(row: Inbox) -> dict[str, Any]:
    """Those of mail; what else stands there is shown under names of its own."""
    return {
        name: value
        for name, value in row.settings.items()
        if row.channel != "chat" and name not in ("hours_id", "csat")
    }


def _chat_of(row: Inbox, manages: bool) -> dict[str, Any]:
    keys = keys_of(row) if manages else []
    return {
        "sites": row.settings.get("sites", []),
        "look": look_of(row).kept(),
        "hand_out": row.settings.get("chat", {}).get("hand_out", "by_itself"),
        "next_word_minutes": row.settings.get("chat", {}).get("next_word_minutes"),
        "steps": [asdict(step) for step in steps_of(row)],
        "too_long": alarm_times(row.settings)[1],
        "away": away_of(row),
        "ask": ask_of(row).kept(),
        "mail_inbox_id": row.settings.get("chat", {}).get("mail_inbox_id"),
        "tell_wait": row.settings.get("chat", {}).get("tell_wait", True),
        "help": row.settings.get("chat", {}).get("help", True),
        "keys": [{"kid": key.kid, "alg": key.alg, "created_at": key.created_at} for key in keys],
    }


def person_of(row: Person) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "name_kana": row.name_kana,
        "title": row.title,
        "email": row.email,
        "role": row.role,
        "all_inboxes": row.all_inboxes,
        "inbox_ids": sorted(one.inbox_id for one in row.inbox_access.all()),
        "active": row.is_active,
        "created_at": row.created_at,
    }


def invitation_of(row: Invitation) -> dict[str, Any]:
    return {
        "id": row.id,
        "email": row.email,
        "role": row.role,
        "inbox_ids": row.inbox_ids,
        "created_at": row.created_at,
        "expires_at": row.expires_at,
        "sent_at": row.sent_at,
        "problem": row.problem,
    }


def team_of(row: Team) -> dict[str, Any]:
    return {"id": row.id, "name": row.name, "person_ids": sorted(one.person_id for one in row.teammember_set.all())}


def tag_of(row: Tag) -> dict[str, Any]:
    return {"id": row.id, "name": row.name, "colour": row.colour}


def token_of(row: Token) -> dict[str, Any]:
    return {
        "id": row.id,
        "person_id": row.person_id,
        "name": row.name,
        "hint": row.hint,
        "scopes": row.scopes,
        "created_at": row.created_at,
        "expires_at": row.expires_at,
        "last_used_at": row.last_used_at,
    }


def workspace_of(row: Workspace) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "language": row.language,
        "time_zone": row.time_zone,
        "unseen_watching": row.unseen_watching,
        "tracks_promises": row.tracks_promises,
        "long_wait_minutes": row.long_wait_minutes,
        "too_long_wait_minutes": row.too_long_wait_minutes,
        "unanswered_minutes": row.unanswered_minutes,
        "created_at": row.created_at,
    }
