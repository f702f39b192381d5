"""What is a promise, and until when: read out of what we write to customers."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from madoguchi.features.hours.calendar import Calendar
from madoguchi.features.promises.reading import promised

TOKYO = ZoneInfo("Asia/Tokyo")
WEEK = Calendar(TOKYO, (((9 * 60, 18 * 60),),) * 5 + ((), ()), country="JP")
AT = datetime(2026, 11, 19, 14, 0, tzinfo=TOKYO)  # a Thursday; Monday the 23rd is a holiday


def until(text: str, at: datetime = AT) -> str:
    """As it stands on the clock of Tokyo; "" for no promise."""
    moment = promised(text, at=at, calendar=WEEK)
    return moment.astimezone(TOKYO).strftime("%m-%d %H:%M") if moment else ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("お待たせしております。本日中に改めてご連絡いたします。", "11-19 18:00"),
        ("本日ご連絡いたします。", "11-19 18:00"),
        ("今日の夕方までにお返事します。", "11-19 17:00"),
        ("15時までに折り返しお電話いたします。", "11-19 15:00"),
        ("3時までに折り返します。", "11-19 15:00"),
        ("１６時半ごろにお電話いたします。", "11-19 16:30"),
        ("明日の午前中にお届けします。", "11-20 12:00"),
        ("明日15:30までに修正し、ご報告いたします。", "11-20 15:30"),
        ("明日15時以降にご連絡いたします。", "11-20 18:00"),
        ("30分以内に折り返しご連絡いたします。", "11-19 14:30"),
        ("1〜2時間以内に復旧する見込みです。", "11-19 16:00"),
        ("1時間ほどで確認してご連絡します。", "11-19 15:00"),
        ("2営業日以内にご回答いたします。", "11-24 18:00"),
        ("翌営業日にご連絡いたします。", "11-20 18:00"),
        ("3日以内に発送いたします。", "11-22 23:59"),
        ("1週間以内に返金の手続きをいたします。", "11-26 18:00"),
        ("今週中に反映いたします。", "11-20 18:00"),
        ("来週の水曜日までに見積書をお送りします。", "11-25 18:00"),
        ("金曜日までにご報告いたします。", "11-20 18:00"),
        ("12月1日までに交換品を発送いたします。", "12-01 18:00"),
        ("11/25（水）17時までにご案内いたします。", "11-25 17:00"),
        ("今月末までに対応する予定です。", "11-30 18:00"),
        ("週明けにご連絡いたします。", "11-23 23:59"),
        ("明日ご連絡します。急ぎの分は本日中にお送りします。", "11-19 18:00"),
        ("We'll get back to you by 3 pm.", "11-19 15:00"),
        ("I will call you by 15:30 today.", "11-19 15:30"),
        ("You will hear from us within two hours.", "11-19 16:00"),
        ("We will send it within 2 business days.", "11-24 18:00"),
        ("I'll write again tomorrow morning.", "11-20 12:00"),
        ("We'll have this fixed by the end of the week.", "11-20 18:00"),
        ("Our engineer will ring you by noon tomorrow.", "11-20 12:00"),
        ("It should be with you by Wednesday.", "11-25 18:00"),
        ("We will refund you by 1 December.", "12-01 18:00"),
        ("We'll update you by end of day.", "11-19 18:00"),
        ("I'll be in touch within half an hour.", "11-19 14:30"),
    ],
)
def test_a_promise_has_its_time(text: str, expected: str) -> None:
    assert until(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ご連絡いたします。",
        "本日はお問い合わせありがとうございます。",
        "本日中にご返信ください。",
        "本日お電話いただいた件、確認いたします。",
        "明日までにご確認をお願いいたします。",
        "明日のご都合はいかがでしょうか。",
        "昨日ご連絡いたしました。",
        "本日中の対応はできかねます。",
        "営業時間は平日9時から18時までです。",
        "3日以内にご返信がない場合は、解決済みといたします。",
        "> 本日中にご連絡いたします。",
        "5分ほどお時間をいただけますか。",
        "We will look into it.",
        "Please reply by tomorrow.",
        "Could you call us by 3 pm?",
        "If you reply today, we will ship it tomorrow.",
        "We called you yesterday.",
        "We are open until 6 pm, and I'm happy to help.",
        "We will send 20 copies by post.",
    ],
)
def test_what_is_no_promise_is_none(text: str) -> None:
    assert until(text) == ""


def test_where_people_have_left_today_ends_at_midnight() -> None:
    assert until("本日中にご連絡いたします。", AT.replace(hour=20)) == "11-19 23:59"
    assert until("15時までにご連絡いたします。", AT.replace(hour=20)) == ""
