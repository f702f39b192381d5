"""How times are promised in Japanese."""

import re
from datetime import date, datetime, timedelta

from madoguchi.features.promises.language import Found, Language
from madoguchi.features.promises.moments import NOON, Moments, Named

_DEEDS = (
    "連絡|案内|報告|回答|返信|返事|知らせ|電話|メール|送り|送付|送信|発送|出荷|返金|対応|修正|直し|復旧|確認|手配|手続|処理"
    "|折り返|調査|調べ|公開|反映|届け|更新|解消|用意|準備|再開|完了|説明|伺|訪問|返し|差し上げ|さしあげ|共有|提出|発行|見積|交換|再送"
)
_OURS = re.compile(
    rf"(?:{_DEEDS})[^。]{{0,14}}?(?:ます(?!か|ので|よう|が、?(?:可能|よろし))|予定です|見込みです|所存です)|(?:予定|見込み)(?:で|と)(?:す|なって)"
)
_NOT_OURS = re.compile(
    r"ください|下さい|くださ|いただけ|頂け|いただき?たく|頂きたく|お願い|幸いです|でしょうか|ませんか|ません|できかね|致しかね|いたしかね"
    r"|場合(?:は|、|に)|営業(?:して|時間は)|受け?付け?(?:て|けて)おり|お待ち|までしか|ていただ(?:いた|きました)|て頂いた"
)
_DAYS = {
    "本日": 0, "今日": 0, "きょう": 0, "当日": 0,
    "明日": 1, "あす": 1, "あした": 1, "翌日": 1, "明後日": 2, "あさって": 2,
}  # fmt: skip
_WEEKDAYS = "月火水木金土日"
_CLOCK = r"(?:(?P<half>午前|午後|朝|夕方|夜)の?)?(?P<hour>\d{1,2})(?:時(?P<past>半|\d{1,2}分)?|:(?P<minutes>\d{2}))"
_PART = r"(?P<part>午前中|午前|お?昼|正午|午後|夕方|夜)"
_DAY = (
    rf"(?P<word>{'|'.join(_DAYS)})|(?P<next>翌営業日)|(?P<week>今週|来週|再来週)(?:の?(?P<of>[{_WEEKDAYS}])曜日?)?"
    rf"|(?P<weekday>[{_WEEKDAYS}])曜日?|(?P<month>\d{{1,2}})(?:月|/)(?P<day>\d{{1,2}})日?|(?P<end>今月|来月)(?:末|中)|(?P<start>週明け)"
    r"|(?P<date>\d{1,2})日(?=\s*[(の]|まで|中|に|、)"
)
_UNTIL = (
    r"\s*(?:中|じゅう|まで|には|に|のうち|末|以内)"
    rf"|、?(?:改めて|再度|あらためて|必ず|こちらから|担当者?(?:から|より)|弊社(?:から|より))?(?:ご|お)?(?:{_DEEDS})(?!を?(?:いただ|頂|くださ))"
)
_NAMED = re.compile(
    rf"(?:{_DAY})(?:\s*\([{_WEEKDAYS}]\))?(?:の|、|\s)*(?:{_CLOCK}|{_PART})?(?P<until>{_UNTIL}|頃|ごろ|以降|過ぎ)"
)
_TODAY = re.compile(rf"(?<![\d/月日])(?:{_CLOCK}|(?P<part>午前中|お?昼|正午|夕方))\s*(?P<until>まで|頃|ごろ|には|に)")
_SPAN = re.compile(
    r"(?P<count>半|\d{1,3})\s*(?P<unit>分間?|時間|営業日|日間?|週間|か月|ヶ月|カ月)\s*(?:以内|ほど(?:で|後)|程度(?:で|後)|後|くらいで|ぐらいで|前後で|で)"
)
_PARTS = {
    "午前中": NOON,
    "午前": NOON,
    "昼": NOON,
    "お昼": NOON,
    "正午": NOON,
    "午後": None,
    "夕方": 17 * 60,
    "夜": 21 * 60,
}
_LATER = frozenset({"午後", "夕方", "夜"})  # halves of the day with hours after noon


def _of(found: Found, day: date) -> Named:
    """The minute of the day; 15時以降 is the rest of the day."""
    if found["until"] in ("以降", "過ぎ"):
        return Named(day)
    if found["hour"] is None:
        return Named(day, _PARTS[found["part"]] if found["part"] else None)
    hour, half = int(found["hour"]), found["half"] or ""
    past = found["minutes"] or (found["past"] or "").replace("半", "30").rstrip("分") or "0"
    if half in _LATER and hour < 12:
        hour += 12
    return Named(day, hour * 60 + int(past), open=not half and hour < 12)


def _day(found: Found, moments: Moments) -> date | None:
    if found["word"]:
        return moments.today + timedelta(days=_DAYS[found["word"]])
    if found["next"]:
        return moments.business_days(1).day
    if found["week"]:
        weeks = ("今週", "来週", "再来週").index(found["week"])
        return (
            moments.weekday(_WEEKDAYS.index(found["of"]), weeks=weeks) if found["of"] else moments.last_of_week(weeks)
        )
    if found["weekday"]:
        return moments.weekday(_WEEKDAYS.index(found["weekday"]))
    if found["end"]:
        return moments.last_of_month(("今月", "来月").index(found["end"]))
    if found["start"]:
        return moments.weekday(0, weeks=1)
    return moments.dated(int(found["month"]) if found["month"] else None, int(found["day"] or found["date"]))


def _after(found: Found, moments: Moments) -> datetime | None:
    count, unit = found["count"], found["unit"]
    if count == "半":
        return moments.after(minutes=30) if unit == "時間" else moments.named(moments.days(0)) if unit == "日" else None
    number = int(count)
    if unit.startswith("分"):
        return moments.after(minutes=number)
    if unit == "時間":
        return moments.after(hours=number)
    if unit == "営業日":
        return moments.named(moments.business_days(number))
    return moments.named(moments.days(number * {"日": 1, "日間": 1, "週間": 7}.get(unit, 30)))


JAPANESE = Language(_OURS, _NOT_OURS, _NAMED, _SPAN, _TODAY, _day, _of, _after)
