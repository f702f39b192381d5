"""What each role may do. The only place where permission is decided.

It lies on the floor of the workspaces because people and contacts, which know nothing of each other, both ask it.
"""

from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madoguchi.base.errors import NotAllowed

READ = frozenset(
    {
        *("conversation.read", "contact.read", "person.read", "inbox.read", "event.read", "announcement.read"),
        *("article.read", "registry.read", "glossary.read"),
    }
)
NOTE = frozenset({"conversation.note", "conversation.follow", "notification.own", "registry.ask"})
SPECIFY = frozenset({"registry.write", "glossary.write"})
PREFER = frozenset({"preferences.own"})
WATCH = frozenset({"team.watch", "report.read"})
HANDLE = frozenset(
    {
        *("conversation.reply", "conversation.update", "conversation.create"),
        *("tag.use", "help.ask", "saved_reply.own"),
    }
)
WRITE_ARTICLES = frozenset({"article.write"})
FORWARD = frozenset({"conversation.forward"})
CONTACTS = frozenset({"contact.update", "contact.merge", "contact.block", "personal_data.read"})
ASIDE = frozenset({"intake.read", "intake.settle"})
LEAD = frozenset(
    {
        *("tag.manage", "team.manage", "contact.erase", "view.share", "saved_reply.share", "intake.reread"),
        *("presence.hide", "help.answer", "announcement.publish", "team.watch", "article.publish"),
    }
)
MANAGE = frozenset(
    {
        "report.read",
        "person.manage",
        "contact.export",
        "attribute.manage",
        "audit.read",
        "workspace.export",
        "help_centre.manage",
        "driver.manage",
    }
)
ADMINISTER = frozenset({"inbox.manage", "token.manage", "workspace.manage", "role.manage", "outbox.read"})
HAND_OVER = frozenset({"announcement.hand_over"})
OWN_TOKEN = frozenset({"token.own"})

AT_THE_DESK = READ | NOTE | PREFER | HANDLE | FORWARD | CONTACTS | ASIDE | HAND_OVER | OWN_TOKEN | WRITE_ARTICLES

PERMISSIONS: dict[str, frozenset[str]] = {
    "light": READ | NOTE | PREFER | WRITE_ARTICLES | SPECIFY,
    "partner": READ | NOTE | PREFER | HANDLE,
    "agent": AT_THE_DESK,
    "supervisor": AT_THE_DESK | SPECIFY | LEAD,
    "manager": AT_THE_DESK | SPECIFY | LEAD | MANAGE,
    "administrator": AT_THE_DESK | SPECIFY | LEAD | MANAGE | ADMINISTER,
}

SCOPES: dict[str, frozenset[str]] = {
    "read": READ | WATCH | frozenset({"personal_data.read", "intake.read", "audit.read", "outbox.read"}),
    "conversations": READ
    | NOTE
    | HANDLE
    | FORWARD
    | ASIDE
    | HAND_OVER
    | frozenset({"personal_data.read", "help.answer"}),
    "contacts": READ | CONTACTS | frozenset({"contact.erase", "contact.export"}),
    "articles": READ | WRITE_ARTICLES | frozenset({"article.publish"}),
    "registry": READ | SPECIFY | frozenset({"registry.ask"}),
    "settings": READ | PREFER | WRITE_ARTICLES | SPECIFY | LEAD | MANAGE | ADMINISTER | OWN_TOKEN,
}

SCOPE_LABELS = {
    "read": gettext_lazy("Read everything that its person may see"),
    "conversations": gettext_lazy("Work in conversations"),
    "contacts": gettext_lazy("Change, merge, export and erase contacts"),
    "articles": gettext_lazy("Write and publish articles of the help centre"),
    "registry": gettext_lazy("Keep the registry of features and the glossary"),
    "settings": gettext_lazy("Change settings, people and inboxes"),
}


# What a role may do, in the words of whoever gives roles; each line stands for all permissions of its set.
DUTIES = (
    (gettext_lazy("Read conversations, contacts and companies"), READ),
    (gettext_lazy("Write notes, mention people, follow conversations, ask the owners of features"), NOTE),
    (gettext_lazy("Keep the registry of features, recipes and the glossary"), SPECIFY),
    (gettext_lazy("Set their own language, appearance and keys"), PREFER),
    (gettext_lazy("Answer, begin, assign, tag, merge and resolve conversations"), HANDLE),
    (gettext_lazy("Forward messages to somebody outside"), FORWARD),
    (gettext_lazy("See mail addresses and telephone numbers in full; change, merge and block contacts"), CONTACTS),
    (gettext_lazy("See mail set aside and let it in"), ASIDE),
    (gettext_lazy("Write hand-over notes for the next shift"), HAND_OVER),
    (gettext_lazy("Write drafts of articles"), WRITE_ARTICLES),
    (gettext_lazy("Make API tokens for oneself"), OWN_TOKEN),
    (
        gettext_lazy(
            "Watch the team, help, announce; review and publish articles; manage teams, tags and shared saved replies, "
            "erase contacts, read a mailbox once more"
        ),
        LEAD,
    ),
    (
        gettext_lazy(
            "See the figures and set their targets; manage people, custom attributes and the help centre, export data, "
            "read the audit log"
        ),
        MANAGE,
    ),
    (gettext_lazy("Manage inboxes, roles, all tokens and the workspace"), ADMINISTER),
)


class Asking(Protocol):
    """Whoever asks, seen from the apps that do not know people (core/people/actor.py is what it is)."""

    @property
    def workspace_id(self) -> int: ...

    @property
    def person_id(self) -> int | None: ...

    @property
    def inbox_ids(self) -> frozenset[int] | None: ...

    def may(self, permission: str) -> bool: ...


def require(actor: Asking, permission: str) -> None:
    """Raise NotAllowed unless the actor has the permission."""
    if not actor.may(permission):
        raise NotAllowed("not-allowed", _("Your role does not allow this."))
