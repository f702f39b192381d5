"""Learning from the articles of now and the questions of the past; what was learnt before is kept for a while."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog
from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.ledger import Subject, gathering, record
from madoguchi.core.inboxes.steps import forget, keep
from madoguchi.core.people.actor import Actor, assistant
from madoguchi.core.people.policies import require
from madoguchi.features.answers.backtesting import past_of
from madoguchi.features.answers.catalogue import as_read, texts
from madoguchi.features.answers.closing import closed_if_broken
from madoguchi.features.answers.comparing import Compared, breaks_too_much, compared, sample
from madoguchi.features.answers.events import AssistantPutIntoUse, AssistantTrained
from madoguchi.features.answers.history import Case, cases
from madoguchi.features.answers.jobs import train_later
from madoguchi.features.answers.learning import learnt
from madoguchi.features.answers.meanings import outside_for
from madoguchi.features.answers.memory import known_to, readings_of
from madoguchi.features.answers.models import FORMAT, AnswerModel, AnswerPolicy, Regression
from madoguchi.features.answers.policy import policy_of
from madoguchi.features.answers.ranking import Article, Past
from madoguchi.features.answers.steps import keep_regression
from madoguchi.features.answers.synonyms import synonyms_of

if TYPE_CHECKING:
    from madoguchi.features.answers.ranking import Ranker

log = structlog.get_logger(__name__)
KEPT = 5  # of each audience


@dataclass(frozen=True, slots=True)
class Material:
    """What is learnt from."""

    audience: str
    articles: list[Article]
    history: list[Past]
    asked: list[Case]
    synonyms: list[list[str]]
    target: int


def ask_training(*, actor: Actor) -> None:
    """Learn anew as soon as it can be done. Raises NotAllowed."""
    require(actor, "inbox.manage")
    with tenant(actor.workspace_id):
        train_later(actor.workspace_id)


def put_into_use(model_id: int, *, actor: Actor) -> AnswerModel:
    """One that was held back, or one of before. Raises NotAllowed."""
    with tenant(actor.workspace_id):
        row = AnswerModel.objects.select_for_update().filter(id=model_id, format=FORMAT).first()
        if row is None or not actor.may("inbox.manage"):
            raise NotAllowed("not-found", _("This model does not exist any more."))
        if not row.in_use:
            _take_out_of_use(actor.workspace_id, row.audience)
            row.in_use, row.is_held, row.asked_at = True, False, now()
            row.save(update_fields=["in_use", "is_held", "asked_at"])
            record(AssistantPutIntoUse(row.id, row.number), actor=actor, about=Subject())
        return row


def train(workspace_id: int, *, tried: int = 0) -> list[AnswerModel]:
    """Learn for each audience and put it into use, but hold back what breaks too much of what was right before; nothing
    where there is no article. May run twice. That it broke off (closing.py) is kept until it has come to its end."""
    return closed_if_broken(
        lambda: _trained(workspace_id),
        lambda: _broke_off(workspace_id),
        tried=tried,
        job=f"learning in workspace {workspace_id}",
    )


def _trained(workspace_id: int) -> list[AnswerModel]:
    from madoguchi.features.answers.ranking.readings import joined  # numpy: only where it is learnt

    with tenant(workspace_id):
        AnswerPolicy.objects.filter(workspace_id=workspace_id).update(stale_since=None)
        materials, readings = _materials(workspace_id), [readings_of(workspace_id)]
    made = []
    for material in materials:
        row, read = _train(workspace_id, material, readings)
        made.append(row)
        readings.append(read)
    _ended(workspace_id, joined(readings[1:]))
    return made


def _ended(workspace_id: int, readings: bytes) -> None:
    with tenant(workspace_id):
        AnswerPolicy.objects.get_or_create(workspace_id=workspace_id)
        row = AnswerPolicy.objects.select_for_update().get(workspace_id=workspace_id)
        before, row.readings = row.readings_id, keep(workspace_id, readings) if readings else None
        row.broke_off_at = None
        row.save(update_fields=["broke_off_at", "readings"])
        if before is not None and before != row.readings_id:
            forget([before])


def _broke_off(workspace_id: int) -> list[AnswerModel]:
    """Nothing is made of what broke off."""
    with tenant(workspace_id):
        AnswerPolicy.objects.update_or_create(workspace_id=workspace_id, defaults={"broke_off_at": now()})
    return []


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
        of_them = [case for case in past if case.article_id is None or case.article_id in known]
        history = past_of(of_them, frozenset(known))
        made.append(Material(audience, as_read(rows), history, sample(of_them), synonyms, target))
    return made


def _train(workspace_id: int, material: Material, readings: Sequence[bytes]) -> tuple[AnswerModel, bytes]:
    """With what was read for it."""
    from madoguchi.features.answers.ranking import Ranker  # numpy: only where it is learnt

    began = time.monotonic()
    with tenant(workspace_id):
        outside = outside_for(material.articles, material.history, workspace_id)
    found = learnt(material.articles, material.history, material.synonyms, material.target / 100, readings, outside)
    ranker = Ranker.from_bytes(found.ranker)
    took_ms = round(1000 * (time.monotonic() - began))
    changed = _compared(workspace_id, material, ranker)
    is_held = breaks_too_much(changed)
    with tenant(workspace_id), gathering():
        last = AnswerModel.objects.select_for_update().order_by("-number").first()
        AnswerModel.objects.filter(audience=material.audience).update(is_held=False)  # the newest alone waits
        if not is_held:
            _take_out_of_use(workspace_id, material.audience)
        made = AnswerModel.objects.create(
            workspace_id=workspace_id,
            number=last.number + 1 if last else 1,
            format=FORMAT,
            audience=material.audience,
            content=keep(workspace_id, found.ranker),
            target_precision=material.target,
            threshold=min(float(ranker.usual_threshold), 2.0),
            articles=len({one.id for one in material.articles}),
            questions=len(material.history),
            took_ms=took_ms,
            in_use=not is_held,
            is_held=is_held,
            trained_at=now(),
            **(_tried(ranker) if outside else {}),
        )
        if changed:
            keep_regression(Regression(workspace_id=workspace_id, model=made), changed, Regression.State.DONE)
        _forget_old(material.audience)
        record(AssistantTrained(made.id, made.number, made.in_use), actor=assistant(workspace_id), about=Subject())
        return made, found.readings


def _tried(ranker: "Ranker") -> dict[str, Any]:
    """What became of the embedding model, for the row."""
    found, states = ranker.tried, AnswerModel.Meaning
    if found is None or not found.questions:
        return {"meaning": states.TOO_FEW if found else states.AWAY}
    return {
        "meaning": states.IN_USE if found.helps else states.NO_HELP,
        "meaning_tried": found.questions,
        "meaning_with": round(found.with_it * found.questions),
        "meaning_without": round(found.without * found.questions),
    }


def _compared(workspace_id: int, material: Material, ranker: "Ranker") -> list[Compared]:
    """What it changes beside the model in use, in the regression set; nothing where there is none."""
    with tenant(workspace_id):
        known = known_to(workspace_id, material.audience)
    if known is None or not material.asked:
        return []
    questions = [case.question for case in material.asked]
    return compared(material.asked, known.ranker.rank_all(questions, limit=1), ranker.rank_all(questions, limit=1))


def _take_out_of_use(workspace_id: int, audience: str) -> None:
    AnswerModel.objects.filter(workspace_id=workspace_id, audience=audience, in_use=True).update(in_use=False)


def _forget_old(audience: str) -> None:
    """What is in use stays, however many were held back since."""
    rows = (
        AnswerModel.objects.filter(audience=audience, in_use=False)
        .order_by("-number")
        .values_list("id", "content_id")[KEPT - 1 :]
    )
    old = list(rows)
    AnswerModel.objects.filter(id__in=[model_id for model_id, _content in old]).delete()
    forget([content_id for _model, content_id in old])
