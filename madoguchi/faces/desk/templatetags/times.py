"""Times as people say them, in the language and time zone of the request; time.js goes on saying the same."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from babel.dates import format_date, format_timedelta
from babel.units import format_unit
from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from madoguchi.base.clock import now
from madoguchi.base.days import language, short_day
from madoguchi.core.conversations.models import Conversation, Status
from madoguchi.core.workspaces.models import Workspace
from madoguchi.faces.desk.templatetags.desk import icon
from madoguchi.features.chat.escalation import alarm_times

register = Library()

UNITS = {
    1: ("minute", gettext_lazy("minutes")),
    60: ("hour", gettext_lazy("hours")),
    1440: ("day", gettext_lazy("days")),
}


@register.simple_tag
def moment(at: datetime | None) -> SafeString:
    """When something was: "3分前", "16:40", "昨日", "11/20"; the whole time as its title."""
    return _element(at, relative(at) if at else "")


@register.simple_tag
def waiting(since: datetime, workspace: Workspace) -> SafeString:
    """How long somebody has been waiting: calm, then long, then too long, by what the workspace says. Each has a sign
    and words of its own, colour comes on top; time.js goes on from one to the next."""
    age = now() - since
    long, too_long = 60 * workspace.long_wait_minutes, 60 * workspace.too_long_wait_minutes
    level = "burning" if age.total_seconds() >= too_long else "long" if age.total_seconds() >= long else ""
    return format_html(
        '<span class="waiting {}" data-long="{}" data-burning="{}">{}{}<span class="sr">{} </span>{}'
        '<span class="sr if-long"> {}</span><span class="sr if-burning"> {}</span></span>',
        level,
        long,
        too_long,
        icon("clock", "small if-long"),
        icon("warning", "small if-burning"),
        _("Waiting for"),
        _element(since, duration(age), "waiting"),
        pgettext("waiting", "(long)"),
        pgettext("waiting", "(too long)"),
    )


@register.simple_tag
def chat_clock(since: datetime, settings: Mapping[str, Any]) -> SafeString:
    """How long somebody in a chat has waited, to the second (chat_clock.js goes on): long and too long are by the
    settings of its inbox. Read out is when they began to wait."""
    long, too_long = alarm_times(settings)
    age = max(0, int((now() - since).total_seconds()))
    level = "burning" if age >= too_long else "long" if age >= long else ""
    return format_html(
        '<madoguchi-chat-clock class="waiting chat-clock {}" since="{}" data-long="{}" data-too-long="{}">{}{}'
        '<span aria-hidden="true" data-shown>{}</span><span class="sr">{}</span></madoguchi-chat-clock>',
        level,
        since.isoformat(),
        long,
        too_long,
        icon("clock", "small if-long"),
        icon("warning", "small if-burning"),
        f"{age // 60}:{age % 60:02}",
        _("Waiting since %(time)s") % {"time": clock(since)},
    )


@register.filter
def minutes(count: int) -> str:
    """A time that somebody set: 30分, 24時間, 3日; 30 minutes, 24 hours, 3 days."""
    size = unit(count)
    if language() == "ja":  # where CLDR has no long ones, and a space before the unit
        return str(format_unit(count // size, UNITS[size][0], length="short", locale="ja")).replace(" ", "")
    return str(format_unit(count // size, UNITS[size][0], locale=language()))


@register.filter
def unit(count: int) -> int:
    """The largest of minute, hour and day, in minutes, in which a time is a whole number; a day is 24 hours."""
    return next(size for size in sorted(UNITS, reverse=True) if count % size == 0 and (size < 1440 or count > 1440))


@register.filter
def in_unit(count: int) -> int:
    """The number of them."""
    return count // unit(count)


@register.simple_tag
def waiting_class(conversation: Conversation) -> str:
    """The class of a row in the list: bold while the customer waits."""
    return "row waits" if conversation.waiting_since and conversation.status == Status.OPEN else "row"


@register.filter
def clock(at: datetime) -> str:
    """16:40."""
    return localtime(at).strftime("%H:%M")


@register.filter
def day(at: datetime) -> str:
    """The day as a heading of a thread: 今日, 昨日, 11月21日(金), 2025年11月21日."""
    local, today = localtime(at).date(), localtime(now()).date()
    if local == today:
        return _("Today")
    if local == today - timedelta(days=1):
        return _("Yesterday")
    return whole_day(local, with_year=local.year != today.year)


@register.filter
def exact(at: datetime) -> str:
    """2026-11-21 16:40."""
    return localtime(at).strftime("%Y-%m-%d %H:%M")


@register.filter
def day_and_clock(at: datetime) -> str:
    """11/30 17:00; 30 Nov 17:00."""
    local = localtime(at)
    return f"{short_day(local.date(), with_year=False)} {clock(at)}"


@register.filter
def due_class(at: datetime) -> str:
    """How near a due time is: burning when it is over, a warning on its last day."""
    left = at - now()
    return "burn" if left <= timedelta(0) else "warn" if left <= timedelta(days=1) else ""


@register.filter
def weekday(value: date) -> str:
    """11月21日(金); Fri 21 Nov."""
    return whole_day(value, with_year=False)


@register.filter
def lasting(value: timedelta) -> str:
    """How long something took, to the minute: 3分, 2時間5分, 1日3時間; 3m, 2h 5m, 1d 3h."""
    days, minutes = value.days, value.seconds // 60
    units = (("日", "d", days), ("時間", "h", minutes // 60), ("分", "m", minutes % 60))
    parts = [(number, unit) for unit in units if (number := unit[2])][:2] or [(0, units[2])]
    is_japanese = language() == "ja"
    return ("" if is_japanese else " ").join(f"{number}{unit[0] if is_japanese else unit[1]}" for number, unit in parts)


@register.filter
def took(value: timedelta) -> str:
    """How long something took: 45秒, 3分20秒 below ten minutes, then as lasting(); 45s, 3m 20s."""
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    if minutes >= 10:
        return lasting(value)
    if language() == "ja":
        return (f"{minutes}分" if minutes else "") + (f"{seconds}秒" if seconds or not minutes else "")
    return " ".join(([f"{minutes}m"] if minutes else []) + ([f"{seconds}s"] if seconds or not minutes else []))


@register.filter
def ahead(at: datetime) -> str:
    """When something will be, in a few letters: 18:00 today, 12/1, 2027/1/5; 1 Dec, 5 Jan 2027."""
    local, today = localtime(at).date(), localtime(now()).date()
    if local == today:
        return clock(at)
    return short_day(local, with_year=local.year != today.year)


def whole_day(value: date, *, with_year: bool) -> str:
    """11月21日(金), or 2025年11月21日(金); Fri 21 Nov, or Fri 21 Nov 2025."""
    if language() == "ja":
        return format_date(value, "y年M月d日(E)" if with_year else "M月d日(E)", locale="ja")
    return format_date(value, "EEE d MMM y" if with_year else "EEE d MMM", locale="en_GB")


def relative(at: datetime) -> str:
    """As time.js says it."""
    past, local, today = now() - at, localtime(at), localtime(now())
    if abs(past) < timedelta(minutes=1):
        return _("now")
    if abs(past) < timedelta(hours=1):
        return format_timedelta(-past, threshold=1, add_direction=True, format="narrow", locale=language())
    if local.date() == today.date():
        return clock(at)
    if local.date() == today.date() - timedelta(days=1):
        return _("yesterday")
    return short_day(local.date(), with_year=local.year != today.year)


def duration(age: timedelta) -> str:
    """3分, 2時間, 5日; 3m, 2h, 5d."""
    seconds = max(0, int(age.total_seconds()))
    number, japanese, english = (
        (seconds // 60, "分", "m")
        if seconds < 3600
        else (seconds // 3600, "時間", "h")
        if seconds < 86400
        else (seconds // 86400, "日", "d")
    )
    return f"{number}{japanese if language() == 'ja' else english}"


def _element(at: datetime | None, text: str, kind: str = "") -> SafeString:
    if at is None:
        return SafeString("")
    title = localtime(at).strftime("%Y-%m-%d %H:%M")
    return format_html(
        '<madoguchi-time datetime="{}" kind="{}" title="{}">{}</madoguchi-time>', at.isoformat(), kind, title, text
    )
