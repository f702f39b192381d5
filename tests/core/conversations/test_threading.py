"""Which conversation a mail belongs to, whatever order mails come in and whoever forges what."""

from itertools import permutations

import pytest

from madoguchi.core.conversations.arrival import Arrival, Party
from madoguchi.core.conversations.models import Conversation, ConversationLink, Message
from madoguchi.core.conversations.threading import Candidate, decide
from tests.core.conversations.arriving import arrive, conversation_of, mail
from tests.world import World

HANAKO = "山田 花子 <hanako@kobo.example>"
MALLORY = "mallory@evil.example"


def test_a_stranger_who_answers_gets_a_conversation_of_their_own_linked_to_it(koyomi: World) -> None:
    first = mail(HANAKO)
    home = conversation_of(arrive(koyomi.support, first))
    other = conversation_of(arrive(koyomi.support, mail(MALLORY, references=(first.mail_id,))))
    assert other != home
    link = ConversationLink.objects.get()
    assert {link.first_id, link.second_id} == {home.id, other.id}
    assert link.why == "stranger"


def test_a_token_of_characters_that_nobody_signs_with_is_no_token(koyomi: World) -> None:
    to = (Party(f"support+{'窓' * 32}@koyomi.example", ""), Party(f"support+{'a' * 32}@koyomi.example", ""))
    assert arrive(koyomi.support, mail(HANAKO, to=to)).state == "message"


def test_a_number_in_the_subject_never_threads(koyomi: World) -> None:
    home = conversation_of(arrive(koyomi.support, mail(HANAKO)))
    other = arrive(koyomi.support, mail(HANAKO, subject=f"Re: [#{home.id}] シフトが表示されません"))
    assert conversation_of(other) != home


def test_a_forged_sender_never_joins(koyomi: World) -> None:
    first = mail(HANAKO)
    home = conversation_of(arrive(koyomi.support, first))
    forged = arrive(koyomi.support, mail(HANAKO, references=(first.mail_id,), verdict="fail"))
    assert conversation_of(forged) != home


@pytest.mark.parametrize(("verdict", "joined"), [("pass", 1), ("none", 0)])
def test_only_a_proven_mail_adds_recipients(koyomi: World, verdict: str, joined: int) -> None:
    letter = mail(HANAKO, cc=(Party("boss@kobo.example", ""), Party("support@koyomi.example", "")), verdict=verdict)
    conversation = conversation_of(arrive(koyomi.support, letter))
    assert conversation.participants.count() == joined


def test_a_participant_joins_by_references(koyomi: World) -> None:
    first = mail(HANAKO, cc=(Party("boss@kobo.example", ""),), verdict="pass")
    home = conversation_of(arrive(koyomi.support, first))
    answer = arrive(koyomi.support, mail("boss@kobo.example", in_reply_to=first.mail_id))
    assert conversation_of(answer) == home


def thread() -> list[Arrival]:
    """Five mails of one person: a question, two answers to it, one to an answer, and one that joins two branches."""
    a = mail(HANAKO, text="a")
    b = mail(HANAKO, text="b", in_reply_to=a.mail_id, references=(a.mail_id,))
    c = mail(HANAKO, text="c", in_reply_to=a.mail_id, references=(a.mail_id,))
    d = mail(HANAKO, text="d", in_reply_to=b.mail_id)
    e = mail(HANAKO, text="e", references=(c.mail_id, d.mail_id))
    return [a, b, c, d, e]


@pytest.mark.parametrize("order", list(permutations(range(5)))[::5])
def test_any_order_of_arrival_gives_the_same_thread(koyomi: World, order: tuple[int, ...]) -> None:
    letters = thread()
    stranger = mail("佐藤 <taro..sato.@docomo.ne.jp>", text="他の件")
    arrive(koyomi.support, stranger)
    for index in order:
        arrive(koyomi.support, letters[index])
    homes = set(Message.objects.filter(contact=koyomi.hanako).values_list("conversation_id", flat=True))
    assert len(homes) == 1
    assert Conversation.objects.filter(merged_into__isnull=True).count() == 2


def test_a_thread_with_replies_of_ours_is_not_swallowed() -> None:
    answered, quiet = Candidate(5, frozenset({1}), True), Candidate(3, frozenset({1}), False)
    decision = decide(1, "none", [answered, quiet])
    assert decision.join == 5
    assert decision.merge == (3,)


def test_two_answered_threads_stay_two() -> None:
    decision = decide(1, "pass", [Candidate(5, frozenset({1}), True), Candidate(3, frozenset({1}), True)])
    assert decision.join == 3
    assert decision.merge == ()
