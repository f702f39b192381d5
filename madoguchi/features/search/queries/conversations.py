"""Searching, under the rights of whoever asks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from django.db.models import QuerySet

from madoguchi.base.clock import now
from madoguchi.base.paging import page_of
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.conversations.queries.views import NEWEST
from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.core.people.actor import Actor
from madoguchi.features.search.query.asking import Asked
from madoguchi.features.search.query.candidates import RANKED, Before, Hits, met_since, narrowed, newest
from madoguchi.features.search.query.cursors import cursor_to, place_of
from madoguchi.features.search.query.marking import Marker
from madoguchi.features.search.query.ranking import Ranked, in_order, ranked
from madoguchi.features.search.query.showing import FoundConversation, by_number, listed, shown
from madoguchi.features.search.query.spread import spread
from madoguchi.features.search.sources import MESSAGE
from madoguchi.features.views.conditions import only

LIMIT = 20  # conversations of a page
FEW = 5  # conversations; with fewer the words are looked for over several messages too
NEWEST_AT_ONCE = 200  # entries of one page in the order of time


class Order(StrEnum):
    """In which order conversations are found."""

    BEST = "best"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Found:
    """One page. `count` conversations were found, None where nobody counted; with `is_more` there may be more of them.

    `looked_to`: what is older was not looked at, because it took too long. `next` "": there is no further page.
    """

    rows: list[FoundConversation] = field(default_factory=list)
    next: str = ""
    count: int | None = None
    is_more: bool = False
    looked_to: datetime | None = None


def conversations_found(
    asked: Asked, *, actor: Actor, order: Order = Order.BEST, cursor: str = "", limit: int = LIMIT
) -> Found:
    """The conversations in which it was said. Raises Refused("bad-cursor").

    Two queries; one more with conditions, where few were found, and for a number.
    """
    if not actor.may("conversation.read") or asked.says_nothing:
        return Found()
    if not asked.has_words:
        return _by_conditions(asked, actor, cursor, limit)
    if order is Order.NEWEST:
        return _newest(asked, actor, cursor, limit)
    found = _best(asked, actor, cursor, limit)
    if asked.number and not cursor and (named := by_number(asked.number, actor)):
        rest = [row for row in found.rows if row.conversation.id != asked.number]
        return replace(found, rows=[named, *rest], count=(found.count or 0) + len(rest) + 1 - len(found.rows))
    return found


def wanted_of(asked: Asked, actor: Actor) -> QuerySet[Conversation]:
    """The conversations that meet the conditions; spam only where it is asked for."""
    found = visible_to(actor).filter(only(actor, asked.typed.conditions), merged_into__isnull=True)
    return found if asked.is_about_spam else found.filter(is_spam=False)


def _by_conditions(asked: Asked, actor: Actor, cursor: str, limit: int) -> Found:
    if not asked.typed.conditions:
        return Found()
    rest = only(actor, asked.typed.with_words)  # words that must not be there
    page = page_of(listed(wanted_of(asked, actor).filter(rest)), order=NEWEST, cursor=cursor, limit=limit)
    return Found([FoundConversation(row) for row in page.rows], page.next)


def _hits(asked: Asked, actor: Actor, before: Before | None, *, is_ranked: bool) -> Hits:
    most = RANKED if is_ranked else NEWEST_AT_ONCE
    if asked.typed.conditions:
        return narrowed(wanted_of(asked, actor), asked.what, actor=actor, most=most, before=before)
    return newest(MESSAGE, asked.what, actor=actor, most=most, before=before, is_ranked=is_ranked)


def _best(asked: Asked, actor: Actor, cursor: str, limit: int) -> Found:
    place = place_of(cursor, float, int, datetime) if cursor else None
    present = place[2] if place else now()
    hits = _hits(asked, actor, None, is_ranked=True)
    rows = ranked(hits.rows, present=present)
    if len(rows) < FEW and len(asked.terms) > 1 and not asked.what.exactly:
        rows += _spread(asked, actor, {row.conversation_id for row in rows})
    count = len(rows)
    if place:
        rows = [row for row in rows if (-row.score, -row.conversation_id) > (-place[0], -place[1])]
    page, more = _page(rows, asked, actor, limit)
    following = cursor_to(page[-1].score, page[-1].conversation.id, present) if more else ""
    return Found(page, following, count, len(hits.rows) == RANKED, hits.looked_to)


def _newest(asked: Asked, actor: Actor, cursor: str, limit: int) -> Found:
    before = place_of(cursor, datetime, int) if cursor else None
    hits = _hits(asked, actor, before, is_ranked=False)
    rows = in_order(hits.rows)
    if before:
        seen = met_since([row.conversation_id for row in rows], asked.what, actor=actor, since=before)
        rows = [row for row in rows if row.conversation_id not in seen]
    page, more = _page(rows, asked, actor, limit)
    last = hits.rows[-1] if len(hits.rows) == NEWEST_AT_ONCE else None
    if more and (message := page[-1].message):
        return Found(page, cursor_to(message.at, message.id), looked_to=hits.looked_to)
    return Found(page, cursor_to(last.at, last.thing_id) if last else "", looked_to=hits.looked_to)


def _page(rows: Sequence[Ranked], asked: Asked, actor: Actor, limit: int) -> tuple[list[FoundConversation], bool]:
    """The first `limit` that may be shown, and whether there are more."""
    marker = Marker(asked.terms)
    found: list[FoundConversation] = []
    for start in range(0, len(rows), limit * 2):
        found += shown(rows[start : start + limit * 2], marker, actor, with_spam=asked.is_about_spam)
        if len(found) > limit:
            break
    return found[:limit], len(found) > limit


def _spread(asked: Asked, actor: Actor, known: Collection[int]) -> list[Ranked]:
    """Conversations that have the words in several messages, behind all others; of those that lack some, only a few."""
    found = [one for one in spread(asked.terms, actor=actor) if one.conversation_id not in known]
    if asked.typed.conditions and found:
        met = wanted_of(asked, actor).filter(id__in=[one.conversation_id for one in found])
        ids = set(met.values_list("id", flat=True))
        found = [one for one in found if one.conversation_id in ids]
    whole = [one for one in found if not one.missing][:LIMIT]
    rest = [one for one in found if one.missing][: max(0, FEW - len(known) - len(whole))]
    return [
        Ranked(one.conversation_id, one.thing_id, one.at, 1, -float(place), one.missing)
        for place, one in enumerate((*whole, *rest), 1)
    ]
