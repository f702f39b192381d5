"""What it says is of an article: the verdict first, then how, then the source."""

from madoguchi.base.html import markdown_to_html
from madoguchi.features.answers.composing import Source, Told, answer_in, first_steps, plain, question_back_in

BODY = """# 返品する

お届けから8日以内にお手続きください。

1. マイページを開きます。
2. **注文履歴**で注文を選びます。
3. 「返品する」を押します。

![画面](https://help.example/p.png)

## 費用

送料はお客様のご負担です。"""
SOURCE = Source("商品を返品する", "返品の期限と手順です。", BODY, "https://help.example/a/")


def test_the_verdict_comes_first_then_how_then_the_source() -> None:
    said = answer_in("ja", SOURCE, Told(verdict="はい、ご利用いただけます。"))
    verdict, how, steps, source, who = said.split("\n\n")
    assert verdict == "**はい、ご利用いただけます。**"
    assert how == "お届けから8日以内にお手続きください。"
    assert steps.startswith("1. マイページを開きます。\n2. ")
    assert "[商品を返品する](https://help.example/a/)" in source
    assert "アシスタント" in who


def test_without_a_verdict_it_goes_straight_to_how() -> None:
    assert answer_in("ja", SOURCE, Told()).startswith("お届けから8日以内にお手続きください。")


def test_what_an_article_is_about_is_said_only_where_it_says_nothing() -> None:
    said = answer_in("ja", Source("商品を返品する", "返品の期限と手順です。", BODY, ""), Told())
    assert "返品の期限と手順です。" not in said
    assert "「商品を返品する」" in said
    assert answer_in("ja", Source("返品", "返品の期限です。", "", ""), Told()).startswith("返品の期限です。")


def test_a_part_with_a_bold_beginning_is_no_heading() -> None:
    said = answer_in("ja", Source("打刻", "", "**顔認証**：できません。\n\n**位置情報**：できます。", ""), Told())
    assert said.startswith("**顔認証**：できません。")


def test_what_only_a_page_can_show_is_left_out() -> None:
    text = plain(BODY)
    assert "p.png" not in text
    assert text.startswith("**返品する**")


def test_in_full_it_says_the_whole_article() -> None:
    assert "送料はお客様のご負担です。" in answer_in("ja", SOURCE, Told(whole=True))
    assert "送料はお客様のご負担です。" not in answer_in("ja", SOURCE, Told())


def test_a_mail_has_its_buttons_behind_a_link_and_the_next_question() -> None:
    after = Source("返金の時期", "", "", "https://help.example/b/")
    said = answer_in("en", SOURCE, Told(by_mail="https://desk.example/x/", next_up=[after]))
    assert "https://desk.example/x/" in said
    assert "[返金の時期](https://help.example/b/)" in said


def test_a_title_cannot_become_markup() -> None:
    said = question_back_in("ja", ["[押して](https://evil.example)", "普通"])
    assert "押して</a>" not in markdown_to_html(said)


def test_the_first_list_is_the_steps() -> None:
    assert first_steps("まえがき\n\n- 一\n- 二\n\nあとがき\n- 三") == "- 一\n- 二"
    assert first_steps("1. ひとつだけ") == ""
