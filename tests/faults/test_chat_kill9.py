"""kill -9 of web and worker while visitors write in a chat: each is acknowledged, none twice (long: bench/chat.py)."""

import json
import secrets
import threading
import urllib.request
from pathlib import Path

import pytest

from tests.faults.installation import Installation
from tests.faults.waiting import until

VISITORS = 24
SITE = "https://shop.koyomi.example"
TOLD = """
SELECT conversation_id, count(*) FILTER (WHERE kind = 'inbound'), count(*) FILTER (WHERE automatic = 'acknowledged')
FROM messages WHERE channel = 'chat' GROUP BY conversation_id
"""


@pytest.mark.slow
def test_who_waits_is_acknowledged_once(tmp_path: Path) -> None:
    with Installation(tmp_path / "home") as place:
        status, inbox = place.call(
            "POST", "/inboxes", {"channel": "chat", "name": "サイト", "chat": {"sites": [SITE], "hand_out": "by_hand"}}
        )
        assert status == 201, inbox
        visitors = [threading.Thread(target=say, args=(place, inbox["address"], n)) for n in range(VISITORS)]
        for number, visitor in enumerate(visitors):
            visitor.start()
            if number in (6, 18):
                place.kill("worker")
            elif number == 12:
                place.kill("web")
        for visitor in visitors:
            visitor.join()
        until(lambda: len(told(place)) == VISITORS and all(count for _said, count in told(place)), "all are told", 120)
        assert told(place) == [(1, 1)] * VISITORS


def say(place: Installation, key: str, number: int) -> None:
    """As the panel does it: the same words under the same name until they are taken."""
    token = f"mdv_{secrets.token_urlsafe(32)}"
    body = {"text": f"注文 KY-{10_000 + number} がまだ届きません。", "once": token[4:30], "token": token, "site": SITE}
    request = urllib.request.Request(
        f"http://127.0.0.1:{place.web_port}/chat/{key}/messages/",
        json.dumps(body).encode(),
        {"Content-Type": "application/json", "Authorization": f"Bearer {token}"},
    )

    def is_taken() -> bool:
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return bool(answer.status == 200)
        except OSError:  # away, or 503 meanwhile
            return False

    until(is_taken, "the message is taken", 120)


def told(place: Installation) -> list[tuple[int, int]]:
    """Of each chat: messages of the visitor, and acknowledgements."""
    with place.database() as database:
        (workspace_id,) = database.execute("SELECT min(id) FROM workspaces").fetchone() or (0,)
        database.execute("SELECT set_config('madoguchi.workspace', %s, false)", [str(workspace_id)])
        return [(said, count) for _id, said, count in database.execute(TOLD).fetchall()]
