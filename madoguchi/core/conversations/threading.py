"""Which conversation a mail belongs to. Pure: the caller looks the candidates up, this decides.

Threat model. An attacker can forge From, put any address into CC and Reply-To, and knows or guesses
Message-IDs. What they must never get: a place among the recipients of somebody else's conversation.
Therefore
- only a contact who is already part of a conversation joins it, by a signed token or by References; as far as one mail
  goes, part of it is also who answers a mail of ours from the one address that it was sent to (a chat goes on by mail);
- a sender whose domain says "this is forged" (verdict "fail") never joins;
- an unproven mail may join, but it adds no recipient: its CC and Reply-To are shown, not used;
- a number in the subject means nothing.
A mail that refers to a conversation and may not join it opens a new one that is linked to it.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """A conversation that the mail refers to. `contact_ids`: its main contact and its participants."""

    conversation_id: int
    contact_ids: frozenset[int]
    has_replies: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """`join` None: open a new conversation, linked to each of `link`. `merge`: threads that this mail proves one."""

    join: int | None
    merge: tuple[int, ...] = ()
    link: tuple[int, ...] = ()


def decide(contact_id: int, verdict: str, candidates: Iterable[Candidate]) -> Decision:
    """The oldest conversation that the sender is part of; others join it only while nobody has answered there."""
    found = sorted(candidates, key=lambda candidate: candidate.conversation_id)
    own = [candidate for candidate in found if contact_id in candidate.contact_ids]
    if verdict == "fail" or not own:
        return Decision(None, link=tuple(candidate.conversation_id for candidate in found[:3]))
    home = next((candidate for candidate in own if candidate.has_replies), own[0])
    rest = [candidate for candidate in own if candidate is not home]
    merge = [candidate for candidate in rest if not candidate.has_replies]
    return Decision(home.conversation_id, merge=tuple(candidate.conversation_id for candidate in merge))


def may_add_recipients(verdict: str) -> bool:
    """Whether the CC of a mail become participants and its Reply-To is used."""
    return verdict == "pass"
