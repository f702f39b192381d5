"""Conversations that differ in everything that a filter can name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.models import AttributeDefinition, Company, Contact
from madoguchi.core.conversations.models import Conversation, ConversationTag, Mention, Message, Tag
from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.core.people.models import Person
from madoguchi.features.views.conditions import Condition, only
from madoguchi.features.views.typed import Typed, parse
from tests.world import World

TOKYO = ZoneInfo("Asia/Tokyo")


@dataclass(slots=True)
class Matters:
    """Rows by their names; `tags` by theirs."""

    world: World
    rows: dict[str, Conversation]
    tags: dict[str, Tag]

    def names(self, conditions: Iterable[Condition], *, of: Person | None = None) -> set[str]:
        """The names of the conversations that somebody (Misaki) sees of those that meet the conditions."""
        actor = self.world.actor(of or self.world.misaki)
        with tenant(actor.workspace_id):
            ids = set(visible_to(actor).filter(only(actor, conditions)).values_list("id", flat=True))
        return {name for name, row in self.rows.items() if row.id in ids}

    def typed(self, text: str, *, of: Person | None = None) -> set[str]:
        """The same for a typed filter, which holds no mistake."""
        read = self.read(text, of=of)
        assert read.problems == (), read.problems
        return self.names(read.with_words, of=of)

    def read(self, text: str, *, of: Person | None = None) -> Typed:
        actor = self.world.actor(of or self.world.misaki)
        with tenant(actor.workspace_id):
            return parse(text, actor, TOKYO)


def build(world: World) -> Matters:
    """`waiting`: 花子 has waited five hours, nobody has it. `mine`: 太郎's, Misaki's, answered, due yesterday.
    `done`: 花子's, resolved. `english`: Emma's, snoozed, in the English inbox. `foreign`: of Harbour & Pine."""
    with tenant(world.koyomi.id):
        tags = {name: Tag.objects.create(workspace_id=world.koyomi.id, name=name) for name in ("返品", "VIP 顧客")}
        rows = {
            "waiting": _row(
                world, world.hanako, subject="請求書について", preview="ｻｲﾄﾞ送付のお願い",
                waiting_since=now() - timedelta(hours=5), priority=3, team=world.team,
                attributes={"plan": "プロ", "seats": 12, "trial": True, "renewal": "2026-12-01"},
            ),
            "mine": _row(
                world, world.taro, subject="返品したい", preview="サイズ違い", assignee=world.misaki,
                waiting_on="customer", first_replied_at=now() - timedelta(days=1), due_at=now() - timedelta(days=1),
                created_at=now() - timedelta(days=10),
                attributes={"plan": "フリー", "seats": 3, "in": "x", "a__b": "y"},
            ),
            "done": _row(
                world, world.hanako, subject="ログインできない", status="resolved", resolved_at=now(),
                first_replied_at=now(), last_activity_at=now() - timedelta(days=40),
            ),
            "english": _row(
                world, world.emma, subject="Invoice", inbox=world.english, status="snoozed",
                snoozed_until=now() + timedelta(days=2), assignee=world.kenji,
            ),
        }  # fmt: skip
        _tag(rows["mine"], tags["返品"])
        _tag(rows["done"], tags["返品"])
        _tag(rows["done"], tags["VIP 顧客"])
        _mention(rows["waiting"], world.misaki)
        Contact.objects.filter(id=world.hanako.id).update(attributes={"plan": "年間"})
        _define(world, "conversation", plan="choice", seats="number", trial="boolean", renewal="date")
        _define(world, "conversation", **{"in": "text", "a__b": "text"})
        _define(world, "contact", plan="text")
        Company.objects.filter(id=world.kobo.id).update(attributes={"shops": 4, "level": "プロ"})
        _define(world, "company", shops="number", level="choice")
    with tenant(world.harbour.id):
        rows["foreign"] = Conversation.objects.create(
            workspace_id=world.harbour.id, inbox=world.harbour_inbox, contact=world.william, subject="返品 Invoice"
        )
    return Matters(world, rows, tags)


def _row(world: World, contact: Contact, **fields: object) -> Conversation:
    given = {"inbox": world.support, "last_activity_at": now(), **fields}
    return Conversation.objects.create(workspace_id=world.koyomi.id, contact=contact, **given)


def _tag(row: Conversation, tag: Tag) -> None:
    ConversationTag.objects.create(workspace_id=row.workspace_id, conversation=row, tag=tag)


def _mention(row: Conversation, person: Person) -> None:
    note = Message.objects.create(workspace_id=row.workspace_id, conversation=row, kind="note", person=person)
    Mention.objects.create(workspace_id=row.workspace_id, message=note, conversation=row, person=person)


def _define(world: World, on: str, **kinds: str) -> None:
    labels = {"plan": "契約プラン", "seats": "席数"}
    AttributeDefinition.objects.bulk_create(
        AttributeDefinition(
            workspace_id=world.koyomi.id,
            on=on,
            key=key,
            label=labels.get(key, key),
            type=kind,
            choices=["プロ", "フリー"] if kind == "choice" else [],
        )
        for key, kind in kinds.items()
    )
