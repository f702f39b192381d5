"""What bench/chat.py counts in the database afterwards, by SQL of its own."""

import re
from itertools import pairwise
from typing import Any

import psycopg

from bench.chat_crowd import Ledger
from bench.ground import Ground
from bench.report import percentile

SAID = """
SELECT conversation_id, kind, text FROM messages
WHERE workspace_id = %s AND automatic = '' AND text LIKE '%%bench-%%' ORDER BY conversation_id, id
"""

# A wait begins with what a visitor says when nothing is unanswered. Each message of theirs, the one before it that a
# person or they wrote, the first of ours behind it, and the acknowledgements until a person answers.
WAITS = """
WITH turn AS (
  SELECT conversation_id, id, at, kind,
         lag(kind) OVER (PARTITION BY conversation_id ORDER BY id) AS before
  FROM messages
  WHERE workspace_id = %(workspace)s AND kind IN ('inbound', 'reply') AND automatic = '' AND text LIKE '%%bench-%%'
), wait AS (
  SELECT conversation_id, id, at,
         (SELECT min(answer.id) FROM turn AS answer WHERE answer.conversation_id = turn.conversation_id
            AND answer.id > turn.id AND answer.kind = 'reply') AS answer
  FROM turn WHERE kind = 'inbound' AND before IS DISTINCT FROM 'inbound'
)
SELECT extract(epoch FROM (SELECT min(ours.at) FROM messages AS ours WHERE ours.workspace_id = %(workspace)s
         AND ours.conversation_id = wait.conversation_id AND ours.id > wait.id AND ours.kind = 'reply') - wait.at),
       (SELECT count(*) FROM messages AS ours WHERE ours.workspace_id = %(workspace)s
         AND ours.conversation_id = wait.conversation_id AND ours.id > wait.id
         AND (wait.answer IS NULL OR ours.id < wait.answer) AND ours.automatic IN ('acknowledged', 'asked'))
FROM wait WHERE wait.at < now() - interval '60 seconds'
"""
IN_TIME = 45.0  # seconds


def kept(ground: Ground, ledger: Ledger) -> dict[str, int]:
    """Of what was accepted: lost, doubled, and out of order in the conversation of its side."""
    with _connect(ground) as connection:
        rows = connection.execute(SAID, [ground.workspace_id]).fetchall()
    found: dict[int, int] = {}
    order: dict[tuple[int, str], list[int]] = {}
    for conversation_id, kind, text in rows:
        for serial in map(int, re.findall(r"bench-(\d+)-", text)):
            found[serial] = found.get(serial, 0) + 1
            order.setdefault((conversation_id, kind), []).append(serial)
    return {
        "lost": len(ledger.accepted.keys() - found.keys()),
        "doubled": sum(count - 1 for count in found.values()),
        "out of order": sum(after < before for serials in order.values() for before, after in pairwise(serials)),
    }


def acknowledgements(ground: Ground) -> dict[str, Any]:
    """Of the waits: how soon the first word was there (a person's or ours), and how many had two acknowledgements."""
    with _connect(ground) as connection:
        rows = connection.execute(WAITS, {"workspace": ground.workspace_id}).fetchall()
    waits = [float(seconds) if seconds is not None else float("inf") for seconds, _count in rows]
    return {
        "what": "first word to who waits",
        "waits": len(rows),
        "acknowledged": sum(count > 0 for _seconds, count in rows),
        **{f"p{share:g}_s": percentile(waits, share / 100) for share in (50, 99, 99.9)},
        "max_s": max(waits, default=0.0),
        "late": sum(seconds > IN_TIME for seconds in waits),
        "two": sum(count > 1 for _seconds, count in rows),
    }


def _connect(ground: Ground) -> psycopg.Connection[Any]:
    connection = psycopg.connect(ground.url, autocommit=True)
    connection.execute("SELECT set_config('madoguchi.workspace', %s, false)", [str(ground.workspace_id)])
    return connection
