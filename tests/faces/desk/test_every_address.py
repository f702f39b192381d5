"""Laws for every address of the desk at once: foreign things are not there, looking changes nothing, roles hold."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver

from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.actions.attributes import define_attribute
from madoguchi.core.contacts.actions.change import update_contact
from madoguchi.core.contacts.actions.merge import merge_contacts
from madoguchi.core.contacts.models import Identity
from madoguchi.core.conversations.actions.draft import attach_file
from madoguchi.core.conversations.actions.join import add_participant
from madoguchi.core.conversations.actions.reply import reply
from madoguchi.core.conversations.actions.tags import create_tag
from madoguchi.core.conversations.arrival import Piece
from madoguchi.core.conversations.letter import Letter, Sending
from madoguchi.core.conversations.models import Attachment, Conversation, Delivery, Message, Participant
from madoguchi.core.inboxes.models import RawIntake
from madoguchi.core.people.actions.invite import invite
from madoguchi.core.people.actions.tokens import create_token
from madoguchi.features.announcements.actions.files import attach
from madoguchi.features.announcements.actions.publish import Audience, Words, publish
from madoguchi.features.articles.actions.snippets import keep_snippet
from madoguchi.features.articles.actions.suggesting import suggest
from madoguchi.features.drivers.actions.drivers import save_driver
from madoguchi.features.glossary.actions.terms import save_term
from madoguchi.features.hours.actions.sets import create_hours
from madoguchi.features.kinds.actions.kinds import save_kind
from madoguchi.features.llm.actions.try_out import ask_trial
from madoguchi.features.notifications.models import PushDevice
from madoguchi.features.profiles.actions.links import create_link
from madoguchi.features.profiles.actions.notes import add_contact_note
from madoguchi.features.registry.actions.features import save_feature
from madoguchi.features.registry.actions.questions import ask_question
from madoguchi.features.registry.actions.recipes import save_recipe
from madoguchi.features.replies.actions.saved import save_reply
from madoguchi.features.scenarios.actions.scenarios import save_scenario
from madoguchi.features.scenarios.supposing import Inputs
from madoguchi.features.styles.actions.settings import add_segment
from tests.core.conversations.arriving import arrive, mail
from tests.faces.desk.sitting import Sitting, begun
from tests.features.articles.writing import published, shelf
from tests.features.glossary.words import learnt
from tests.features.registry.entries import LINE
from tests.world import World

MISSING = 999_999_999
PLAIN = {"kind": "reply", "scope": "open", "language": "ja", "key": "hours", "tab": "covered", "number": 1}
PLAIN |= {"reason": "late"}


@pytest.fixture
def things(world: World, matter: Conversation) -> dict[str, object]:
    """An id of everything at こよみワークス, by the names that addresses use."""
    aoi = world.actor(world.aoi)
    hanako = "hanako@kobo.example"
    answer = reply(matter.id, letter=Letter("はい", to=(hanako,)), sending=Sending(), actor=world.actor(world.misaki))
    tag = create_tag("返品", actor=aoi)
    definition = define_attribute("contact", key="plan", type="text", fields={"label": "プラン"}, actor=aoi)
    token, _clear = create_token("見本", scopes=["read"], expires_at=None, actor=aoi)
    invitation = invite("new@koyomi.example", role="agent", inbox_ids=[], language="ja", actor=aoi)
    add_participant(matter.id, address="cc@kobo.example", actor=aoi)
    merge = merge_contacts(world.taro.id, merged_id=world.emma.id, actor=aoi)
    update_contact(world.hanako.id, {"attributes": {"plan": "A"}}, actor=aoi)
    piece = Piece("a.png", "image/png", b"\x89PNG")
    attached = attach_file(matter.id, kind="reply", piece=piece, actor=world.actor(world.misaki))
    announcement = publish(Words("年末年始の営業", "休みます"), to=Audience(), actor=aoi)
    text = published(aoi, shelf(aoi), "返金の受け方", "**7日以内**です。")
    keep_snippet("hours", "ja", body="平日", actor=aoi)
    file = attach(announcement.id, piece=piece, actor=aoi)
    with tenant(world.koyomi.id):
        aside = arrive(world.support, mail("spam@x.example", spam=True))
        other = begun(world.support, hanako, mail_id="other@mail.example")
        inbound = Message.objects.filter(conversation=matter, kind="inbound").get()
        RawIntake.objects.filter(message_id=inbound.id).update(blob=aside.blob)
        device = PushDevice.objects.create(
            workspace_id=world.koyomi.id, person=world.aoi, name="Chrome", digest="d", secrets="sealed"
        )
        return {
            "conversation_id": matter.id,
            "other_id": other.id,
            "message_id": inbound.id,
            "delivery_id": Delivery.objects.get(message=answer).id,
            "participant_id": Participant.objects.get(conversation=matter).id,
            "attachment_id": attached.id,
            "contact_id": world.hanako.id,
            "identity_id": Identity.objects.get(value=hanako).id,
            "merge_id": merge.id,
            "company_id": world.kobo.id,
            "intake_id": aside.id,
            "tag_id": tag.id,
            "team_id": world.team.id,
            "definition_id": definition.id,
            "device_id": device.id,
            "announcement_id": announcement.id,
            "article_id": text.article_id,
            "collection_id": text.article.collection_id,
            "suggestion_id": suggest(text.article_id, "ja", text="古いです", actor=aoi).id,
            "call_id": ask_trial(actor=aoi).id,
            "file_id": file.id,
            "note_id": add_contact_note(world.hanako.id, text="社内メモ", actor=aoi).id,
            "link_id": create_link(name="受注", url="https://shop.example/{contact_id}", actor=aoi).id,
            "saved_reply_id": save_reply({"name": "返金", "text": "はい", "language": "ja"}, actor=aoi).id,
            "hours_id": create_hours({"name": "平日", "time_zone": "Asia/Tokyo", "country": "JP"}, actor=aoi).id,
            **of_the_product(world),
            "token_id": token.id,
            "invitation_id": invitation.id,
            "person_id": world.misaki.id,
            "inbox_id": world.support.id,
            "name": Attachment.objects.get(id=attached.id).name_in_url,
        }


def of_the_product(world: World) -> dict[str, object]:
    """What is known of it, what was asked, and the words for it."""
    aoi = world.actor(world.aoi)
    term = save_term({"ja": "データ"}, actor=aoi)
    return {
        "feature_id": save_feature(LINE, actor=aoi).id,
        "recipe_id": save_recipe({"goal": "知らせたい", "language": "ja", "steps": "1. 押す"}, actor=aoi).id,
        "question_id": ask_question({"text": "できますか", "owner_id": world.ren.id}, actor=aoi).id,
        "term_id": term.id,
        "kind_id": save_kind({"name": "不具合"}, actor=aoi).id,
        "segment_id": add_segment({"style": "comprehensive", "audience": "others"}, actor=aoi).id,
        "scenario_id": save_scenario("今のまま", {}, base=Inputs(), actor=aoi).id,
        "driver_id": save_driver({"name": "宛名"}, actor=aoi).id,
        "synonym_id": learnt(term, "情報").id,
    }


def addresses() -> Iterator[tuple[str, str]]:
    """(name, route) of each address below /desk/."""
    desk = next(
        part for part in get_resolver().url_patterns if isinstance(part, URLResolver) and str(part.pattern) == "desk/"
    )
    yield from _below(desk, "/desk/")


def _below(resolver: URLResolver, before: str) -> Iterator[tuple[str, str]]:
    for part in resolver.url_patterns:
        route = before + str(part.pattern)
        if isinstance(part, URLPattern):
            yield str(part.name), route
        else:
            yield from _below(part, route)


def filled(route: str, things: dict[str, object]) -> str:
    """The route with its places filled in."""
    parts = []
    for part in route.split("/"):
        name = part.strip("<>").rpartition(":")[2]
        parts.append(str(things.get(name, PLAIN.get(name, MISSING))) if part.startswith("<") else part)
    return "/".join(parts)


ALL = dict(addresses())
WITH_THINGS = {name: route for name, route in ALL.items() if "_id>" in route or "<str:name>" in route}


def test_looking_changes_nothing_and_asks_at_most_eight_questions(
    aoi: Sitting, misaki: Sitting, things: dict[str, object]
) -> None:
    changed, many, shown = {}, {}, 0
    for name, route in ALL.items():
        for sitting in (aoi, misaki):
            answer = sitting.get(filled(route, things))
            assert answer.status in (200, 302, 404, 405), (name, answer.status, answer.text[:300])
            if answer.writes:
                changed[name] = answer.writes
            if len(answer.queries) > 8:
                many[name] = len(answer.queries)
            shown += answer.status == 200
    assert changed == {}
    assert many == {}
    assert shown > 80


def test_what_belongs_to_others_is_not_there(world: World, things: dict[str, object]) -> None:
    oscar = Sitting(world.users["oscar"])  # administrator of the other workspace
    found = {}
    for name, route in WITH_THINGS.items():
        address = filled(route, things)
        for answer in (oscar.get(address), oscar.post(address, POSTED.get(name)), oscar.delete(address)):
            if answer.status not in (404, 405):
                found[name] = (answer.status, answer.text[:200])
    assert found == {}


POSTED: dict[str, dict[str, object]] = {
    "attach": {"file": SimpleUploadedFile("a.txt", b"a")},
    "inbox_reread": {"since": "2026-11-01", "until": "2026-11-02"},
    "merging": {"number": "1"},
    "reply": {"text": "x", "to": "a@b.example"},
    "note": {"text": "x"},
    "draft": {"text": "x"},
    "draft_new": {"text": ""},
    "snooze": {"until": "2100-01-01T09:00"},
    "assignment": {"person": ""},
    "tags": {"tag": "1"},
    "participants": {"address": "a@b.example"},
    "plan": {"waiting_on": "us"},
    "links": {"number": "1"},
    "identities": {"kind": "mail", "value": "a@b.example"},
    "role": {"role": "agent"},
    "contact_notes": {"text": "x"},
    "contact_note": {"text": "x"},
    "saved_reply": {"name": "x", "text": "x", "language": "ja"},
    "hours_one": {"name": "x", "time_zone": "Asia/Tokyo"},
    "hours_days": {"first": "2026-12-29"},
    "feature_edit": {**LINE},
    "recipe_edit": {"goal": "x", "language": "ja", "steps": "x"},
    "question": {"answer": "x"},
    "question_owner": {"due_on": "2100-01-01"},
    "term": {"ja": "x"},
    "driver": {"name": "x"},
    "scenario": {"name": "x"},
    "kind": {"name": "x"},
    "kind_new": {"name": "x"},
    "driver_new": {"name": "x"},
    "cause": {"avoidable": "late"},
    "contact_link": {"name": "x", "url": "https://x.example/"},
    "article_text": {"title": "x", "version": "1"},
    "article_draft": {"title": "x", "version": "1"},
    "article_schedule": {"edition": "1", "at": "2100-01-01T09:00"},
    "article_review": {"edition": "1", "note": "x"},
    "article_reviewer": {"edition": "1"},
    "article_pictures": {"file": SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n")},
    "collection": {"title_ja": "x"},
    "suggestions_for": {"text": "x"},
}


def test_without_signing_in_nothing_is_there(world: World, things: dict[str, object]) -> None:
    stranger = Sitting(AnonymousUser())
    for name, route in ALL.items():
        if name != "language":
            assert stranger.get(filled(route, things)).status in (401, 302, 405), name


@pytest.mark.parametrize(
    "name", ["workspace", "inboxes", "people", "teams", "tag_settings", "hours", "attributes", "audit", "outbox"]
)
def test_settings_of_the_workspace_are_not_an_agents(misaki: Sitting, name: str) -> None:
    assert misaki.get(filled(ALL[name], {})).status == 404
