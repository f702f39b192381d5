"""What is found by what, in which order, page by page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Attachment, ConversationTag, Tag
from madoguchi.core.inboxes.steps import keep
from madoguchi.features.search.queries.conversations import Order
from tests.features.search.saying import begin, look, say, subjects, write_all
from tests.world import World


@pytest.fixture
def spoken(world: World) -> World:
    first = begin(world, world.hanako, "返品について", days=3)
    addresses = {"from": [["hanako@kobo.example", "山田 花子"]], "to": [["support@koyomi.example", ""]]}
    say(first, "返品の送料はいくらですか。申込みは A-1234 です。", at=now() - timedelta(days=3), addresses=addresses)
    begin(world, world.taro, "ログインできません", "サーバーのエラーが出ます。パスワードを忘れました。", days=2)
    begin(
        world, world.emma, "Refund", "I returned the invoices in a café, order MX-200WH.", inbox=world.english, days=1
    )
    write_all(world.koyomi.id)
    return world


FOUND = {
    "返品送料": "返品について",
    "送料 返品": "返品について",
    "お申し込み": "返品について",
    "申し込む": "返品について",
    "a1234": "返品について",
    "Ａ－１２３４": "返品について",
    "1234": "返品について",
    "a-12": "返品について",
    "へんぴん": "返品について",
    "へんぴんそうりょう": "返品について",
    "返": "返品について",
    "料": "返品について",
    "山田": "返品について",
    "ヤマダ": "返品について",
    "yamada": "返品について",
    "hanako yamada": "返品について",
    "hanako@kobo.example": "返品について",
    "kobo": "返品について",
    "こうぼ商店 送料": "返品について",
    "ｻｰﾊﾞ": "ログインできません",
    "ぱすわーど": "ログインできません",
    "サーバー わすれ": "ログインできません",
    "return invoice": "Refund",
    "CAFE": "Refund",
    "mx200": "Refund",
    "200wh": "Refund",
    "クラーク": "",
    "support@koyomi.example": "",
}


def test_a_word_finds_it(spoken: World) -> None:
    assert {text: "".join(subjects(spoken, text)[:1]) for text in FOUND} == FOUND


NOT_SAID = ["返品 パスワード", '"送料 返品"', '"返品送料"', "変更", "refunds -returned", "5678"]


def test_what_was_not_said_is_not_found(spoken: World) -> None:
    for text in NOT_SAID:
        assert all(row.missing for row in look(spoken, text).rows), text


def test_a_phrase_stands_together(world: World) -> None:
    begin(world, world.hanako, "一", "返品送料の件")
    begin(world, world.hanako, "二", "送料と返品の件")
    write_all(world.koyomi.id)
    assert subjects(world, '"返品送料"') == ["一"]
    assert set(subjects(world, "返品送料")) == {"一", "二"}


def test_the_subject_counts_more_than_the_text_and_lately_more_than_long_ago(world: World) -> None:
    begin(world, world.hanako, "別件", "見積書をお願いします。", days=1)
    begin(world, world.hanako, "見積書", "お願いします。", days=1)
    begin(world, world.hanako, "昔の別件", "見積書をお願いします。", days=900)
    write_all(world.koyomi.id)
    assert subjects(world, "見積書") == ["見積書", "別件", "昔の別件"]


def test_the_newest_first_where_that_is_asked(world: World) -> None:
    for days in (5, 1, 3):
        begin(world, world.hanako, f"{days}", "見積書", days=days)
    write_all(world.koyomi.id)
    assert subjects(world, "見積書", order=Order.NEWEST) == ["1", "3", "5"]


def test_words_of_several_messages_are_found_together(world: World) -> None:
    whole = begin(world, world.hanako, "件", "扇風機が届きました。")
    say(whole, "羽根が割れています。")
    begin(world, world.taro, "別", "羽根布団をください。")
    write_all(world.koyomi.id)
    rows = look(world, "扇風機 羽根").rows
    assert [(row.conversation.subject, list(row.missing)) for row in rows] == [("件", [])]
    rows = look(world, "扇風機 羽根 保証").rows
    assert [(row.conversation.subject, list(row.missing)) for row in rows] == [("件", ["保証"])]


@pytest.mark.parametrize("order", list(Order))
def test_pages_go_on_and_hold_each_conversation_once(world: World, order: Order) -> None:
    for number in range(23):
        conversation = begin(world, world.hanako, f"{number}", "見積書の一通目", days=number)
        say(conversation, "見積書の二通目", at=now() - timedelta(days=number, hours=1))
    write_all(world.koyomi.id)
    found: list[str] = []
    cursor = ""
    for _page in range(5):
        page = look(world, "見積書", order=order, cursor=cursor, limit=5)
        found += [row.conversation.subject for row in page.rows]
        cursor = page.next
    assert cursor == ""
    assert sorted(found, key=int) == [str(number) for number in range(23)]
    assert order is Order.BEST or found == sorted(found, key=int)


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("text", ["返品", "is:open"])
def test_a_cursor_that_is_not_ours_is_refused(spoken: World, order: Order, text: str) -> None:
    for cursor in ("x", "W10", "WzEsMl0", "bnVsbA", "W251bGwsbnVsbF0", "e30", "あ", "[" * 9999):
        with pytest.raises(Refused) as refused:
            look(spoken, text, order=order, cursor=cursor)
        assert refused.value.code == "bad-cursor", cursor


def test_conditions_narrow_what_is_found(spoken: World) -> None:
    with tenant(spoken.koyomi.id):
        tag = Tag.objects.create(workspace_id=spoken.koyomi.id, name="急ぎ")
        row = look(spoken, "返品").rows[0].conversation
        ConversationTag.objects.create(workspace_id=spoken.koyomi.id, conversation=row, tag=tag)
    assert subjects(spoken, "tag:急ぎ 送料") == ["返品について"]
    assert subjects(spoken, "tag:急ぎ パスワード") == []
    assert subjects(spoken, "from:山田 a1234") == ["返品について"]
    assert subjects(spoken, "from:佐藤 a1234") == []
    assert subjects(spoken, "is:open before:2020-01-01 送料") == []
    assert subjects(spoken, "is:open tag:急ぎ") == ["返品について"]
    assert subjects(spoken, "is:open -返品") == ["Refund", "ログインできません"]


def test_many_that_meet_the_conditions_are_held_against_the_words(
    spoken: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("madoguchi.features.search.query.candidates.NARROW", 0)
    assert subjects(spoken, "is:open 送料") == ["返品について"]
    assert subjects(spoken, "from:佐藤 送料") == []
    assert subjects(spoken, "is:open 送料", order=Order.NEWEST) == ["返品について"]


def test_a_number_leads_to_its_conversation(spoken: World) -> None:
    row = look(spoken, "返品").rows[0].conversation
    assert look(spoken, f"#{row.id}").rows[0].conversation == row
    assert look(spoken, str(row.id)).rows[0].conversation == row
    assert look(spoken, "#999999999999999999").rows == []


def test_spam_is_found_where_it_is_asked_for(world: World) -> None:
    begin(world, world.hanako, "宝くじ", "当選しました", is_spam=True)
    write_all(world.koyomi.id)
    assert subjects(world, "当選") == []
    assert subjects(world, "is:spam 当選") == ["宝くじ"]


def test_a_file_is_found_by_its_name(world: World) -> None:
    conversation = begin(world, world.hanako, "件名", "添付します。")
    with tenant(world.koyomi.id):
        Attachment.objects.create(
            workspace_id=world.koyomi.id,
            message=conversation.messages.get(),
            blob=keep(world.koyomi.id, b"x"),
            name="御見積書_2026-11.pdf",
            content_type="application/pdf",
            size=1,
            name_in_url="x" * 22,
        )
    write_all(world.koyomi.id)
    (row,) = look(world, "見積書").rows
    assert [segment.text for segment in row.file if segment.is_found] == ["見積書"]
    assert subjects(world, "202611") == ["件名"]


def test_the_words_are_marked_in_their_context(spoken: World) -> None:
    (row,) = look(spoken, "返品送料").rows
    assert "".join(segment.text for segment in row.snippet).startswith("返品の送料はいくらですか。")
    assert [segment.text for segment in row.snippet if segment.is_found] == ["返品", "送料"]
    assert [segment.text for segment in row.subject if segment.is_found] == ["返品"]
    assert list(row.marks) == ["返品", "送料"]


def test_what_formats_a_reply_is_not_shown_and_a_subject_of_its_own_is(world: World) -> None:
    matter = begin(world, world.hanako, "お届けの件", "まだ届きません。")
    card = ":::card [梱包の手順](https://help.example/ja/articles/konpo/)\n**緩衝材** を入れます。\n:::"
    say(matter, f"こちらです。\n\n{card}", kind="reply")
    say(matter, "550 5.1.1", subject="Returned mail: see transcript")
    write_all(world.koyomi.id)
    (row,) = look(world, "緩衝材").rows
    assert "".join(segment.text for segment in row.snippet).split() == [
        "こちらです。",
        "梱包の手順",
        "緩衝材",
        "を入れます。",
    ]
    (row,) = look(world, "transcript").rows
    assert "".join(segment.text for segment in row.snippet) == "Returned mail: see transcript"
    assert [segment.text for segment in row.snippet if segment.is_found] == ["transcript"]


def test_the_last_letter_of_a_compound_marks_no_other_word(world: World) -> None:
    """書 alone may be the beginning of 書店; as part of 請求書 it is not what was looked for."""
    begin(
        world,
        world.hanako,
        "請求書の件",
        "書店の山田です。書類と覚書は届きましたが、請求書がまだです。",
        "領収書の書式",
    )
    write_all(world.koyomi.id)
    (row,) = look(world, "請求書").rows
    assert [segment.text for segment in row.snippet if segment.is_found] == ["請求書"]
    assert list(row.marks) == ["請求書"]
    (row,) = look(world, "書").rows
    assert "書店" in row.marks


def test_what_says_nothing_finds_nothing(spoken: World) -> None:
    for text in ("", "  ", "の", "the", "お の は", "-返品", '""', "。"):
        assert look(spoken, text).rows == [], text


def test_few_questions_are_asked(spoken: World) -> None:
    for text, most in (("返品 送料", 4), ("返品", 3), ("is:open 返品", 4)):
        with CaptureQueriesContext(connection) as captured:
            look(spoken, text)
        asked = [query["sql"] for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
        assert len([one for one in asked if "search_" in one or "messages" in one]) <= most, asked
