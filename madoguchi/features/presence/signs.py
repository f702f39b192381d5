"""Signs of presence: which conversation a tab of a person shows, and what is being written there.

A sign is ids and one word, never a text. From process to process it travels as a name of the live channel,
`beat:42@3:9:k3fz:17:reply`: conversation, inbox, person, tab, the number of the sign in its tab, what is written.
"""

import re
from dataclasses import dataclass

BEAT = "beat:"
EACH_SECONDS = 4.0  # how often a page that is looked at says so
GONE_AFTER = 9.0  # seconds without a sign; two may be lost on the way
DOINGS = frozenset({"", "reply", "note"})

TAB = re.compile(r"[a-z0-9]{1,16}")
_WIRE = re.compile(r"beat:(\d{1,18})@(\d{1,18}):(\d{1,18}):([a-z0-9]{1,16}):(\d{1,15}):(reply|note|)")


@dataclass(frozen=True, slots=True)
class Sign:
    """What one tab says. `conversation_id` 0: it shows none any more. Of two signs the one with the higher `number`
    is true, in whatever order they arrive."""

    workspace_id: int
    person_id: int
    tab: str
    number: int
    conversation_id: int = 0
    inbox_id: int = 0
    doing: str = ""

    @property
    def name(self) -> str:
        """Its form on the wire."""
        place = f"{self.conversation_id}@{self.inbox_id}"
        return f"{BEAT}{place}:{self.person_id}:{self.tab}:{self.number}:{self.doing}"


def sign_of(workspace_id: int, name: str) -> Sign:
    """The sign that a name carries; raises ValueError."""
    found = _WIRE.fullmatch(name)
    if found is None:
        raise ValueError("no sign of presence")
    conversation_id, inbox_id, person_id, tab, number, doing = found.groups()
    return Sign(workspace_id, int(person_id), tab, int(number), int(conversation_id), int(inbox_id), doing)
