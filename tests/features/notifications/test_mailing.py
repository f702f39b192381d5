"""The mail to who is away: one, in their language, and none to who is there."""

from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from procrastinate.contrib.django.models import ProcrastinateJob

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.actions import note
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.people.actor import Actor
from madoguchi.features.notifications.actions.prefer import prefer, set_rule
from madoguchi.features.notifications.actions.read import read_conversation
from madoguchi.features.notifications.keeping import forget_read
from madoguchi.features.notifications.mailing import mail_who_is_away, send_unread
from madoguchi.features.notifications.models import Notification, Preference
from tests.core.conversations.arriving import arrive, conversation_of, mail
from tests.features.notifications.telling import tell_all
from tests.world import World

Outbox = list[EmailMultiAlternatives]


@pytest.fixture
def kenji(koyomi: World) -> Actor:
    actor = koyomi.actor(koyomi.kenji)
    prefer({"quiet_from": None, "quiet_to": None}, actor=actor)
    return actor


def mention(koyomi: World, *, before: timedelta) -> Conversation:
    """藤井さん named 田村さん in a note some time ago."""
    matter = conversation_of(arrive(koyomi.support, mail("山田 花子 <hanako@kobo.example>", subject="返品の件")))
    note.add_note(matter.id, text="@田村 健二 さん、ご確認ください", actor=koyomi.actor(koyomi.misaki))
    tell_all()
    Notification.objects.filter(conversation=matter).update(began_at=now() - before)
    return matter


def queued() -> list[ProcrastinateJob]:
    return list(ProcrastinateJob.objects.filter(task_name="madoguchi.mail_unread").order_by("id"))


def sent(mailoutbox: Outbox) -> list[EmailMessage]:
    """Sends what is queued; the mails as they come out of it."""
    for job in queued():
        send_unread(job.args["workspace_id"], job.args["person_id"], job.args["notification_ids"])
    raw = [one.message().as_bytes() for one in mailoutbox]
    return [message_from_bytes(one, policy=policy.default) for one in raw]


def test_one_mail_gathers_what_was_not_read(koyomi: World, kenji: Actor, mailoutbox: Outbox) -> None:
    matters = [mention(koyomi, before=timedelta(minutes=minutes)) for minutes in (30, 11)]
    young = mention(koyomi, before=timedelta(minutes=2))
    assert mail_who_is_away(koyomi.koyomi.id) == 1
    assert mail_who_is_away(koyomi.koyomi.id) == 0
    (letter,) = sent(mailoutbox)
    assert letter["To"] == "kenji@koyomi.example"
    assert letter["Subject"].strip() == "こよみワークスに未読の通知が3件あります"
    text, html = (part.get_content() for part in letter.iter_parts())
    for one in [*matters, young]:
        place = f"{settings.MADOGUCHI.public_url}/desk/conversations/{one.id}/#message-"
        assert place in text
        assert place in html
    assert "藤井 美咲 さんがあなたにメンションしました" in text
    assert "返品の件" not in text + html
    assert "ご確認ください" not in text + html


def test_it_is_no_answer_and_wants_none(koyomi: World, kenji: Actor, mailoutbox: Outbox) -> None:
    mention(koyomi, before=timedelta(minutes=30))
    mail_who_is_away(koyomi.koyomi.id)
    (letter,) = sent(mailoutbox)
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["List-Unsubscribe"] == f"<{settings.MADOGUCHI.public_url}/desk/settings/notifications/>"
    assert letter["In-Reply-To"] is None
    assert letter["References"] is None
    assert letter["Message-ID"]


def test_the_subject_where_the_workspace_allows_it(koyomi: World, kenji: Actor, mailoutbox: Outbox) -> None:
    set_rule(shows_texts=True, actor=koyomi.actor(koyomi.aoi))
    mention(koyomi, before=timedelta(minutes=30))
    mail_who_is_away(koyomi.koyomi.id)
    (letter,) = sent(mailoutbox)
    text, html = (part.get_content() for part in letter.iter_parts())
    assert "返品の件" in text
    assert "返品の件" in html


def test_in_the_language_of_whoever_reads_it(koyomi: World, kenji: Actor, mailoutbox: Outbox) -> None:
    koyomi.users["kenji"].language = "en"
    koyomi.users["kenji"].save()
    mention(koyomi, before=timedelta(minutes=30))
    mail_who_is_away(koyomi.koyomi.id)
    (letter,) = sent(mailoutbox)
    assert letter["Subject"].strip() == "1 unread notification in こよみワークス"


def test_who_is_there_gets_none(koyomi: World, kenji: Actor, mailoutbox: Outbox) -> None:
    matter = mention(koyomi, before=timedelta(minutes=30))
    Preference.objects.update(active_at=now() - timedelta(minutes=9))
    assert mail_who_is_away(koyomi.koyomi.id) == 0
    Preference.objects.update(active_at=now() - timedelta(minutes=11))
    assert mail_who_is_away(koyomi.koyomi.id) == 1
    read_conversation(matter.id, actor=kenji)  # they came back before it was sent
    assert sent(mailoutbox) == []


def test_everybody_chooses_how_long_to_wait(koyomi: World, kenji: Actor) -> None:
    prefer({"mail_after": 60}, actor=kenji)
    mention(koyomi, before=timedelta(minutes=59))
    assert mail_who_is_away(koyomi.koyomi.id) == 0
    mention(koyomi, before=timedelta(minutes=61))
    assert mail_who_is_away(koyomi.koyomi.id) == 1


def test_quiet_hours_hold_it_back(koyomi: World, kenji: Actor) -> None:
    prefer({"quiet_days": [0, 1, 2, 3, 4, 5, 6]}, actor=kenji)
    mention(koyomi, before=timedelta(minutes=30))
    assert mail_who_is_away(koyomi.koyomi.id) == 0
    prefer({"quiet_days": []}, actor=kenji)
    assert mail_who_is_away(koyomi.koyomi.id) == 1


def test_what_is_not_to_be_mailed_is_not(koyomi: World, kenji: Actor) -> None:
    prefer({"channels": {"mentioned": ["page"]}}, actor=kenji)
    mention(koyomi, before=timedelta(minutes=30))
    assert mail_who_is_away(koyomi.koyomi.id) == 0


def test_another_workspace_mails_nobody_here(world: World) -> None:
    with tenant(world.koyomi.id):
        prefer({"quiet_from": None, "quiet_to": None}, actor=world.actor(world.kenji))
        mention(world, before=timedelta(minutes=30))
    assert mail_who_is_away(world.harbour.id) == 0
    assert mail_who_is_away(world.koyomi.id) == 1


def test_what_was_read_long_ago_is_forgotten(koyomi: World, kenji: Actor) -> None:
    old, read, unread = (mention(koyomi, before=timedelta(days=100)) for _ in range(3))
    Notification.objects.filter(conversation=old).update(read_at=now() - timedelta(days=91))
    Notification.objects.filter(conversation=read).update(read_at=now() - timedelta(days=89))
    assert forget_read(koyomi.koyomi.id) == 1
    assert {row.conversation_id for row in Notification.objects.all()} == {read.id, unread.id}
