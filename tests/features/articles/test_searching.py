"""Finding articles: by other words, other letters, and while somebody is still typing."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from madoguchi.base.errors import Refused
from madoguchi.core.events.models import Event
from madoguchi.core.people.actor import Actor
from madoguchi.features.articles.actions.arranging import change_article
from madoguchi.features.articles.actions.snippets import delete_snippet, keep_snippet
from madoguchi.features.articles.actions.writing import write
from madoguchi.features.articles.models import ArticleText
from madoguchi.features.articles.queries import searching
from madoguchi.features.articles.queries.searching import register_synonyms, search
from madoguchi.features.articles.subscribers import index_again
from madoguchi.features.articles.wording import Words
from tests.features.articles.writing import published, shelf

ARTICLES = {
    "パスワードを再設定する": "ログイン画面の「パスワードをお忘れですか」から、登録したアドレスを入力してください。",
    "返金の受け方": "お支払いから14日以内であれば、マイページから返金を申し込めます。",
    "請求書をダウンロードする": "設定の「お支払い」を開き、月を選んで請求書のPDFを保存します。",
    "予約をキャンセルする": "予約一覧から取り消したい予約を選び、キャンセルを押します。",
    "サーバーの障害情報": "現在の障害は状況ページで確認できます。",
}


@pytest.fixture
def texts(kenji: Actor) -> dict[str, ArticleText]:
    stand = shelf(kenji)
    return {title: published(kenji, stand, title, body) for title, body in ARTICLES.items()}


@pytest.fixture
def forgetful() -> Iterator[None]:
    """Synonyms that a test registers are gone after it."""
    before = list(searching._synonyms)
    yield
    searching._synonyms[:] = before


def titles(kenji: Actor, query: str, **how: object) -> list[str]:
    return [found.text.title for found in search(kenji.workspace_id, query, language="ja", **how)]  # type: ignore[arg-type]


@pytest.mark.usefixtures("texts")
@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("返金", "返金の受け方"),
        ("返金してほしい", "返金の受け方"),
        ("ﾊﾟｽﾜｰﾄﾞ 忘れた", "パスワードを再設定する"),
        ("パスワードを忘れてログインできません", "パスワードを再設定する"),
        ("請求書 pdf", "請求書をダウンロードする"),
        ("予約の取消", "予約をキャンセルする"),
        ("サーバ障害", "サーバーの障害情報"),
        ("へんきん", "返金の受け方"),
        ("henkin", "返金の受け方"),
        ("seikyuusho", "請求書をダウンロードする"),
        ("ピーディーエフで欲しい", "請求書をダウンロードする"),
    ],
)
def test_it_is_found_by_words_as_people_say_them(kenji: Actor, query: str, title: str) -> None:
    assert titles(kenji, query)[:1] == [title]


@pytest.mark.usefixtures("texts")
@pytest.mark.parametrize(
    "query", ["", "  ", "の", "ブロックチェーン", "採用情報を教えて", "'; DROP TABLE articles; --", "\x00"]
)
def test_nothing_is_found_for_what_no_article_says(kenji: Actor, query: str) -> None:
    assert titles(kenji, query) == []


@pytest.mark.usefixtures("texts")
@pytest.mark.parametrize("typed", ["パス", "ぱすわ", "pasuw", "ﾊﾟｽﾜｰ", "パスワードを再"])
def test_the_last_word_may_be_only_begun(kenji: Actor, typed: str) -> None:
    assert titles(kenji, typed, typing=True)[:1] == ["パスワードを再設定する"]


@pytest.mark.usefixtures("forgetful", "texts")
def test_other_words_for_the_same_are_known(kenji: Actor) -> None:
    assert titles(kenji, "キャッシュバック") == []
    register_synonyms(lambda _workspace, _language: [("返金", "キャッシュバック", "お金 戻る")])
    assert titles(kenji, "キャッシュバックの申請")[:1] == ["返金の受け方"]


def test_only_what_may_be_read_is_found(kenji: Actor, texts: dict[str, ArticleText]) -> None:
    text = texts["返金の受け方"]
    change_article(text.article_id, {"visibility": "agents"}, actor=kenji)
    assert titles(kenji, "返金の受け方", audience="customers") == []
    assert titles(kenji, "返金の受け方", audience="agents") == ["返金の受け方"]
    write(text.article_id, "ja", words=Words("返金の受け方", "ブロックチェーン"), edition=1, actor=kenji)
    assert titles(kenji, "ブロックチェーン", audience="agents") == []
    assert search(kenji.workspace_id, "返金", language="en") == []


def test_a_reusable_part_is_found_where_it_stands(kenji: Actor) -> None:
    keep_snippet("hours", "ja", body="窓口は平日です", actor=kenji)
    published(kenji, shelf(kenji), "連絡先", "{{snippet:hours}}")
    assert titles(kenji, "窓口") == ["連絡先"]
    keep_snippet("hours", "ja", body="カウンターは土曜です", actor=kenji)
    for _twice in range(2):
        index_again(list(Event.objects.filter(type="article_snippet.changed")))
    assert titles(kenji, "窓口") == []
    assert titles(kenji, "土曜のカウンター") == ["連絡先"]
    with pytest.raises(Refused):
        delete_snippet("hours", "ja", actor=kenji)


@pytest.mark.usefixtures("texts")
def test_a_search_is_three_queries_whatever_is_found(kenji: Actor) -> None:
    titles(kenji, "返金")
    with CaptureQueriesContext(connection) as asked:
        titles(kenji, "返金の請求書")
    assert len(asked) == 3  # one of them for the glossary


def test_english_is_found_by_its_stems(kenji: Actor) -> None:
    stand = shelf(kenji)
    published(kenji, stand, "Returning an order", "You can return orders within 14 days.", language="en")
    published(kenji, stand, "Invoices", "Download your invoice as PDF.", language="en")
    found = search(kenji.workspace_id, "how do I get an order returned?", language="en")
    assert [one.text.title for one in found] == ["Returning an order"]
    assert [one.text.title for one in search(kenji.workspace_id, "invo", language="en", typing=True)] == ["Invoices"]


def test_how_long_or_how_much_asks_of_a_thing_and_need_not_stand_in_its_article(kenji: Actor) -> None:
    stand = shelf(kenji)
    published(kenji, stand, "Your refund", "The money is on your card within five days.", language="en")
    published(
        kenji, stand, "Long loads", "Much of what is long is carried by two, which can take a while.", language="en"
    )

    def asked(query: str) -> list[str]:
        return [one.text.title for one in search(kenji.workspace_id, query, language="en")]

    assert asked("How long does a refund take?") == ["Your refund"]
    assert asked("how much is the refund") == ["Your refund"]
    assert asked("how long") == ["Long loads"]  # where nothing else is said
    assert asked("how long does it take to cook rice") == []
