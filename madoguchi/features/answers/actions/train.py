"""Learning from the articles of now and the questions of the past; what was learnt before is kept for a while."""

import time
from dataclasses import dataclass

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.ledger import Subject, gathering, record
from madoguchi.core.inboxes.steps import forget, keep
from madoguchi.core.people.actor import Actor, assistant
from madoguchi.core.people.policies import require
from madoguchi.features.answers.catalogue import as_read, texts
from madoguchi.features.answers.events import AssistantTrained
from madoguchi.features.answers.history import cases
from madoguchi.features.answers.jobs import train_later
from madoguchi.features.answers.learning import learnt
from madoguchi.features.answers.models import AnswerModel, AnswerPolicy
from madoguchi.features.answers.policy import policy_of
from madoguchi.features.answers.ranking import Article, Past
from madoguchi.features.answers.synonyms import synonyms_of

KEPT = 5  # of each audience


@dataclass(frozen=True, slots=True)
class Material:
    """What is learnt from."""

    audience: str
    articles: list[Article]
    history: list[Past]
    synonyms: list[list[str]]
    target: int


def ask_training(*, actor: Actor) -> None:
    """Learn anew as soon as it can be done. Raises NotAllowed."""
    require(actor, "inbox.manage")
    with tenant(actor.workspace_id):
        train_later(actor.workspace_id)


def train(workspace_id: int) -> list[AnswerModel]:
    """Learn for each audience and put it into use; nothing where there is no article. May run twice."""
    with tenant(workspace_id):
        AnswerPolicy.objects.filter(workspace_id=workspace_id).update(stale_since=None)
        materials = _materials(workspace_id)
    return [_train(workspace_id, material) for material in materials]


def _materials(workspace_id: int) -> list[Material]:
    for_all, for_agents = (list(texts(workspace_id, audience)) for audience in ("public", "agents"))
    past, synonyms = cases(workspace_id), synonyms_of(workspace_id)
    target = policy_of(workspace_id).target_precision
    made = []
    for audience, rows in (("public", for_all), ("agents", for_agents)):
        if not rows or (audience == "agents" and len(for_agents) == len(for_all)):
            _take_out_of_use(workspace_id, audience)
            continue
        known = {row.article_id for row in rows}
        history = [
            Past(case.question, str(case.article_id) if case.article_id in known else None)
            for case in past
            if case.article_id is None or case.article_id in known
        ]
        made.append(Material(audience, as_read(rows), history, synonyms, target))
    return made


def _train(workspace_id: int, material: Material) -> AnswerModel:
    from madoguchi.features.answers.ranking import Ranker  # numpy: only where it is learnt

    began = time.monotonic()
    content = learnt(material.articles, material.history, material.synonyms, material.target / 100)
    threshold = float(Ranker.from_bytes(content).threshold)
    took_ms = round(1000 * (time.monotonic() - began))
    with tenant(workspace_id), gathering():
        last = AnswerModel.objects.select_for_update().order_by("-number").first()
        _take_out_of_use(workspace_id, material.audience)
        made = AnswerModel.objects.create(
            workspace_id=workspace_id,
            number=last.number + 1 if last else 1,
            audience=material.audience,
            content=keep(workspace_id, content),
            target_precision=material.target,
            threshold=min(threshold, 2.0),
            articles=len({one.id for one in material.articles}),
            questions=len(material.history),
            took_ms=took_ms,
            in_use=True,
            trained_at=now(),
        )
        _forget_old(material.audience)
        record(AssistantTrained(made.id, made.number), actor=assistant(workspace_id), about=Subject())
        return made


def _take_out_of_use(workspace_id: int, audience: str) -> None:
    AnswerModel.objects.filter(workspace_id=workspace_id, audience=audience, in_use=True).update(in_use=False)


def _forget_old(audience: str) -> None:
    rows = AnswerModel.objects.filter(audience=audience).order_by("-number").values_list("id", "content_id")[KEPT:]
    old = list(rows)
    AnswerModel.objects.filter(id__in=[model_id for model_id, _content in old]).delete()
    forget([content_id for _model, content_id in old])
