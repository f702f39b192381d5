"""What whoever answers is offered, and does with an article that was suggested: learnt from later."""

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.people.actor import Actor
from madoguchi.features.answers.jobs import rank_later
from madoguchi.features.answers.models import Suggestion
from madoguchi.features.answers.suggesting import Offered, as_markdown, offered_at, question_now

DEEDS = {
    "link": Suggestion.Outcome.LINKED,
    "card": Suggestion.Outcome.LINKED,
    "text": Suggestion.Outcome.PUT_IN,
    "dismiss": Suggestion.Outcome.DISMISSED,
}


def suggest(conversation_id: int, *, actor: Actor) -> Offered:
    """The articles for its newest question; where nobody has looked for them yet, a job does. Raises NotAllowed."""
    with tenant(actor.workspace_id):
        offered = offered_at(conversation_id, actor)
        if not offered.is_ranked:
            rank_later(actor.workspace_id, conversation_id)
        return offered


def take(conversation_id: int, article_id: int, *, deed: str, actor: Actor) -> str:
    """Do with a suggested article what `deed` says: "link", "card", "text" (returns the Markdown to put in) or
    "dismiss" ("").

    How much of the text is the style that is wanted there. Raises Refused("bad-choice"), NotAllowed for one that is
    not suggested there.
    """
    with tenant(actor.workspace_id):
        offered = offered_at(conversation_id, actor)
        if deed not in DEEDS:
            raise Refused("bad-choice", _("Choose one of the list."), field="deed")
        offer = next((one for one in offered.offers if one.text.article_id == article_id), None)
        if offer is None or (offer.inside and deed in ("link", "card")):
            raise NotAllowed("not-found", _("This article does not exist."))
        rows = Suggestion.objects.filter(message_id=offer.message_id, article_id=article_id)
        rows.update(outcome=DEEDS[deed], person_id=actor.person_id, at=now())
        if deed == "dismiss":
            return ""
        question = _asked_in(conversation_id) if deed == "text" else ""
        return as_markdown(offer, deed, style=offered.style, question=question)


def _asked_in(conversation_id: int) -> str:
    return question_now(Conversation.objects.get(id=conversation_id))[1]
