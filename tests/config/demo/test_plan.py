"""When it was said: in order, in the past, in working rhythm, and the same every time."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise

import pytest

from madoguchi.adapters.channels.email.parse import parse
from madoguchi.config.demo.mails import Envelope, raw_mail
from madoguchi.config.demo.plan import Plan, plans
from madoguchi.config.demo.rhythm import holidays
from madoguchi.config.demo.script import Said, Script

NOW = datetime(2026, 11, 20, 4, 30, tzinfo=UTC)  # a Friday, half past one in Tokyo
# The middle of the night, a Sunday, New Year's Day, Golden Week, the last and the first of a month.
ODD_TIMES = [
    datetime(2026, 11, 22, 18, 0, tzinfo=UTC),
    datetime(2027, 1, 1, 0, 5, tzinfo=UTC),
    datetime(2027, 5, 4, 9, 0, tzinfo=UTC),
    datetime(2027, 2, 28, 23, 59, tzinfo=UTC),
    datetime(2028, 3, 1, 0, 0, tzinfo=UTC),
]


@cache
def made(now: datetime = NOW) -> tuple[Plan, ...]:
    return tuple(plans(now))


def scripts(now: datetime = NOW) -> list[Script]:
    return [script for plan in made(now) for script in plan.scripts]


def said(now: datetime = NOW) -> list[Said]:
    return [message for script in scripts(now) for message in script.said]


@pytest.mark.parametrize("now", [NOW, *ODD_TIMES], ids=str)
def test_times_ascend_and_lie_in_the_past(now: datetime) -> None:
    for script in scripts(now):
        assert all(before.at <= after.at for before, after in pairwise(script.said)), script.key
        assert all(before.at <= after.at for before, after in pairwise(script.changes)), script.key
        assert script.last_at < now, script.key
        assert all(change.at < now for change in script.changes), script.key
        assert script.began_at > now - timedelta(days=150), script.key
        assert all(change.at >= script.began_at for change in script.changes), script.key


@pytest.mark.parametrize("now", [NOW, *ODD_TIMES], ids=str)
def test_states_fit_their_times(now: datetime) -> None:
    for script in scripts(now):
        assert (script.snoozed_until is not None) == (script.status == "snoozed"), script.key
        assert script.snoozed_until is None or script.snoozed_until > now, script.key
        assert (script.resolved_at is not None) == (script.status == "resolved"), script.key
        if script.resolved_at is not None and not script.merged_into:
            assert script.resolved_at >= script.last_at, script.key
            assert script.changes[-1].verb == "resolved", script.key


def test_the_same_three_give_the_same_plan() -> None:
    assert tuple(plans(NOW)) == made()
    assert plans(NOW, seed=2)[0].scripts != made()[0].scripts


def test_the_desk_answers_on_working_days_and_in_its_hours() -> None:
    for plan in made():
        for script in plan.scripts:
            for message in script.said:
                if message.kind == "reply":
                    local = plan.rhythm.local(message.at)
                    assert plan.rhythm.is_working_day(local.date()), (script.key, local)
                    assert plan.rhythm.opens <= local.hour < plan.rhythm.closes + 1, (script.key, local)


def test_mondays_are_busier_than_sundays_and_invoices_come_at_the_turn_of_the_month() -> None:
    koyomi = made()[0]
    days = Counter(koyomi.rhythm.local(script.began_at).weekday() for script in koyomi.scripts)
    assert days[0] > 2 * days[6]
    billing = [koyomi.rhythm.local(s.began_at).day for s in koyomi.scripts if s.inbox == "billing"]
    at_the_turn = sum(day >= 25 or day <= 5 for day in billing)
    assert at_the_turn > 0.4 * len(billing)


def test_some_wait_some_wait_long_and_some_have_nobody() -> None:
    waiting = [script for script in scripts() if script.status == "open" and script.waiting_since]
    assert len(waiting) >= 15
    assert sum(NOW - script.waiting_since > timedelta(days=4) for script in waiting if script.waiting_since) >= 2
    assert sum(not script.assignee and not script.is_spam for script in waiting) >= 8
    assert sum(script.status == "snoozed" for script in scripts()) >= 10
    assert sum(script.is_spam for script in scripts()) == 4


def test_a_question_with_operators_finds_something() -> None:
    """`is:open from:tanaka tag:返品 before:` the first of last month, or nearly."""
    asked = [script for script in scripts() if script.contact == "tanaka" and "返品" in script.tags]
    assert [script.status for script in asked] == ["open"]
    assert NOW - asked[0].began_at > timedelta(days=30)
    assert not asked[0].waiting_since  # nobody was forgotten


def test_whoever_signs_in_finds_something_of_their_own() -> None:
    for plan in made():
        owners = {script.assignee for script in plan.scripts if script.status == "open" and not script.is_spam}
        assert {seat.key for seat in plan.cast.seats.values() if seat.log_in} <= owners


def test_mails_look_as_the_programs_write_them() -> None:
    inbound = [message for message in said() if message.is_from_customer]
    texts = "\n".join(message.text for message in inbound)
    for mark in (
        "差出人:",
        "さんは書きました:",
        "----- Original Message -----",
        "のメール:",
        "wrote:",
        "iPhoneから送信",
        "━━━",
        "＞",
    ):
        assert mark in texts, mark
    assert sum(bool(message.html) for message in inbound) > 100
    assert any(file.content_id for message in inbound for file in message.files)
    assert all(message.reply_text in message.text for message in inbound)


def test_the_product_would_read_these_mails_as_they_are_told() -> None:
    inbound = [(p, s, m) for p in made() for s in p.scripts for m in s.said if m.is_from_customer]
    misread = []
    for plan, script, message in inbound:
        customer, desk = plan.cast.customers[message.author], plan.cast.desks[script.inbox]
        sender, to = (customer.name, customer.address), (desk.desk, desk.address)
        envelope = Envelope(sender, to, script.subject, message.at, "1@example.jp", charset=desk.charset)
        read = parse(raw_mail(envelope, message.text, message.html, message.files))
        assert read.text.split() == message.text.split(), message.key
        assert len(read.attachments) == len(message.files), message.key
        if read.reply_text.split() != message.reply_text.split():
            misread.append(message.key)
    assert len(misread) <= 0.02 * len(inbound), misread


def test_letters_open_and_close_politely() -> None:
    for plan in made():
        for script in plan.scripts:
            for message in script.said:
                if message.kind != "reply":
                    continue
                if plan.cast.desks[script.inbox].language == "ja":
                    to = plan.cast.customers[message.to]
                    assert message.text.startswith(f"{to.family}様\n\n"), message.key
                else:
                    assert message.text.startswith("Hello "), message.key


def test_nothing_is_left_to_be_filled_in() -> None:
    assert not [message.key for message in said() if "{" in message.text or "}" in message.text]
    assert not [script.key for script in scripts() if "{" in script.subject]


def test_notes_name_people_in_full() -> None:
    named = [message for message in said() if message.mentions]
    assert len(named) >= 12
    assert all("@" in message.text for message in named)


def test_holidays_of_a_year_that_everybody_can_check() -> None:
    japan = holidays("JP", 2026)
    assert {date(2026, 5, 6), date(2026, 9, 22), date(2026, 3, 20), date(2026, 10, 12)} <= japan
    assert date(2026, 5, 7) not in japan
    britain = holidays("GB", 2026)
    assert {date(2026, 4, 3), date(2026, 4, 6), date(2026, 12, 28), date(2026, 8, 31)} <= britain
    assert holidays("GB", 2022) >= {date(2022, 12, 26), date(2022, 12, 27), date(2022, 1, 3)}


def test_next_steps_are_in_the_language_of_the_workspace_whatever_the_customers_speak() -> None:
    for plan in made():
        steps = [script.next_action for script in plan.scripts if script.next_action]
        assert steps
        is_japanese = plan.cast.settings["language"] == "ja"
        assert all(step.isascii() != is_japanese for step in steps)
