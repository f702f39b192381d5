"""What an embedding model says that texts mean is asked for once, masked, is used where it helps, and is missed by
nobody."""

from collections.abc import Callable
from datetime import timedelta
from zlib import crc32

import numpy as np
import pytest
from django.db import IntegrityError, transaction

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.events.dispatch import run_events
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.answers import comparing, of_contact
from madoguchi.features.answers.actions.rank import rank
from madoguchi.features.answers.actions.train import train
from madoguchi.features.answers.actions.try_out import ask_trial, try_out
from madoguchi.features.answers.hearing import hear_conversation, hear_trial
from madoguchi.features.answers.meanings import ask_for_learning, outside_for
from madoguchi.features.answers.memory import known_to
from madoguchi.features.answers.models import Answer, AnswerMeaning, AnswerModel, AnswerPolicy, AnswerTrial, Ranked
from madoguchi.features.articles.models import Article, ArticleSource
from madoguchi.features.chat.actions.say import say
from madoguchi.features.chat.models import Visitor
from madoguchi.features.llm.actions.set_up import change_language_model
from madoguchi.features.llm.models import LanguageModel
from tests.features.answers.furnishing import answering, happens, lower_threshold
from tests.features.llm.connecting import calls, connected
from tests.language_model import Server
from tests.world import World

pytestmark = pytest.mark.django_db
# Each ends in a letter that tells the model what it is about; no word of it stands in an article.
TOPICS = {"returns": ("返品", "あ"), "receipts": ("領収書", "い"), "passwords": ("パスワード", "う")}
NAMES = ("赤", "青", "白", "黒", "緑", "紫", "金", "銀", "茶", "桃", "橙", "紺")
NEW = "鼠の件です、い"


def means(text: str) -> list[float]:
    """Knows what the articles and the questions are about, by signs that the engine does not see."""
    found = np.random.default_rng(crc32(text.encode())).normal(scale=0.02, size=40) + 1.0
    for place, (title, sign) in enumerate(TOPICS.values()):
        if title in text or text.endswith(f"の件です、{sign}"):
            found[place] += 3.0
    return [float(number) for number in found]


@pytest.fixture
def asked(world: World, visitor: Visitor, articles: dict[str, Article]) -> None:
    """Thirty-six questions that people answered by articles; the first has a telephone number and a name."""
    for name, (_title, sign) in TOPICS.items():
        for number, colour in enumerate(NAMES):
            data = "、電話は090-1234-5678、山田 花子" if name == "returns" and number == 0 else ""
            said = say(visitor, f"{colour}{data}の件です、{sign}", once=f"{name}-{number}")
            with tenant(world.koyomi.id):
                home = {"status": "resolved", "waiting_since": None, "contact": world.hanako}
                times = {"resolved_at": now(), "first_replied_at": now()}
                Conversation.objects.filter(id=said.conversation_id).update(**home, **times)
                ArticleSource.objects.create(
                    workspace_id=world.koyomi.id,
                    article=articles[name],
                    conversation_id=said.conversation_id,
                    kind=ArticleSource.Kind.USED,
                )


@pytest.fixture
def heard(world: World, model: Server) -> Server:
    """An embedding model that is to be asked."""
    model.means = means
    connected(world, model, embedding_model="meanings", reads_meaning=True)
    return model


def learns(world: World) -> AnswerModel:
    """As its job does; the model in use for customers."""
    ask_for_learning(world.koyomi.id)
    train(world.koyomi.id)
    with tenant(world.koyomi.id):
        return AnswerModel.objects.get(audience="public", in_use=True)


def at_hand(world: World) -> int:
    with tenant(world.koyomi.id):
        return AnswerMeaning.objects.count()


def test_everything_is_asked_once_and_what_helps_is_used(world: World, asked: None, heard: Server) -> None:
    row = learns(world)
    assert (row.meaning, row.meaning_tried) == ("in_use", 36)
    assert row.meaning_with > 30 > row.meaning_without
    sent = [text for batch in heard.embedded for text in batch]
    assert len(sent) == len(set(sent)) == at_hand(world)
    assert max(len(batch) for batch in heard.embedded) == 64
    assert not [text for text in sent if "090" in text or "花子" in text]
    assert [text for text in sent if "[PHONE-1]" in text]
    assert {call.purpose for call in calls(world)} == {"meaning"}
    assert len(calls(world)) == len(heard.bodies)
    requests = len(heard.bodies)
    assert learns(world).meaning == "in_use"
    assert len(heard.bodies) == requests, "what was said is at hand"
    with tenant(world.oscar.workspace_id):
        assert not AnswerMeaning.objects.exists()


def test_all_that_was_asked_before_is_learnt_from(
    world: World, asked: None, heard: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "MOST_KNOWN", 3)
    assert learns(world).meaning_tried == 36, "not only what a new model is compared by"


def test_a_customer_is_answered_by_what_the_question_means(
    world: World, chat: Inbox, visitor: Visitor, asked: None, articles: dict[str, Article], heard: Server
) -> None:
    learns(world)
    lower_threshold(world, 0.0)
    answering(world, chat)
    requests = len(heard.bodies)
    said = say(visitor, f"鈴木一郎と申しますが、{NEW}", once="new")
    happens(world)
    assert heard.embedded[requests:] == [[f"[NAME-1]と申しますが、{NEW}"]], "once, for all that look it up"
    with tenant(world.koyomi.id):
        row = Answer.objects.get(message_id=said.id)
        assert row.looked_at[0][0] == str(articles["receipts"].id)
    assert calls(world)[-1].conversation_id == said.conversation_id


def test_agents_are_offered_by_it_and_whoever_tries_it_too(
    world: World, visitor: Visitor, asked: None, articles: dict[str, Article], heard: Server
) -> None:
    learns(world)
    requests = len(heard.bodies)
    home_id = say(visitor, NEW, once="new").conversation_id
    for _again in range(2):
        hear_conversation(home_id, workspace_id=world.koyomi.id)
        rank(home_id, workspace_id=world.koyomi.id)
    with tenant(world.koyomi.id):
        (row,) = Ranked.objects.filter(conversation_id=home_id)
        assert row.scores[0][0] == articles["receipts"].id
    trial = ask_trial("鼠の件です、う", actor=world.actor(world.aoi))
    hear_trial(trial.id, workspace_id=world.koyomi.id)
    try_out(trial.id, workspace_id=world.koyomi.id)
    with tenant(world.koyomi.id):
        found = AnswerTrial.objects.get(id=trial.id).found
    assert found["looked_at"][0][0] == "パスワードを再設定する"
    assert heard.embedded[requests:] == [[NEW], ["鼠の件です、う"]]


@pytest.mark.parametrize("trouble", ["server", "off", "resting"])
def test_where_it_is_away_a_question_is_answered_as_without(
    world: World, visitor: Visitor, asked: None, heard: Server, trouble: str
) -> None:
    learns(world)
    if trouble == "off":
        change_language_model(changes={"reads_meaning": False}, actor=world.actor(world.aoi))
    if trouble == "resting":
        with tenant(world.koyomi.id):
            LanguageModel.objects.update(embedding_rests_until=now() + timedelta(minutes=5))
    heard.status, requests = 500, len(heard.bodies)
    home_id = say(visitor, NEW, once="new").conversation_id
    hear_conversation(home_id, workspace_id=world.koyomi.id)
    rank(home_id, workspace_id=world.koyomi.id)
    with tenant(world.koyomi.id):
        known = known_to(world.koyomi.id, "agents")
        assert known is not None
        first = known.ranker.rank(NEW).ranked[0]
        assert Ranked.objects.get(conversation_id=home_id).scores[0] == [int(first.article_id), round(first.score, 4)]
    assert len(heard.bodies) - requests == (1 if trouble == "server" else 0)
    assert calls(world)[-1].outcome == ("server" if trouble == "server" else "ok")


def test_a_learning_that_cannot_ask_goes_on_and_the_next_asks_for_the_rest(
    world: World, asked: None, heard: Server
) -> None:
    heard.means = _three_requests_of(heard)
    row = learns(world)
    assert row.meaning == "away"
    assert 0 < at_hand(world) <= 3 * 64
    before = at_hand(world)
    heard.means, heard.status = means, 200
    with tenant(world.koyomi.id):
        LanguageModel.objects.update(embedding_failures=0, embedding_rests_until=None)
    assert learns(world).meaning == "in_use"
    assert at_hand(world) > before


def _three_requests_of(server: Server) -> Callable[[str], list[float]]:
    def found(text: str) -> list[float]:
        if len(server.bodies) > 3:
            server.status = 500
        return means(text)

    return found


def test_a_text_that_is_refused_keeps_no_other_from_being_asked(world: World, asked: None, heard: Server) -> None:
    def found(text: str) -> list[float]:
        heard.status = 400 if any("黒の件です、い" in one for one in heard.embedded[-1]) else 200
        return means(text)

    heard.means = found
    assert learns(world).meaning == "in_use"
    with tenant(world.koyomi.id):
        assert AnswerMeaning.objects.filter(vector=b"").count() == 1
    asked_for = len(heard.bodies)
    assert learns(world).meaning == "in_use"
    assert len(heard.bodies) == asked_for  # neither it nor the others


def test_where_every_text_is_refused_it_soon_stops_asking(world: World, asked: None, heard: Server) -> None:
    heard.status = 400
    assert learns(world).meaning == "away"
    assert 10 < len(heard.embedded) < 30


def test_what_does_not_help_is_said_and_no_question_goes_out(
    world: World, visitor: Visitor, asked: None, heard: Server
) -> None:
    heard.means = lambda text: [float(crc32(text.encode()) % 1_000), float(len(text)), 1.0]
    row = learns(world)
    assert (row.meaning, row.meaning_tried) == ("no_help", 36)
    requests = len(heard.bodies)
    hear_conversation(say(visitor, NEW, once="new").conversation_id, workspace_id=world.koyomi.id)
    assert len(heard.bodies) == requests


def test_without_a_past_it_is_too_early(world: World, articles: dict[str, Article], heard: Server) -> None:
    assert learns(world).meaning == "too_few"


def test_nothing_is_sent_where_nobody_wants_it(world: World, asked: None, model: Server) -> None:
    connected(world, model, embedding_model="meanings")
    assert learns(world).meaning == ""
    assert (model.bodies, at_hand(world)) == ([], 0)


def test_what_nobody_uses_any_more_is_forgotten(world: World, asked: None, heard: Server) -> None:
    learns(world)
    with tenant(world.koyomi.id):
        ids = list(AnswerMeaning.objects.values_list("id", flat=True))
        AnswerMeaning.objects.update(used_at=now() - timedelta(days=8))
        Message.objects.filter(reply_text="", text__contains="赤").update(text="もう聞かれない")
    ask_for_learning(world.koyomi.id)
    with tenant(world.koyomi.id):
        left = set(AnswerMeaning.objects.values_list("id", flat=True))
    assert 0 < len(set(ids) - left) < 5, "what is learnt from is kept"
    change_language_model(changes={"reads_meaning": False}, actor=world.actor(world.aoi))
    with tenant(world.koyomi.id):
        AnswerMeaning.objects.update(used_at=now() - timedelta(days=8))
    ask_for_learning(world.koyomi.id)
    assert at_hand(world) == 0


def test_of_a_contact_who_is_erased_no_meaning_is_left(world: World, asked: None, heard: Server) -> None:
    learns(world)
    with tenant(world.koyomi.id):
        questions = len(TOPICS) * len(NAMES)
        assert AnswerMeaning.objects.filter(conversation__contact=world.hanako).count() == questions
        of_contact.erase(world.hanako.id)
        assert not AnswerMeaning.objects.exclude(conversation=None).exists()
        assert AnswerMeaning.objects.exists(), "those of the articles stay"


def test_vectors_of_another_length_are_left_out(world: World, asked: None, heard: Server) -> None:
    learns(world)
    with tenant(world.koyomi.id):
        odd = AnswerMeaning.objects.earliest("id")
        AnswerMeaning.objects.filter(id=odd.id).update(vector=b"\0\0")
        found = outside_for([], [], world.koyomi.id)
    assert found is not None
    assert found.vectors.shape[1] == 40


def test_a_change_of_the_model_is_learnt_from(world: World, articles: dict[str, Article], model: Server) -> None:
    def stale() -> bool:
        while run_events():
            pass
        with tenant(world.koyomi.id):
            return AnswerPolicy.objects.exclude(stale_since=None).update(stale_since=None) > 0

    connected(world, model)
    stale()
    change_language_model(changes={"timeout": 9}, actor=world.actor(world.aoi))
    assert not stale()
    change_language_model(changes={"embedding_model": "meanings"}, actor=world.actor(world.aoi))
    assert stale()


def test_the_database_keeps_one_vector_of_a_text(world: World) -> None:
    with tenant(world.koyomi.id):
        row = AnswerMeaning(workspace_id=world.koyomi.id, source="a", digest="b", vector=b"\0\0")
        row.save()
        with pytest.raises(IntegrityError, match="answer_meanings_once"), transaction.atomic():
            AnswerMeaning.objects.create(workspace_id=world.koyomi.id, source="a", digest="b", vector=b"\0\0")


def test_the_database_knows_what_may_become_of_it(world: World, asked: None, heard: Server) -> None:
    row = learns(world)
    for wrong in ({"meaning": "nonsense"}, {"meaning_with": row.meaning_tried + 1}):
        with tenant(world.koyomi.id), pytest.raises(IntegrityError, match="meaning_known"), transaction.atomic():
            AnswerModel.objects.update(**wrong)
