"""Reading types: those of a workspace, that of a conversation with what it still lacks, and the figures by type."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import override

from madoguchi.base.errors import NotAllowed
from madoguchi.base.text import normal
from madoguchi.core.conversations.models import Conversation, Status
from madoguchi.core.conversations.queries.visible import one_visible, visible_to
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.kinds.models import LEAST, ConversationKind, Kind, KindField

IN_ORDER = ("position", "id")
NEWEST = ("-created_at", "-id")
JUDGED = Q(kind_of__by=ConversationKind.By.PERSON, kind_of__guess__isnull=False, kind_of__sure__gte=LEAST)
PARTS: dict[str, Q] = {
    "all": Q(id__isnull=False),
    "open": ~Q(status=Status.RESOLVED),
    "recognised": Q(kind_of__by=ConversationKind.By.MACHINE),
    "judged": JUDGED,
    "right": JUDGED & Q(kind_of__guess_id=F("kind_of__kind_id")),
    "chosen": Q(kind_of__by=ConversationKind.By.CUSTOMER),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Conversations begun from `since` on and before `until`. `kind` 0: of no type; None: of any. `part` of PARTS."""

    since: datetime
    until: datetime
    kind: int | None = None
    part: str = "all"


@dataclass(frozen=True, slots=True)
class Line:
    """One type (`kind` None: none) with how many there are of each of PARTS."""

    kind: Kind | None
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Told:
    """What a type asks in one conversation, and what is known of it."""

    field: KindField
    value: str

    @property
    def is_missing(self) -> bool:
        return self.field.is_required and not self.value


def kinds_visible_to(actor: Actor) -> QuerySet[Kind]:
    """With what each asks: one query more."""
    rows = Kind.objects.filter(workspace_id=actor.workspace_id)
    rows = rows if actor.may("conversation.read") else rows.none()
    return with_fields(rows)


def with_fields(rows: QuerySet[Kind]) -> QuerySet[Kind]:
    fields = KindField.objects.order_by(*IN_ORDER)
    return rows.order_by(*IN_ORDER).prefetch_related(Prefetch("fields", queryset=fields))


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a conversation: the types, that of it, and what it asks. `sure` in percent."""

    kinds: Sequence[Kind]
    kind: Kind | None
    guess: Kind | None
    sure: int | None
    by: str
    told: list[Told]

    @property
    def missing(self) -> int:
        return sum(one.is_missing for one in self.told)


def kind_on() -> Subquery:
    """For conversations: annotate(kind_on=...), as beside() reads it."""
    rows = ConversationKind.objects.filter(conversation=OuterRef("pk"))
    names = ("kind_id", "guess_id", "sure", "by", "values")
    return Subquery(rows.values(said=JSONObject(**{name: name for name in names}))[:1])


def beside(said: dict[str, Any] | None, actor: Actor) -> Beside:
    """Of a conversation with kind_on(). One query."""
    said = said or {"kind_id": None, "guess_id": None, "sure": None, "by": ConversationKind.By.MACHINE, "values": {}}
    fields = KindField.objects.filter(kind=OuterRef("pk")).order_by(*IN_ORDER)
    shown = JSONObject(id="id", label="label", type="type", is_required="is_required")
    rows = kinds_visible_to(actor).prefetch_related(None)
    kinds = list(rows.annotate(asks=ArraySubquery(fields.values(shown=shown))))
    by_id = {kind.id: kind for kind in kinds}
    kind = by_id.get(said["kind_id"])
    asks = [KindField(**one) for one in kind.asks or ()] if kind else []
    told = [Told(one, said["values"].get(str(one.id), "")) for one in asks]
    return Beside(kinds, kind, by_id.get(said["guess_id"]), said["sure"], said["by"], told)


def offered(workspace_id: int) -> list[Kind]:
    """Those that somebody who writes to us may choose, with what each asks."""
    return list(with_fields(Kind.objects.filter(workspace_id=workspace_id, is_offered=True)))


def offered_called(workspace_id: int, names: Iterable[str]) -> dict[str, Kind]:
    """By each of some names (topics of a chat, for instance) the offered type that is called so. Two queries."""
    called = {normal(name): kind for kind in offered(workspace_id) for name in kind.names}
    return {name: called[normal(name)] for name in names if normal(name) in called}


def kind_for(kind_id: int, actor: Actor) -> Kind:
    """Raises NotAllowed when it is not there for this actor."""
    found = kinds_visible_to(actor).filter(id=kind_id).first()
    if found is None:
        raise NotAllowed("not-found", _("This type does not exist."))
    return found


def kind_of(conversation_id: int, actor: Actor) -> ConversationKind:
    """Of a conversation; an unsaved row where nothing was said yet. Raises NotAllowed."""
    conversation = one_visible(conversation_id, actor)
    if conversation is None:
        raise NotAllowed("not-found", _("This conversation does not exist."))
    found = ConversationKind.objects.filter(conversation_id=conversation_id).select_related("kind", "guess").first()
    return found or ConversationKind(workspace_id=actor.workspace_id, conversation=conversation)


def told_in(row: ConversationKind, kind: Kind | None) -> list[Told]:
    """For each field of its type."""
    return [Told(one, row.values.get(str(one.id), "")) for one in kind.fields.all()] if kind else []


def question_for(missing: list[Told], language: str) -> str:
    """All that is missing, asked in one message, in Markdown and in the customer's language."""
    with override(language or None):
        lines = "\n".join(f"- {_spoken(one.field, language)}" for one in missing)
        return f"{_('So that we can look into it at once, could you tell us the following?')}\n\n{lines}\n"


def asked_in(field: KindField, language: str, own: str) -> str:
    """What a form calls it: by its name in the language of its workspace (`own`), elsewhere as it is asked for, which
    begins small where it is said within a sentence."""
    asked = field.label if language == own else _spoken(field, language)
    return asked[:1].upper() + asked[1:]


def _spoken(field: KindField, language: str) -> str:
    """How it is asked for in a language; in the other one where nobody has said it in this."""
    both = (field.ask_ja, field.ask_en) if language == "ja" else (field.ask_en, field.ask_ja)
    return next(filter(None, both), field.label)


def conversations_visible_to(actor: Actor, asked: Asked) -> QuerySet[Conversation]:
    """The newest first. Raises NotAllowed for who sees no reports."""
    require(actor, "report.read")
    rows = visible_to(actor).filter(is_spam=False, merged_into__isnull=True)
    rows = rows.filter(PARTS[asked.part], created_at__gte=asked.since, created_at__lt=asked.until)
    if asked.kind is not None:
        rows = rows.filter(kind_of__kind_id=asked.kind) if asked.kind else rows.filter(kind_of__kind__isnull=True)
    return rows.order_by(*NEWEST)


def report_on(actor: Actor, asked: Asked) -> list[Line]:
    """Each type in its order, those of no type last. Two queries."""
    rows = conversations_visible_to(actor, Asked(asked.since, asked.until)).order_by()
    counted = rows.values(of=F("kind_of__kind_id")).annotate(
        **{f"n_{part}": Count("id", filter=condition) for part, condition in PARTS.items()}
    )
    found: list[dict[str, Any]] = [dict(one) for one in counted]
    counts = {one["of"]: {part: one[f"n_{part}"] for part in PARTS} for one in found}
    none = dict.fromkeys(PARTS, 0)
    kinds: list[Kind | None] = [*Kind.objects.filter(workspace_id=actor.workspace_id).order_by(*IN_ORDER), None]
    return [Line(kind, counts.get(kind.id if kind else None, none)) for kind in kinds]
