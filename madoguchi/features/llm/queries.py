"""What is set of the language model, and its calls, for whoever may see them."""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed
from madoguchi.base.text import digest
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.llm.actions.call import SWITCHES, fields_of
from madoguchi.features.llm.models import LanguageModel, ModelCall
from madoguchi.features.llm.wording import OUTCOMES

NEWEST = ("-id",)
LOST = timedelta(minutes=10)  # after which nobody is at it any more


def model_of(workspace_id: int) -> LanguageModel:
    """The workspace's own, or an empty one (without an id)."""
    found = LanguageModel.objects.filter(workspace_id=workspace_id).first()
    return found or LanguageModel(workspace_id=workspace_id)


def model_for(actor: Actor) -> LanguageModel:
    """For who sets it. Raises NotAllowed."""
    require(actor, "inbox.manage")
    return model_of(actor.workspace_id)


def ready_for(purpose: ModelCall.Purpose, workspace_id: int) -> QuerySet[LanguageModel]:
    """The workspace's model where it is connected, switched on for this, and does not rest; else no row."""
    rows = LanguageModel.objects.filter(workspace_id=workspace_id, **{SWITCHES[purpose]: True})
    rests_until = fields_of(purpose).rests_until
    rows = rows.exclude(Q(address="") | Q(**{fields_of(purpose).name: ""}))
    return rows.filter(Q(**{rests_until: None}) | Q(**{f"{rests_until}__lte": now()}))


def may_ask(workspace_id: int, purpose: ModelCall.Purpose) -> bool:
    """Whether there is one ready_for() it. One query; budgets are looked at by begin()."""
    return ready_for(purpose, workspace_id).exists()


def embedding_source(workspace_id: int) -> str:
    """Which embedding model at which address is to say what texts mean, as a digest: others say it otherwise. "" where
    none is to. One query."""
    rows = LanguageModel.objects.filter(workspace_id=workspace_id, reads_meaning=True)
    found = rows.exclude(Q(address="") | Q(embedding_model="")).values_list("address", "embedding_model").first()
    return digest("\n".join(found)) if found else ""


def calls_visible_to(actor: Actor) -> QuerySet[ModelCall]:
    """Raises NotAllowed."""
    require(actor, "inbox.manage")
    return ModelCall.objects.filter(workspace_id=actor.workspace_id)


def calls_seen_by(actor: Actor) -> QuerySet[ModelCall]:
    """All for who sets the model, else those that the actor asked for."""
    rows = ModelCall.objects.filter(workspace_id=actor.workspace_id)
    return rows if actor.may("inbox.manage") else rows.filter(person_id=actor.person_id or 0)


def call_for(call_id: int, actor: Actor) -> ModelCall:
    """One of calls_seen_by(). Raises NotAllowed."""
    found = calls_seen_by(actor).filter(id=call_id).first()
    if found is None:
        raise NotAllowed("not-found", _("This call does not exist."))
    return found


def outcome_of(call: ModelCall) -> str:
    """Its outcome; "" while it goes on."""
    return call.outcome or ("lost" if call.at < now() - LOST else "")


def words_for(call: ModelCall) -> str:
    """What became of it."""
    outcome = outcome_of(call)
    return str(OUTCOMES.get(outcome, outcome)) if outcome else _("Goes on …")
