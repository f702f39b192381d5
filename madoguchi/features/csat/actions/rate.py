"""Asking for a rating, giving one, and setting which inboxes ask."""

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.live import tell
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.models import Conversation, Message, Status
from madoguchi.core.conversations.outbound import ANSWERS
from madoguchi.core.events.ledger import Subject, gathering, record
from madoguchi.core.inboxes.events import InboxChanged
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.inboxes.queries import locked_on
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.csat.asking import asks, is_open
from madoguchi.features.csat.events import ConversationRated
from madoguchi.features.csat.models import Rating

LONGEST = 1000  # characters of a comment


def ask(conversation_id: int, *, workspace_id: int) -> Rating | None:
    """The conversation is resolved: its customer may say how it was. None where nobody is asked: another inbox, spam,
    nobody has answered, their data were erased. Whoever has rated already is not asked again. May run twice."""
    with tenant(workspace_id):
        rows = Conversation.objects.select_for_update(of=("self",)).select_related("inbox")
        asked = rows.filter(is_spam=False, merged_into__isnull=True, contact__erased_at__isnull=True)
        home = asked.filter(id=conversation_id, status=Status.RESOLVED).first()
        if home is None or not asks(home.inbox) or not Message.objects.filter(ANSWERS, conversation=home).exists():
            return None
        rating, _is_new = Rating.objects.get_or_create(
            conversation=home, defaults={"workspace_id": workspace_id, "inbox_id": home.inbox_id}
        )
        if rating.score is None:
            rating.person_id, rating.team_id, rating.asked_at = home.assignee_id, home.team_id, now()
            rating.save(update_fields=["person", "team", "asked_at"])
        tell(workspace_id, [f"conversation:{home.id}@{home.inbox_id}"])  # the panel asks again
        return rating


def rate(rating_id: int, *, score: int, comment: str | None = None, workspace_id: int) -> Rating:
    """What the customer says; whoever asks has shown that they are who was asked. `comment` None: it stays.

    Raises Refused("bad-score", "too-long", "too-late"), NotAllowed.
    """
    if not 1 <= score <= 5:
        raise Refused("bad-score", _("Choose one of the five."), field="score")
    if comment is not None and len(comment.strip()) > LONGEST:
        raise Refused("too-long", _("At most %(most)d characters at once.") % {"most": LONGEST}, field="comment")
    with tenant(workspace_id), gathering():
        rating = Rating.objects.select_for_update(of=("self",)).filter(id=rating_id).first()
        if rating is None:
            raise NotAllowed("not-found", _("This conversation does not exist."))
        if not is_open(rating):
            raise Refused("too-late", _("This can no longer be rated."))
        before, rating.score, at = rating.score, score, now()
        rating.comment = rating.comment if comment is None else comment.replace("\x00", "").strip()
        rating.rated_at, rating.changed_at = rating.rated_at or at, at
        rating.save(update_fields=["score", "comment", "rated_at", "changed_at"])
        conversation = rating.conversation
        tell(workspace_id, [f"conversation:{conversation.id}@{conversation.inbox_id}"])
        if before != score:
            customer = Actor(workspace_id, "contact", conversation.contact_id)
            steps.note_fact(conversation, ConversationRated(rating.id, before, score), customer)
        return rating


def set_asking(inbox_id: int, *, is_on: bool, actor: Actor) -> Inbox:
    """Whether the customers of a chat are asked when a conversation is resolved. Raises Refused("other-channel"),
    NotAllowed."""
    require(actor, "inbox.manage")
    with tenant(actor.workspace_id):
        inbox = locked_on("chat", inbox_id, actor)
        if asks(inbox) != is_on:
            inbox.settings = {**inbox.settings, "csat": is_on}
            inbox.save(update_fields=["settings"])
            record(InboxChanged(inbox.id, ["csat"]), actor=actor, about=Subject())
        return inbox
