"""Words that customers use where we say a term: learnt from how conversations went, suggested, never forced."""

import pytest
from django.utils.timezone import now

from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.features.glossary.actions.learn import learn, learn_when_due
from madoguchi.features.glossary.actions.terms import judge_suggestion, save_term
from madoguchi.features.glossary.learning import Learner, Talk, log_likelihood
from madoguchi.features.glossary.models import Learning, Synonym
from tests.world import World

NOISE = [
    "料金を教えてください",
    "退会したいです",
    "請求書の宛名を変えたい",
    "画面が白くなります",
    "電話番号はありますか",
]
TERMS = {1: ["データ"]}


def read(talks: list[Talk]) -> Learner:
    learner = Learner(TERMS)
    for talk in talks:
        learner.read(talk)
    return learner


def talks(*, people: int = 6, ours: str = "データは画面から取り出せます。") -> list[Talk]:
    """Twelve customers' worth of 情報 for our データ, among forty that speak of something else."""
    about = [Talk(number % people, f"情報を取り出したい。{NOISE[number % 5]}", ours) for number in range(12)]
    return about + [Talk(100 + number, NOISE[number % 5], "承知しました。") for number in range(40)]


def test_a_word_for_a_term_is_learnt() -> None:
    found = read(talks()).learnt()
    assert [(one.term_id, one.word, one.times) for one in found] == [(1, "情報", 12)]
    assert found == read(talks()).learnt()


def test_what_we_say_too_goes_with_the_term_and_is_no_word_for_it() -> None:
    assert read(talks(ours="データは情報として取り出せます。")).learnt() == []


def test_the_words_of_a_few_people_are_not_told() -> None:
    assert read(talks(people=2)).learnt() == []


def test_who_says_our_word_says_nothing_of_another() -> None:
    said = [Talk(one.contact_id, f"データの件。{one.theirs}", one.ours) for one in talks()[:12]]
    assert read([*said, *talks()[12:]]).learnt() == []


def test_what_everybody_says_is_no_word_for_anything() -> None:
    assert read(talks()[:12]).learnt() == []


@pytest.mark.parametrize(
    ("table", "weight"), [((10, 0, 0, 10), 27.73), ((5, 5, 5, 5), 0), ((1, 9, 9, 1), 0), ((0, 0, 0, 0), 0)]
)
def test_dunning_s_ratio(table: tuple[int, int, int, int], weight: float) -> None:
    assert log_likelihood(*table) == pytest.approx(weight, abs=0.01)


def resolved(world: World, number: int, theirs: str, ours: str) -> None:
    contact = [world.hanako, world.taro, world.emma][number % 3]
    times = {"resolved_at": now(), "last_activity_at": now()}
    place = {"workspace_id": world.koyomi.id, "inbox": world.support, "contact": contact}
    row = Conversation.objects.create(**place, **times, status="resolved")
    given = {"workspace_id": world.koyomi.id, "conversation": row}
    Message.objects.create(**given, kind="inbound", contact=contact, text=theirs)
    Message.objects.create(**given, kind="reply", person=world.misaki, text=ours)


def test_what_is_learnt_is_suggested_and_what_was_rejected_is_not_again(world: World) -> None:
    kenji = world.actor(world.kenji)
    save_term({"ja": "データ"}, actor=kenji)
    with tenant(world.koyomi.id):
        for number, talk in enumerate(talks()):
            resolved(world, number, talk.theirs, talk.ours)
    learn(world.koyomi.id)
    with tenant(world.koyomi.id):
        row = Synonym.objects.get()
        assert (row.word, row.state, row.source, row.times) == ("情報", "suggested", "learnt", 12)
        assert Learning.objects.get().conversations == 52
    learn(world.koyomi.id)
    judge_suggestion(row.id, accept=False, actor=kenji)
    learn(world.koyomi.id)
    with tenant(world.koyomi.id):
        assert Synonym.objects.get().state == "rejected"


def test_it_is_due_once_a_day(world: World) -> None:
    assert learn_when_due(world.koyomi.id) is False  # no term yet
    save_term({"ja": "データ"}, actor=world.actor(world.kenji))
    assert learn_when_due(world.koyomi.id) is True
    assert learn_when_due(world.koyomi.id) is False
