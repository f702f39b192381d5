"""What a workspace's classifier learns from: the examples of its types, and what its people have corrected. Learnt
where it is asked for, and kept in the process until one of them changes."""

from datetime import datetime

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Concat

from madoguchi.core.conversations.models import Message
from madoguchi.features.kinds.models import ConversationKind, Kind
from madoguchi.features.kinds.recognising import Classifier, learnt

CORRECTIONS = 500  # the newest
KEPT = 50  # workspaces

Marker = tuple[datetime | None, int, datetime | None, int]
_kept: dict[int, tuple[Marker, Classifier]] = {}


def classifier_of(workspace_id: int) -> Classifier:
    """Two queries; two more where something has changed."""
    marker = _marker(workspace_id)
    known = _kept.get(workspace_id)
    if known is not None and known[0] == marker:
        return known[1]
    if len(_kept) >= KEPT:
        _kept.clear()
    made = learnt(_examples(workspace_id))
    _kept[workspace_id] = (marker, made)
    return made


def question_of(conversation_id: int) -> str:
    """What was asked first: the subject and the text. "" where no person wrote first."""
    rows = Message.objects.filter(conversation_id=conversation_id).order_by("id")
    first = rows.values("kind", "automatic", "subject", "text").first()
    if first is None or first["kind"] != Message.Kind.INBOUND or first["automatic"]:
        return ""
    return f"{first['subject']}\n{first['text']}"


def _marker(workspace_id: int) -> Marker:
    kinds = Kind.objects.filter(workspace_id=workspace_id).aggregate(at=Max("changed_at"), n=Count("id"))
    said = _said(workspace_id).aggregate(at=Max("at"), n=Count("id"))
    return kinds["at"], kinds["n"], said["at"], said["n"]


def _said(workspace_id: int) -> QuerySet[ConversationKind]:
    by_person = Q(by=ConversationKind.By.PERSON, kind__isnull=False)
    return ConversationKind.objects.filter(by_person, workspace_id=workspace_id)


def _examples(workspace_id: int) -> list[tuple[int, str]]:
    kinds = Kind.objects.filter(workspace_id=workspace_id)
    found = [(kind.id, line) for kind in kinds for line in kind.examples.splitlines() if line.strip()]
    first = Message.objects.filter(conversation_id=OuterRef("conversation_id")).order_by("id")
    text = Subquery(first.values(whole=Concat(F("subject"), Value("\n"), F("text"), output_field=TextField()))[:1])
    rows = _said(workspace_id).order_by("-at", "-id").annotate(text=text)[:CORRECTIONS]
    return [*found, *((kind_id, text) for kind_id, text in rows.values_list("kind_id", "text") if kind_id and text)]
