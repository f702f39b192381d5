"""Types of questions: what each asks, the type of a conversation, and the figures."""

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from madoguchi.base.paging import page_of
from madoguchi.core.people.actor import Actor
from madoguchi.faces.api.answers import Call, answer, done, listed, one, whole
from madoguchi.faces.api.days import DaysAsked
from madoguchi.faces.api.fields import Given, Id, Name, Paging, Shown
from madoguchi.faces.api.shapes.conversations import ConversationPage, conversation_of, with_all
from madoguchi.features.articles.intervals import Share
from madoguchi.features.kinds import queries
from madoguchi.features.kinds.actions import kinds
from madoguchi.features.kinds.actions.of_conversations import fill_kind, set_kind
from madoguchi.features.kinds.models import ConversationKind, Kind
from madoguchi.features.kinds.queries import Line

router = Router(tags=["types"])
ONE = "/types/{int:kind_id}"
OF = "/conversations/{int:conversation_id}/type"
FieldType = Literal["text", "long", "date"]
Part = Literal["all", "open", "recognised", "judged", "right", "chosen"]


class FieldGiven(Given):
    """Something that a type asks. `ask_ja` and `ask_en` are how the customer is asked for it, within a sentence."""

    id: Annotated[Id | None, Field(description="Of one that is there; without it, it is a new one.")] = None
    label: Annotated[Name, Field(max_length=80)]
    ask_ja: Name = ""
    ask_en: Name = ""
    type: FieldType = "text"
    is_required: bool = False


class KindChanges(Given):
    """Whatever is left out stays as it is; `fields` are all that it asks from now on."""

    name: Annotated[Name, Field(max_length=60)] = "-"
    name_ja: Annotated[str, Field(max_length=60, description='For who reads Japanese; "" as `name`.')] = ""
    name_en: Annotated[str, Field(max_length=60, description='For who reads English; "" as `name`.')] = ""
    examples: Annotated[list[Annotated[str, Field(max_length=2000)]], Field(max_length=2000)] = []
    is_offered: Annotated[bool, Field(description="In the form of the help centre.")] = True
    fields: Annotated[list[FieldGiven], Field(max_length=20)] = []


class NewKind(KindChanges):
    name: Annotated[Name, Field(max_length=60)]


class KindGiven(Given):
    kind_id: Annotated[Id | None, Field(description="Null: of no type.")]


class ValuesGiven(Given):
    values: Annotated[
        dict[Annotated[str, Field(pattern=r"^[0-9]{1,18}$")], Annotated[str, Field(max_length=4000)]],
        Field(description="By the id of a field; an empty text takes one out."),
    ]


class TypeDays(DaysAsked):
    def asked(self, actor: Actor, kind: int | None = None, part: str = "all") -> queries.Asked:
        return queries.Asked(*self.span(actor), kind, part)


class TypeRows(Paging, TypeDays):
    kind_id: Id | None = None
    untyped: Annotated[bool, Field(description="Those of no type.")] = False
    part: Part = "all"


class FieldShown(Shown):
    id: int
    label: str
    ask_ja: str
    ask_en: str
    type: FieldType
    is_required: bool


class KindShown(Shown):
    """The classifier learns from `examples`, and from what people say of conversations."""

    id: int
    name: str
    name_ja: str
    name_en: str
    examples: list[str]
    is_offered: bool
    fields: list[FieldShown]


class KindPage(Shown):
    data: list[KindShown]
    next: str | None


class ConversationKindShown(Shown):
    """`guess_id` and `sure` (percent) are what the classifier said; `kind_id` is null where it was not sure enough and
    nobody has said. `missing` are required fields without a value."""

    kind_id: int | None
    by: Literal["machine", "customer", "person"]
    guess_id: int | None
    sure: int | None
    values: dict[str, str]
    missing: list[int]


class ShareShown(Shown):
    count: int
    of: int
    low: float
    high: float


class KindLine(Shown):
    """`kind_id` null: of no type. `accuracy`: of those that a colleague judged."""

    kind_id: int | None
    name: str
    conversations: int
    open: int
    recognised: int
    chosen: int
    accuracy: ShareShown


class KindReport(Shown):
    types: list[KindLine]


@router.get("/types", response=KindPage, summary="List the types of questions")
def list_types(request: Call) -> HttpResponse:
    return whole(queries.kinds_visible_to(request.actor), _kind_of)


@router.post("/types", response={201: KindShown}, summary="Make a type of questions")
def create_type(request: Call, new: NewKind) -> HttpResponse:
    made = kinds.save_kind(_fields(new), actor=request.actor)
    shown = _kind_of(queries.kind_for(made.id, request.actor))
    return answer(shown, 201, location=f"{request.path}/{made.id}")


@router.get(ONE, response=KindShown, summary="Read a type of questions")
def read_type(request: Call, kind_id: Id) -> HttpResponse:
    return one(request, _kind_of(queries.kind_for(kind_id, request.actor)))


@router.patch(ONE, response=KindShown, summary="Change a type of questions, and what it asks")
def change_type(request: Call, kind_id: Id, changes: KindChanges) -> HttpResponse:
    kinds.change_kind(kind_id, _fields(changes), actor=request.actor)
    return answer(_kind_of(queries.kind_for(kind_id, request.actor)))


@router.delete(ONE, response={204: None}, summary="Delete a type; its conversations stay")
def delete_type(request: Call, kind_id: Id) -> HttpResponse:
    kinds.delete_kind(kind_id, actor=request.actor)
    return done()


@router.get(OF, response=ConversationKindShown, summary="Read of which type a question is", tags=["conversations"])
def read_conversation_type(request: Call, conversation_id: Id) -> HttpResponse:
    return one(request, _row_of(conversation_id, request.actor))


@router.put(OF, response=ConversationKindShown, summary="Say of which type a question is", tags=["conversations"])
def set_conversation_type(request: Call, conversation_id: Id, given: KindGiven) -> HttpResponse:
    set_kind(conversation_id, kind_id=given.kind_id, actor=request.actor)
    return answer(_row_of(conversation_id, request.actor))


@router.patch(OF, response=ConversationKindShown, summary="Write down what its type asks", tags=["conversations"])
def fill_conversation_type(request: Call, conversation_id: Id, given: ValuesGiven) -> HttpResponse:
    fill_kind(conversation_id, {int(key): text for key, text in given.values.items()}, actor=request.actor)
    return answer(_row_of(conversation_id, request.actor))


@router.get("/reports/types", response=KindReport, summary="Read how many there are by type", tags=["reports"])
def read_types(request: Call, asked: Query[TypeDays]) -> HttpResponse:
    lines = queries.report_on(request.actor, asked.asked(request.actor))
    return one(request, {"types": [_line_of(line) for line in lines]})


@router.get(
    "/reports/types/conversations",
    response=ConversationPage,
    summary="List the conversations that a type counts",
    tags=["reports"],
)
def list_type_conversations(request: Call, asked: Query[TypeRows]) -> HttpResponse:
    kind = 0 if asked.untyped else asked.kind_id
    rows = queries.conversations_visible_to(request.actor, asked.asked(request.actor, kind, asked.part))
    page = page_of(with_all(rows), order=queries.NEWEST, cursor=asked.cursor, limit=asked.limit)
    return listed(request, page, conversation_of)


def _fields(given: KindChanges) -> dict[str, Any]:
    fields = given.changes()
    if "examples" in fields:
        fields["examples"] = "\n".join(" ".join(text.split()) for text in fields["examples"])
    return fields


def _kind_of(row: Kind) -> dict[str, Any]:
    names = ("id", "label", "ask_ja", "ask_en", "type", "is_required")
    return {
        "id": row.id,
        **{name: getattr(row, name) for name in ("name", "name_ja", "name_en")},
        "examples": row.examples.splitlines(),
        "is_offered": row.is_offered,
        "fields": [{name: getattr(one, name) for name in names} for one in row.fields.all()],
    }


def _row_of(conversation_id: int, actor: Actor) -> dict[str, Any]:
    row: ConversationKind = queries.kind_of(conversation_id, actor)
    told = queries.told_in(row, queries.kind_for(row.kind_id, actor) if row.kind_id else None)
    return {
        "kind_id": row.kind_id,
        "by": row.by,
        "guess_id": row.guess_id,
        "sure": row.sure,
        "values": row.values if actor.may("personal_data.read") else {},
        "missing": [one.field.id for one in told if one.is_missing],
    }


def _line_of(line: Line) -> dict[str, Any]:
    accuracy = Share(line.counts["right"], line.counts["judged"])
    return {
        "kind_id": line.kind.id if line.kind else None,
        "name": line.kind.name if line.kind else "",
        "conversations": line.counts["all"],
        **{name: line.counts[name] for name in ("open", "recognised", "chosen")},
        "accuracy": {"count": accuracy.count, "of": accuracy.of, "low": accuracy.low, "high": accuracy.high},
    }
