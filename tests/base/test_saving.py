"""A row that is written by hand is the row that Django would have written."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, models, transaction
from pytest_django import DjangoAssertNumQueries

from madoguchi.base.prepared import prepared
from madoguchi.base.saving import insert, insert_with, update
from madoguchi.core.contacts.models import Contact
from madoguchi.core.conversations.models import Conversation, Draft, Message, Priority
from tests.world import World

NOON = datetime(2026, 11, 23, 3, 0, 0, 123456, UTC)


def columns(row: models.Model) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def conversation(world: World, **given: object) -> Conversation:
    return Conversation(workspace_id=world.koyomi.id, inbox=world.support, contact=world.hanako, **given)


def test_a_new_row_knows_what_the_database_made_of_it(koyomi: World) -> None:
    row = conversation(koyomi, subject="請求", attributes={"plan": ["A", 1, None]}, last_activity_at=NOON)
    insert(row)
    assert columns(row) == columns(Conversation.objects.get(id=row.id))
    assert (row.last_activity_at, row.created_at.tzinfo) == (NOON, UTC)
    assert not row._state.adding
    said = Message(workspace_id=koyomi.koyomi.id, conversation=row, kind="note", text="", before_it={"a": None})
    insert(said)
    assert columns(said) == columns(Message.objects.get(id=said.id))


def test_a_change_of_all_and_of_some(koyomi: World) -> None:
    row = conversation(koyomi)
    insert(row)
    row.subject, row.is_spam, row.priority, row.due_at, row.assignee = "請求", True, Priority.HIGH, NOON, koyomi.misaki
    update(row)
    assert columns(row) == columns(Conversation.objects.get(id=row.id))
    row.subject, row.due_at, row.assignee = "", None, None
    update(row, "due_at", "assignee")
    found = Conversation.objects.get(id=row.id)
    assert (found.subject, found.due_at, found.assignee) == ("請求", None, None)


def test_a_row_that_is_gone_cannot_be_changed(koyomi: World) -> None:
    row = Contact.objects.get(id=koyomi.hanako.id)
    row.id = 2**40
    with pytest.raises(RuntimeError, match="not there"):
        update(row)


def test_the_database_refuses_as_it_always_did(koyomi: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(conversation(koyomi, status="lost"))
    elsewhere = conversation(koyomi)
    elsewhere.workspace_id = koyomi.harbour.id
    with pytest.raises(Exception, match="row-level security"), transaction.atomic():
        insert(elsewhere)


def test_nulls_and_numbers_of_any_size_share_one_plan(koyomi: World) -> None:
    row = Draft(workspace_id=koyomi.koyomi.id, person=koyomi.misaki)
    insert(row)
    for size in (1, None, 40_000, 2**33):
        row.last_seen_message_id = size
        update(row, "last_seen_message_id")
        assert Draft.objects.get().last_seen_message_id == size
    with prepared() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'UPDATE \"drafts\"%%'", [])
        assert cursor.fetchone() == (1,)


def test_several_rows_are_one_statement_and_keep_their_order(
    koyomi: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [conversation(koyomi, subject=subject) for subject in ("請求", "返品", "解約")]
    with django_assert_num_queries(1):
        insert(*rows)
    for row in rows:
        assert columns(row) == columns(Conversation.objects.get(id=row.id))
    assert [row.subject for row in Conversation.objects.filter(id__in=[row.id for row in rows]).order_by("id")] == [
        "請求",
        "返品",
        "解約",
    ]


FURTHER = """
, noted AS (
  INSERT INTO messages (workspace_id, conversation_id, kind, channel, subject, text, reply_text, html, addresses,
                        mail_id, in_reply_to, dedupe_key, automatic, authentication)
  SELECT %(workspace)s::bigint, made.id, 'note', 'note', '', text, '', '', '{}', '', '', '', '', '{}'
  FROM made, unnest(%(texts)s::text[]) AS text
  RETURNING id, conversation_id
)
SELECT made.*, noted.id FROM made JOIN noted ON noted.conversation_id = made.id ORDER BY made.id
"""


def test_new_rows_and_what_belongs_to_them_are_one_statement(
    koyomi: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first, second = conversation(koyomi, subject="請求"), conversation(koyomi, subject="納品")
    values = {"workspace": koyomi.koyomi.id, "texts": ["済み"]}
    with django_assert_num_queries(1):
        noted = insert_with(first, second, further=FURTHER, values=values)
    for row, (note_id,) in zip((first, second), noted, strict=True):
        assert columns(row) == columns(Conversation.objects.get(id=row.id))
        assert Message.objects.get(id=note_id).conversation == row
