"""What a person can be told: each kind with its words and the ways on which it goes unless they choose others."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PAGE, SOUND, PUSH, MAIL = CHANNELS = ("page", "sound", "push", "mail")
CHANNEL_LABELS: dict[str, str | Promise] = {
    PAGE: _("In the desk"),
    SOUND: _("Sound"),
    PUSH: _("Push"),
    MAIL: _("Mail when away"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """`label` and the sentence `about` stand in the settings, `words` is what is said of one, `many` of several
    together (%(count)s).

    `folds` says what is told as one while it is unread: what happens in one "conversation", what one "actor" does,
    or what comes on one "day" (so that it is mailed on another day although it was not read).
    `place` is the list that several of it are found in, `page` where the row stands that one without a conversation is
    about. The kind that stands further up goes first where what
    happened is of several kinds for a person. `pages` is the page that several are found in that are about rows.
    `is_ours`: what it is about says nothing of a customer, and is named wherever it is told.
    """

    name: str
    label: str | Promise
    about: str | Promise
    words: str | Promise
    many: str | Promise = ""
    channels: frozenset[str] = frozenset({PAGE})
    folds: str = "conversation"
    icon: str = "bell"
    place: str = "mine"
    page: str = "/desk/announcements/%d/"
    pages: str = ""
    is_ours: bool = False


ALL = frozenset(CHANNELS)

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "assigned",
            _("Assigned to you"),
            _("A conversation is assigned to you"),
            _("%(who)s assigned a conversation to you"),
            _("%(who)s assigned %(count)s conversations to you"),
            channels=ALL,
            folds="actor",
            icon="assign",
        ),
        Kind(
            "mentioned",
            _("Mentions"),
            _("Somebody mentions you or your team"),
            _("%(who)s mentioned you"),
            _("%(who)s mentioned you in %(count)s conversations"),
            channels=ALL,
            icon="at",
            place="mentions",
        ),
        Kind(
            "help",
            _("Requests for help"),
            _("A colleague asks for help"),
            _("%(who)s asks for help"),
            _("%(who)s asks for help in %(count)s conversations"),
            channels=frozenset({PAGE, SOUND, PUSH}),
            icon="help",
            place="open",
        ),
        Kind(
            "help_taken",
            _("Help that comes"),
            _("A colleague takes up your request for help"),
            _("%(who)s comes to help"),
            channels=frozenset({PAGE, SOUND, PUSH}),
            icon="help",
        ),
        Kind(
            "taken_over",
            _("Taken over from you"),
            _("A colleague takes over what you own or are answering"),
            _("%(who)s took over the conversation"),
            _("%(who)s took over %(count)s conversations"),
            channels=frozenset({PAGE, SOUND}),
            folds="actor",
            icon="assign",
        ),
        Kind(
            "customer_wrote",
            _("Messages of customers"),
            _("A customer writes in a conversation that you own or follow"),
            _("%(who)s wrote to you"),
            channels=ALL,
            icon="mail",
        ),
        Kind(
            "chat_waits",
            _("Chats that wait"),
            _("A customer in a chat waits longer than the chat allows"),
            _("A customer in a chat is waiting"),
            _("Customers in %(count)s chats are waiting"),
            channels=frozenset({PAGE, SOUND, PUSH}),
            icon="clock",
            place="chats",
        ),
        Kind(
            "delivery_failed",
            _("Failed replies"),
            _("A reply of yours is not delivered"),
            _("A reply was not delivered"),
            _("Replies in %(count)s conversations were not delivered"),
            channels=ALL,
            icon="warning",
        ),
        Kind(
            "due",
            _("Due times"),
            _("A due time of yours comes"),
            _("The due time has come"),
            _("The due time of %(count)s conversations has come"),
            channels=ALL,
            folds="actor",
            icon="calendar",
        ),
        Kind(
            "snooze_over",
            _("Snoozes that end"),
            _("A snooze of yours is over"),
            _("A snooze is over"),
            _("The snooze of %(count)s conversations is over"),
            channels=frozenset({PAGE, SOUND}),
            folds="actor",
            icon="snooze",
        ),
        Kind(
            "colleague_wrote",
            _("Messages of colleagues"),
            _("A colleague writes in a conversation that you own or follow"),
            _("%(who)s wrote in a conversation"),
            _("%(who)s wrote in %(count)s conversations"),
            icon="chat",
            place="following",
        ),
        Kind(
            "team_assigned",
            _("Given to your team"),
            _("A conversation is given to your team"),
            _("%(who)s gave a conversation to your team"),
            _("%(who)s gave %(count)s conversations to your team"),
            folds="actor",
            icon="users",
            place="unassigned",
        ),
        Kind(
            "unassigned",
            _("Conversations without an owner"),
            _("A customer writes in a conversation that nobody owns"),
            _("%(who)s wrote, and nobody owns the conversation"),
            channels=frozenset(),
            icon="unassign",
            place="unassigned",
        ),
        Kind(
            "announcement",
            _("Announcements"),
            _("An announcement or a hand-over note for you"),
            _("%(who)s announced something"),
            channels=frozenset({PAGE, SOUND, MAIL}),
            folds="subject",
            icon="megaphone",
        ),
        Kind(
            "reminder",
            _("Reminders to confirm"),
            _("An announcement that you have not confirmed yet"),
            _("An announcement waits for your confirmation"),
            channels=frozenset({PAGE, MAIL}),
            folds="subject",
            icon="megaphone",
        ),
        Kind(
            "question",
            _("Questions about features"),
            _("A colleague asks you what the product can do"),
            _("%(who)s asks what the product can do"),
            channels=ALL,
            folds="subject",
            icon="help",
            page="/desk/questions/%d/",
        ),
        Kind(
            "question_answered",
            _("Answers about features"),
            _("A question of yours about the product is answered"),
            _("%(who)s answered your question"),
            channels=frozenset({PAGE, SOUND, MAIL}),
            folds="subject",
            icon="check-circle",
            page="/desk/questions/%d/",
        ),
        Kind(
            "review",
            _("Reviews of articles"),
            _("Somebody asks you, or anybody who publishes, to read an article"),
            _("%(who)s asks for a review of an article"),
            channels=ALL,
            folds="subject",
            icon="book",
            page="/desk/articles/%d/",
            is_ours=True,
        ),
        Kind(
            "reviewed",
            _("What became of your articles"),
            _("An article of yours is approved, or given back to you"),
            _("%(who)s has read your article"),
            channels=frozenset({PAGE, SOUND, MAIL}),
            folds="subject",
            icon="check-circle",
            page="/desk/articles/%d/",
            is_ours=True,
        ),
        Kind(
            "suggestion",
            _("Suggested changes"),
            _("A colleague suggests a change to an article that you look after"),
            _("%(who)s suggests a change to your article"),
            channels=frozenset({PAGE, MAIL}),
            folds="subject",
            icon="edit",
            page="/desk/articles/%d/",
            is_ours=True,
        ),
        Kind(
            "outdated",
            _("Articles to look over"),
            _("What is said of a feature changes after an article about it that you look after was published"),
            _("%(who)s changed what is said of a feature: is your article still right?"),
            channels=frozenset({PAGE, MAIL}),
            folds="subject",
            icon="history",
            page="/desk/articles/%d/",
            is_ours=True,
        ),
        Kind(
            "article_due",
            _("Review dates of articles"),
            _("The day comes on which an article is to be looked over that you look after, or that nobody looks after"),
            _("The day has come to look over an article"),
            _("The day has come to look over %(count)s articles"),
            channels=frozenset({PAGE, MAIL}),
            folds="day",
            icon="calendar",
            page="/desk/articles/%d/",
            pages="/desk/articles/improve/due/",
            is_ours=True,
        ),
        Kind(
            "feature_due",
            _("Review dates of features"),
            _("The day comes on which a feature is to be looked at again that you own, or that nobody owns"),
            _("The day has come to look at a feature again"),
            _("The day has come to look at %(count)s features again"),
            channels=frozenset({PAGE, MAIL}),
            folds="day",
            icon="calendar",
            page="/desk/features/%d/",
            pages="/desk/features/?stale=1",
            is_ours=True,
        ),
        Kind(
            "held_back",
            _("What the assistant learns"),
            _("What the assistant has learnt is held back until somebody looks at it"),
            _("What the assistant has learnt is held back"),
            _("What the assistant has learnt is held back"),  # the newest alone waits, for two audiences at most
            channels=frozenset({PAGE, MAIL}),
            folds="actor",
            icon="warning",
            page="/desk/settings/assistant/#held-%d",
        ),
        Kind("test", "", "", _("This is what a notification looks like"), channels=ALL, folds="subject"),
    )
}
CHOSEN = [kind for kind in KINDS.values() if kind.label]  # the lines of the settings
RANK = {name: place for place, name in enumerate(KINDS)}
OFF_BY_DEFAULT = [kind.name for kind in KINDS.values() if not kind.channels]


def channels_of(kind: str, own: Mapping[str, Any]) -> frozenset[str]:
    """The channels of a kind for a person; `own` is Preference.channels."""
    chosen = own.get(kind)
    return KINDS[kind].channels if chosen is None else ALL.intersection(chosen)
