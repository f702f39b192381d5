"""What operators and values are called in a typed filter, in English and Japanese; either is understood anywhere.

The first name of each language is the one that is written back. Width, case and kana do not matter.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from madoguchi.base.text import normal
from madoguchi.features.views.conditions import Condition
from madoguchi.features.views.fields.choices import ME, NOBODY


@dataclass(frozen=True, slots=True)
class Said:
    """The names of one thing."""

    english: tuple[str, ...]
    japanese: tuple[str, ...]

    @property
    def own(self) -> str:
        """As somebody of the running language writes it."""
        return (self.japanese if is_japanese() else self.english)[0]

    @property
    def all(self) -> tuple[str, ...]:
        return (*self.english, *self.japanese)


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator: the field that it is about, how its value is read, and what it is for."""

    field: str
    kind: str  # a function of reading.py
    said: Said
    hint: str | Promise


def is_japanese() -> bool:
    return (get_language() or "en").startswith("ja")


def _operator(field: str, kind: str, english: str, japanese: str, hint: str | Promise) -> Operator:
    return Operator(field, kind, Said(tuple(english.split()), tuple(japanese.split())), hint)


OPERATORS: tuple[Operator, ...] = (
    _operator("", "is", "is", "状態 じょうたい", _("Open, snoozed, resolved, unreplied, overdue …")),
    _operator("assignee", "person", "assignee", "担当 担当者 たんとう", _("Who handles it: me, nobody, or a name")),
    _operator("tag", "thing", "tag label", "タグ ラベル", _("A tag that it has")),
    _operator("kind", "thing", "type", "種類 しゅるい", _("Of which type the question is")),
    _operator(
        "contact",
        "contact",
        "from contact",
        "差出人 連絡先 お客様 顧客 さしだしにん れんらくさき こきゃく",
        _("Name, furigana or mail address"),
    ),
    _operator("company", "company", "company", "会社 企業 かいしゃ", _("The customer's company")),
    _operator("subject", "text", "subject", "件名 けんめい", _("Words of the subject")),
    _operator("priority", "choice", "priority", "優先度 ゆうせんど", _("Low, normal, high, urgent")),
    _operator("inbox", "thing", "inbox in", "受信箱 じゅしんばこ", _("The inbox that it came into")),
    _operator("team", "thing", "team", "チーム", _("The team that it is given to")),
    _operator("waiting", "time", "waiting", "待ち 待ち時間 まち", _("How long the customer has been waiting: >2h")),
    _operator("due", "time", "due", "期限 きげん", _("When something is due: overdue, 3d, <2026-11-01")),
    _operator("activity", "before", "before", "より前 前 よりまえ", _("Last activity before a day")),
    _operator("activity", "after", "after", "以降 以後 いこう", _("Last activity on a day or later")),
    _operator("activity", "within", "within", "以内 いない", _("Last activity within a time: 7d, 3h")),
    _operator("created", "time", "created", "作成 受付 さくせい うけつけ", _("When it began: today, 7d, <2026-11-01")),
    _operator("activity", "time", "activity updated", "更新 こうしん", _("When something last happened")),
    _operator("snoozed", "time", "snoozed", "保留 ほりゅう", _("Until when it is snoozed")),
    _operator("resolved", "time", "resolved", "解決 かいけつ", _("When it was resolved")),
    _operator(
        "waiting_on",
        "choice",
        "turn waiting-on",
        "対応待ち たいおうまち",
        _("Who has to act next: us, customer, third"),
    ),
    _operator(
        "channel", "channel", "channel", "チャネル チャンネル 経路 けいろ", _("How it came in: mail, chat, phone")
    ),
)
BY_NAME: Mapping[str, Operator] = {normal(name): one for one in OPERATORS for name in one.said.all}


def _values(**said: str) -> dict[str, Said]:
    """value="names of both languages": those in ASCII are the English ones."""
    made = {}
    for value, words in said.items():
        names = words.split()
        made[value] = Said(
            tuple(name for name in names if name.isascii()), tuple(name for name in names if not name.isascii())
        )
    return made


STATUSES = _values(
    open="open 対応中 未対応 オープン たいおうちゅう みたいおう",
    snoozed="snoozed 保留中 保留 ほりゅうちゅう",
    resolved="resolved closed done 解決済み 解決済 完了 対応済み かいけつずみ",
)
MARKS: dict[tuple[str, str], Said] = {
    ("spam", "is"): Said(("spam",), ("迷惑メール", "めいわくメール")),
    ("mentioned", "is"): Said(("mentioned",), ("メンション",)),
    ("followed", "is"): Said(("following",), ("フォロー中",)),
    ("help", "is"): Said(("help",), ("助け", "ヘルプ", "たすけ")),
    ("unanswered", "is"): Said(("unanswered",), ("対応漏れ", "たいおうもれ")),
    ("live", "is"): Said(("live",), ("チャット中", "ちゃっとちゅう")),
    ("unreplied", "is"): Said(("unreplied",), ("未返信", "みへんしん")),
    ("waiting", "set"): Said(("waiting",), ("お待ち",)),
    ("due", "past"): Said(("overdue",), ("期限切れ", "期限超過", "きげんぎれ")),
}
SHORT: dict[str, Condition] = {
    **{name: Condition("assignee", "is", (NOBODY,)) for name in ("unassigned", "担当者なし", "未割り当て", "未割当")},
    **{name: Condition("assignee", "is", (ME,)) for name in ("mine", "自分")},
}
CHOICES: dict[str, dict[str, Said]] = {
    "priority": _values(
        low="low 低 低い ひくい",
        normal="normal 普通 中 ふつう",
        high="high 高 高い たかい",
        urgent="urgent 緊急 きんきゅう",
    ),
    "waiting_on": _values(us="us こちら 自社", customer="customer お客様 顧客", third="third 第三者 他社"),
}
CHANNELS = _values(
    email="mail email メール",
    chat="chat チャット",
    line="line ＬＩＮＥ",
    phone="phone 電話",
    form="form フォーム",
    api="api ＡＰＩ",
)
OWN = _values(me="me 自分 じぶん", nobody="nobody none なし 未設定")
NOTHING = Said(("none",), ("なし",))  # of what is no person
ANY = _values(any="any あり", none="none なし")
DAYS = {
    0: Said(("today",), ("今日", "本日", "きょう")),
    -1: Said(("yesterday",), ("昨日", "きのう")),
    1: Said(("tomorrow",), ("明日", "あす")),
}
YES = _values(yes="yes true はい", no="no false いいえ")


def meant(said: Mapping[str, Said], text: str) -> str:
    """The value that a text names; "" for none."""
    wanted = normal(text)
    return next((value for value, one in said.items() if wanted in map(normal, one.all)), "")
