"""A row by its id is the row that Django would give."""

from madoguchi.base.rows import row_by_id
from madoguchi.core.contacts.models import Contact
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.people.models import AuditEntry
from madoguchi.core.people.steps import audit
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
