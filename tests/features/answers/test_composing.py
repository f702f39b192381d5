"""What it says is of an article: the verdict first, then how, then the source."""

from django.utils.translation import override

from madoguchi.base.html import markdown_to_html
from madoguchi.features.answers.composing import (
    Source,
    Told,
    answer_in,
    fitted,
    in_short,
    plain,
    question_back_in,
    section_in_full,
    step_in,
    steps_in,
)

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


def test_comprehensive_says_the_whole_article_and_answers_what_is_asked_next() -> None:
    after = Source("返金の時期", "", "返品が届いてから3営業日以内に返金します。", "https://help.example/b/")
    said = answer_in("ja", SOURCE, Told(style="comprehensive", next_up=[after]))
    assert "送料はお客様のご負担です。" in said
    assert "[返金の時期](https://help.example/b/)" in said
    assert "3営業日以内に返金します。" in said
    plainly = answer_in("ja", SOURCE, Told(next_up=[after]))
    assert "送料はお客様のご負担です。" not in plainly
    assert "返金" not in plainly, "in a chat there are buttons for it"


def test_conversational_says_one_step_at_a_time_in_a_chat() -> None:
    said = answer_in("ja", SOURCE, Told(verdict="はい。", style="conversational", by_steps=True))
    assert said.startswith("**はい。**\n\nお届けから8日以内にお手続きください。")
    assert "マイページを開きます。" in said
    assert "注文履歴" not in said
    assert step_in("ja", SOURCE, 2) == "**手順2（全3手順）：** **注文履歴**で注文を選びます。"
    assert step_in("ja", SOURCE, 4) == ""
    by_mail = answer_in("ja", SOURCE, Told(style="conversational", by_mail="https://desk.example/x/"))
    assert "「返品する」を押します。" in by_mail, "a mail for each step would take days"
    without = Source("休業日", "", "土日はお休みです。", "")
    assert "手順" not in answer_in("ja", without, Told(style="conversational", by_steps=True))


def test_a_list_of_facts_is_no_steps() -> None:
    facts = Source(
        "請求書", "", "請求書は毎月届きます。\n\n- 引き落とし：27日\n- 宛名：設定で変えます", "https://help.example/b/"
    )
    said = answer_in("ja", facts, Told(style="conversational", by_steps=True))
    assert "手順" not in said
    assert said.startswith("請求書は毎月届きます。\n\n- 引き落とし：27日\n- 宛名：設定で変えます\n\n")
    assert step_in("ja", facts, 1) == ""
    with override("ja"):
        assert in_short(facts).startswith("請求書は毎月届きます。\n\n- 引き落とし：27日\n- 宛名：設定で変えます\n\n")


def test_whoever_answers_gets_the_verdict_the_first_step_and_the_link() -> None:
    with override("ja"):
        said = in_short(SOURCE, "はい。")
    verdict, how, step, link = said.split("\n\n")
    assert (verdict, how) == ("**はい。**", "お届けから8日以内にお手続きください。")
    assert step == "1. マイページを開きます。"
    assert "https://help.example/a/" in link


def test_a_mail_has_its_buttons_behind_a_link_and_the_next_question() -> None:
    after = Source("返金の時期", "", "", "https://help.example/b/")
    said = answer_in("en", SOURCE, Told(by_mail="https://desk.example/x/", next_up=[after]))
    assert "https://desk.example/x/" in said
    assert "[返金の時期](https://help.example/b/)" in said


def test_a_title_cannot_become_markup() -> None:
    said = question_back_in("ja", ["[押して](https://evil.example)", "普通"])
    assert "押して</a>" not in markdown_to_html(said)


def test_the_first_list_is_the_steps() -> None:
    assert steps_in("まえがき\n\n- 一\n- 二\n\nあとがき\n- 三") == ["- 一", "- 二"]
    assert steps_in("1. 一\n   補足\n2. 二") == ["1. 一\n   補足", "2. 二"]
    assert steps_in("1. ひとつだけ") == []


def test_what_leads_to_the_steps_is_kept() -> None:
    said = answer_in("ja", Source("打刻", "要約", "次の順で進めます。\n1. 開きます。\n2. 押します。", ""), Told())
    assert said.startswith("次の順で進めます。\n\n1. 開きます。\n2. 押します。")


MAIL = """届くまでに5分ほどかかります。

1. 迷惑メールのフォルダーを見ます。
2. `shop.example` を許可します。
3. もう一度送ります。

それでも届かないときは、お電話ください。"""
IN_PART = Source(
    "パスワードを忘れたとき",
    "要約",
    f"まえがき\n\n## メールが届かないとき\n\n{MAIL}",
    "https://h.example/a/#x",
    "届かない*とき",
    MAIL,
    "まえがき",
)


def test_the_section_that_answers_is_said_whole_below_its_heading() -> None:
    said = answer_in("ja", IN_PART, Told(verdict="はい。"))
    verdict, heading, *parts, source, _who = said.split("\n\n")
    assert (verdict, heading) == ("**はい。**", "**届かない\\*とき**")
    assert "\n\n".join(parts) == MAIL
    assert "[パスワードを忘れたとき](https://h.example/a/#x)" in source
    assert "まえがき" not in said
    whole = answer_in("ja", IN_PART, Told(style="comprehensive"))
    assert whole.startswith(f"**届かない\\*とき**\n\n{MAIL}\n\n---\n\n**パスワードを忘れたとき**\n\nまえがき\n\n")
    assert "<hr>" in markdown_to_html(whole)


def test_a_section_is_told_by_steps_too() -> None:
    said = answer_in("ja", IN_PART, Told(style="conversational", by_steps=True))
    assert said.startswith("**届かない\\*とき**\n\n届くまでに5分ほどかかります。\n\n**手順1（全3手順）：** 迷惑メール")
    assert "もう一度" not in said
    assert step_in("ja", IN_PART, 3) == "**手順3（全3手順）：** もう一度送ります。"


def test_whoever_answers_gets_the_section_in_short_or_in_full() -> None:
    with override("ja"):
        short, full = in_short(IN_PART), section_in_full(IN_PART)
    assert short.startswith("**届かない\\*とき**\n\n届くまでに5分ほどかかります。\n\n1. 迷惑メール")
    assert "許可します" not in short
    assert MAIL in full
    assert full.endswith("(https://h.example/a/#x)")


def test_steps_are_said_to_the_end_or_not_at_all() -> None:
    steps = "\n\n".join(f"{number}. {'手' * 60}{number}" for number in range(1, 16))
    said = answer_in("ja", Source("長い手順", "", f"まえがき\n\n{steps}\n\nあとがき", ""), Told())
    assert f"15. {'手' * 60}15" in said, "all of them, however long"
    long = fitted(f"まえがき\n\n{steps}\n\nあとがき", 300, steps_most=2_000)
    assert long == f"まえがき\n\n{steps}", "and nothing after them"
    assert fitted(f"まえがき\n\n{steps}", 300, steps_most=300) == "まえがき …"
    after = Source("返金", "", f"はじめに\n\n{steps}", "https://help.example/b/")
    asked_next = answer_in("ja", SOURCE, Told(style="comprehensive", next_up=[after]))
    assert "はじめに …" in asked_next
    assert "1. 手" not in asked_next


def test_what_is_long_ends_with_a_whole_sentence_and_says_that_it_goes_on() -> None:
    paragraphs = "\n\n".join(["あ" * 90 + "。"] * 4)
    said = fitted(paragraphs, 300, steps_most=300)
    assert said.startswith(f"{'あ' * 90}。\n\n{'あ' * 90}。")
    assert said.endswith(" …")
    assert len(said) <= 302
    code = "```\n1. eins\n\n2. zwei\n```"
    assert fitted(f"{'あ' * 50}\n\n{code}", 60, steps_most=60).count("```") == 0, "code is not cut in two"
    assert fitted(f"{code}\n\n{'あ' * 50}", 60, steps_most=60).count("```") == 2
