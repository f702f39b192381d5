"""Links out from every contact: what may be one, and what becomes of it."""

import pytest
from django.db import IntegrityError, transaction

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.core.contacts.actions.attributes import define_attribute
from madoguchi.core.contacts.actions.change import add_identity, update_contact
from madoguchi.core.contacts.models import Contact, Identity
from madoguchi.core.people.models import Person
from madoguchi.features.profiles.actions.links import MOST, change_link, create_link, delete_link
from madoguchi.features.profiles.leading_out import links_out
from madoguchi.features.profiles.models import ContactLink
from madoguchi.features.profiles.places import checked_template, filled
from madoguchi.features.profiles.queries import links_of
from tests.world import World


@pytest.mark.parametrize(
    "template",
    [
        "https://crm.example/customers/{external_id}",
        "https://shop.example:8443/?q={mail}&p={attribute.plan}",
        "https://crm.example#{contact_id}",
        "https://crm.example",
    ],
)
def test_what_may_be_a_link(template: str) -> None:
    assert checked_template(f" {template} ") == template


@pytest.mark.parametrize(
    "template",
    [
        "http://crm.example/{external_id}",
        "javascript:alert(1)",
        "https://{external_id}/",
        "https://{external_id}.crm.example/",
        "https://user@crm.example/",
        "https://crm.example\\@evil.example/",
        "https://crm.example/{password}",
        "https://crm.example/{external_id",
        "https://crm.example/{ external_id }",
        'https://crm.example/"onclick=',
        "https://crm.example/ {mail}",
        "https:///x",
        "",
        "https://crm.example/" + "x" * 500,
    ],
)
def test_what_may_not(template: str) -> None:
    with pytest.raises(Refused):
        checked_template(template)


@pytest.mark.parametrize("value", ["../../admin", "a&b=c", "山田 花子", "\"'<>", "x@evil.example", "#?/\\%00\r\n"])
def test_what_is_filled_in_never_leaves_its_place(value: str) -> None:
    made = filled("https://crm.example/c/{external_id}/x?q={mail}", {"external_id": value, "mail": value})
    before, _mark, rest = made.removeprefix("https://crm.example/c/").partition("/x?q=")
    assert before == rest
    assert set(before) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789%-._~")


def made_for(koyomi: World, contact: Contact, who: Person) -> dict[str, str]:
    actor = koyomi.actor(who)
    contact = Contact.objects.select_related("company").get(id=contact.id)
    identities = Identity.objects.filter(contact=contact).order_by("id")
    return {
        one.name: one.url for one in links_out(contact, links_of(actor), identities, conversation_id=7, actor=actor)
    }


def test_a_link_stands_where_everything_it_needs_is_known(koyomi: World) -> None:
    aoi = koyomi.actor(koyomi.aoi)
    define_attribute("contact", key="plan", type="text", fields={"label": "プラン"}, actor=aoi)
    for name, url in (
        ("顧客台帳", "https://crm.example/{external_id}"),
        ("プラン", "https://plan.example/{attribute.plan}?c={conversation_id}"),
        ("番号", "https://id.example/{contact_id}"),
        ("メール", "https://mail.example/?q={mail}"),
    ):
        create_link(name=name, url=url, actor=aoi)
    hanako = str(koyomi.hanako.id)
    number, mail = f"https://id.example/{hanako}", "https://mail.example/?q=hanako%40kobo.example"
    assert made_for(koyomi, koyomi.hanako, koyomi.misaki) == {"番号": number, "メール": mail}
    add_identity(koyomi.hanako.id, kind="external", value="K 1/2", actor=aoi)
    update_contact(koyomi.hanako.id, {"attributes": {"plan": "A"}}, actor=aoi)
    assert made_for(koyomi, koyomi.hanako, koyomi.misaki) == {
        "顧客台帳": "https://crm.example/K%201%2F2",
        "プラン": "https://plan.example/A?c=7",
        "番号": number,
        "メール": mail,
    }
    assert made_for(koyomi, koyomi.hanako, koyomi.ren) == {"プラン": "https://plan.example/A?c=7", "番号": number}


def test_links_are_made_changed_and_taken_away_by_those_who_may(koyomi: World) -> None:
    aoi = koyomi.actor(koyomi.aoi)
    link = create_link(name="受注", url="https://shop.example/", actor=aoi)
    with pytest.raises(Refused, match="name-taken"):
        create_link(name="受注", url="https://shop.example/", actor=aoi)
    with pytest.raises(NotAllowed):
        create_link(name="x", url="https://shop.example/", actor=koyomi.actor(koyomi.kenji))
    assert change_link(link.id, {"url": "https://shop.example/{mail}"}, actor=aoi).url == "https://shop.example/{mail}"
    delete_link(link.id, actor=aoi)
    for number in range(MOST):
        create_link(name=str(number), url="https://shop.example/", actor=aoi)
    with pytest.raises(Refused, match="too-many"):
        create_link(name="x", url="https://shop.example/", actor=aoi)


@pytest.mark.parametrize(
    "fields", [{"name": "", "url": "https://x.example/"}, {"name": "x", "url": "http://x.example/"}]
)
def test_the_database_refuses_what_is_no_link(koyomi: World, fields: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactLink.objects.create(workspace_id=koyomi.koyomi.id, **fields)
