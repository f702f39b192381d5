"""The type of a question: recognised, chosen, corrected, asked for what it needs, and counted."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import digest
from madoguchi.core.contacts.actions.erase import erase_contact, export_contact
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.events.models import Event
from madoguchi.features.kinds.actions.kinds import begin_kinds, change_kind, delete_kind, save_kind
from madoguchi.features.kinds.actions.of_conversations import choose_kind, fill_kind, recognise, set_kind
from madoguchi.features.kinds.learning import classifier_of
from madoguchi.features.kinds.models import ConversationKind, Kind, KindField
from madoguchi.features.kinds.queries import Asked, conversations_visible_to, kind_for, question_for, report_on, told_in
from madoguchi.features.views.conditions import Condition, only
from madoguchi.features.views.typed.reading import parse
from tests.core.conversations.arriving import arrive, conversation_of, mail
from tests.faces.desk.sitting import begun
from tests.features.chat.test_acknowledging import happens
from tests.world import World

pytestmark = pytest.mark.django_db
HANAKO = "hanako@kobo.example"
BUG = "保存ボタンを押すとエラーコードが出て、昨日から動かなくなりました。"
ALWAYS = Asked(now() - timedelta(days=400), now() + timedelta(days=400))


@pytest.fixture
def kinds(world: World) -> dict[str, Kind]:
    made = begin_kinds(world.koyomi.id, actor=world.actor(world.kenji))
    return {kind.name: kind for kind in made}


def asked(world: World, text: str) -> Conversation:
    """山田 花子 asks, and what follows from it."""
    with tenant(world.koyomi.id):
        mail_id = f"{digest(text)[:20]}@mail.example"
        made = conversation_of(arrive(world.support, mail(HANAKO, text=text, mail_id=mail_id)))
    happens()
    return made


def row_of(world: World, conversation: Conversation) -> ConversationKind:
    with tenant(world.koyomi.id):
        return ConversationKind.objects.get(conversation=conversation)


def test_a_question_is_recognised_when_it_comes_and_says_how_sure(world: World, kinds: dict[str, Kind]) -> None:
    one = asked(world, BUG)
    row = row_of(world, one)
    assert (row.kind_id, row.guess_id, row.by) == (kinds["不具合"].id, kinds["不具合"].id, "machine")
    assert row.sure is not None
    assert 60 <= row.sure <= 100
    recognise(one.id, workspace_id=world.koyomi.id)
    with tenant(world.koyomi.id):
        told = Event.objects.get(type="conversation.kind_set")
        assert told.payload == {"kind": [None, kinds["不具合"].id], "by": "machine", "sure": row.sure}


def test_it_is_found_and_chosen_by_either_name(world: World, kinds: dict[str, Kind]) -> None:
    bug = kinds["不具合"]
    assert bug.names == {"不具合", "Something is wrong"}
    aoi = world.actor(world.aoi)
    with tenant(world.koyomi.id):
        for name in ("不具合", "Something is wrong"):
            found = parse(f'type:"{name}"', aoi, ZoneInfo("Asia/Tokyo"))
            assert found.conditions == (Condition("kind", "is", (bug.id,)),)


def test_one_click_corrects_it_and_the_classifier_learns(world: World, kinds: dict[str, Kind]) -> None:
    misaki = world.actor(world.misaki)
    one = asked(world, BUG)
    with tenant(world.koyomi.id):
        before = classifier_of(world.koyomi.id)
    set_kind(one.id, kind_id=kinds["使い方"].id, actor=misaki)
    row = row_of(world, one)
    assert (row.kind_id, row.guess_id, row.by) == (kinds["使い方"].id, kinds["不具合"].id, "person")
    with tenant(world.koyomi.id):
        after = classifier_of(world.koyomi.id)
    assert after.totals[kinds["使い方"].id] > before.totals[kinds["使い方"].id]
    with pytest.raises(Refused, match="no-such-kind"):
        set_kind(one.id, kind_id=999_999, actor=misaki)
    with pytest.raises(NotAllowed):
        set_kind(one.id, kind_id=None, actor=world.actor(world.ren))


def test_what_is_missing_is_asked_for_in_one_message(world: World, kinds: dict[str, Kind]) -> None:
    misaki = world.actor(world.misaki)
    one = asked(world, BUG)
    with tenant(world.koyomi.id):
        fields = list(KindField.objects.filter(kind=kinds["不具合"]).order_by("position"))
    fill_kind(one.id, {fields[1].id: "昨日の夕方から"}, actor=misaki)
    with tenant(world.koyomi.id):
        told = told_in(ConversationKind.objects.get(conversation=one), kind_for(kinds["不具合"].id, misaki))
        missing = [item for item in told if item.is_missing]
        assert [item.field.label for item in missing] == ["再現の手順", "どの画面で", "端末・ブラウザ"]
        question = question_for(missing, "ja")
    assert "どのような操作をなさったときに起きるか" in question
    assert "いつ頃から" not in question
    assert "could you" not in question
    assert "on which screen it happens" in question_for(missing, "en")
    fill_kind(one.id, {fields[1].id: ""}, actor=misaki)
    assert row_of(world, one).values == {}
    foreign = {fields[0].id: "押しただけ", 999_999: "x"}
    assert fill_kind(one.id, foreign, actor=misaki).values == {str(fields[0].id): "押しただけ"}


def test_the_customer_chooses_before_anything_is_recognised(world: World, kinds: dict[str, Kind]) -> None:
    one = begun(world.support, HANAKO, text=BUG)
    with tenant(world.koyomi.id):
        goal = KindField.objects.filter(kind=kinds["活用相談"]).order_by("position")[0]
    choose_kind(one.id, kind_id=kinds["活用相談"].id, values={goal.id: "常連を増やす"}, workspace_id=world.koyomi.id)
    happens()
    row = row_of(world, one)
    assert (row.kind_id, row.by, row.values) == (kinds["活用相談"].id, "customer", {str(goal.id): "常連を増やす"})
    assert row.guess_id == kinds["不具合"].id
    change_kind(kinds["使い方"].id, {"is_offered": False}, actor=world.actor(world.kenji))
    other = begun(world.support, HANAKO, text=BUG, mail_id="other@mail.example")
    assert choose_kind(other.id, kind_id=kinds["使い方"].id, values={}, workspace_id=world.koyomi.id) is None


def test_types_are_made_changed_and_thrown_away(world: World, kinds: dict[str, Kind]) -> None:
    kenji = world.actor(world.kenji)
    assert begin_kinds(world.koyomi.id, actor=kenji) == []
    wanted = [{"label": "対象の月", "ask_ja": "どの月の請求書か", "is_required": True}]
    made = save_kind({"name": "請求", "examples": "請求書をください\n\n 領収書も ", "fields": wanted}, actor=kenji)
    assert made.examples == "請求書をください\n領収書も"
    with tenant(world.koyomi.id):
        kept = KindField.objects.get(kind=made)
    fields = [{"label": "宛名"}, {"id": kept.id, "label": "対象の月・番号"}]
    change_kind(made.id, {"fields": fields}, actor=kenji)
    with tenant(world.koyomi.id):
        assert list(KindField.objects.filter(kind=made).order_by("position").values_list("label", flat=True)) == [
            "宛名",
            "対象の月・番号",
        ]
        assert KindField.objects.get(id=kept.id).label == "対象の月・番号"
    for wrong, code in (
        ({"name": "不具合"}, "name-taken"),
        ({"name": " "}, "empty"),
        ({"name": "x", "fields": [{"label": "a"}, {"label": "A"}]}, "label-taken"),
        ({"name": "x", "fields": [{"label": "a", "type": "image"}]}, "bad-type"),
    ):
        with pytest.raises(Refused, match=code):
            save_kind(wrong, actor=kenji)
    with pytest.raises(NotAllowed):
        save_kind({"name": "x"}, actor=world.actor(world.misaki))
    one = asked(world, BUG)
    delete_kind(kinds["不具合"].id, actor=kenji)
    with tenant(world.koyomi.id):
        assert not ConversationKind.objects.filter(conversation=one).exists()
        assert Conversation.objects.filter(id=one.id).exists()


def test_figures_and_the_list_open_what_they_count(world: World, kinds: dict[str, Kind]) -> None:
    mana = world.actor(world.mana)
    wrong, right = asked(world, BUG), asked(world, "エラーが出て画面が開きません。壊れているようです。")
    set_kind(wrong.id, kind_id=kinds["使い方"].id, actor=mana)
    set_kind(right.id, kind_id=kinds["不具合"].id, actor=mana)
    with tenant(world.koyomi.id):
        lines = {line.kind.name if line.kind else "": line.counts for line in report_on(mana, ALWAYS)}
        assert (lines["使い方"]["judged"], lines["使い方"]["right"]) == (1, 0)
        assert (lines["不具合"]["all"], lines["不具合"]["right"]) == (1, 1)
        of = Asked(ALWAYS.since, ALWAYS.until, kinds["使い方"].id)
        assert [one.id for one in conversations_visible_to(mana, of)] == [wrong.id]
        found = Conversation.objects.filter(only(mana, [Condition("kind", "is", (kinds["不具合"].id,))]))
        assert [one.id for one in found] == [right.id]
        without = Conversation.objects.filter(only(mana, [Condition("kind", "is", ("nobody",))]))
        assert not {wrong.id, right.id} & {one.id for one in without}
    with pytest.raises(NotAllowed):
        report_on(world.actor(world.misaki), ALWAYS)


def test_what_they_told_is_exported_and_erased_with_them(world: World, kinds: dict[str, Kind]) -> None:
    aoi = world.actor(world.aoi)
    one = asked(world, BUG)
    with tenant(world.koyomi.id):
        field = KindField.objects.filter(kind=kinds["不具合"]).order_by("position")[0]
    fill_kind(one.id, {field.id: "花子の端末で"}, actor=aoi)
    told = export_contact(world.hanako.id, actor=aoi)
    assert "花子の端末で" in str(told)
    erase_contact(world.hanako.id, actor=aoi)
    row = row_of(world, one)
    assert (row.kind_id, row.values) == (kinds["不具合"].id, {})


def test_the_database_refuses_what_must_not_be(world: World, kinds: dict[str, Kind]) -> None:
    of = {"workspace_id": world.koyomi.id}
    one = begun(world.support, HANAKO)
    wrong: list[Model] = [
        Kind(**of, name=""),
        KindField(**of, kind=kinds["使い方"], label=""),
        KindField(**of, kind=kinds["使い方"], label="x", type="image"),
        ConversationKind(**of, conversation=one, by="wind"),
        ConversationKind(**of, conversation=one, sure=101),
    ]
    for row in wrong:
        with tenant(world.koyomi.id), pytest.raises(IntegrityError), transaction.atomic():
            row.save()
