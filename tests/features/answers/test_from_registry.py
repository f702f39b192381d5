"""What no article answers, and the registry of features knows surely, is answered from that; else a person has it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils.timezone import localdate

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Message
from madoguchi.core.events.models import Event
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.answers import of_contact
from madoguchi.features.answers.actions import respond
from madoguchi.features.answers.actions.settle import settle
from madoguchi.features.answers.buttons import buttons_on
from madoguchi.features.answers.counting import PARTS
from madoguchi.features.answers.models import Answer
from madoguchi.features.answers.trying import try_question
from madoguchi.features.answers.verdicts import answer_on
from madoguchi.features.articles.models import Article
from madoguchi.features.chat.models import Visitor
from madoguchi.features.registry.actions.features import delete_feature
from madoguchi.features.registry.models import Feature
from tests.features.answers.furnishing import answering, lower_threshold, matter, said_in, states
from tests.features.answers.test_answering import asks, only
from tests.features.registry.entries import feature, recipe
from tests.world import World

pytestmark = pytest.mark.django_db
PAYROLL = {
    "state": "limited",
    "name_ja": "給与ソフトとの連携",
    "aliases_ja": "給与計算につなぐ",
    "limits_ja": "CSVの受け渡しで連携します。",
    "reason_ja": "給与計算は専用のソフトにお任せするためです。",
    "name_en": "Payroll software integration",
    "aliases_en": "integrate with payroll software",
    "limits_en": "CSV files only.",
    "reason_en": "",
}
ASKED = "給与ソフトとの連携はできますか"


@pytest.fixture
def unsure(world: World, chat: Inbox, articles: dict[str, Article]) -> None:
    """It answers customers, and no article is sure enough."""
    answering(world, chat)
    lower_threshold(world, 2.0)


@pytest.fixture
def payroll(world: World) -> Feature:
    return feature(world, **PAYROLL)


def note_in(home_id: int, world: World) -> str:
    with tenant(world.koyomi.id):
        return Message.objects.filter(conversation_id=home_id, kind="note").values_list("text", flat=True).get()


def deeds(world: World) -> list[str]:
    with tenant(world.koyomi.id):
        found = buttons_on(Answer.objects.order_by("id").last() or Answer())
    return [one.do for one in found.buttons] if found else []


def counted(world: World) -> dict[str, int]:
    with tenant(world.koyomi.id):
        return {part: Answer.objects.filter(PARTS[part]).count() for part in PARTS}


def test_the_verdict_is_said_first_with_what_has_to_be_known(
    world: World, visitor: Visitor, unsure: None, payroll: Feature
) -> None:
    home_id = asks(world, visitor, ASKED)
    (said,) = said_in(home_id, world)
    first, *rest = said.split("\n\n")
    assert first == "**条件付きでできます。「給与ソフトとの連携」には次の制限があります。CSVの受け渡しで連携します。**"
    assert len(rest) == 1, "nothing else but who speaks"
    assert "自動" in rest[0]
    assert "専用のソフト" not in said
    row = only(world)
    assert (row.state, row.verdict, row.feature_id, row.text) == ("answered", "conditional", payroll.id, None)
    home = matter(home_id, world)
    assert (home.waiting_since, home.assignee_id, home.first_replied_at) == (None, None, None)
    with tenant(world.koyomi.id):
        assert Event.objects.get(type="answer.given").payload == {
            "answer_id": row.id,
            "message_id": row.said_id,
            "article_id": None,
            "feature_id": payroll.id,
        }
    assert deeds(world) == ["helped", "reason", "person"]


def test_it_needs_no_article(world: World, visitor: Visitor, chat: Inbox, payroll: Feature) -> None:
    answering(world, chat)
    home_id = asks(world, visitor, ASKED)
    (said,) = said_in(home_id, world)
    assert said.startswith("**条件付きでできます。")
    assert only(world).feature_id == payroll.id


def test_it_is_said_in_the_language_of_the_question(
    world: World, visitor: Visitor, unsure: None, payroll: Feature
) -> None:
    (said,) = said_in(asks(world, visitor, "Hello! Does it integrate with payroll software?"), world)
    assert said.startswith("**Yes, with conditions. “Payroll software integration” has limits: CSV files only.**")
    assert "CSVの" not in said
    assert deeds(world) == ["helped", "person"], "no reason is written down in English"


@pytest.mark.parametrize(
    "question",
    [
        "給与ソフトと連携できますか？",
        "こんにちは。御社のサービスは給与ソフトとの連携に対応していますでしょうか。よろしくお願いいたします。",
        "給与ソフトと連携したいのですが、可能ですか？",
        "給与ソフトと連携する機能はありますか",
        "給与ソフトとの連携はありますか？",
        "給与計算につなぐ機能はありますか",
        "青葉商店の佐藤と申します。給与計算につなぐことはできますか？",
        "Is payroll software integration available?",
    ],
)
def test_other_ways_to_ask_the_same(world: World, payroll: Feature, question: str) -> None:
    language = "en" if question.isascii() else "ja"
    with tenant(world.koyomi.id):
        assert answer_on(question, language, world.koyomi.id).feature == payroll


@pytest.mark.parametrize(
    "question",
    [
        "給与ソフトとの連携は海外の店舗でもできますか",
        "給与ソフトとの連携は解除できますか",
        "給与ソフトとの連携は必要ですか",
        "給与ソフトとの連携は無料ですか？",
        "給与ソフトからの連携はできますか",
        "給与ソフトと連携できないのですか",
        "給与ソフトとの連携はできていますか",
        "給与ソフトとの連携はできましたか",
        "給与ソフトは使えますか",
        "給与計算につなぐことはありますか",
        "給与ソフトとの連携は何回できますか",
        "連携はできますか",
        "会計ソフトとの連携はできますか",
        "弊社は給与ソフトとの連携を使えますか",
        "海外の店舗です。給与ソフトとの連携はできますか",
        "給与ソフトとの連携はできますか。料金はかかりますか。",
        "給与ソフトとの連携はできますか。方法も教えてください。",
        "どうすれば給与ソフトとの連携ができますか",
        "給与ソフトとの連携ができません",
        "給与ソフトとの連携がしたいです",
        "Can you cancel my payroll software integration?",
        "Why can't I integrate with payroll software?",
        "Can't it integrate with payroll software?",
        "Can it integrate without payroll software?",
        "Can you integrate me with payroll software?",
    ],
)
def test_what_is_only_near_is_answered_by_nobody_but_a_person(world: World, payroll: Feature, question: str) -> None:
    language = "en" if question.isascii() else "ja"
    with tenant(world.koyomi.id):
        assert answer_on(question, language, world.koyomi.id).verdict == ""


def test_two_alike_one_that_is_due_and_one_without_the_language_are_not_sure(world: World, payroll: Feature) -> None:
    with tenant(world.koyomi.id):
        assert answer_on(ASKED, "ja", world.koyomi.id).verdict == "conditional"
        assert answer_on(ASKED, "en", world.koyomi.id).verdict == "", "it is called otherwise there"
        Feature.objects.update(review_due_on=localdate())
        assert answer_on(ASKED, "ja", world.koyomi.id).verdict == ""
        Feature.objects.update(review_due_on=localdate() + timedelta(days=9))
    feature(world, name_ja="ソフト連携", aliases_ja="給与ソフト連携", name_en="", reason_en="")
    with tenant(world.koyomi.id):
        assert answer_on(ASKED, "ja", world.koyomi.id).verdict == ""


def test_what_is_not_sure_goes_to_a_person_as_before(
    world: World, visitor: Visitor, unsure: None, payroll: Feature
) -> None:
    home_id = asks(world, visitor, "給与ソフトとの連携で海外の店舗の設定をお願いできますか")
    assert said_in(home_id, world) == []
    assert states(world) == ["handed_over"]
    assert only(world).verdict == ""
    assert matter(home_id, world).waiting_since is not None


def test_what_nothing_is_known_of_is_said_to_be_unconfirmed_and_a_person_has_it(
    world: World, visitor: Visitor, unsure: None, payroll: Feature
) -> None:
    home_id = asks(world, visitor, "会計ソフトとの連携はできますか？")
    (said,) = said_in(home_id, world)
    first, then = said.split("\n\n")
    assert first.startswith("**未確認です。**")
    assert "担当者" in then
    assert (only(world).verdict, states(world)) == ("unconfirmed", ["handed_over"])
    assert matter(home_id, world).waiting_since is not None
    assert "機能一覧：記載なし" in note_in(home_id, world)
    assert "ご案内済み" not in note_in(home_id, world)
    assert {part for part, count in counted(world).items() if count} == {"read", "handed_over"}


def test_an_article_comes_before_the_registry(
    world: World, chat: Inbox, visitor: Visitor, articles: dict[str, Article]
) -> None:
    receipts = feature(world, state="available", name_ja="領収書の発行", name_en="", reason_ja="", reason_en="")
    answering(world, chat)
    (said,) = said_in(asks(world, visitor, "領収書の発行はできますか？"), world)
    assert "請求履歴を開きます" in said
    row = only(world)
    assert row.text is not None
    assert row.feature_id == receipts.id


def test_the_article_about_it_is_named_where_everybody_may_read_it(
    world: World, visitor: Visitor, unsure: None, articles: dict[str, Article]
) -> None:
    feature(world, state="available", name_ja="領収書の発行", name_en="", reason_ja="", reason_en="")
    (said,) = said_in(asks(world, visitor, "領収書の発行はできますか？"), world)
    assert said.startswith("**はい")
    assert "[領収書を発行する](http" in said
    assert "請求履歴を開きます" not in said, "it was not sure that this is what they need"


def test_behind_a_no_stands_another_way_and_the_reason_is_told_to_who_asks(
    world: World, visitor: Visitor, unsure: None
) -> None:
    cannot = feature(world)
    recipe(world, instead_of=[cannot.id])
    home_id = asks(world, visitor, "LINEでのシフト通知はできますか？")
    (said,) = said_in(home_id, world)
    assert said.index("いいえ") < said.index("LINEで知らせたい") < said.index("グループに貼ります")
    assert "私用" not in said
    asks(world, visitor, "なぜできないのですか？", home_id)
    assert said_in(home_id, world)[1:] == ["理由は次のとおりです。私用のアカウントと分けるためです。"]
    assert states(world) == ["answered"]
    assert deeds(world) == ["helped", "person"]


def test_it_counts_as_any_other_answer(world: World, visitor: Visitor, unsure: None, payroll: Feature) -> None:
    home_id = asks(world, visitor, ASKED)
    assert {part for part, count in counted(world).items() if count} == {"read", "given", "open"}
    asks(world, visitor, "解決しました。ありがとうございます。", home_id)
    assert states(world) == ["confirmed"]
    assert matter(home_id, world).status == "resolved"
    assert {part for part, count in counted(world).items() if count} == {
        *("read", "given", "confirmed", "resolved", "settled")
    }
    asks(world, visitor, "領収書の宛名を変えたいです。", home_id)
    assert states(world)[0] == "returned"


def test_silence_of_a_day_is_assumed_and_who_throws_the_feature_away_changes_no_figure(
    world: World, visitor: Visitor, unsure: None, payroll: Feature
) -> None:
    home_id = asks(world, visitor, ASKED)
    with tenant(world.koyomi.id):
        Answer.objects.update(outcome_at=now() - timedelta(hours=25))
        Message.objects.filter(conversation_id=home_id).update(at=now() - timedelta(hours=26))
    assert settle(world.koyomi.id) == 1
    delete_feature(payroll.id, actor=world.actor(world.kenji))
    assert states(world) == ["assumed"]
    assert only(world).feature_id is None
    assert counted(world)["resolved"] == 1


def test_whoever_takes_over_knows_what_was_told(world: World, visitor: Visitor, unsure: None, payroll: Feature) -> None:
    home_id = asks(world, visitor, ASKED)
    respond.ask_for_person(only(world).id, workspace_id=world.koyomi.id)
    assert states(world) == ["handed_over"]
    assert "ご案内済み：機能一覧の「給与ソフトとの連携」" in note_in(home_id, world)
    with tenant(world.koyomi.id):
        (exported,) = of_contact.export(matter(home_id, world).contact_id)["answers"]
    assert (exported["article"], exported["feature"]) == (None, "給与ソフトとの連携")
    assert counted(world)["given"] == 1


def test_it_is_not_told_twice(world: World, visitor: Visitor, unsure: None, payroll: Feature) -> None:
    home_id = asks(world, visitor, ASKED)
    asks(world, visitor, "給与ソフトとの連携は可能ですか？", home_id)
    assert len(said_in(home_id, world)) == 1
    assert states(world) == ["followed", "handed_over"]
    assert "解決しませんでした" in note_in(home_id, world)


def test_who_tries_it_sees_what_would_be_said(world: World, unsure: None, payroll: Feature) -> None:
    with tenant(world.koyomi.id):
        found = try_question(ASKED, workspace_id=world.koyomi.id)
        near = try_question("会計ソフトとの連携はできますか", workspace_id=world.koyomi.id)
    assert found.what == "registry"
    assert found.text.startswith("**条件付きで")
    assert (near.what, near.text) == ("person", "")


def test_an_answer_that_says_nothing_cannot_be_kept(
    world: World, visitor: Visitor, unsure: None, payroll: Feature
) -> None:
    asks(world, visitor, ASKED)
    with pytest.raises(IntegrityError, match="answers_say_something"), tenant(world.koyomi.id):
        Answer.objects.update(verdict="")
