"""The demo in the database: once, whole, with its ledger; and gone again without a trace."""

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from madoguchi.base import clock
from madoguchi.base.tenancy import tenant
from madoguchi.config.demo import LogIn, load, remove
from madoguchi.core.contacts.models import Contact
from madoguchi.core.conversations.models import (
    Attachment,
    Conversation,
    ConversationLink,
    Delivery,
    Draft,
    HelpRequest,
    Mention,
    Message,
    MessageReference,
    Participant,
    WaitingOn,
)
from madoguchi.core.conversations.queries.views import Scope
from madoguchi.core.conversations.tokens import is_ours, token_in
from madoguchi.core.events.ledger import FACTS
from madoguchi.core.events.models import Event, Outbox
from madoguchi.core.inboxes.models import Inbox, RawIntake
from madoguchi.core.people.models import Person, Role, User
from madoguchi.core.people.queries import actor_for, seats_of
from madoguchi.core.workspaces.models import Directory, Workspace
from madoguchi.features.announcements.models import Announcement, AnnouncementRead
from madoguchi.features.answers.history import cases
from madoguchi.features.articles.models import ArticleSource
from madoguchi.features.articles.queries.articles import due_for_review, in_review, stale, texts_readable_by
from madoguchi.features.articles.queries.centre import workspace_at
from madoguchi.features.articles.queries.figures import verdicts_visible_to, zero_results
from madoguchi.features.articles.queries.pages import most_read
from madoguchi.features.articles.queries.public import navigation
from madoguchi.features.articles.queries.searching import search
from madoguchi.features.chat.queries import chat_inbox
from madoguchi.features.figures.patience import patience
from madoguchi.features.glossary.actions.learn import learn
from madoguchi.features.glossary.models import Synonym
from madoguchi.features.playbooks.models import Run
from madoguchi.features.profiles.models import ContactLink, ContactNote
from madoguchi.features.replies.finding import found
from madoguchi.features.replies.models import SavedReply
from madoguchi.features.replies.queries import unused
from tests.listed import rows_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def logins(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[list[LogIn]]:
    """Loaded once for this file; each test looks at it inside its own transaction."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        made = list(load())
    yield made
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        remove()


@pytest.fixture
def koyomi(logins: list[LogIn]) -> Iterator[Workspace]:
    workspace = Workspace.objects.get(is_demo=True, name="こよみワークス")
    with tenant(workspace.id):
        yield workspace


@pytest.fixture
def harbour(logins: list[LogIn]) -> Iterator[Workspace]:
    workspace = Workspace.objects.get(is_demo=True, name="Harbour & Pine")
    with tenant(workspace.id):
        yield workspace


def test_there_is_a_log_in_for_each_role(logins: list[LogIn]) -> None:
    roles = set()
    for one in logins:
        user = User.objects.get(email=one.email)
        assert user.check_password(one.password)
        places = seats_of(user.id)
        for place in places:
            with tenant(place.workspace_id):
                roles.add(Person.objects.get(id=place.person_id).role)
    assert roles == set(Role.values)


def test_partners_work_for_both(logins: list[LogIn]) -> None:
    daniel = User.objects.get(email="daniel.kerr@akebono-desk.example")
    assert len(seats_of(daniel.id)) == 2


def test_loading_again_changes_nothing(logins: list[LogIn]) -> None:
    before = Workspace.objects.count(), User.objects.count(), Outbox.objects.count()
    heard: list[int] = []
    again = load(lambda done, total: heard.append(done))
    assert list(again) == logins
    assert (Workspace.objects.count(), User.objects.count(), Outbox.objects.count()) == before
    assert heard == []


def test_every_view_of_the_desk_has_something_in_it(koyomi: Workspace) -> None:
    supervisor = actor_for(Person.objects.get(name="田中 葵"))
    for view in ("open", "mine", "unassigned", "waiting", "snoozed", "resolved", "spam", "all"):
        assert rows_in(supervisor, Scope(view)), view
    administrator = actor_for(Person.objects.get(name="小川 直樹"))
    assert rows_in(administrator, Scope("mentions"))


def test_a_partner_sees_the_inboxes_that_were_given(koyomi: Workspace) -> None:
    daniel = actor_for(Person.objects.get(name="Daniel Kerr"))
    rows = rows_in(daniel, Scope("all"))
    assert rows
    assert {row.inbox.name for row in rows} == {"English desk"}


def test_rows_keep_what_actions_keep(koyomi: Workspace) -> None:
    for row in Conversation.objects.prefetch_related("messages"):
        said = list(row.messages.all())
        if row.merged_into_id:
            assert not said
            continue
        assert [message.id for message in said] == [m.id for m in sorted(said, key=lambda m: (m.at, m.id))]
        assert row.last_activity_at == max(message.at for message in said)
        replies = [message.at for message in said if message.kind == "reply" and not message.automatic]
        assert row.first_replied_at == min(replies, default=None)
        if row.status == "resolved":
            assert row.waiting_since is None
        elif row.waiting_since:
            assert row.waiting_on == WaitingOn.US
            assert all(at < row.waiting_since for at in replies)
        assert row.preview


def test_every_mail_that_came_in_is_kept_as_it_came(koyomi: Workspace) -> None:
    inbound = Message.objects.filter(kind="inbound", channel="email")
    assert inbound.count() > 300
    raw = RawIntake.objects.filter(state="message")
    assert set(raw.values_list("message_id", flat=True)) == set(inbound.values_list("id", flat=True))
    assert not inbound.filter(dedupe_key="").exists()
    aside = RawIntake.objects.exclude(state="message")
    assert set(aside.values_list("state", flat=True)) == {"suspended", "quarantined", "suppressed"}
    came = list(aside.order_by("id").values_list("received_at", flat=True))
    assert came == sorted(came)


def test_the_chat_of_the_site_lives(koyomi: Workspace) -> None:
    chats = Conversation.objects.filter(inbox__channel="chat")
    assert set(chats.values_list("status", flat=True)) == {"open", "resolved"}
    assert chats.filter(waiting_since__isnull=False, assignee__isnull=True).exists()
    assert Message.objects.filter(conversation__in=chats, automatic="acknowledged").exists()
    assert chat_inbox(chats[0].inbox.address) == (koyomi.id, chats[0].inbox_id)


def test_so_many_came_by_in_the_chat_that_how_long_they_wait_can_be_seen(logins: list[LogIn]) -> None:
    for workspace in Workspace.objects.filter(is_demo=True):
        with tenant(workspace.id):
            owner = actor_for(Person.objects.filter(role=Role.ADMINISTRATOR)[0])
            inbox = Inbox.objects.get(channel="chat")
            zone = ZoneInfo(workspace.time_zone)
            today = clock.now().astimezone(zone).date()
            seen = patience(inbox.id, today - timedelta(days=91), today, owner, zone=zone)
            waited = Conversation.objects.filter(inbox=inbox, status="resolved").count()
            waiting = Conversation.objects.filter(inbox=inbox, waiting_since__isnull=False).count()
        assert seen.is_known
        assert seen.wait is not None
        assert 30 <= seen.wait <= 60
        assert waiting <= 2 < waited, "who left is not waiting any more"


def test_an_answer_from_outside_would_find_its_conversation(koyomi: Workspace) -> None:
    for reply in Message.objects.filter(kind="reply"):
        assert is_ours(koyomi.id, token_in(reply.mail_id)), reply.id
        assert MessageReference.objects.filter(mail_id=reply.mail_id, conversation=reply.conversation_id).exists()


def test_the_ledger_tells_it_in_order(koyomi: Workspace) -> None:
    events = list(Event.objects.order_by("id").values_list("at", "type", "conversation_id", "actor"))
    assert [at for at, *_rest in events] == sorted(at for at, *_rest in events)
    assert {kind for _at, kind, *_rest in events} <= set(FACTS)
    assert Outbox.objects.filter(topic="event", workspace_id=koyomi.id).count() == len(events)
    created = [row for _at, kind, row, _actor in events if kind == "conversation.created" and row]
    assert sorted(created) == sorted(Conversation.objects.values_list("id", flat=True))
    resolved = Conversation.objects.filter(status="resolved", merged_into=None)
    assert set(resolved.values_list("id", flat=True)) <= {r for _a, k, r, _x in events if k == "conversation.resolved"}
    wanted = {"reply.queued", "delivery.changed", "note.added", "conversation.assigned", "conversation.reopened"}
    wanted |= {"conversation.merged", "conversation.linked", "conversation.snoozed", "participant.added"}
    assert wanted <= {kind for _at, kind, *_rest in events}
    assert all(at < clock.now() for at, *_rest in events)


def test_deliveries_stand_in_every_state_that_a_visitor_should_see(koyomi: Workspace) -> None:
    states = set(Delivery.objects.values_list("state", flat=True))
    assert states == {"sent", "bounced", "deferred"}
    later = Delivery.objects.get(state="deferred")
    assert later.next_attempt_at is not None
    assert later.next_attempt_at > clock.now()
    assert Message.objects.filter(automatic="bounce").exists()
    assert Message.objects.filter(automatic="auto_reply").exists()


def test_what_people_leave_behind_is_there(koyomi: Workspace) -> None:
    assert Draft.objects.count() == 1
    assert Mention.objects.filter(read_at=None).exists()
    assert ConversationLink.objects.count() == 1
    assert Conversation.objects.filter(merged_into__isnull=False).count() == 1
    assert Participant.objects.count() >= 7
    assert Attachment.objects.filter(inline=True).exists()
    assert Attachment.objects.filter(name__regex="[ぁ-ん一-龥]").exists()
    assert not Conversation.objects.filter(status="open", assignee=None, due_at__isnull=False).exists()
    furigana = Contact.objects.filter(language="ja").exclude(family_name_kana="").exclude(given_name_kana="")
    assert furigana.count() >= 90
    late = Conversation.objects.filter(waiting_since__lt=clock.now() - timedelta(days=4), status="open", is_spam=False)
    assert late.exists()


def test_the_help_centre_is_open(koyomi: Workspace) -> None:
    assert workspace_at(slug="koyomi") == koyomi.id
    shelves = navigation(koyomi.id, "ja", "agents")
    assert [shelf.collection.is_manual for shelf in shelves] == [False] * 5 + [True]
    assert 15 <= sum(shelf.count for shelf in shelves) <= 20
    actor = actor_for(Person.objects.get(role="supervisor"))
    assert stale(texts_readable_by(actor), koyomi.id).count() == 2
    assert [text.article.owner.name for text in in_review(actor) if text.article.owner] == ["渡辺 蓮"]
    found = search(koyomi.id, "パスワードを忘れました", language="ja")
    assert found[0].text.title == "パスワードを忘れたとき"
    end = clock.now()
    vain = zero_results(actor, since=end - timedelta(days=60), until=end)
    assert (vain[0].query, vain[0].visitors) == ("LINE 連携", 9)
    assert due_for_review(actor, until=end.date()).count() == 1
    assert verdicts_visible_to(actor).filter(helpful=False).count() == 6
    assert len(most_read(koyomi.id, "ja")) == 8


def test_the_assistant_has_something_to_learn_from(koyomi: Workspace) -> None:
    found = cases(koyomi.id)
    known = [case for case in found if case.article_id is not None]
    assert len(known) >= 60, "from here on the history says how sure it must be"
    assert len(found) - len(known) >= 60, "and what no article answers"
    assert not ArticleSource.objects.filter(at__gte=clock.now()).exists()


def test_what_stands_beside_the_conversations_is_there(koyomi: Workspace) -> None:
    notes = ContactNote.objects.select_related("contact")
    assert notes.filter(is_pinned=True).exists()
    assert all(note.contact.created_at < note.created_at < clock.now() for note in notes)
    assert Contact.objects.exclude(mark="").count() == 2
    assert ContactLink.objects.count() == 2
    calls = HelpRequest.objects.filter(settled_at=None, conversation__status="open")
    assert {(call.taken_by is None, call.is_urgent) for call in calls} == {(True, True), (False, False)}
    assert not calls.filter(asked_at__gte=clock.now()).exists()


def test_what_was_announced_waits_for_some_and_was_confirmed_by_others(koyomi: Workspace) -> None:
    board = {row.kind: row for row in Announcement.objects.all()}
    assert {kind: row.must_confirm for kind, row in board.items()} == {"announcement": True, "hand_over": False}
    readers = AnnouncementRead.objects.filter(announcement=board["announcement"])
    assert 0 < readers.count() < Person.objects.count()
    assert not readers.filter(confirmed_at=None).exists()


def test_saved_replies_are_found_and_one_is_ready_to_be_archived(koyomi: Workspace) -> None:
    rows = SavedReply.objects.filter(is_shared=True)
    assert [reply.name for reply in found(rows, "henkin")] == ["返金のご案内"]
    assert [reply.name for reply in unused(rows)] == ["年末年始の休業"]


def test_snoozed_ones_wake_by_themselves(koyomi: Workspace) -> None:
    ids = set(Conversation.objects.filter(status="snoozed").values_list("id", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (args->>'conversation_id')::bigint FROM procrastinate_jobs WHERE task_name = 'madoguchi.wake'"
        )
        woken = {int(row) for (row,) in cursor.fetchall()}
    assert ids <= woken


def test_all_goes_away_at_once_and_nothing_else_does(logins: list[LogIn]) -> None:
    mine = Workspace.objects.create(name="わたしの窓口")
    keeper = User.objects.create(email="keeper@example.jp", family_name="残")
    assert remove() == 2
    assert list(Workspace.objects.all()) == [mine]
    assert list(User.objects.all()) == [keeper]
    assert not Directory.objects.exists()
    assert not Outbox.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        assert cursor.fetchone() == (0,)
        cursor.execute("SET LOCAL ROLE NONE")
        for table in (
            "events",
            "messages",
            "conversations",
            "contacts",
            "people",
            "raw_intake",
            "blobs",
            "contact_notes",
        ):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,), table


def test_what_customers_say_teaches_words(koyomi: Workspace) -> None:
    assert taught(koyomi) == {"スタッフ": ["職員"]}


def test_what_customers_say_teaches_words_in_english_too(harbour: Workspace) -> None:
    assert taught(harbour) == {"crew": ["driver"]}
    assert [row.title for row in Run.objects.all()][:1] == ["When something arrives damaged"]


def taught(workspace: Workspace) -> dict[str, list[str]]:
    """The words that are suggested, by what we call it."""
    learn(workspace.id)
    found: dict[str, list[str]] = {}
    for row in Synonym.objects.filter(state=Synonym.State.SUGGESTED).select_related("term").order_by("id"):
        found.setdefault(row.term.ja or row.term.en, []).append(row.word)
    return found
