"""What a saved reply says in a conversation, how it is found, and how its uses are counted."""

from datetime import timedelta

import pytest

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed
from madoguchi.base.html import markdown_to_html
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.events.models import Event
from madoguchi.features.replies.actions.saved import archive_reply
from madoguchi.features.replies.actions.using import use_reply
from madoguchi.features.replies.filling import Filled, example_values, fill
from madoguchi.features.replies.finding import best, found
from madoguchi.features.replies.models import SavedReply
from madoguchi.features.replies.queries import offered_to, replies_visible_to, unused
from tests.core.conversations.arriving import arrive, conversation_of, mail
from tests.features.replies.keeping import kept, shared
from tests.world import World


@pytest.fixture
def matter(koyomi: World) -> Conversation:
    return conversation_of(
        arrive(koyomi.support, mail("hanako@kobo.example", subject="*請求*の[件](https://x.example)"))
    )


def said(koyomi: World, matter: Conversation | None, text: str, language: str = "ja", who: str = "misaki") -> Filled:
    reply = shared(koyomi, f"{text}{language}"[:80], text=text, language=language)
    actor = koyomi.actor(getattr(koyomi, who))
    return use_reply(reply.id, conversation_id=matter.id if matter else None, actor=actor)


def test_variables_are_filled_in_for_the_conversation(koyomi: World, matter: Conversation) -> None:
    text = "{{company.name}}\n{{contact.name}}\n{{agent.family_name}}です。{{inbox.address}} {{workspace.name}}"
    assert said(koyomi, matter, text) == Filled(
        "こうぼ商店\n山田 花子 様\n藤井です。support@koyomi.example こよみワークス"
    )


@pytest.mark.parametrize(
    ("language", "text", "reads"),
    [
        ("ja", "{{contact.family_name}}、", "山田様、"),
        ("ja", "{{contact.family_name}}様、", "山田様、"),
        ("ja", "{{contact.name}} 様", "山田 花子 様"),
        ("ja", "{{contact.name}}さま", "山田 花子さま"),
        ("en", "Hello {{contact.name}}, I am {{agent.name}}.", "Hello 山田 花子, I am 藤井 美咲."),
    ],
)
def test_a_name_has_its_honorific_in_a_japanese_letter(
    koyomi: World, matter: Conversation, language: str, text: str, reads: str
) -> None:
    assert said(koyomi, matter, text, language).text == reads


def test_names_in_english_stand_as_their_owners_say_them(koyomi: World) -> None:
    matter = conversation_of(arrive(koyomi.english, mail("emma@clarke.example")))
    assert said(koyomi, matter, "Hello {{contact.name}},", "en").text == "Hello Emma Clarke,"
    assert said(koyomi, matter, "Hi {{contact.given_name|there}},", "en").text == "Hi there,"


def test_what_is_not_known_stays_to_be_seen(koyomi: World, matter: Conversation) -> None:
    text = "{{contact.name}} {{company.name}} {{agent.name}}"
    assert said(koyomi, None, text) == Filled(
        "{{contact.name}} {{company.name}} 藤井 美咲", ("contact.name", "company.name")
    )


def test_what_others_wrote_means_no_more_than_its_letters(koyomi: World, matter: Conversation) -> None:
    filled = said(koyomi, matter, "件名：{{conversation.subject}}")
    html = markdown_to_html(filled.text)
    assert "<em>" not in html
    assert ">件<" not in html
    assert "*請求*の[件](" in html


def test_mail_addresses_are_filled_in_for_those_who_may_read_them(koyomi: World) -> None:
    matter = conversation_of(arrive(koyomi.english, mail("emma@clarke.example")))
    assert said(koyomi, matter, "{{contact.mail}}").text == "emma@clarke.example"
    assert said(koyomi, matter, "→ {{contact.mail}}", who="olivia").missing == ("contact.mail",)


def test_an_example_for_the_page_on_which_it_is_written(koyomi: World) -> None:
    reply = kept(koyomi, text="{{company.name}} {{contact.name}} {{contact.mail}} {{inbox.name}}")
    filled = fill(reply, example_values(reply, koyomi.actor(koyomi.misaki)))
    assert filled.missing == ()
    assert " 様 " in filled.text


def test_uses_are_counted(koyomi: World, matter: Conversation) -> None:
    reply = kept(koyomi)
    before = Event.objects.count()
    for _time in range(2):
        use_reply(reply.id, conversation_id=matter.id, actor=koyomi.actor(koyomi.misaki))
    reply.refresh_from_db()
    assert reply.used == 2
    assert reply.last_used_at is not None
    assert Event.objects.count() == before


def test_it_is_used_where_both_are_seen(koyomi: World, matter: Conversation) -> None:
    reply = shared(koyomi)
    for reply_id, conversation_id, who in (
        (reply.id, matter.id, koyomi.olivia),
        (reply.id, 999_999, koyomi.misaki),
        (999_999, matter.id, koyomi.misaki),
        (kept(koyomi).id, matter.id, koyomi.aoi),
    ):
        with pytest.raises(NotAllowed, match="not-found"):
            use_reply(reply_id, conversation_id=conversation_id, actor=koyomi.actor(who))
    reply.refresh_from_db()
    assert reply.used == 0


def test_what_nobody_used_for_long_is_found(koyomi: World) -> None:
    old, fresh, lately = (kept(koyomi, name) for name in ("古い", "新しい", "最近"))
    long_ago = now() - timedelta(days=91)
    SavedReply.objects.filter(id__in=[old.id, lately.id]).update(created_at=long_ago, last_used_at=long_ago)
    SavedReply.objects.filter(id=lately.id).update(last_used_at=now())
    rows = replies_visible_to(koyomi.actor(koyomi.misaki))
    assert list(unused(rows)) == [old]
    SavedReply.objects.filter(id=fresh.id).update(created_at=long_ago)
    assert set(unused(rows)) == {old, fresh}


@pytest.mark.parametrize(
    "asked",
    [
        "返金",
        "henkin",
        "/HENKIN",
        "へんきん",
        "ヘンキン",
        "ﾍﾝｷﾝ",
        "henk",
        "hk",
        "経理",
        "お世話",
        "返金 ご案内",
        "goannai",
        "goan'nai",
    ],
)
def test_it_is_found_however_it_is_typed(koyomi: World, asked: str) -> None:
    reply = kept(koyomi, shortcut="hk", folder="経理")
    kept(koyomi, "配送", text="お届け")
    assert list(found(replies_visible_to(koyomi.actor(koyomi.misaki)), asked)) == [reply]


@pytest.mark.parametrize("asked", ["配達", "返金 配送", "%", "_x", "\\", "'; --"])
def test_what_is_not_in_it_does_not_find_it(koyomi: World, asked: str) -> None:
    kept(koyomi)
    assert not found(replies_visible_to(koyomi.actor(koyomi.misaki)), asked).exists()


def test_what_begins_as_it_was_typed_stands_first_then_the_most_used(koyomi: World) -> None:
    inside = kept(koyomi, "全額の返金", text="x")
    begins = kept(koyomi, "返金の期日", text="x")
    english = kept(koyomi, "返金 (English)", text="x", language="en")
    often = kept(koyomi, "返金の方法", text="x")
    SavedReply.objects.filter(id__in=[inside.id, often.id]).update(used=3)
    rows = replies_visible_to(koyomi.actor(koyomi.misaki))
    assert best(rows, "返金", language="ja") == [often, begins, english, inside]
    assert best(rows, "返金", language="en")[0] == english
    assert best(rows, "") == [inside, often, english, begins]


def test_in_a_conversation_those_of_other_inboxes_are_not_offered(koyomi: World, matter: Conversation) -> None:
    shared(koyomi, "English", inboxes=[koyomi.english.id])
    here = shared(koyomi, "ここ", inboxes=[koyomi.support.id])
    team = shared(koyomi, "チーム", teams=[koyomi.team.id])
    own = kept(koyomi, "自分の")
    misaki = koyomi.actor(koyomi.misaki)
    assert set(offered_to(misaki, matter)) == {here, team, own}
    assert offered_to(misaki).count() == 4
    archive_reply(own.id, actor=misaki)
    assert set(offered_to(misaki, matter)) == {here, team}
