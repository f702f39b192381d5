"""Writing to us from the help centre, and what is told by those who were offered nothing."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.actions.erase import erase_contact, export_contact
from madoguchi.core.contacts.models import Contact
from madoguchi.core.conversations.models import Attachment, Conversation
from madoguchi.core.events.models import Event
from madoguchi.core.inboxes.actions.chat import create_chat
from madoguchi.faces.portal import contact
from madoguchi.features.articles.actions.centre import change_centre
from madoguchi.features.articles.models import HelpContact, HelpSearch
from madoguchi.features.deflection.models import ContactTrial
from madoguchi.features.deflection.queries import deflection, read_before, read_before_on
from madoguchi.features.kinds.actions.kinds import begin_kinds
from madoguchi.features.kinds.models import ConversationKind, Kind, KindField
from tests.faces.portal.shelves import Shelves
from tests.faces.portal.test_pages import BROWSER, HOME, text_of
from tests.faces.portal.test_telling import SEEN, text_id
from tests.world import World

pytestmark = pytest.mark.django_db
CONTACT = f"{HOME}contact/"
FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
QUESTION = {"text": "パスワードが届きません。\n急いでいます。", "mail": "jiro@kobo.example", "name": "鈴木 次郎"}


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(contact, "QUICKEST", 0)
    return Client(headers=BROWSER)


def form(reader: Client) -> dict[str, str]:
    """What the form holds that nobody sees."""
    return dict(FIELD.findall(text_of(reader, CONTACT)))


def opened(world: World) -> Conversation:
    with tenant(world.koyomi.id):
        return (
            Conversation.objects.select_related("contact", "inbox")
            .annotate(read_before_on=read_before_on())
            .latest("id")
        )


def count(world: World) -> int:
    with tenant(world.koyomi.id):
        return Conversation.objects.count()


def test_a_question_is_a_conversation_with_what_was_read_before(world: World, shelves: Shelves, reader: Client) -> None:
    reader.post(SEEN, {"q": "パスワード", "results": "1"})
    reader.post(SEEN, {"text": text_id(world, shelves)})
    page = text_of(reader, CONTACT)
    assert "読んだ記事： パスワードを忘れたときは" in page
    assert "検索した言葉： パスワード" in page
    answer = reader.post(CONTACT, {**form(reader), **QUESTION})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{CONTACT}sent/")
    assert "受け付けました" in text_of(reader, f"{CONTACT}sent/")
    home = opened(world)
    assert (home.inbox_id, home.subject, home.is_spam) == (
        world.support.id,
        "パスワードが届きません。 急いでいます。",
        False,
    )
    assert home.waiting_since is not None
    assert (home.contact.name, home.contact.language) == ("鈴木 次郎", "ja")
    with tenant(world.koyomi.id):
        message = home.messages.get()
        told = read_before(home, world.actor(world.misaki))
        hidden = read_before(home, world.actor(world.ren))
    assert (message.kind, message.channel, message.text) == ("inbound", "email", QUESTION["text"])
    assert told is not None
    assert [one["title"] for one in told["read"]] == ["パスワードを忘れたときは"]
    assert told["searched"] == ["パスワード"]
    assert hidden is None


def test_without_scripts_the_article_that_led_here_goes_along(world: World, shelves: Shelves, reader: Client) -> None:
    with tenant(world.koyomi.id):
        slug = shelves.password.texts.get(language="ja").slug
    page = text_of(reader, f"{CONTACT}?from={slug}")
    assert page.count("パスワードを忘れたときは") == 1
    assert "パスワード" not in text_of(reader, f"{CONTACT}?from=nothing")
    reader.post(CONTACT, {**dict(FIELD.findall(page)), **QUESTION})
    assert text_of(reader, f"{CONTACT}?from={slug}").count("パスワードを忘れたときは") == 1
    told = read_before(opened(world), world.actor(world.misaki))
    assert told is not None
    assert told["read"][0]["title"] == "パスワードを忘れたときは"


def test_files_go_along(world: World, shelves: Shelves, reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    page = text_of(reader, CONTACT)
    assert 'enctype="multipart/form-data"' in page
    pictures = [SimpleUploadedFile(f"{name}.png", b"\x89PNG" + name.encode(), "image/png") for name in ("画面", "b")]
    assert reader.post(CONTACT, {**form(reader), **QUESTION, "files": pictures}).status_code == 303
    with tenant(world.koyomi.id):
        kept = Attachment.objects.filter(message__conversation=opened(world)).order_by("id")
        assert [(one.name, one.size) for one in kept] == [("画面.png", 10), ("b.png", 5)]
    monkeypatch.setattr(contact, "LARGEST_FILE", 5)
    large = SimpleUploadedFile("c.png", b"\x89PNG-large", "image/png")
    refused = reader.post(CONTACT, {**form(reader), **QUESTION, "files": [large]})
    assert refused.status_code == 422
    assert "急いでいます。" in refused.content.decode(), "what was typed stays"
    assert "25 MB" in refused.content.decode()
    assert count(world) == 1


def test_sent_twice_it_is_one(world: World, shelves: Shelves, reader: Client) -> None:
    before, given = count(world), {**form(reader), **QUESTION}
    for _twice in range(2):
        assert reader.post(CONTACT, given).status_code == 303
    assert count(world) == before + 1
    with tenant(world.koyomi.id):
        assert HelpContact.objects.count() == 1


@pytest.mark.parametrize(("wrong", "field"), [({"mail": "nowhere"}, "mail"), ({"text": "  "}, "text")])
def test_what_is_wrong_is_said_and_nothing_is_lost(
    world: World, shelves: Shelves, reader: Client, wrong: dict[str, str], field: str
) -> None:
    before = count(world)
    answer = reader.post(CONTACT, {**form(reader), **QUESTION, **wrong})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="{field}"' in page
    assert 'aria-invalid="true"' in page
    assert "鈴木 次郎" in page
    assert count(world) == before


def test_what_a_program_fills_in_lies_with_the_spam(world: World, shelves: Shelves, reader: Client) -> None:
    reader.post(CONTACT, {**form(reader), **QUESTION, "website": "https://spam.example"})
    home = opened(world)
    assert home.is_spam
    with tenant(world.koyomi.id):
        assert Event.objects.get(type="conversation.marked_spam", conversation_id=home.id).actor == "system"
    reader.post(CONTACT, {**QUESTION, "once": "without-a-form"})
    assert opened(world).is_spam


def test_who_fills_it_faster_than_a_person_can(
    world: World, shelves: Shelves, reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contact, "QUICKEST", 60)
    reader.post(CONTACT, {**form(reader), **QUESTION})
    assert opened(world).is_spam


def test_who_is_blocked_is_told(world: World, shelves: Shelves, reader: Client) -> None:
    with tenant(world.koyomi.id):
        Contact.objects.filter(id=world.hanako.id).update(blocked_at=now())
    answer = reader.post(CONTACT, {**form(reader), **QUESTION, "mail": "hanako@kobo.example"})
    assert answer.status_code == 422


def test_no_form_where_nobody_would_read_it(world: World, shelves: Shelves, reader: Client) -> None:
    actor = world.actor(world.aoi)
    chat = create_chat("チャット", sites=["https://shop.koyomi.example"], actor=actor)
    for inbox_id in (None, chat.id):
        change_centre({"contact_inbox_id": inbox_id}, actor=actor)
        assert reader.get(CONTACT).status_code == 404
        assert "/contact/" not in text_of(reader, HOME)


def test_articles_are_offered_but_to_the_hold_out(world: World, shelves: Shelves, reader: Client) -> None:
    actor, asks = world.actor(world.aoi), {"text": "パスワードを忘れてしまいました"}
    change_centre({"held_out_percent": 0}, actor=actor)
    answer = reader.post(f"{CONTACT}answers/", asks)
    assert "パスワードを忘れたときは" in answer.content.decode()
    assert reader.post(f"{CONTACT}answers/", {"text": "zzqy"}).status_code == 204
    with tenant(world.koyomi.id):
        trial = ContactTrial.objects.get()
        assert not trial.is_held_out
        ContactTrial.objects.update(is_held_out=True)
    again = reader.post(f"{CONTACT}answers/", asks)
    assert (again.status_code, again.content) == (204, b""), "the same the whole day"
    reader.post(CONTACT, {**form(reader), **QUESTION})
    with tenant(world.koyomi.id):
        found = deflection(now() - timedelta(days=1), now() + timedelta(days=1), world.actor(world.mana))
    assert (found.held_out.of, found.held_out.count, found.shown.of) == (1, 1, 0)
    assert found.difference.value is None


def test_erasing_somebody_takes_what_they_looked_for(world: World, shelves: Shelves, reader: Client) -> None:
    reader.post(SEEN, {"q": "私の病気", "results": "0"})
    reader.post(CONTACT, {**form(reader), **QUESTION})
    home, actor = opened(world), world.actor(world.aoi)
    assert "私の病気" in str(export_contact(home.contact_id, actor=actor))
    erase_contact(home.contact_id, actor=actor)
    with tenant(world.koyomi.id):
        assert not HelpSearch.objects.exists()
        assert not HelpContact.objects.exists()


def test_a_type_is_chosen_and_what_it_asks_goes_along(world: World, shelves: Shelves, reader: Client) -> None:
    assert "どのようなお問い合わせですか" not in text_of(reader, CONTACT)
    begin_kinds(world.koyomi.id, actor=world.actor(world.kenji))
    with tenant(world.koyomi.id):
        bug = Kind.objects.get(name="不具合")
        field = KindField.objects.get(kind=bug, label="いつから")
    page = text_of(reader, CONTACT)
    assert "どのようなお問い合わせですか" in page
    told = {"kind": str(bug.id), f"kind_{field.id}": "昨日から", "kind_999999": "x"}
    wrong = reader.post(CONTACT, {**form(reader), **QUESTION, **told, "mail": "jiro"})
    assert (wrong.status_code, "昨日から" in wrong.content.decode()) == (422, True)
    reader.post(CONTACT, {**form(reader), **QUESTION, **told})
    home = opened(world)
    with tenant(world.koyomi.id):
        row = ConversationKind.objects.get(conversation=home)
        assert (row.kind_id, row.by, row.values) == (bug.id, "customer", {str(field.id): "昨日から"})
