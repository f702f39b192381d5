"""The steps of a playbook are read out of its Markdown."""

from madoguchi.features.playbooks.steps import procedure_in

BODY = """表は上にあります。

## 記録を確かめる

**請求システム**で見ます。

- 二重 → [「ご返金します」と伝える](#x)
- 1回だけ → 内訳を案内する
- 知らない → どこにもない

## 「ご返金します」と伝える

## 内訳を案内する

- 納得された → 終わり
- 戻る → 記録を確かめる
"""


def test_headings_are_steps_and_arrows_are_choices() -> None:
    found = procedure_in(BODY)
    assert [one.title for one in found.steps] == ["記録を確かめる", "「ご返金します」と伝える", "内訳を案内する"]
    first, second, third = found.steps
    assert first.body == "**請求システム**で見ます。"
    assert first.choices == (("二重", 1), ("1回だけ", 2))
    assert second.choices == (("", 2),), "without a choice it goes on"
    assert third.choices == (("納得された", None), ("戻る", 0))
    assert found.lost == (("記録を確かめる", "どこにもない"),)


def test_a_numbered_list_will_do_and_what_has_neither_has_no_steps() -> None:
    steps = procedure_in("1. 事実を**確かめる**\n2. 第一報を送る\n\n以上").steps
    assert [(one.title, one.choices) for one in steps] == [
        ("事実を確かめる", (("", 1),)),
        ("第一報を送る", (("", None),)),
    ]
    assert procedure_in("ただの文章です。\n\n# 大見出し").steps == ()
    assert procedure_in("```\n## 見出しではない\n```").steps == ()
    assert len(procedure_in("## 一\n" * 5_000).steps) <= 100
