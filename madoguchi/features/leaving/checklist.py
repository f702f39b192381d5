"""What only one person has answered, keeps or has in hand: a list to work off before they leave (MISSION 61)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed
from madoguchi.core.conversations.models import Conversation, Message, Status
from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.models import Person
from madoguchi.core.people.policies import require
from madoguchi.core.people.queries import people_visible_to
from madoguchi.features.aims.models import Aim
from madoguchi.features.articles.intervals import Share
from madoguchi.features.articles.models import Article, ArticleText
from madoguchi.features.articles.queries.covering import answered_and_resolved, uncovered_between
from madoguchi.features.registry.models import Feature, FeatureQuestion

LOOKED_AT = timedelta(days=365)
SHOWN = 50  # of each
NEWEST = ("-resolved_at", "-id")


@dataclass(frozen=True, slots=True)
class Thing:
    """A conversation, an article, a feature or a question, by what it is called; "" for nothing."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Checklist:
    """Of `person`: `covered` is the share of the conversations that they alone have answered and that an article
    covers; `in_hand` are open conversations, `questions` what they are to answer as an owner. Lists hold SHOWN at most.
    """

    person: Person
    covered: Share
    in_hand: list[Thing]
    articles: list[Thing]
    features: list[Thing]
    questions: list[Thing]

    @property
    def is_done(self) -> bool:
        """Whether nothing goes with them."""
        is_written = self.covered.count == self.covered.of
        return is_written and not (self.in_hand or self.articles or self.features or self.questions)


def checklist_for(person_id: int, actor: Actor) -> Checklist:
    """In the running tenant; two queries. Raises NotAllowed."""
    person = _person(person_id, actor)
    here = OuterRef("pk")
    title = ArticleText.objects.filter(article=OuterRef("pk")).order_by("id").values("draft_title")[:1]
    read: dict[str, ArraySubquery] = {
        "in_hand": _things(visible_to(actor).filter(assignee=here).exclude(status=Status.RESOLVED), F("subject")),
        "articles": _things(Article.objects.filter(owner=here, archived_at=None), Subquery(title)),
        "features": _things(Feature.objects.filter(owner=here), F("name")),
        "questions": _things(FeatureQuestion.objects.filter(owner=here, answered_at=None), F("text")),
    }
    counts = {"alone": _count(answered_alone(person, actor)), "bare": _count(only_theirs(person, actor))}
    row: Any = Person.objects.annotate(**read, **counts).get(id=person.id)
    whole = row.alone or 0
    lists = {name: [Thing(one["id"], one["name"] or "") for one in getattr(row, name)] for name in read}
    return Checklist(person, Share(whole - (row.bare or 0), whole), **lists)


def _things(rows: "QuerySet[Any]", name: Combinable) -> ArraySubquery:
    return ArraySubquery(rows.order_by("id").values(told=JSONObject(id="id", name=name))[:SHOWN])


def _count(rows: "QuerySet[Conversation]") -> Subquery:
    return Subquery(rows.order_by().values("workspace_id").annotate(many=Count("id")).values("many"))


def uncovered_of(person_id: int, actor: Actor) -> "QuerySet[Conversation]":
    """What they alone have answered and nobody has written down; to be paged by NEWEST. Raises NotAllowed."""
    return only_theirs(_person(person_id, actor), actor)


def only_theirs(person: Person, actor: Actor) -> "QuerySet[Conversation]":
    """Without what an article covers, and without questions that others have answered elsewhere."""
    since, until = _year()
    bare = uncovered_between(actor, since=since, until=until)
    return _alone(bare, person)


def answered_alone(person: Person, actor: Actor) -> "QuerySet[Conversation]":
    """Resolved within LOOKED_AT, with replies of nobody else."""
    since, until = _year()
    return _alone(answered_and_resolved(actor, since, until), person)


def _alone(rows: "QuerySet[Conversation]", person: Person) -> "QuerySet[Conversation]":
    said = Message.objects.filter(conversation=OuterRef("pk"), kind=Message.Kind.REPLY, automatic="")
    theirs, others = said.filter(person=person), said.exclude(person=person)
    # What is asked often is known to whoever has answered the like.
    of_others = Message.objects.filter(
        conversation=OuterRef("conversation_id"), kind=Message.Kind.REPLY, automatic="", person__isnull=False
    ).exclude(person=person)
    alike = Aim.objects.filter(topic=OuterRef("aim__topic")).exclude(topic="").filter(Exists(of_others))
    return rows.filter(Exists(theirs)).exclude(Exists(others)).exclude(Exists(alike))


def _person(person_id: int, actor: Actor) -> Person:
    require(actor, "team.watch")
    found = people_visible_to(actor).filter(id=person_id).first()
    if found is None:
        raise NotAllowed("not-found", _("This person does not exist."))
    return found


def _year() -> tuple[datetime, datetime]:
    return now() - LOOKED_AT, now()
