"""Which style of answers is wanted: by inbox, by segment, by lot; and it stays with the conversation."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import digest
from madoguchi.core.contacts.actions.attributes import define_attribute
from madoguchi.core.contacts.models import Company, Contact
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.events.models import Event
from madoguchi.features.styles.actions.conversations import note_style
from madoguchi.features.styles.actions.settings import add_segment, remove_segment, set_style
from madoguchi.features.styles.checking import lacking
from madoguchi.features.styles.deciding import Wanted, wanted_of
from madoguchi.features.styles.models import ConversationStyle, InboxStyle, SegmentStyle
from madoguchi.features.styles.queries import segments_visible_to
from tests.core.conversations.arriving import arrive, conversation_of, mail
from tests.features.chat.test_acknowledging import happens
from tests.world import World

pytestmark = pytest.mark.django_db
HANAKO, TARO = "hanako@kobo.example", "taro@mail.example"


def asks(world: World, sender: str, text: str = "領収書の出し方を教えてください。") -> Conversation:
    with tenant(world.koyomi.id):
        mail_id = f"{digest(sender + text)[:20]}@mail.example"
        made = conversation_of(arrive(world.support, mail(sender, text=text, mail_id=mail_id)))
    happens()
    return made


def wanted(world: World, conversation: Conversation) -> tuple[str, str, str] | None:
    with tenant(world.koyomi.id):
        rows = ConversationStyle.objects.filter(conversation=conversation)
        return rows.values_list("style", "by", "arm").first()


def test_what_an_inbox_wants_holds_from_then_on_and_stays(world: World) -> None:
    aoi = world.actor(world.aoi)
    before = asks(world, HANAKO)
    assert wanted(world, before) is None, "nobody had decided"
    set_style(world.support.id, style="comprehensive", trial=0, actor=aoi)
    after = asks(world, HANAKO, "返品できますか。")
    assert wanted(world, after) == ("comprehensive", "inbox", "")
    assert wanted(world, before) is None
    set_style(world.support.id, style="conversational", trial=0, actor=aoi)
    assert note_style(after.id, workspace_id=world.koyomi.id) == "comprehensive", "what was wanted then"
    with tenant(world.koyomi.id):
        facts = [one.payload for one in Event.objects.filter(type="style.changed").order_by("id")]
    assert [one["style"] for one in facts] == [["", "comprehensive"], ["comprehensive", "conversational"]]


def test_the_narrowest_segment_holds(world: World) -> None:
    aoi = world.actor(world.aoi)
    set_style(world.support.id, style="conversational", trial=50, actor=aoi)
    companies = add_segment({"style": "comprehensive", "audience": "companies"}, actor=aoi)
    assert wanted(world, asks(world, HANAKO)) == ("comprehensive", "segment", "")
    define_attribute("company", key="plan", type="text", fields={"label": "プラン"}, actor=aoi)
    with tenant(world.koyomi.id):
        Company.objects.filter(id=world.kobo.id).update(attributes={"plan": "Starter"})
    of_plan = {"on": "company", "key": "plan", "value": "starter", "inbox_id": world.support.id}
    add_segment({"style": "conversational", **of_plan}, actor=aoi)
    assert wanted(world, asks(world, HANAKO, "返品できますか。")) == ("conversational", "segment", "")
    remove_segment(companies.id, actor=aoi)
    with tenant(world.koyomi.id):
        Company.objects.filter(id=world.kobo.id).update(attributes={"plan": "Pro"})
    found = wanted(world, asks(world, HANAKO, "送料はいくらですか。"))
    assert found is not None
    assert found[1] == "trial"


def test_a_lot_gives_half_of_the_customers_the_other_style_and_always_the_same(world: World) -> None:
    row = InboxStyle(inbox_id=7, style="conversational", trial=50)
    drawn = [wanted_of(Contact(id=number), 7, row, []) for number in range(2_000)]
    assert drawn == [wanted_of(Contact(id=number), 7, row, []) for number in range(2_000)]
    assert {one.by for one in drawn} == {"trial"}
    others = [one for one in drawn if one.arm == "other"]
    assert 900 < len(others) < 1_100
    assert {one.style for one in others} == {"comprehensive"}
    at_another = [wanted_of(Contact(id=number), 8, row, []) for number in range(2_000)]
    assert at_another != drawn, "drawn for each inbox anew"
    assert wanted_of(Contact(id=1), 7, InboxStyle(inbox_id=7), []) == Wanted()


@pytest.mark.parametrize(
    ("style", "trial", "code"), [("long", 0, "bad-choice"), ("", 10, "bad-trial"), ("comprehensive", 51, "bad-trial")]
)
def test_what_is_refused_at_an_inbox(world: World, style: str, trial: int, code: str) -> None:
    with pytest.raises(Refused, match=code):
        set_style(world.support.id, style=style, trial=trial, actor=world.actor(world.aoi))


def test_what_is_refused_of_segments(world: World) -> None:
    aoi = world.actor(world.aoi)
    for fields, code in (
        ({"style": "comprehensive"}, "too-wide"),
        ({"style": "long", "audience": "others"}, "bad-choice"),
        ({"style": "comprehensive", "on": "contact", "key": "plan"}, "empty"),
        ({"style": "comprehensive", "on": "contact", "key": "nothing", "value": "x"}, "unknown-attribute"),
    ):
        with pytest.raises(Refused, match=code):
            add_segment(fields, actor=aoi)
    add_segment({"style": "comprehensive", "audience": "others"}, actor=aoi)
    with pytest.raises(Refused, match="known"):
        add_segment({"style": "conversational", "audience": "others"}, actor=aoi)


def test_who_manages_no_inboxes_sets_nothing_and_nobody_another_workspace(world: World) -> None:
    misaki, oscar = world.actor(world.misaki), world.actor(world.oscar)
    made = add_segment({"style": "comprehensive", "audience": "others"}, actor=world.actor(world.aoi))
    for actor in (misaki, oscar):
        with pytest.raises(NotAllowed):
            set_style(world.support.id, style="comprehensive", trial=0, actor=actor)
        with pytest.raises(NotAllowed):
            remove_segment(made.id, actor=actor)
    with pytest.raises(NotAllowed):
        segments_visible_to(misaki)
    with tenant(world.harbour.id):
        assert list(segments_visible_to(oscar)) == []


def test_the_database_refuses_what_must_never_be(world: World) -> None:
    matter = asks(world, HANAKO)
    of, inbox = {"workspace_id": world.koyomi.id}, {"inbox": world.support}
    rows: dict[str, Model] = {
        "inbox_styles_known": InboxStyle(**of, **inbox, style="long"),
        "inbox_styles_trial_half_at_most": InboxStyle(**of, **inbox, style="comprehensive", trial=51),
        "inbox_styles_trial_of_something": InboxStyle(**of, **inbox, trial=5),
        "segment_styles_narrow": SegmentStyle(**of, style="comprehensive"),
        "segment_styles_known": SegmentStyle(**of, style="long", audience="others"),
        "segment_styles_of_somebody": SegmentStyle(**of, style="comprehensive", audience="nobody"),
        "segment_styles_attribute_whole": SegmentStyle(**of, style="comprehensive", on="contact", key="plan"),
        "conversation_styles_known": ConversationStyle(**of, conversation=matter, style="long", by="inbox"),
        "conversation_styles_by": ConversationStyle(**of, conversation=matter, style="comprehensive", by="trial"),
    }
    for name, row in rows.items():
        with tenant(world.koyomi.id), pytest.raises(IntegrityError, match=name), transaction.atomic():
            row.save()
    with tenant(world.koyomi.id):
        SegmentStyle.objects.create(**of, style="comprehensive", audience="others")
        with pytest.raises(IntegrityError, match="segment_styles_once"), transaction.atomic():
            SegmentStyle.objects.create(**of, style="conversational", audience="others")


LONG = "領収書はマイページの請求履歴から発行できます。宛名は一度だけ変更できます。" * 6


@pytest.mark.parametrize(
    ("style", "text", "is_chat", "found"),
    [
        ("conversational", LONG, True, ["long"]),
        ("conversational", LONG, False, []),
        ("conversational", LONG + LONG, False, ["long"]),
        ("conversational", "できます。\n\n> " + LONG + "\n\n-- \n" + LONG, True, []),
        ("conversational", "手順です。よろしくお願いします。\n1. 開く\n2. 選ぶ\n3. 押す\n4. 保存する", True, ["steps"]),
        ("conversational", "You can do that in your account, under Receipts. Shall I show you how?", True, []),
        ("comprehensive", "はい、領収書はマイページで発行することができます。", False, ["next"]),
        ("comprehensive", "はい、発行できます。宛名を変えたい場合は、設定で変更できます。", False, []),
        (
            "comprehensive",
            "はい、発行できます。[領収書を発行する](https://help.example/a/) に手順があります。",
            False,
            [],
        ),
        ("comprehensive", "Receipts are issued under Orders in your account.", False, ["next"]),
        ("comprehensive", "Receipts are issued under Orders. If it is greyed out, wait a day.", False, []),
        ("comprehensive", "はい", False, []),
        ("", LONG + LONG, True, []),
    ],
)
def test_a_draft_is_looked_at_gently(style: str, text: str, is_chat: bool, found: list[str]) -> None:
    assert lacking(style, text, is_chat=is_chat) == found
