"""Commands that lead to reports."""

from django.utils.translation import gettext_lazy as _

from madoguchi.features.commands.command import Command

REPORTS = (
    Command("go-week", _("The week"), "このしゅう", "go", icon="chart", to="desk:home_week", permission="report.read"),
    Command(
        "go-speed",
        _("Speed of answers"),
        "おうとうのはやさ",
        "go",
        icon="chart",
        to="desk:speed",
        permission="report.read",
        more="report first reply silence promises レポート 初回応答 待ち時間 約束",
    ),
    Command(
        "go-answers",
        _("Answers of the assistant"),
        "あしすたんとのかいとう",
        "go",
        icon="chart",
        to="desk:answers",
        permission="report.read",
        more="assistant bot resolution deflection report アシスタント ボット 自動回答 解決率 レポート",
    ),
    Command(
        "go-aims",
        _("What customers want"),
        "おきゃくさまがもとめていること",
        "go",
        icon="chart",
        to="desk:aims",
        permission="report.read",
        more="aim wish true question report 真の問い 形式的な問い やりたいこと レポート",
    ),
    Command(
        "go-csat",
        _("Customer satisfaction"),
        "こきゃくまんぞくど",
        "go",
        icon="star",
        to="desk:csat",
        permission="report.read",
        more="csat rating report 満足度 評価 レポート アンケート",
    ),
    Command(
        "go-kinds",
        _("Questions by type"),
        "しゅるいべつのといあわせ",
        "go",
        icon="chart",
        to="desk:kinds",
        permission="report.read",
        more="type usage bug report 種類 使い方 不具合 活用相談 レポート",
    ),
    Command(
        "go-drivers",
        _("Drivers of contacts"),
        "といあわせのよういん",
        "go",
        icon="chart",
        to="desk:drivers",
        permission="report.read",
        more="contact drivers causes cost fix report 要因 原因 コスト 対策 レポート",
    ),
    Command(
        "go-avoidable",
        _("Avoidable contacts"),
        "さけられたといあわせ",
        "go",
        icon="chart",
        to="desk:avoidable",
        permission="report.read",
        more="avoidable contacts per 100 active customers burn down report 削減 目標 利用中 レポート",
    ),
)
