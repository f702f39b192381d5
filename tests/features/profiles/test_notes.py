"""What colleagues write down about a person outside."""

import pytest
from django.db import IntegrityError, transaction

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.core.contacts.actions.change import update_contact
from madoguchi.core.contacts.actions.erase import erase_contact, export_contact
from madoguchi.core.contacts.actions.merge import merge_contacts, undo_merge
from madoguchi.core.contacts.models import Contact
from madoguchi.core.events.models import Event
from madoguchi.features.profiles.actions.notes import add_contact_note, change_contact_note, delete_contact_note
from madoguchi.features.profiles.models import ContactNote
from madoguchi.features.profiles.queries import notes_about
from tests.world import World


def written(koyomi: World, text: str = "電話は午前のみ", who: str = "misaki", **more: bool) -> ContactNote:
    return add_contact_note(koyomi.hanako.id, text=text, actor=koyomi.actor(getattr(koyomi, who)), **more)


def test_pinned_notes_stand_first_then_the_newest(koyomi: World) -> None:
    for text in ("一", "二", "三"):
        written(koyomi, text)
    change_contact_note(ContactNote.objects.get(text="一").id, {"is_pinned": True}, actor=koyomi.actor(koyomi.kenji))
    found = notes_about(koyomi.hanako, koyomi.actor(koyomi.aoi))
    assert [note.text for note in found] == ["一", "三", "二"]
    assert [event.type for event in Event.objects.filter(contact_id=koyomi.hanako.id)] == [
        "contact.note_added",
        "contact.note_added",
        "contact.note_added",
        "contact.note_changed",
    ]


def test_only_its_author_and_those_who_lead_change_what_it_says(koyomi: World) -> None:
    note = written(koyomi, who="kenji")
    for change in ({"text": "x"}, {"text": "x", "is_pinned": True}):
        with pytest.raises(NotAllowed):
            change_contact_note(note.id, change, actor=koyomi.actor(koyomi.misaki))
    with pytest.raises(NotAllowed):
        delete_contact_note(note.id, actor=koyomi.actor(koyomi.misaki))
    mine = written(koyomi)
    assert change_contact_note(mine.id, {"text": "午後も可"}, actor=koyomi.actor(koyomi.misaki)).edited_at
    delete_contact_note(mine.id, actor=koyomi.actor(koyomi.kenji))
    assert list(ContactNote.objects.values_list("id", flat=True)) == [note.id]


def test_who_may_not_read_personal_data_neither_reads_nor_writes_them(koyomi: World) -> None:
    note = written(koyomi)
    for who in ("ren", "olivia"):
        actor = koyomi.actor(getattr(koyomi, who))
        assert not notes_about(koyomi.hanako, actor).exists()
        with pytest.raises(NotAllowed):
            add_contact_note(koyomi.hanako.id, text="x", actor=actor)
        with pytest.raises(NotAllowed):
            change_contact_note(note.id, {"is_pinned": True}, actor=actor)


def test_what_cannot_be_written(koyomi: World) -> None:
    for text in ("  ", "x" * 10_001):
        with pytest.raises(Refused):
            written(koyomi, text)
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactNote.objects.create(workspace_id=koyomi.koyomi.id, contact=koyomi.hanako, text="")


def test_they_go_where_the_person_goes_and_are_never_told_to_them(koyomi: World) -> None:
    aoi = koyomi.actor(koyomi.aoi)
    note = written(koyomi, "ひみつ")
    merge = merge_contacts(koyomi.taro.id, merged_id=koyomi.hanako.id, actor=aoi)
    assert ContactNote.objects.get(id=note.id).contact_id == koyomi.taro.id
    undo_merge(merge.id, actor=aoi)
    assert ContactNote.objects.get(id=note.id).contact_id == koyomi.hanako.id
    assert "ひみつ" not in str(export_contact(koyomi.hanako.id, actor=aoi))
    erase_contact(koyomi.hanako.id, actor=aoi)
    assert not ContactNote.objects.exists()


def test_a_mark_says_why_and_goes_with_the_person(koyomi: World) -> None:
    aoi = koyomi.actor(koyomi.aoi)
    update_contact(koyomi.hanako.id, {"mark": "caution", "mark_text": "返品の件で二度お怒り"}, actor=aoi)
    with pytest.raises(Refused):
        update_contact(koyomi.hanako.id, {"mark": "bad"}, actor=aoi)
    with pytest.raises(IntegrityError), transaction.atomic():
        Contact.objects.filter(id=koyomi.hanako.id).update(mark="bad")
    assert "お怒り" not in str(export_contact(koyomi.hanako.id, actor=aoi))
    erase_contact(koyomi.hanako.id, actor=aoi)
    erased = Contact.objects.get(id=koyomi.hanako.id)
    assert (erased.mark, erased.mark_text) == ("", "")
