"""Features are found by part of a name, by another name, in kana and romaji, and by a whole question."""

from typing import TYPE_CHECKING

import pytest

from madoguchi.features.glossary.actions.terms import save_term
from madoguchi.features.registry.finding import best, found
from madoguchi.features.registry.queries import features_visible_to, recipes_visible_to
from tests.features.registry import entries
from tests.world import World

if TYPE_CHECKING:
    from madoguchi.core.people.actor import Actor


@pytest.fixture
def misaki(koyomi: World) -> "Actor":
    entries.feature(koyomi)
    entries.export(koyomi)
    entries.export(koyomi, name_ja="シフト表の印刷", area="画面")
    return koyomi.actor(koyomi.misaki)


def names(actor: "Actor", text: str) -> list[str]:
    return [row.name for row in best(features_visible_to(actor), text, actor)]


@pytest.mark.parametrize("text", ["line", "ＬＩＮＥ", "ライン", "notices", "LINEでシフトを知らせることはできますか"])
def test_by_its_names_and_by_a_question(misaki: "Actor", text: str) -> None:
    assert names(misaki, text)[0] == "LINEでのシフト通知"


def test_by_its_reading(misaki: "Actor") -> None:
    assert names(misaki, "いんさつ") == ["シフト表の印刷"]
    assert names(misaki, "insatsu") == ["シフト表の印刷"]


def test_what_is_not_there_is_not_guessed(misaki: "Actor") -> None:
    assert names(misaki, "顔認証") == []
    assert names(misaki, "天気予報は見られますか") == []


def test_by_a_word_of_customers(koyomi: World, misaki: "Actor") -> None:
    asked = "ファイルを出力できますか"
    assert names(misaki, asked) == []
    assert names(misaki, "エクスポート") == []
    kenji = koyomi.actor(koyomi.kenji)
    save_term({"ja": "データ", "synonyms_ja": ["ファイル", "情報"]}, actor=kenji)
    save_term({"ja": "書き出し", "synonyms_ja": ["出力", "エクスポート"]}, actor=kenji)
    assert names(misaki, asked) == ["データのCSV書き出し"]
    assert names(misaki, "エクスポート") == ["データのCSV書き出し"]
    assert [row.name for row in found(features_visible_to(misaki), "ファイル", misaki)] == ["データのCSV書き出し"]


def test_a_word_within_another_word_is_not_that_word(koyomi: World, misaki: "Actor") -> None:
    save_term({"en": "notices", "synonyms_en": ["code"]}, actor=koyomi.actor(koyomi.kenji))
    assert names(misaki, "Is there a code?") == ["LINEでのシフト通知"]
    assert names(misaki, "Is there a barcode?") == []


def test_a_list_is_narrowed_and_without_a_word_it_is_whole(misaki: "Actor") -> None:
    assert found(features_visible_to(misaki), "", misaki).count() == 3
    assert found(features_visible_to(misaki), "シフト", misaki).count() == 2
    assert len(names(misaki, "")) == 3


def test_recipes_by_their_goal(koyomi: World, misaki: "Actor") -> None:
    made = entries.recipe(koyomi)
    assert best(recipes_visible_to(misaki), "スタッフにLINEで知らせたい", misaki) == [made]
