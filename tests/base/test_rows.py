"""A row by its id is the row that Django would give."""

from pytest_django import DjangoAssertNumQueries

from madoguchi.base.rows import Wide, row_by_id, wide_rows_by
from madoguchi.core.contacts.models import Contact
from madoguchi.core.conversations.actions.note import add_note
from madoguchi.core.conversations.models import Message
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.people.models import AuditEntry
from madoguchi.core.people.steps import audit
from tests.core.conversations.arriving import arrive, conversation_of, mail
from tests.world import World


def test_it_is_the_same_row(koyomi: World) -> None:
    Contact.objects.filter(id=koyomi.hanako.id).update(attributes={"plan": ["A", 1, None]})
    audit("signed_in", actor="person:1", detail={"a": 1}, address="2001:db8::1")
    entry = AuditEntry.objects.get()
    for model, row_id in ((Contact, koyomi.hanako.id), (Inbox, koyomi.support.id), (AuditEntry, entry.id)):
        found = row_by_id(model, koyomi.koyomi.id, row_id, lock=model is not AuditEntry)
        expected = model.objects.get(id=row_id)
        assert found is not None
        assert {f.attname: getattr(found, f.attname) for f in model._meta.concrete_fields} == {
            f.attname: getattr(expected, f.attname) for f in model._meta.concrete_fields
        }
        assert not found._state.adding


def test_a_row_that_is_not_there(koyomi: World) -> None:
    assert row_by_id(Contact, koyomi.koyomi.id, 2**40) is None
    assert row_by_id(Contact, koyomi.harbour.id, koyomi.hanako.id) is None
    assert row_by_id(Contact, koyomi.koyomi.id, koyomi.william.id) is None


def test_rows_with_what_is_beside_them_are_those_of_django(
    koyomi: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Contact.objects.filter(id=koyomi.hanako.id).update(attributes={"plan": ["A", 1, None]})
    conversation = conversation_of(arrive(koyomi.support, mail("hanako@kobo.example")))
    add_note(conversation.id, text="済み", actor=koyomi.actor(koyomi.misaki))
    wide = Wide(
        Message, beside=("person", "contact"), more=(("length", "length(messages.text)"),), without=("addresses",)
    )
    with django_assert_num_queries(1):
        found = wide_rows_by(wide, koyomi.koyomi.id, "messages.id > %s ORDER BY messages.id", [0])
        beside = [(row.person, row.contact) for row in found]
    expected = Message.objects.order_by("id").select_related("person", "contact")
    assert beside == [(row.person, row.contact) for row in expected] == [(None, koyomi.hanako), (koyomi.misaki, None)]
    assert beside[0][1] is not None
    assert beside[0][1].attributes == {"plan": ["A", 1, None]}
    assert [row.length for row in found] == [len(row.text) for row in expected]  # type: ignore[attr-defined]  # by `more`
    assert [row.addresses for row in found] == [row.addresses for row in expected]  # asked for when it is wanted
    assert wide_rows_by(wide, koyomi.harbour.id, "messages.id > %s", [0]) == []
