"""The person beside a conversation: values that are changed where they stand, notes, links, and what was before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.actions.attributes import define_attribute
from madoguchi.core.contacts.actions.change import update_contact
from madoguchi.core.contacts.models import Contact
from madoguchi.core.conversations.actions import join, status
from madoguchi.core.conversations.actions.note import add_note
from madoguchi.core.conversations.models import Conversation
from madoguchi.features.profiles.actions.links import create_link
from madoguchi.features.profiles.actions.notes import add_contact_note
from tests.faces.desk.sitting import Sitting, begun

if TYPE_CHECKING:
    from tests.world import World


@pytest.fixture
def plan(world: World) -> None:
    """A contact has a plan of three kinds, and a seat count."""
    aoi = world.actor(world.aoi)
    fields = {"label": "プラン", "choices": ["ライト", "スタンダード"]}
    define_attribute("contact", key="plan", type="choice", fields=fields, actor=aoi)
    define_attribute("contact", key="seats", type="number", fields={"label": "人数"}, actor=aoi)
    define_attribute("contact", key="paid", type="boolean", fields={"label": "支払い済み"}, actor=aoi)
    define_attribute("conversation", key="cause", type="text", fields={"label": "原因"}, actor=aoi)


def hanako(world: World) -> Contact:
    with tenant(world.koyomi.id):
        return Contact.objects.select_related("company").get(id=world.hanako.id)


CHANGES = [
    ("language", {"value": "en"}, "language", "en"),
    ("time_zone", {"value": "Europe/London"}, "time_zone", "Europe/London"),
    ("kind", {"value": "customer"}, "kind", "customer"),
    ("mark", {"mark": "vip", "mark_text": "創業時からのお客様"}, "mark_text", "創業時からのお客様"),
    ("name", {"family_name": "山本", "given_name": "花子"}, "family_name", "山本"),
    ("attribute-plan", {"value": "ライト"}, "attributes", {"plan": "ライト"}),
    ("attribute-seats", {"value": "12"}, "attributes", {"seats": 12}),
    ("attribute-paid", {"value": "false"}, "attributes", {"paid": False}),
]


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize(("name", "typed", "column", "value"), CHANGES)
def test_a_value_is_changed_where_it_stands(
    world: World, misaki: Sitting, name: str, typed: dict[str, str], column: str, value: object
) -> None:
    at = f"/desk/contacts/{world.hanako.id}/fields/{name}/"
    shown = misaki.get(at)
    assert f'hx-get="{at}?edit=1"' in shown.html
    field = misaki.get(f"{at}?edit=1").html
    assert "data-editing" in field
    assert f'hx-get="{at}"' in field  # leaves it as it was
    answer = misaki.post(at, typed)
    assert answer.status == 200
    assert "data-editing" not in answer.html
    assert f"contact:{world.hanako.id}" in answer.response["HX-Trigger-After-Settle"]
    assert getattr(hanako(world), column) == value


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("time_zone", {"value": "Mars/Base"}),
        ("language", {"value": "x" * 11}),
        ("kind", {"value": "enemy"}),
        ("mark", {"mark": "bad", "mark_text": "x"}),
        ("name", {"family_name": "x" * 81}),
        ("attribute-plan", {"value": "豪華"}),
        ("attribute-seats", {"value": "たくさん"}),
    ],
)
def test_what_cannot_be_is_said_at_the_field_and_what_was_typed_stays(
    world: World, misaki: Sitting, name: str, typed: dict[str, str]
) -> None:
    before = hanako(world)
    answer = misaki.post(f"/desk/contacts/{world.hanako.id}/fields/{name}/", typed)
    assert answer.status == 422
    assert 'role="alert"' in answer.html
    assert 'aria-invalid="true"' in answer.html or name == "name"
    assert all(value in answer.html for value in typed.values() if value not in ("enemy", "bad", "豪華", "x" * 11))
    assert hanako(world).attributes == before.attributes
    assert hanako(world).kind == before.kind


@pytest.mark.usefixtures("plan")
def test_an_empty_value_is_taken_away(world: World, misaki: Sitting) -> None:
    at = f"/desk/contacts/{world.hanako.id}/fields"
    update_contact(world.hanako.id, {"attributes": {"plan": "ライト"}}, actor=world.actor(world.aoi))
    misaki.post(f"{at}/attribute-plan/", {"value": ""})
    misaki.post(f"{at}/company/", {"value": ""})
    after = hanako(world)
    assert (after.attributes, after.company) == ({}, None)
    misaki.post(f"{at}/company/", {"value": "新しい会社"})
    after = hanako(world)
    assert after.company
    assert after.company.name == "新しい会社"


@pytest.mark.usefixtures("plan")
def test_an_attribute_of_the_conversation_too(world: World, misaki: Sitting, matter: Conversation) -> None:
    at = f"/desk/conversations/{matter.id}/fields/attribute-cause/"
    assert "data-editing" in misaki.get(f"{at}?edit=1").html
    assert "設定もれ" in misaki.post(at, {"value": "設定もれ"}).text
    assert misaki.get(f"/desk/conversations/{matter.id}/fields/attribute-none/").status == 404
    with tenant(matter.workspace_id):
        assert Conversation.objects.get(id=matter.id).attributes == {"cause": "設定もれ"}
    assert "が「原因」を変更しました" in misaki.get(f"/desk/conversations/{matter.id}/thread/").text


@pytest.mark.usefixtures("plan")
def test_a_question_that_nobody_answered_stays_open(world: World, misaki: Sitting) -> None:
    at = f"/desk/contacts/{world.hanako.id}/edit/"
    assert '<select class="select" id="attribute-paid"' in misaki.get(at).html
    misaki.post(at, {"attribute-paid": "", "attribute-seats": "１，２００"})
    assert hanako(world).attributes == {"seats": 1200}
    misaki.post(at, {"attribute-paid": "false"})
    assert hanako(world).attributes == {"seats": 1200, "paid": False}


def test_others_look_and_change_nothing(world: World, matter: Conversation) -> None:
    ren, at = Sitting(world.users["ren"]), f"/desk/contacts/{world.hanako.id}/fields/language/"
    assert "hx-get" not in ren.get(at).html
    assert ren.get(f"{at}?edit=1").status == 404
    assert ren.post(at, {"value": "en"}).status == 404
    person = ren.get(f"/desk/conversations/{matter.id}/person/")
    assert "editable" not in person.html
    assert "メモを残す" not in person.text
    assert Sitting(world.users["oscar"]).get(at).status == 404


def test_notes_about_them_stand_beside_every_conversation(world: World, misaki: Sitting, matter: Conversation) -> None:
    at = f"/desk/conversations/{matter.id}/person/"
    assert misaki.post(f"/desk/contacts/{world.hanako.id}/notes/", {"text": "**電話**は午前のみ"}).status == 204
    page = misaki.get(at)
    assert "<strong>電話</strong>は午前のみ" in page.html
    note = page.html.split("/desk/contact-notes/")[1].split("/")[0]
    assert misaki.post(f"/desk/contact-notes/{note}/pin/").status == 204
    assert "about pinned" in misaki.get(at).html
    assert "**電話**は午前のみ" in misaki.get(f"/desk/contact-notes/{note}/").text
    misaki.post(f"/desk/contact-notes/{note}/", {"text": "午後も可"})
    assert "編集済み" in misaki.get(at).text
    misaki.delete(f"/desk/contact-notes/{note}/pin/")
    misaki.delete(f"/desk/contact-notes/{note}/")
    assert "午後も可" not in misaki.get(at).text


def test_the_page_of_a_contact_has_them_too(world: World, misaki: Sitting) -> None:
    at = f"/desk/contacts/{world.hanako.id}/"
    add_contact_note(world.hanako.id, text="電話は午前のみ", actor=world.actor(world.misaki))
    page = misaki.get(at)
    assert f'hx-get="{at}fields/language/?edit=1"' in page.html
    assert "電話は午前のみ" in misaki.get(f"{at}profile/").text
    assert "ひみつ" not in Sitting(world.users["ren"]).get(f"{at}profile/").text
    assert "?edit=1" not in Sitting(world.users["ren"]).get(at).html
    assert len(misaki.get(f"{at}profile/").queries) <= 8


def test_the_notes_are_not_for_those_who_may_not_read_personal_data(
    world: World, misaki: Sitting, matter: Conversation
) -> None:
    add_contact_note(world.hanako.id, text="ひみつ", actor=world.actor(world.misaki))
    ren = Sitting(world.users["ren"])
    assert "ひみつ" not in ren.get(f"/desk/conversations/{matter.id}/person/").text
    assert "ひみつ" in misaki.get(f"/desk/conversations/{matter.id}/person/").text


def test_links_lead_out(world: World, aoi: Sitting, misaki: Sitting, matter: Conversation) -> None:
    made = {"name": "顧客台帳", "url": "https://crm.example/{mail}"}
    assert aoi.post("/desk/settings/links/", made).response["HX-Refresh"] == "true"
    assert "顧客台帳" in aoi.get("/desk/settings/links/").html
    assert misaki.get("/desk/settings/links/").status == 404
    link = 'href="https://crm.example/hanako%40kobo.example"'
    assert link in misaki.get(f"/desk/conversations/{matter.id}/person/").html
    assert link not in Sitting(world.users["ren"]).get(f"/desk/conversations/{matter.id}/person/").html
    assert aoi.post("/desk/settings/links/", {"name": "x", "url": "http://crm.example/"}).status == 422


def test_a_mark_is_seen_wherever_one_might_answer(world: World, misaki: Sitting, matter: Conversation) -> None:
    actor = world.actor(world.misaki)
    update_contact(world.hanako.id, {"mark": "caution", "mark_text": "上長に確認"}, actor=actor)
    for part in (f"conversations/{matter.id}/head", f"conversations/{matter.id}/person", "views/open"):
        assert "要注意" in misaki.get(f"/desk/{part}/").text
    assert "上長に確認" in misaki.get(f"/desk/conversations/{matter.id}/person/").text


def test_what_was_before_open_ones_first_and_how_it_ended(world: World, misaki: Sitting, matter: Conversation) -> None:
    older = begun(world.support, "hanako@kobo.example", subject="請求について")
    newer = begun(world.support, "hanako@kobo.example", subject="返品について")
    status.resolve(newer.id, actor=world.actor(world.misaki))
    text = misaki.get(f"/desk/conversations/{matter.id}/person/").text
    assert text.index("請求について") < text.index("返品について")
    assert "に解決" in text
    assert older.id != newer.id


def test_it_costs_few_questions_whatever_there_is(world: World, misaki: Sitting, matter: Conversation) -> None:
    aoi = world.actor(world.aoi)
    for number in range(4):
        other = begun(world.support, "hanako@kobo.example")
        join.link(matter.id, other_id=other.id, actor=aoi)
        add_contact_note(world.hanako.id, text=f"{number}", actor=aoi)
        create_link(name=f"{number}", url="https://x.example/{mail}", actor=aoi)
        join.add_participant(matter.id, address=f"cc{number}@kobo.example", actor=aoi)
    at = f"/desk/conversations/{matter.id}"
    for part in ("person", "summary", "head", "presence", "hand-over", "help", "plan"):
        assert len(misaki.get(f"{at}/{part}/", target=part).queries) <= 8, part
    assert len(misaki.get(f"/desk/contacts/{world.hanako.id}/fields/name/?edit=1").queries) <= 8


def test_a_long_conversation_is_summed_up_unasked(world: World, misaki: Sitting, matter: Conversation) -> None:
    at = f"/desk/conversations/{matter.id}"
    assert 'data-remember="summary" open' not in misaki.get(f"{at}/person/").html
    for number in range(8):
        add_note(matter.id, text=f"メモ {number}", actor=world.actor(world.kenji))
    assert 'data-remember="summary" open' in misaki.get(f"{at}/person/").html
    text = misaki.get(f"{at}/summary/").text
    assert "お客様から1件、返信0件、メモ8件" in text
    assert "田村 健二 返信0、メモ8" in text
