"""What the registry does not say is asked of its owner: the answer reaches who asked, and the registry."""

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.actions.erase import erase_contact
from madoguchi.core.conversations.actions.join import merge
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.events.models import Event
from madoguchi.features.announcements.actions.publish import Audience, Words, publish
from madoguchi.features.announcements.models import Announcement
from madoguchi.features.notifications.models import Notification
from madoguchi.features.notifications.wording import lines_of
from madoguchi.features.registry.actions import questions as actions
from madoguchi.features.registry.actions.questions import usual_due
from madoguchi.features.registry.models import Feature, FeatureQuestion
from madoguchi.features.registry.queries import likely_owner, questions_visible_to
from madoguchi.features.registry.verdict import checking
from tests.faces.desk.sitting import begun
from tests.features.chat.test_acknowledging import happens
from tests.features.registry import entries
from tests.world import World

ASKED = "シフト表の色を人ごとに変えられますか。"
ENTRY = {"name_ja": "シフト表の色分け", "state": "limited", "limits_ja": "役割ごとの色だけです。"}


@pytest.fixture
def matter(world: World) -> Conversation:
    with tenant(world.koyomi.id):
        return begun(world.support, "hanako@kobo.example")


def asked(world: World, **fields: object) -> FeatureQuestion:
    given = {"text": ASKED, "owner_id": world.ren.id, **fields}
    return actions.ask_question(given, actor=world.actor(world.misaki))


def notes(world: World) -> list[Message]:
    with tenant(world.koyomi.id):
        return list(Message.objects.filter(kind="note").order_by("id"))


def told(world: World, person_id: int) -> list[str]:
    with tenant(world.koyomi.id):
        return list(Notification.objects.filter(person_id=person_id).order_by("id").values_list("kind", flat=True))


def test_the_owner_is_told_and_the_answer_comes_back_as_a_note(world: World, matter: Conversation) -> None:
    question = asked(world, conversation_id=matter.id)
    happens()
    assert told(world, world.ren.id) == ["question"]
    with tenant(world.koyomi.id):
        row = Notification.objects.get(person_id=world.ren.id)
        assert (row.subject_id, row.conversation_id) == (question.id, None)
        event = Event.objects.get(type="feature_question.asked")
        assert event.conversation_id == matter.id
        assert ASKED not in str(event.payload)
    actions.answer_question(question.id, answer="役割ごとに変えられます。", entry=ENTRY, actor=world.actor(world.ren))
    happens()
    (note,) = notes(world)
    assert note.conversation_id == matter.id
    assert "条件付き" in note.text
    assert "役割ごとに変えられます。" in note.text
    assert told(world, world.misaki.id) == ["mentioned"]
    with tenant(world.koyomi.id):
        feature = Feature.objects.get()
        assert (feature.name, feature.state) == ("シフト表の色分け", "limited")
        assert FeatureQuestion.objects.get().feature == feature
    with pytest.raises(Refused, match="answered"):
        actions.answer_question(question.id, answer="いいえ", actor=world.actor(world.ren))


def test_without_a_conversation_who_asked_is_told(world: World) -> None:
    question = asked(world)
    actions.answer_question(question.id, answer="できません。", actor=world.actor(world.ren))
    happens()
    assert told(world, world.misaki.id) == ["question_answered"]
    assert notes(world) == []
    with tenant(world.koyomi.id):
        assert not Feature.objects.exists()


def test_a_question_and_an_announcement_of_one_number_are_told_apart(world: World) -> None:
    asked(world)
    publish(Words("年末年始の営業"), to=Audience(), actor=world.actor(world.kenji))
    happens()
    with tenant(world.koyomi.id):
        Notification.objects.filter(person_id=world.ren.id).update(subject_id=7)
        Announcement.objects.update(id=7)
        FeatureQuestion.objects.update(id=7)
        lines = lines_of(list(Notification.objects.filter(person_id=world.ren.id).order_by("id")))
    told = {(line.about, line.place) for line in lines}
    assert told == {(ASKED, "/desk/questions/7/"), ("年末年始の営業", "/desk/announcements/7/")}


def test_an_answer_that_is_refused_changes_nothing(world: World, matter: Conversation) -> None:
    question = asked(world, conversation_id=matter.id)
    bad = {"name_ja": "", "state": "limited"}
    with pytest.raises(Refused):
        actions.answer_question(question.id, answer="はい", entry=bad, actor=world.actor(world.ren))
    with tenant(world.koyomi.id):
        assert FeatureQuestion.objects.get().answered_at is None
    assert notes(world) == []


def test_the_note_goes_where_the_conversation_went(world: World, matter: Conversation) -> None:
    question = asked(world, conversation_id=matter.id)
    with tenant(world.koyomi.id):
        other = begun(world.support, "hanako@kobo.example", mail_id="other@mail.example")
    merge(matter.id, into_id=other.id, actor=world.actor(world.misaki))
    actions.answer_question(question.id, answer="はい", actor=world.actor(world.ren))
    assert [note.conversation_id for note in notes(world)] == [other.id]


def test_who_was_asked_answers_or_hands_it_on_and_nobody_else(world: World) -> None:
    question = asked(world)
    olivia, kenji = world.actor(world.olivia), world.actor(world.kenji)
    with tenant(world.koyomi.id):
        assert not questions_visible_to(olivia).exists()
    with pytest.raises(NotAllowed):
        actions.answer_question(question.id, answer="はい", actor=world.actor(world.misaki))
    due_on = localdate() + timedelta(days=9)
    actions.hand_question_on(question.id, {"owner_id": world.olivia.id, "due_on": due_on}, actor=kenji)
    with tenant(world.koyomi.id):
        assert questions_visible_to(olivia).get().due_on == due_on
    with pytest.raises(NotAllowed):  # into the registry
        actions.answer_question(question.id, answer="はい", entry=ENTRY, actor=olivia)
    actions.answer_question(question.id, answer="はい", actor=olivia)
    again = asked(world)
    with pytest.raises(NotAllowed):
        actions.withdraw_question(again.id, actor=olivia)
    actions.withdraw_question(again.id, actor=world.actor(world.misaki))
    with tenant(world.koyomi.id):
        assert questions_visible_to(kenji).count() == 1


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"text": "  "}, "empty"),
        ({"text": "x" * 501}, "too-long"),
        ({"owner_id": None}, "no-such-person"),
        ({"due_on": date(2020, 1, 1)}, "bad-day"),
        ({"feature_id": 999}, "no-such-feature"),
    ],
)
def test_what_cannot_be_asked(world: World, fields: dict[str, object], code: str) -> None:
    with pytest.raises(Refused, match=code):
        asked(world, **fields)


def test_it_goes_to_who_owns_what_is_near(world: World) -> None:
    kenji = world.actor(world.kenji)
    line = entries.feature(world, owner_id=world.ren.id)
    export = entries.export(world)
    with tenant(world.koyomi.id):
        assert likely_owner([export, line], kenji) == world.ren.id
        assert likely_owner([], kenji) == world.ren.id


def test_the_customer_is_told_by_when_they_hear() -> None:
    assert usual_due(date(2026, 11, 27)) == date(2026, 12, 1)  # over a weekend
    said = checking(date(2026, 12, 1), "ja")
    assert said.startswith("確認します。")
    assert "12月1日まで" in said


def test_a_question_goes_with_the_person_whom_it_was_asked_for(world: World, matter: Conversation) -> None:
    asked(world, conversation_id=matter.id)
    erase_contact(world.hanako.id, actor=world.actor(world.aoi))
    with tenant(world.koyomi.id):
        assert not FeatureQuestion.objects.exists()
