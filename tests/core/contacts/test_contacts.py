"""Writing down, changing, searching, joining and forgetting people outside."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.core.contacts.actions.attributes import change_attribute, define_attribute, delete_attribute
from madoguchi.core.contacts.actions.change import add_identity, block, remove_identity, unblock, update_contact
from madoguchi.core.contacts.actions.companies import create_company, delete_company, update_company
from madoguchi.core.contacts.actions.create import create_contact
from madoguchi.core.contacts.actions.merge import dismiss_duplicate
from madoguchi.core.contacts.duplicates import duplicates_of, suggestions
from madoguchi.core.contacts.models import (
    AttributeDefinition,
    Company,
    CompanyDomain,
    Contact,
    ContactKey,
    Identity,
    NotDuplicate,
)
from madoguchi.core.contacts.page import contact_page
from madoguchi.core.contacts.queries import companies_like, contact_for, search, visible_to
from madoguchi.core.events.models import Event
from tests.world import World


def names(found: list[Contact]) -> list[str]:
    return sorted(contact.name for contact in found)


def test_a_contact_is_written_down_with_identities(koyomi: World) -> None:
    actor = koyomi.actor(koyomi.misaki)
    made = create_contact(
        {"family_name": "林", "given_name": "誠", "family_name_kana": "はやし", "given_name_kana": "まこと"},
        identities=[("mail", "Makoto@Kobo.example"), ("phone", "03-1234-5678")],
        actor=actor,
    )
    assert made.company == koyomi.kobo
    assert made.honorific == "様"
    assert set(made.identities.values_list("kind", "value")) == {
        ("mail", "makoto@kobo.example"),
        ("phone", "+81312345678"),
    }
    assert Event.objects.latest("id").type == "contact.created"


def test_somebody_without_name_and_address_is_nobody(koyomi: World) -> None:
    with pytest.raises(Refused) as refused:
        create_contact({}, identities=[], actor=koyomi.actor(koyomi.misaki))
    assert refused.value.code == "nameless"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"family_name": "x" * 81}, "too-long"),
        ({"time_zone": "Nowhere"}, "unknown-time-zone"),
        ({"blocked_at": None}, "unknown-field"),
        ({"workspace_id": 1}, "unknown-field"),
        ({"kind": "king"}, "unknown-field"),
        ({"company_id": 999_999}, "no-such-company"),
        ({"company_id": "1; DROP"}, "no-such-company"),
        ({"attributes": {"plan": "pro"}}, "unknown-attribute"),
        ({"attributes": "x"}, "bad-attribute"),
    ],
)
def test_what_cannot_be_is_refused_by_name(koyomi: World, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        update_contact(koyomi.hanako.id, changes, actor=koyomi.actor(koyomi.misaki))
    assert refused.value.code == code


def test_a_change_names_the_fields_and_no_text(koyomi: World) -> None:
    update_contact(koyomi.hanako.id, {"given_name": "華子", "honorific": "さん"}, actor=koyomi.actor(koyomi.misaki))
    event = Event.objects.latest("id")
    assert event.payload == {"changed": ["given_name", "honorific"]}
    assert names(search("華子", actor=koyomi.actor(koyomi.misaki))) == ["山田 華子"]


@pytest.mark.parametrize("who", ["ren", "olivia"])
def test_who_may_not_change_does_not(koyomi: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        update_contact(koyomi.emma.id, {"kind": "lead"}, actor=koyomi.actor(getattr(koyomi, who)))


def test_a_company_of_another_workspace_is_none(koyomi: World) -> None:
    with pytest.raises(NotAllowed):
        contact_for(koyomi.william.id, koyomi.actor(koyomi.aoi))


@pytest.mark.parametrize(
    "text",
    [
        *("山田", "山田花子", "山田　花子", "花子", "やまだ", "ヤマダハナコ", "ﾔﾏﾀﾞ", "はなこ"),
        *("hanako@", "ＨＡＮＡＫＯ＠ＫＯＢＯ", "こうぼ", "コウボ商店"),
    ],
)
def test_hanako_is_found(koyomi: World, text: str) -> None:
    assert names(search(text, actor=koyomi.actor(koyomi.misaki))) == ["山田 花子"]


@pytest.mark.parametrize(
    ("text", "found"), [("emma", ["Emma Clarke"]), ("CLARKE", ["Emma Clarke"]), ("%", []), ("_", [])]
)
def test_searching(koyomi: World, text: str, found: list[str]) -> None:
    assert names(search(text, actor=koyomi.actor(koyomi.misaki))) == found


def test_whoever_may_not_read_addresses_cannot_search_by_them(koyomi: World) -> None:
    assert search("hanako@", actor=koyomi.actor(koyomi.ren)) == []
    shown = contact_page(koyomi.hanako.id, actor=koyomi.actor(koyomi.ren)).identities
    assert [identity.value for identity in shown] == ["h•••@kobo.example"]


def test_the_search_stands_on_an_index(koyomi: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        found = ContactKey.objects.filter(workspace_id=koyomi.koyomi.id, key__gte="や", key__lt="や\U0010ffff")
        plan = found.explain()
    assert "contact_keys_by_key" in plan
    (condition,) = [line for line in plan.splitlines() if "Index Cond" in line]
    assert ">= 'や'" in condition
    assert "<" in condition


def test_a_partner_sees_the_contacts_of_their_inboxes(koyomi: World) -> None:
    from madoguchi.core.conversations.models import Conversation  # the app above says who is seen

    partner = koyomi.actor(koyomi.olivia)
    assert not visible_to(partner).exists()
    for inbox, contact in ((koyomi.english, koyomi.emma), (koyomi.support, koyomi.hanako)):
        Conversation.objects.create(workspace_id=koyomi.koyomi.id, inbox=inbox, contact=contact)
    assert list(visible_to(partner)) == [koyomi.emma]
    with pytest.raises(NotAllowed):
        contact_for(koyomi.hanako.id, partner)


def test_an_identity_that_is_taken_names_who_has_it(koyomi: World) -> None:
    with pytest.raises(Refused) as refused:
        add_identity(koyomi.taro.id, kind="mail", value="Hanako@kobo.example", actor=koyomi.actor(koyomi.misaki))
    assert refused.value.code == "identity-taken"
    assert "山田 花子" in refused.value.text


@pytest.mark.parametrize(
    ("kind", "value"),
    [("mail", "x"), ("phone", "110"), ("line", "hanako"), ("external", ""), ("external", "a\x00b"), ("fax", "1")],
)
def test_what_is_no_identity(koyomi: World, kind: str, value: str) -> None:
    with pytest.raises(Refused) as refused:
        add_identity(koyomi.taro.id, kind=kind, value=value, actor=koyomi.actor(koyomi.misaki))
    assert refused.value.code == "bad-identity"


def test_an_identity_comes_and_goes(koyomi: World) -> None:
    actor = koyomi.actor(koyomi.misaki)
    identity = add_identity(koyomi.taro.id, kind="line", value="U" + "0a" * 16, actor=actor)
    remove_identity(identity.id, actor=actor)
    assert not Identity.objects.filter(id=identity.id).exists()
    assert [event.type for event in Event.objects.order_by("id")] == ["identity.added", "identity.removed"]


def test_blocking_is_a_fact_and_can_be_undone(koyomi: World) -> None:
    actor = koyomi.actor(koyomi.misaki)
    assert block(koyomi.taro.id, actor=actor).blocked_at is not None
    block(koyomi.taro.id, actor=actor)
    assert unblock(koyomi.taro.id, actor=actor).blocked_at is None
    assert [event.type for event in Event.objects.order_by("id")] == ["contact.blocked", "contact.unblocked"]


def test_a_company_gathers_by_its_domains(koyomi: World) -> None:
    actor = koyomi.actor(koyomi.misaki)
    made = create_company({"name": "Mori", "domains": ["@Mori.example", "mori.example"]}, actor=actor)
    assert made.domains == ["mori.example"]
    for domains, code in (
        (["kobo.example"], "domain-taken"),
        (["gmail.com"], "shared-domain"),
        (["x"], "bad-domain"),
        (["https://mori.example/"], "bad-domain"),
    ):
        with pytest.raises(Refused) as refused:
            update_company(made.id, {"domains": domains}, actor=actor)
        assert refused.value.code == code
    assert names_of(companies_like("ｍｏｒｉ", actor=actor)) == ["Mori"]
    delete_company(koyomi.kobo.id, actor=koyomi.actor(koyomi.kenji))
    koyomi.hanako.refresh_from_db()
    assert koyomi.hanako.company_id is None
    update_company(made.id, {"domains": ["kobo.example"]}, actor=actor)


def names_of(found: list[Company]) -> list[str]:
    return [company.name for company in found]


ATTRIBUTES: list[tuple[str, Any, Any]] = [
    ("text", " x ", "x"),
    ("number", "１，２００", 1200),
    ("number", "-1,200,000.5", -1200000.5),
    ("number", "12", 12),
    ("number", 1.5, 1.5),
    ("date", "2026-11-23", "2026-11-23"),
    ("boolean", "on", True),
    ("choice", "pro", "pro"),
    ("url", "https://x.example/a", "https://x.example/a"),
]
WRONG: list[tuple[str, Any]] = [
    ("text", 5),
    ("text", "x" * 2001),
    ("number", "1e999"),
    ("number", "12,00"),
    ("number", True),
    ("date", "23.11.2026"),
    ("boolean", "perhaps"),
    ("choice", "gold"),
    ("url", "javascript:alert(1)"),
    ("url", "data:text/html,x"),
]


def define(world: World, kind: str) -> AttributeDefinition:
    fields: dict[str, Any] = {"label": "プラン", **({"choices": ["lite", "pro"]} if kind == "choice" else {})}
    return define_attribute("contact", key="plan", type=kind, fields=fields, actor=world.actor(world.mana))


@pytest.mark.parametrize(("kind", "given", "kept"), ATTRIBUTES)
def test_an_attribute_keeps_its_type(koyomi: World, kind: str, given: Any, kept: Any) -> None:
    define(koyomi, kind)
    actor = koyomi.actor(koyomi.misaki)
    assert update_contact(koyomi.hanako.id, {"attributes": {"plan": given}}, actor=actor).attributes == {"plan": kept}
    assert Event.objects.latest("id").payload == {"changed": ["attributes.plan"]}
    assert contact_page(koyomi.hanako.id, actor=actor).attributes[0][1] == kept
    assert update_contact(koyomi.hanako.id, {"attributes": {"plan": None}}, actor=actor).attributes == {}


@pytest.mark.parametrize(("kind", "given"), WRONG)
def test_an_attribute_refuses_what_is_not_of_its_type(koyomi: World, kind: str, given: Any) -> None:
    define(koyomi, kind)
    with pytest.raises(Refused) as refused:
        update_contact(koyomi.hanako.id, {"attributes": {"plan": given}}, actor=koyomi.actor(koyomi.misaki))
    assert (refused.value.code, refused.value.field) == ("bad-attribute", "plan")


def test_a_definition_has_a_key_of_its_own(koyomi: World) -> None:
    actor = koyomi.actor(koyomi.mana)
    row = define(koyomi, "text")
    with pytest.raises(Refused):
        define_attribute("contact", key="PLAN", type="text", fields={"label": "x"}, actor=actor)
    with pytest.raises(Refused):
        define_attribute("contact", key="a b", type="text", fields={"label": "x"}, actor=actor)
    assert change_attribute(row.id, {"label": "契約"}, actor=actor).label == "契約"
    delete_attribute(row.id, actor=actor)
    assert not AttributeDefinition.objects.exists()


def test_the_same_name_and_company_may_be_one_person(koyomi: World) -> None:
    actor = koyomi.actor(koyomi.misaki)
    twin = create_contact(
        {"family_name": "山田", "given_name": "花子"}, identities=[("mail", "hana@kobo.example")], actor=actor
    )
    (found,) = duplicates_of(koyomi.hanako, actor=actor)
    assert (found.second, found.why) == (twin, "company")
    with CaptureQueriesContext(connection) as queries:
        assert len(suggestions(actor=actor)) == 1
    assert len(queries) <= 6
    dismiss_duplicate(twin.id, other_id=koyomi.hanako.id, actor=actor)
    assert suggestions(actor=actor) == []


@pytest.mark.parametrize(
    ("fields", "address", "why"),
    [
        ({"family_name": "山田", "given_name": "花子"}, "hanako@gmail.com", "mail"),
        ({"display_name": "山田花子"}, "hanako@gmail.com", "mail"),
        ({"family_name": "山田", "given_name": "花子"}, "other@gmail.com", ""),
        ({"family_name": "山田"}, "hanako@gmail.com", ""),
        (
            {
                "family_name": "ヤマダ",
                "given_name": "はなこ",
                "family_name_kana": "ヤマダ",
                "given_name_kana": "ハナコ",
            },
            "other@gmail.com",
            "furigana",
        ),
    ],
)
def test_what_makes_a_suggestion(koyomi: World, fields: dict[str, str], address: str, why: str) -> None:
    actor = koyomi.actor(koyomi.misaki)
    create_contact(fields, identities=[("mail", address)], actor=actor)
    assert [found.why for found in duplicates_of(koyomi.hanako, actor=actor)] == ([why] if why else [])


CONSTRAINTS: list[tuple[str, Any]] = [
    ("identities_once", lambda w: Identity(contact=w.taro, kind="mail", value="hanako@kobo.example")),
    ("identities_not_empty", lambda w: Identity(contact=w.taro, kind="mail", value="")),
    ("companies_external_id_once", lambda w: Company(name="x", external_id="K-1")),
    ("company_domains_once", lambda w: CompanyDomain(company=w.kobo, domain="kobo.example")),
    ("company_domains_not_empty", lambda w: CompanyDomain(company=w.kobo, domain="")),
    ("contact_keys_once", lambda w: ContactKey(contact=w.hanako, key="山田")),
    ("contact_keys_not_empty", lambda w: ContactKey(contact=w.hanako, key="")),
    ("attribute_definitions_once", lambda w: AttributeDefinition(on="contact", key="PLAN", label="x", type="text")),
    ("not_duplicates_once", lambda w: NotDuplicate(first=w.hanako, second=w.taro)),
    ("not_duplicates_in_order", lambda w: NotDuplicate(first=w.taro, second=w.hanako)),
]


@pytest.mark.parametrize(("name", "make"), CONSTRAINTS, ids=[name for name, _make in CONSTRAINTS])
def test_the_database_refuses(koyomi: World, name: str, make: Any) -> None:
    own = {"workspace_id": koyomi.koyomi.id}
    Company.objects.create(name="x", external_id="K-1", **own)
    AttributeDefinition.objects.create(on="contact", key="plan", label="x", type="text", **own)
    NotDuplicate.objects.create(first=koyomi.hanako, second=koyomi.taro, **own)
    row = make(koyomi)
    row.workspace_id = koyomi.koyomi.id
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        row.save(force_insert=True)


def test_nobody_is_merged_into_themselves(koyomi: World) -> None:
    with pytest.raises(IntegrityError, match="contacts_not_merged_into_themselves"), transaction.atomic():
        Contact.objects.filter(id=koyomi.hanako.id).update(merged_into=koyomi.hanako.id)
