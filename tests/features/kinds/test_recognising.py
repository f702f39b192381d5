"""Telling types apart by what people write: right most of the time, and never surer than it is."""

import pytest

from madoguchi.features.kinds.given import given
from madoguchi.features.kinds.recognising import Classifier, features, learnt

UNSEEN = {
    "usage": (
        "お世話になっております。ユーザーを削除する方法を教えていただけますでしょうか。",
        "発送先を追加したいのですが、どのメニューから行えますか",
        "月次レポートはどこで見ることができますか？",
        "クーポンの使い方がわかりません",
        "How can I update my card details?",
        "Where do I see who has access?",
        "What is the way to export the report as PDF?",
        "LINEとの連携手順を教えてください",
    ),
    "bug": (
        "レポートを開こうとするとエラーと出て見られません",
        "ボタンが反応しなくなりました",
        "集計の値が昨日から更新されていません",
        "注文したのに確認メールが来ないんですが",
        "The page freezes whenever I upload a photo",
        "I keep getting an error code 403",
        "My lamp arrived with a broken shade",
        "アップロードが途中で止まってしまいます",
    ),
    "utilisation": (
        "同業他社の事例をご紹介いただけますか",
        "スタッフが使いこなせておらず、定着に向けた進め方をご相談したいです",
        "分析をどう経営に生かせばよいかアドバイスください",
        "弊社に合うプランをご提案いただけますか",
        "What would you advise for a team like ours?",
        "We'd like to use it to win back customers, any ideas?",
        "Could you recommend how to set up our process?",
        "より効果的な運用の仕方について打ち合わせしたい",
    ),
}
KEYS = {item["key"]: place for place, item in enumerate(given())}


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return learnt((KEYS[item["key"]], text) for item in given() for text in item["examples"])


def test_unseen_questions_in_both_languages_are_told_apart(classifier: Classifier) -> None:
    guesses = [(KEYS[key], classifier.guess(text)) for key, texts in UNSEEN.items() for text in texts]
    right = sum(guess is not None and guess.key == key for key, guess in guesses)
    assert right >= 21, f"{right} of {len(guesses)}"


def test_it_is_less_sure_of_what_belongs_nowhere(classifier: Classifier) -> None:
    texts = ("営業時間", "御社の住所", "ありがとうございました", "Happy new year")
    strange = [classifier.guess(text) for text in texts]
    assert all(guess is None or guess.sure < 0.9 for guess in strange)
    clear = classifier.guess("保存しようとするとエラーコードが出て動かなくなりました")
    assert clear
    assert clear.sure > 0.75


def test_courtesies_and_figures_say_nothing() -> None:
    assert features("お世話になっております。") == features("")
    assert features("注文12345") == features("注文99999")


def test_a_correction_teaches() -> None:
    before = learnt([(1, "請求書をください"), (2, "画面が開かない")])
    after = learnt([(1, "請求書をください"), (2, "画面が開かない"), (2, "請求書の画面が真っ白")])
    text = "請求書が真っ白"
    assert before.guess(text).key == 1  # type: ignore[union-attr]  # two types, and letters
    assert after.guess(text).key == 2  # type: ignore[union-attr]


def test_there_is_nothing_to_tell_apart_with_one_type_or_no_letters(classifier: Classifier) -> None:
    assert learnt([(1, "請求書")]).guess("請求書") is None
    assert learnt([]).guess("請求書") is None
    assert classifier.guess("？！") is None
