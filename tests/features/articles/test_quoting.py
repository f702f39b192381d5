"""An article put into a letter."""

from madoguchi.features.articles.quoting import as_letter

BODY = """まず **設定** を開きます。

:::warning ご注意
元に戻せません。
:::

![設定の画面](picture:abc-123)

手順は[こちら](article:12)、または[別の記事](article:13#part)へ。

{{snippet:hours}}"""


def test_a_letter_has_no_mark_that_only_a_help_centre_shows() -> None:
    said = as_letter(BODY, {"hours": "平日 9時から"}, lambda key: f"https://x.example/{key}" if key == "12" else None)
    assert "**ご注意**\n元に戻せません。" in said
    assert "(設定の画面)" in said
    assert "[こちら](https://x.example/12)" in said
    assert "または別の記事へ" in said
    assert said.endswith("平日 9時から")
    for mark in (":::", "picture:", "article:", "snippet"):
        assert mark not in said


def test_folds_and_cards_lose_their_fences_and_nothing_else() -> None:
    body = ":::fold 詳しく\n中\n:::\n後\n\n:::card [返金](article:7)\n7日以内。\n:::\n終わり"
    assert as_letter(body, {}, lambda name: f"/a/{name}") == "**詳しく**\n中\n\n後\n\n[返金](/a/7)\n7日以内。\n\n終わり"
