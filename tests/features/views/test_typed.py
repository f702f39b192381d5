"""A typed filter: what it finds, in either language, and what it says of what it does not understand."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext, override

from madoguchi.base.tenancy import tenant
from madoguchi.features.views.typed import Word, parse, text_of
from tests.features.views.matters import TOKYO, Matters
from tests.world import World

FOUND = {
    "": {"waiting", "mine", "done", "english"},
    "is:open": {"waiting", "mine"},
    "状態:未対応": {"waiting", "mine"},
    "状態：対応中": {"waiting", "mine"},
    "is:snoozed,resolved": {"done", "english"},
    "-is:open": {"done", "english"},
    "is:spam": set(),
    "is:mentioned": {"waiting"},
    "is:unreplied": {"waiting", "english"},
    "-is:未返信": {"mine", "done"},
    "is:waiting": {"waiting"},
    "is:overdue": {"mine"},
    "is:mine": {"mine"},
    "is:unassigned": {"waiting", "done"},
    "from:山田": {"waiting", "done"},
    "from:yamada": {"waiting", "done"},
    "差出人:ﾔﾏﾀﾞ": {"waiting", "done"},
    "from:hanako@kobo.example": {"waiting", "done"},
    "-from:山田": {"mine", "english"},
    "company:こうぼ": {"waiting", "done"},
    "会社:コウボ商店": {"waiting", "done"},
    "tag:返品": {"mine", "done"},
    "ｔａｇ：返品": {"mine", "done"},
    'タグ:"vip 顧客"': {"done"},
    "tag:返品 -tag:vip": {"mine"},
    "tag:none": {"waiting", "english"},
    "-tag:none": {"mine", "done"},
    "tag:返品,none": {"waiting", "mine", "done", "english"},
    "assignee:me": {"mine"},
    "担当:自分": {"mine"},
    "担当：ふじい": {"mine"},
    "assignee:fujii": {"mine"},
    "assignee:misaki@koyomi.example": {"mine"},
    "assignee:nobody": {"waiting", "done"},
    "-assignee:me": {"waiting", "done", "english"},
    "assignee:me,nobody": {"waiting", "mine", "done"},
    "team:サポート": {"waiting"},
    "チーム:なし": {"mine", "done", "english"},
    "inbox:english": {"english"},
    "priority:urgent": {"waiting"},
    "優先度:普通,高": {"mine", "done", "english"},
    "turn:customer": {"mine"},
    "channel:メール": {"waiting", "mine", "done", "english"},
    "channel:chat": set(),
    "件名:請求": {"waiting"},
    "subject:INVOICE": {"english"},
    "waiting:>4h": {"waiting"},
    "待ち:>4時間": {"waiting"},
    "waiting:>6h": set(),
    "waiting:6h": {"waiting"},
    "created:>7d": {"mine"},
    "作成:7日": {"waiting", "done", "english"},
    "created:today": {"waiting", "done", "english"},
    "created:今日": {"waiting", "done", "english"},
    "before:2020-01-01": set(),
    "after:2020-01-01": {"waiting", "mine", "done", "english"},
    "以内:30日": {"waiting", "mine", "english"},
    "within:2w": {"waiting", "mine", "english"},
    "activity:>30d": {"done"},
    "due:any": {"mine"},
    "due:overdue": {"mine"},
    "-due:none": {"mine"},
    "期限:なし": {"waiting", "done", "english"},
    "due:3d": set(),
    "snoozed:3d": {"english"},
    "保留:>1日": {"english"},
    "resolved:1d": {"done"},
    "plan:プロ": {"waiting"},
    "契約プラン:ﾌﾟﾛ": {"waiting"},
    "-plan:プロ": {"mine", "done", "english"},
    "plan:none": {"done", "english"},
    "contact.plan:年": {"waiting", "done"},
    "-contact.plan:=年間": {"mine", "english"},
    "company.shops:>3": {"waiting", "done"},
    "会社.shops:<3": set(),
    "-shops:4": {"mine", "english"},
    "level:プロ": {"waiting", "done"},
    "company.level:none": {"mine", "english"},
    "seats:>10": {"waiting"},
    "席数:<10": {"mine"},
    "seats:3": {"mine"},
    "trial:はい": {"waiting"},
    "trial:no": set(),
    "renewal:>2026-11-01": {"waiting"},
    "conversation.in:x": {"mine"},
    "a__b:y": {"mine"},
    "サイド": {"waiting"},
    "invoice": {"english"},
    '"サイズ 違い"': set(),
    '"サイズ違い"': {"mine"},
    "-サイド is:open": {"mine"},
    "やまだ is:open": {"waiting"},
    "emma@clarke": {"english"},
    "is:open from:山田 件名:請求 priority:urgent assignee:nobody": {"waiting"},
}


def test_what_a_filter_finds(matters: Matters) -> None:
    assert {text: matters.typed(text) for text in FOUND} == FOUND


@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_is_written_back_means_the_same(matters: Matters, language: str) -> None:
    actor = matters.world.actor(matters.world.misaki)
    for text in FOUND:
        before = matters.read(text).with_words
        with override(language), tenant(actor.workspace_id):
            again = text_of(before, actor, TOKYO)
            read = parse(again, actor, TOKYO)
        assert read.problems == (), text
        assert read.with_words == before, (text, again)


def test_it_is_written_back_in_the_language_of_who_reads(matters: Matters) -> None:
    actor = matters.world.actor(matters.world.misaki)
    text = "is:open assignee:me -tag:返品 waiting:>2h"
    conditions = matters.read(text).conditions
    with tenant(actor.workspace_id):
        with override("ja"):
            assert text_of(conditions, actor, TOKYO) == "状態:対応中 担当:自分 -タグ:返品 待ち:>2時間"
        with override("en"):
            assert text_of(conditions, actor, TOKYO) == text


def test_the_examples_that_people_are_shown_are_understood(matters: Matters) -> None:
    with override("ja"):
        shown = [gettext("is:open tag:… from:… before:2026-11-01"), "担当:自分 タグ:返品"]
    for text in shown:
        assert matters.read(text).problems == ()


def test_words_and_phrases_stay_words(matters: Matters) -> None:
    read = matters.read('is:open 返金  "サイズ 違い" -至急 https://shop.example/a?b=1 10:30')
    assert read.words == (
        Word("返金"),
        Word("サイズ 違い", is_phrase=True),
        Word("至急", excluded=True),
        Word("https://shop.example/a?b=1"),
        Word("10:30"),
    )
    assert read.problems == ()


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("foo:bar", "“foo:”"),
        ("tag:そんなタグはない", "そんなタグはない"),
        ("tag:", "“tag:”"),
        ("before:いつか", "いつか"),
        ("before:2026-02-31", "2026-02-31"),
        ("is:great", "great"),
        ("priority:7", "7"),
        ("seats:many", "many"),
        ("plan:ゴールド", "ゴールド"),
        ("company:どこにもない", "どこにもない"),
        ("x" * 1001, "1000"),
        (" ".join(["is:open"] * 31), "too many"),
    ],
)
def test_what_is_not_understood_is_said(matters: Matters, text: str, part: str) -> None:
    with override("en"):
        problems = matters.read(text).problems
    assert len(problems) == 1
    assert part in problems[0]


def test_a_day_begins_where_the_workspace_is(matters: Matters) -> None:
    (condition,) = matters.read("before:2026-11-01").conditions
    assert condition.value == "2026-10-31T15:00:00+00:00"


def test_nobody_finds_another_workspace_s(world: World, matters: Matters) -> None:
    assert matters.typed("返品", of=world.oscar) == {"foreign"}
    assert matters.typed("invoice", of=world.oscar) == {"foreign"}
    assert matters.typed("返品", of=world.misaki) == {"mine"}
    assert matters.read("tag:返品", of=world.oscar).problems


def test_who_may_not_read_addresses_does_not_find_by_them(world: World, matters: Matters) -> None:
    assert matters.typed("from:hanako@kobo", of=world.ren) == set()
    assert matters.typed("from:山田", of=world.ren) == {"waiting", "done"}
    assert matters.typed("from:emma@", of=world.olivia) == set()


def test_an_inbox_that_is_not_seen_has_no_name(world: World, matters: Matters) -> None:
    assert matters.read("inbox:サポート", of=world.olivia).problems
    assert matters.typed("is:open,snoozed,resolved", of=world.olivia) == {"english"}


def test_reading_asks_little(world: World, matters: Matters) -> None:
    actor = world.actor(world.misaki)
    for text, most in (("is:open waiting:>2h 返金", 0), ("assignee:me tag:返品 team:なし inbox:英語", 1)):
        with tenant(actor.workspace_id), CaptureQueriesContext(connection) as asked:
            parse(text, actor, TOKYO)
        assert len(asked) <= most
