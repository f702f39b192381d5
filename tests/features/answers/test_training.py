"""It learns from what everybody may read and from what helped before; what was learnt is kept, and one is in use."""

import subprocess
import sys
from datetime import timedelta

import numpy as np
import pytest
from django.db import IntegrityError, transaction

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.audiences import Audience
from madoguchi.core.conversations.actions.status import resolve
from madoguchi.core.events.dispatch import run_events
from madoguchi.core.events.models import Event
from madoguchi.core.inboxes.models import Blob, Inbox
from madoguchi.features.answers import catalogue, history, retraining
from madoguchi.features.answers.actions.set_up import change_assistant, change_policy
from madoguchi.features.answers.actions.train import KEPT, ask_training, train
from madoguchi.features.answers.memory import is_trained, known_to
from madoguchi.features.answers.models import FORMAT, AnswerModel, AnswerPolicy, AssistantSetting
from madoguchi.features.answers.ranking import keeping
from madoguchi.features.answers.ranking.encoders import E5
from madoguchi.features.articles.models import Article, ArticleSource
from madoguchi.features.chat.actions.say import say
from madoguchi.features.chat.models import Visitor
from madoguchi.features.hours.actions.sets import create_hours, give_hours
from tests.faces.desk.sitting import Sitting
from tests.features.answers.furnishing import collection, help_centre, published, taught
from tests.features.chat.test_talking import answered
from tests.world import World

pytestmark = pytest.mark.django_db


def in_use(world: World) -> dict[str, AnswerModel]:
    with tenant(world.koyomi.id):
        return {row.audience: row for row in AnswerModel.objects.filter(in_use=True)}


def test_without_articles_there_is_nothing_to_learn(world: World) -> None:
    assert train(world.koyomi.id) == []


def test_that_it_broke_off_is_told_until_it_has_come_to_its_end(
    world: World, articles: dict[str, Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    def told() -> bool:
        return "学習は途中で終わりました" in Sitting(world.users["aoi"]).get("/desk/settings/assistant/").text

    assert not told()
    with monkeypatch.context() as broken:
        broken.setattr("madoguchi.features.answers.actions.train.learnt", _too_much)
        with pytest.raises(MemoryError):
            train(world.koyomi.id)
    assert told()
    assert in_use(world), "what was learnt before stays"
    train(world.koyomi.id)
    assert not told()
    assert train(world.koyomi.id, tried=4) == []
    assert told()


def _too_much(*_given: object) -> bytes:
    raise MemoryError


def test_it_learns_what_everybody_may_read(world: World, articles: dict[str, Article]) -> None:
    (row,) = in_use(world).values()
    assert (row.audience, row.articles, row.number, row.target_precision) == ("public", 4, 1, 95)
    with tenant(world.koyomi.id):
        event = Event.objects.get(type="assistant.trained")
        assert (event.actor, event.payload) == ("assistant", {"model_id": row.id, "number": 1, "in_use": True})


def test_manuals_are_for_agents_alone(world: World, articles: dict[str, Article]) -> None:
    manual = collection(world, is_manual=True)
    published(world, manual, {"ja": ("返金の社内手順", "", "合言葉は「あさがお」です。")})
    taught(world)
    found = in_use(world)
    assert (found["public"].articles, found["agents"].articles) == (4, 5)
    with tenant(world.koyomi.id):
        titles = [text.title for text in catalogue.texts(world.koyomi.id, "public")]
    assert "返金の社内手順" not in titles


def test_only_one_is_in_use_and_a_few_are_kept(world: World, articles: dict[str, Article]) -> None:
    for _time in range(KEPT + 2):
        train(world.koyomi.id)
    with tenant(world.koyomi.id):
        numbers = list(AnswerModel.objects.order_by("number").values_list("number", "in_use"))
        assert len(numbers) == KEPT
        assert [number for number, is_in_use in numbers if is_in_use] == [KEPT + 3]
        with pytest.raises(IntegrityError, match="answer_models_one_in_use"), transaction.atomic():
            AnswerModel.objects.update(in_use=True)


def test_what_people_used_and_what_they_answered_without_an_article_is_the_history(
    world: World, chat: Inbox, visitor: Visitor, articles: dict[str, Article]
) -> None:
    misaki = world.actor(world.misaki)
    used = say(visitor, "こんにちは。買ったものを送り返したいです。", once="1")
    plain = say(visitor, "担当の方はどなたですか。", once="2")
    for said in (used, plain):
        answered(world, said, "承りました。")
        resolve(said.conversation_id, actor=misaki)
    say(visitor, "まだ誰も答えていません。", once="3")
    with tenant(world.koyomi.id):
        ArticleSource.objects.create(
            workspace_id=world.koyomi.id,
            article=articles["returns"],
            conversation_id=used.conversation_id,
            kind="used",
        )
        found = history.cases(world.koyomi.id)
    assert [(case.message_id, case.question, case.article_id) for case in found] == [
        (used.id, "買ったものを送り返したいです。", articles["returns"].id),
        (plain.id, "担当の方はどなたですか。", None),
    ]


def test_a_change_of_an_article_is_learnt_when_nothing_has_changed_for_a_while(
    world: World, articles: dict[str, Article]
) -> None:
    while run_events():
        pass
    assert not retraining.retrain(world.koyomi.id), "who publishes several is waited for"
    with tenant(world.koyomi.id):
        assert AnswerPolicy.objects.get().stale_since is not None
        AnswerPolicy.objects.update(stale_since=now() - timedelta(minutes=5))
    assert retraining.retrain(world.koyomi.id)
    assert not retraining.retrain(world.koyomi.id)


def test_it_learns_once_a_day(world: World, words_alone: None) -> None:
    help_centre(world)
    taught(world)
    assert not retraining.retrain(world.koyomi.id)
    with tenant(world.koyomi.id):
        AnswerModel.objects.update(asked_at=now() - timedelta(hours=25))
    assert retraining.retrain(world.koyomi.id)
    assert not retraining.retrain(world.koyomi.id)


def test_what_another_version_of_the_engine_wrote_is_not_read_and_learnt_anew(
    world: World, articles: dict[str, Article]
) -> None:
    assert FORMAT == keeping.FORMAT
    with tenant(world.koyomi.id):
        AnswerModel.objects.update(format=FORMAT - 1, asked_at=now() - timedelta(hours=1))
        assert not is_trained(world.koyomi.id)
        assert known_to(world.koyomi.id) is None
    assert retraining.retrain(world.koyomi.id)


def test_numpy_is_loaded_by_questions_alone() -> None:
    started = "import madoguchi.config.asgi, sys; assert 'numpy' not in sys.modules, 'numpy'"
    code = f"from madoguchi.config.cli.context import start_django; start_django(); {started}"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_its_page_offers_every_choice(world: World, chat: Inbox) -> None:
    page = Sitting(world.users["aoi"]).get("/desk/settings/assistant/").html
    for choices in (AssistantSetting.Mode, AssistantSetting.Hours, Audience):
        for value, _label in choices.choices:
            assert f'<option value="{value}"' in page, value


def test_its_page_says_where_no_hours_are_set_outside_of_which_it_would_answer(world: World, chat: Inbox) -> None:
    said = "営業時間が設定されていないため、「営業時間外のみ」では回答しません。"
    aoi = Sitting(world.users["aoi"])
    whole = aoi.get("/desk/settings/assistant/").text.count(said)
    assert whole > 1, "at each of the inboxes"
    hours = create_hours({"name": "窓口", "time_zone": "Asia/Tokyo", "country": "JP"}, actor=world.actor(world.aoi))
    give_hours(chat.id, hours.id, actor=world.actor(world.aoi))
    assert aoi.get("/desk/settings/assistant/").text.count(said) == whole - 1


def test_who_manages_inboxes_sets_it(world: World, chat: Inbox) -> None:
    aoi, misaki = world.actor(world.aoi), world.actor(world.misaki)
    row = change_assistant(chat.id, changes={"mode": "answer", "share": 20}, actor=aoi)
    assert (row.mode, row.share) == ("answer", 20)
    policy = change_policy(changes={"target_precision": 90, "minutes": "4.5", "hour_cost": "2,500"}, actor=aoi)
    assert (policy.target_precision, str(policy.minutes), str(policy.hour_cost)) == (90, "4.5", "2500")
    assert policy.stale_since is not None, "another precision has to be learnt"
    with tenant(world.koyomi.id):
        events = Event.objects.filter(type="assistant.changed").order_by("id")
        assert [one.payload for one in events] == [
            {"inbox_id": chat.id, "changed": ["mode", "share"]},
            {"inbox_id": None, "changed": ["hour_cost", "minutes", "target_precision"]},
        ]
    for changes in ({"mode": "shout"}, {"share": 0}, {"share": 101}, {"language": "fr"}):
        with pytest.raises(Refused):
            change_assistant(chat.id, changes=changes, actor=aoi)
    for wrong in ({"target_precision": 50}, {"minutes": "-1"}, {"hour_cost": "viel"}, {"hour_cost": "nan"}):
        with pytest.raises(Refused):
            change_policy(changes=wrong, actor=aoi)
    for denied in (
        lambda: change_assistant(chat.id, changes={"mode": "off"}, actor=misaki),
        lambda: ask_training(actor=misaki),
    ):
        with pytest.raises(NotAllowed):
            denied()


def test_only_what_is_new_is_read_the_next_time(
    world: World, articles: dict[str, Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def rows(texts: list[str]) -> np.ndarray:
        read.extend(texts)
        return np.ones((len(texts), E5.size), dtype=np.float32)

    monkeypatch.setattr(E5, "held", rows)
    train(world.koyomi.id)
    assert "領収書を発行する" in read
    read.clear()
    train(world.koyomi.id)
    assert read == []
    published(world, collection(world, is_manual=True), {"ja": ("棚卸しの手引き", "", "月末に数えます。")})
    train(world.koyomi.id)
    train(world.koyomi.id)
    assert sorted(read) == ["棚卸しの手引き", "棚卸しの手引き。月末に数えます。"], "for agents, and once"
    with tenant(world.koyomi.id):
        before = AnswerPolicy.objects.get().readings_id or 0
    published(world, collection(world), {"ja": ("棚の並べ方", "", "左から並べます。")})
    train(world.koyomi.id)
    with tenant(world.koyomi.id):
        assert AnswerPolicy.objects.get().readings_id not in (before, 0, None)
        assert not Blob.objects.filter(id=before).exists(), "what is not needed any more is not kept"
