"""What whoever answers does with an article that was suggested: learnt from later."""

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.conversations.queries.visible import one_visible
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.answers.models import AssistantSetting, Suggestion
from madoguchi.features.answers.policy import setting_of
from madoguchi.features.answers.suggesting import Offer, as_markdown, offers_for

DEEDS = {
    "link": Suggestion.Outcome.LINKED,
    "text": Suggestion.Outcome.PUT_IN,
    "dismiss": Suggestion.Outcome.DISMISSED,
}


def suggest(conversation_id: int, *, actor: Actor) -> list[Offer]:
    """The articles for its newest question, and that they were shown. Raises NotAllowed."""
    require(actor, "conversation.reply")
    with tenant(actor.workspace_id):
        home = _conversation(conversation_id, actor)
        if setting_of(home.inbox).mode == AssistantSetting.Mode.OFF:
            return []
        offers = offers_for(home)
        Suggestion.objects.bulk_create(
            [
                Suggestion(
                    workspace_id=actor.workspace_id,
                    conversation_id=conversation_id,
                    message_id=one.message_id,
                    article_id=one.text.article_id,
                    score=one.score,
                )
                for one in offers
            ],
            ignore_conflicts=True,
        )
        return offers


def take(conversation_id: int, article_id: int, *, deed: str, actor: Actor) -> str:
    """Do with a suggested article what `deed` says: "link", "text" (returns the Markdown to put in) or "dismiss" ("").

    Raises Refused("bad-choice"), NotAllowed for one that is not suggested there.
    """
    require(actor, "conversation.reply")
    with tenant(actor.workspace_id):
        home = _conversation(conversation_id, actor)
        if deed not in DEEDS:
            raise Refused("bad-choice", _("Choose one of the list."), field="deed")
        offer = next((one for one in offers_for(home) if one.text.article_id == article_id), None)
        if offer is None or (offer.inside and deed == "link"):
            raise NotAllowed("not-found", _("This article does not exist."))
        rows = Suggestion.objects.filter(message_id=offer.message_id, article_id=article_id)
        rows.update(outcome=DEEDS[deed], person_id=actor.person_id, at=now())
        return "" if deed == "dismiss" else as_markdown(offer.text, offer.address, deed)


def _conversation(conversation_id: int, actor: Actor) -> Conversation:
    found = one_visible(conversation_id, actor)
    if found is None:
        raise NotAllowed("not-found", _("This conversation does not exist."))
    return found
