"""The question as put and the true one: found as it comes in, confirmed or changed by a person, counted."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.actions.erase import erase_contact
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.events.dispatch import run_events
from madoguchi.core.events.models import Event
from madoguchi.features.aims import by_model
from madoguchi.features.aims.actions import look_up as looking
from madoguchi.features.aims.actions import place as placing
from madoguchi.features.aims.actions.look_up import look_up
from madoguchi.features.aims.actions.read import begin_look_up
from madoguchi.features.aims.actions.settle import settle_aim
from madoguchi.features.aims.by_model import Understood, understood_in
from madoguchi.features.aims.models import Aim
from madoguchi.features.aims.queries import Asked, aims_visible_to, report_on
from madoguchi.features.answers.topics import Topic
from madoguchi.features.chat.actions.say import say
from madoguchi.features.chat.models import Visitor
from tests.faces.desk.sitting import Sitting
from tests.world import World

pytestmark = pytest.mark.django_db
ASKED = "月末に部署ごとの残業時間を一覧で出したいのですが、CSVで書き出す機能はありますか？"
WISH = "月末に部署ごとの残業時間を一覧で出したい"
ALWAYS = Asked(now() - timedelta(days=400), now() + timedelta(days=400))


def happens() -> None:
    while run_events():
        pass


@pytest.fixture
def asked(world: World, visitor: Visitor) -> int:
    home_id = say(visitor, ASKED, once="1").conversation_id
    happens()
    return home_id


def aim(world: World, conversation_id: int) -> Aim:
    with tenant(world.koyomi.id):
        return Aim.objects.get(conversation_id=conversation_id)


def test_it_is_read_as_it_comes_in_and_once(world: World, asked: int) -> None:
    row = aim(world, asked)
    assert (row.wish, row.source, row.state) == (WISH, "rules", "found")
    assert "書き出す機能はありますか" in row.asked
    with tenant(world.koyomi.id):
        assert Aim.objects.count() == 1


def test_a_greeting_is_no_question_and_the_wish_may_come_later(world: World, visitor: Visitor) -> None:
    home_id = say(visitor, "こんにちは", once="1").conversation_id
    happens()
    with tenant(world.koyomi.id):
        assert Aim.objects.count() == 0
    say(visitor, "請求書の宛名は変更できますか？", once="2", conversation_id=home_id)
    happens()
    assert (aim(world, home_id).wish, aim(world, home_id).asked) == ("", "請求書の宛名は変更できますか？")
    say(visitor, "屋号で経費を精算したいんです", once="3", conversation_id=home_id)
    happens()
    assert aim(world, home_id).wish == "屋号で経費を精算したい"


def test_one_click_confirms_and_other_words_change_it(world: World, asked: int) -> None:
    misaki, row = world.actor(world.misaki), aim(world, asked)
    settle_aim(asked, asked=row.asked, wish=row.wish, actor=misaki)
    assert (aim(world, asked).state, aim(world, asked).source) == ("confirmed", "rules")
    settle_aim(asked, asked=row.asked, wish=row.wish, actor=misaki)
    settle_aim(asked, asked=row.asked, wish="36協定の上限を月内に確かめたい", actor=world.actor(world.kenji))
    row = aim(world, asked)
    assert (row.state, row.source, row.person_id) == ("changed", "person", world.kenji.id)
    with tenant(world.koyomi.id):
        told = Event.objects.filter(type="conversation.aim_settled").order_by("id")
        assert [one.payload["changed"] for one in told] == [False, True], "the same again changes nothing"
        assert "36協定" not in str([one.payload for one in told])


def test_what_a_person_has_settled_is_not_read_over(world: World, asked: int, visitor: Visitor) -> None:
    settle_aim(asked, asked="x", wish="人が書いた", actor=world.actor(world.misaki))
    say(visitor, "やっぱり印刷したいです", once="2", conversation_id=asked)
    happens()
    look_up(asked, workspace_id=world.koyomi.id)
    assert aim(world, asked).wish == "人が書いた"


def test_what_cannot_be_settled(world: World, asked: int) -> None:
    for words, code in (({"asked": " ", "wish": ""}, "empty"), ({"asked": "x" * 301, "wish": "y"}, "too-long")):
        with pytest.raises(Refused) as refused:
            settle_aim(asked, **words, actor=world.actor(world.misaki))
        assert refused.value.code == code
    for who in (world.ren, world.oscar):
        with pytest.raises(NotAllowed):
            settle_aim(asked, asked="x", wish="y", actor=world.actor(who))


def test_who_does_not_say_it_is_looked_up_when_somebody_opens_it(
    world: World, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    home_id = say(visitor, "領収書ってどこですか？", once="1").conversation_id
    misaki = world.actor(world.misaki)
    begin_look_up(home_id, actor=misaki)
    assert ProcrastinateJob.objects.filter(task_name="madoguchi.look_up_aim").count() == 1
    monkeypatch.setattr(looking, "topic_of", lambda *_text: Topic("invoices-receipt", "領収書を発行する"))
    look_up(home_id, workspace_id=world.koyomi.id)
    row = aim(world, home_id)
    assert (row.wish, row.source, row.topic) == ("領収書を発行する", "phrasebook", "invoices-receipt")
    begin_look_up(home_id, actor=misaki)
    assert ProcrastinateJob.objects.filter(task_name="madoguchi.look_up_aim").count() == 1, "once"


def test_every_question_is_placed_as_it_comes_in_whether_or_not_anybody_opens_it(
    world: World, visitor: Visitor, asked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {"領収書ってどこですか？": Topic("invoices-receipt", "領収書を発行する")}
    seen = list[str]()

    def topics_of(texts: Sequence[str]) -> list[Topic | None]:
        seen.extend(texts)
        return [told.get(text.split("\n")[0]) for text in texts]

    monkeypatch.setattr(placing, "topics_of", topics_of)
    other = say(visitor, "領収書ってどこですか？", once="2").conversation_id
    happens()
    assert ProcrastinateJob.objects.filter(task_name="madoguchi.place_aims", queue_name="bulk").count() == 2
    assert placing.place(world.koyomi.id) == 2
    assert placing.place(world.koyomi.id) == 0
    assert len(seen) == 2, "each once"
    found, own = aim(world, other), aim(world, asked)
    assert (found.wish, found.source, found.topic) == ("領収書を発行する", "phrasebook", "invoices-receipt")
    assert found.is_looked_up, "there is no language model that could say more"
    assert (own.wish, own.topic, own.is_placed) == (WISH, "", True), "what they say themselves stays"
    with tenant(world.koyomi.id):
        _whole, groups = report_on(world.actor(world.mana), ALWAYS, "ja")
    assert {group.topic: group.figures.asked for group in groups} == {"": 1, "invoices-receipt": 1}


def test_where_a_language_model_is_asked_that_is_left_to_who_opens_it(
    world: World, asked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(placing, "may_ask", lambda *_of: True)
    monkeypatch.setattr(placing, "topics_of", lambda texts: [None for _text in texts])
    placing.place(world.koyomi.id)
    assert (aim(world, asked).is_placed, aim(world, asked).is_looked_up) == (True, False)
    begin_look_up(asked, actor=world.actor(world.misaki))
    assert ProcrastinateJob.objects.filter(task_name="madoguchi.look_up_aim").count() == 1


def test_many_are_placed_some_at_a_time(
    world: World, visitor: Visitor, asked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(placing, "AT_ONCE", 1)
    monkeypatch.setattr(placing, "topics_of", lambda texts: [None for _text in texts])
    say(visitor, "領収書ってどこですか？", once="2")
    happens()
    ProcrastinateJob.objects.all().delete()
    assert [placing.place(world.koyomi.id) for _time in range(3)] == [1, 1, 0]
    assert ProcrastinateJob.objects.filter(task_name="madoguchi.place_aims").count() == 2


def test_a_question_whose_message_is_gone_is_looked_up_by_its_own_words(
    world: World, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    home_id = say(visitor, "領収書ってどこですか？", once="1").conversation_id
    begin_look_up(home_id, actor=world.actor(world.misaki))
    with tenant(world.koyomi.id):
        Aim.objects.update(message=None)
    asked = list[str]()
    monkeypatch.setattr(looking, "topic_of", asked.append)
    look_up(home_id, workspace_id=world.koyomi.id)
    assert (asked, aim(world, home_id).is_looked_up) == (["領収書ってどこですか？"], True)


def test_a_language_model_says_it_where_it_is_asked(
    world: World, asked: int, monkeypatch: pytest.MonkeyPatch, words_alone: None
) -> None:
    monkeypatch.setattr(
        looking, "understood_by_model", lambda *_row, **_how: Understood("CSV はあるか", "給与計算に渡す")
    )
    look_up(asked, workspace_id=world.koyomi.id)
    assert (aim(world, asked).wish, aim(world, asked).source) == ("給与計算に渡す", "model")
    assert by_model.AIM == "aim"


def test_of_what_a_model_says_only_its_two_sentences_are_taken() -> None:
    found = understood_in('Sure! {"asked": "Is there CSV?", "wish": "Pay [NAME-1] on time", "do": "delete"} {x}')
    assert found == Understood("Is there CSV?", "Pay on time")
    for said in ("", "{}", '{"wish": ""}', "I cannot", '{"wish": '):
        assert understood_in(said) is None


def test_it_is_counted_with_how_sure_it_is(world: World, asked: int, visitor: Visitor) -> None:
    row, mana = aim(world, asked), world.actor(world.mana)
    settle_aim(asked, asked=row.asked, wish=row.wish, actor=world.actor(world.misaki))
    everything = Asked(now() - timedelta(days=1), now() + timedelta(days=1))
    with tenant(world.koyomi.id):
        figures, groups = report_on(mana, everything, "ja")
        assert (figures.asked, figures.known.count, figures.settled.count, figures.right.count) == (1, 1, 1, 1)
        assert figures.right.low < 0.5, "one alone says little"
        assert [(one.topic, one.figures.asked) for one in groups] == [("", 1)]
        assert [one.wish for one in aims_visible_to(mana, everything)] == [WISH]
        with pytest.raises(NotAllowed):
            report_on(world.actor(world.misaki), everything, "ja")


def test_the_desk_shows_it_beside_the_conversation_and_as_a_report(world: World, asked: int) -> None:
    desk = Sitting(world.users["misaki"])
    beside = desk.get(f"/desk/conversations/{asked}/person/")
    assert "真の問い（やりたいこと）" in beside.text
    assert "形式的な問い" in beside.text
    assert WISH in beside.text
    assert len(beside.queries) <= 8
    row = aim(world, asked)
    assert desk.post(f"/desk/conversations/{asked}/aim/", {"asked": row.asked, "wish": row.wish}).status == 204
    assert "藤井 美咲さんが確認" in desk.get(f"/desk/conversations/{asked}/person/").text
    report = Sitting(world.users["mana"]).get("/desk/reports/aims/?part=confirmed")
    assert WISH in report.text
    assert len(report.queries) <= 8
    assert WISH not in Sitting(world.users["mana"]).get("/desk/reports/aims/?part=changed").text
    assert Sitting(world.users["misaki"]).get("/desk/reports/aims/").status == 404


def test_their_words_go_with_the_person(world: World, asked: int) -> None:
    with tenant(world.koyomi.id):
        contact_id = Conversation.objects.get(id=asked).contact_id
    erase_contact(contact_id, actor=world.actor(world.aoi))
    row = aim(world, asked)
    assert (row.asked, row.wish, row.message_id) == ("", "", None)
