"""Joining two contacts, parting them again, and forgetting one for good."""

import json
from typing import Any

import pytest

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.core.contacts.actions.erase import erase_contact, export_contact
from madoguchi.core.contacts.actions.merge import merge_contacts, undo_merge
from madoguchi.core.contacts.models import Contact, ContactKey, Identity
from madoguchi.core.contacts.queries import search
from madoguchi.core.conversations.models import Conversation, Message, Participant
from madoguchi.core.events.models import Event
from tests.world import World


@pytest.fixture
def talk(koyomi: World) -> Conversation:
    """太郎 has written, with 花子 on copy."""
    own = {"workspace_id": koyomi.koyomi.id}
    talk = Conversation.objects.create(inbox=koyomi.support, contact=koyomi.taro, subject="請求書の宛名", **own)
    Message.objects.create(
        conversation=talk,
        kind="inbound",
        contact=koyomi.taro,
        text="秘密の本文です",
        addresses={"from": [["taro..sato.@docomo.ne.jp", "佐藤太郎"]]},
        **own,
    )
    Participant.objects.create(conversation=talk, contact=koyomi.hanako, address="hanako@kobo.example", **own)
    return talk


def everything(world: World) -> list[Any]:
    """All rows that a merge may touch, as they are."""
    tables: list[Any] = [Identity, Conversation, Message, Participant]
    rows: list[Any] = [list(table.objects.order_by("id").values_list("id", "contact_id")) for table in tables]
    rows.append(list(Contact.objects.order_by("id").values_list("id", "family_name", "attributes", "merged_into_id")))
    return [*rows, sorted(ContactKey.objects.values_list("contact_id", "key"))]


def test_a_merge_moves_everything_and_undo_gives_everything_back(koyomi: World, talk: Conversation) -> None:
    actor = koyomi.actor(koyomi.misaki)
    Contact.objects.filter(id=koyomi.taro.id).update(attributes={"plan": "pro"}, time_zone="Asia/Tokyo")
    before = everything(koyomi)
    merge = merge_contacts(koyomi.hanako.id, merged_id=koyomi.taro.id, actor=actor)
    kept = Contact.objects.get(id=koyomi.hanako.id)
    assert (kept.family_name, kept.time_zone, kept.attributes) == ("山田", "Asia/Tokyo", {"plan": "pro"})
    assert set(kept.identities.values_list("value", flat=True)) == {"hanako@kobo.example", "taro..sato.@docomo.ne.jp"}
    talk.refresh_from_db()
    assert talk.contact_id == kept.id
    assert Message.objects.get().contact_id == kept.id
    assert search("佐藤", actor=actor) == []
    undo_merge(merge.id, actor=actor)
    assert everything(koyomi) == before
    assert [event.type for event in Event.objects.order_by("id")] == ["contact.merged", "contact.merge_undone"]


def test_a_merge_is_undone_once_and_the_newest_first(koyomi: World) -> None:
    actor = koyomi.actor(koyomi.misaki)
    first = merge_contacts(koyomi.hanako.id, merged_id=koyomi.taro.id, actor=actor)
    second = merge_contacts(koyomi.hanako.id, merged_id=koyomi.emma.id, actor=actor)
    with pytest.raises(Refused) as refused:
        undo_merge(first.id, actor=actor)
    assert refused.value.code == "merged-again"
    undo_merge(second.id, actor=actor)
    undo_merge(first.id, actor=actor)
    with pytest.raises(NotAllowed):
        undo_merge(first.id, actor=actor)


def test_a_mail_to_the_merged_finds_the_kept(koyomi: World) -> None:
    from madoguchi.core.contacts.steps import find_or_create_by_mail  # the path of a mail, after the merge

    merge_contacts(koyomi.hanako.id, merged_id=koyomi.taro.id, actor=koyomi.actor(koyomi.misaki))
    assert find_or_create_by_mail(koyomi.koyomi.id, "taro..sato.@docomo.ne.jp").id == koyomi.hanako.id


@pytest.mark.parametrize("who", ["ren", "olivia"])
def test_not_everybody_may(koyomi: World, who: str) -> None:
    actor = koyomi.actor(getattr(koyomi, who))
    with pytest.raises(NotAllowed):
        merge_contacts(koyomi.hanako.id, merged_id=koyomi.taro.id, actor=actor)
    with pytest.raises(NotAllowed):
        erase_contact(koyomi.hanako.id, actor=actor)
    with pytest.raises(NotAllowed):
        export_contact(koyomi.hanako.id, actor=actor)


def test_one_is_not_merged_into_oneself_nor_across_workspaces(koyomi: World) -> None:
    actor = koyomi.actor(koyomi.misaki)
    with pytest.raises(Refused):
        merge_contacts(koyomi.hanako.id, merged_id=koyomi.hanako.id, actor=actor)
    with pytest.raises(NotAllowed):
        merge_contacts(koyomi.hanako.id, merged_id=koyomi.william.id, actor=actor)


def test_nothing_of_an_erased_person_is_left_but_an_empty_row(koyomi: World, talk: Conversation) -> None:
    merge_contacts(koyomi.taro.id, merged_id=koyomi.emma.id, actor=koyomi.actor(koyomi.misaki))
    erase_contact(koyomi.taro.id, actor=koyomi.actor(koyomi.kenji))
    for contact_id in (koyomi.taro.id, koyomi.emma.id):
        row = Contact.objects.get(id=contact_id)
        assert row.erased_at is not None
        assert (row.name, row.attributes, row.company_id) == ("", {}, None)
    left = json.dumps(
        [list(table.objects.values()) for table in (Contact, Identity, ContactKey, Message, Event)],
        default=str,
        ensure_ascii=False,
    )
    for secret in ("秘密の本文", "taro..sato", "佐藤", "emma@", "Clarke"):
        assert secret not in left
    assert Event.objects.latest("id").type == "contact.erased"
    with pytest.raises(NotAllowed):
        erase_contact(koyomi.taro.id, actor=koyomi.actor(koyomi.kenji))


def test_an_export_tells_everything_about_one_person(koyomi: World, talk: Conversation) -> None:
    told = export_contact(koyomi.taro.id, actor=koyomi.actor(koyomi.mana))
    text = json.dumps(told, ensure_ascii=False)
    assert "秘密の本文です" in text
    assert "taro..sato.@docomo.ne.jp" in text
    assert told["contact"]["family_name"] == "佐藤"
    assert "hanako@kobo.example" not in json.dumps(told["identities"])
    event = Event.objects.latest("id")
    assert (event.type, event.contact_id, event.payload) == ("contact.exported", koyomi.taro.id, {})
