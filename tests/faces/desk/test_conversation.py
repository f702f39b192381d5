"""Reading a conversation."""

from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.actions import sort, status
from madoguchi.core.conversations.actions.assign import assign
from madoguchi.core.conversations.actions.join import merge
from madoguchi.core.conversations.actions.note import add_note
from madoguchi.core.conversations.arrival import Party
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.people.models import AuditEntry
from tests.core.conversations.arriving import arrive, mail
from tests.faces.desk.sitting import Sitting, begun
from tests.world import World


def opened(sitting: Sitting, conversation: Conversation) -> str:
    """The work pane as it is read."""
    return sitting.get(f"/desk/views/open/{conversation.id}/", target="work").text


def test_it_opens_beside_its_list(misaki: Sitting, matter: Conversation) -> None:
    page = misaki.get(f"/desk/views/open/{matter.id}/")
    assert f"row-{matter.id}" in page.html
    assert f'hx-get="/desk/views/open/{matter.id}/"' in page.html
    assert len(page.queries) <= 8


def test_messages_notes_and_events_stand_in_one_thread(world: World, misaki: Sitting, matter: Conversation) -> None:
    actor = world.actor(world.kenji)
    assign(matter.id, person_id=world.misaki.id, actor=actor)
    add_note(matter.id, text="**急ぎ**です", actor=actor)
    assign(matter.id, person_id=world.kenji.id, actor=actor)
    status.resolve(matter.id, actor=actor)
    text = opened(misaki, matter)
    assert "山田 花子 様" in text
    assert "メモ（社内のみ）" in text
    assert "急ぎ" in text
    assert "田村 健二 さん が担当者を 藤井 美咲 さんにしました" in text
    assert "田村 健二 さん が担当になりました" in text
    assert "田村 健二 さん が解決済みにしました" in text


def test_it_begins_with_how_it_began(misaki: Sitting, matter: Conversation) -> None:
    thread = misaki.get(f"/desk/conversations/{matter.id}/thread/").html
    assert thread.index('class="event"') < thread.index('class="bubble')


def test_answers_between_our_lines_stand_below_them(world: World, misaki: Sitting) -> None:
    text = "> 何店舗ですか。<b>\n\n３店舗です。\n\n> いつからですか。\n\n来月からです。\n"
    matter = begun(world.support, "hanako@kobo.example", text=text, reply_text="３店舗です。\n\n来月からです。")
    unfolded = misaki.get(f"/desk/conversations/{matter.id}/thread/").html.split("<details")[0]
    places = [unfolded.index(said) for said in ("何店舗ですか。&lt;b&gt;", "３店舗です。", "いつから", "来月から")]
    assert places == sorted(places)


def test_a_bounce_is_not_the_word_of_the_customer(world: World, misaki: Sitting, matter: Conversation) -> None:
    with tenant(world.koyomi.id):
        Message.objects.filter(conversation=matter).update(automatic="bounce")
    assert "配信エラーの通知" in opened(misaki, matter)
    assert "配信エラーの通知" in misaki.get(f"/desk/conversations/{matter.id}/split/", target="dialogs").text


def test_who_opened_a_conversation_has_looked_at_its_contact(
    world: World, misaki: Sitting, matter: Conversation
) -> None:
    opened(misaki, matter)
    with tenant(world.koyomi.id):
        assert not AuditEntry.objects.filter(
            kind="contact.viewed"
        ).exists()  # a page has it ready before it is asked for
    for _time in range(2):
        misaki.get(f"/desk/conversations/{matter.id}/person/")
    misaki.get(f"/desk/conversations/{matter.id}/thread/", target="thread")
    misaki.get(f"/desk/contacts/{matter.contact_id}/")
    with tenant(world.koyomi.id):
        entry = AuditEntry.objects.get(kind="contact.viewed")
        assert (entry.actor, entry.subject) == (f"person:{world.misaki.id}", f"contact:{matter.contact_id}")


def test_opening_costs_few_questions_however_long_it_is(world: World, misaki: Sitting, matter: Conversation) -> None:
    address = f"/desk/views/open/{matter.id}/"
    short = misaki.get(address, target="work")
    for number in range(10):
        add_note(matter.id, text=f"{number}", actor=world.actor(world.kenji))
        sort.set_priority(matter.id, priority=number % 2, actor=world.actor(world.misaki))
    long = misaki.get(address, target="work")
    assert len(short.queries) <= 8
    assert len(long.queries) <= 8
    for part in ("head", "thread", "person", "composer"):
        assert len(misaki.get(f"/desk/conversations/{matter.id}/{part}/", target=part).queries) <= 8


def test_the_quote_is_folded_and_one_click_away(world: World, misaki: Sitting) -> None:
    text = "はい、お願いします。\n\n> ご希望の日はありますか。"
    matter = begun(world.support, "taro <taro..sato.@docomo.ne.jp>", text=text, reply_text="はい、お願いします。")
    page = misaki.get(f"/desk/conversations/{matter.id}/thread/")
    assert page.html.index("はい、お願いします。") < page.html.index("<details") < page.html.index("&gt; ご希望の日")
    assert page.html.count("はい、お願いします。") == 1


def test_an_answer_below_its_quote_is_unfolded_with_all_of_it(world: World, misaki: Sitting) -> None:
    text = "> ご希望の日はありますか。\n\n明日でお願いします。\n\n-- \n佐藤"
    matter = begun(world.support, "taro@kobo.example", text=text, reply_text="明日でお願いします。")
    page = misaki.get(f"/desk/conversations/{matter.id}/thread/")
    folded = page.html[page.html.index("<details") :]
    assert folded.index("&gt; ご希望の日") < folded.index("明日でお願いします。") < folded.index("佐藤")


def test_what_they_wrote_is_text_and_never_markup(world: World, misaki: Sitting) -> None:
    matter = begun(world.support, "<script>alert(1)</script> <x@evil.example>", text="<img src=x onerror=alert(1)>")
    page = misaki.get(f"/desk/views/open/{matter.id}/", target="work")
    assert "<script>alert" not in page.html
    assert "<img src=x" not in page.html


def test_an_unproven_sender_is_marked(world: World, misaki: Sitting) -> None:
    assert "差出人未確認" in opened(misaki, begun(world.support, "a@x.example", verdict="none"))
    assert "なりすましの疑い" in opened(misaki, begun(world.support, "b@x.example", verdict="fail"))
    text = opened(misaki, begun(world.support, "c@x.example", verdict="pass"))
    assert "差出人未確認" not in text
    assert "なりすまし" not in text


def test_an_unproven_mail_only_offers_its_copies(world: World, misaki: Sitting) -> None:
    from madoguchi.core.conversations.arrival import Party  # beside its one use

    matter = begun(
        world.support, "山田 花子 <hanako@kobo.example>", cc=(Party("boss@kobo.example", ""),), verdict="none"
    )
    composer = misaki.get(f"/desk/conversations/{matter.id}/composer/")
    assert 'data-address="boss@kobo.example"' in composer.html
    assert 'name="cc" value=""' in composer.html


def test_the_person_stands_beside_it(world: World, misaki: Sitting, matter: Conversation) -> None:
    begun(world.support, "hanako@kobo.example", subject="別件です", mail_id="other@mail.example")
    person = misaki.get(f"/desk/conversations/{matter.id}/person/")
    assert "<ruby>山田<rt>やまだ</rt></ruby>" in person.html
    assert "様" in person.text
    assert "hanako@kobo.example" in person.text
    assert "別件です" in person.text


def test_a_light_member_reads_masked_addresses_and_cannot_answer(world: World, matter: Conversation) -> None:
    ren = Sitting(world.users["ren"])
    person = ren.get(f"/desk/conversations/{matter.id}/person/")
    assert "h•••@kobo.example" in person.text
    composer = ren.get(f"/desk/conversations/{matter.id}/composer/")
    assert 'data-mode="note"' in composer.html
    assert 'data-mode="reply"' not in composer.html
    thread = ren.get(f"/desk/conversations/{matter.id}/thread/")
    assert "h•••@kobo.example" in thread.text
    assert "hanako@" not in thread.html
    with tenant(matter.workspace_id):
        message_id = matter.messages.get().id
    assert ren.get(f"/desk/messages/{message_id}/original/").status == 404


def test_a_partner_answers_without_seeing_the_address(world: World) -> None:
    matter = begun(world.english, "Emma Clarke <emma@clarke.example>", cc=(Party("boss@clarke.example"),))
    olivia = Sitting(world.users["olivia"])
    session = olivia.client.session
    session["workspace"] = world.koyomi.id
    session.save()
    at = f"/desk/conversations/{matter.id}"
    for part in ("composer", "thread", "person"):
        html = olivia.get(f"{at}/{part}/").html
        assert "emma@" not in html
        assert "boss@" not in html
        assert "e•••@clarke.example" in html
    olivia.post(f"{at}/replies/", {"text": "Thank you.", "to": "elsewhere@other.example"})
    with tenant(matter.workspace_id):
        (to,) = matter.messages.get(kind="reply").addresses["to"]
    assert to[0] == "emma@clarke.example"
    assert "emma@" not in olivia.get(f"{at}/thread/").html


def test_a_merged_conversation_leads_to_where_it_went(world: World, misaki: Sitting, matter: Conversation) -> None:
    other = begun(world.support, "hanako@kobo.example", mail_id="second@mail.example")
    merge(other.id, into_id=matter.id, actor=world.actor(world.misaki))
    page = misaki.get(f"/desk/views/open/{other.id}/", target="work")
    assert page.status == 302
    assert page.response["Location"].endswith(f"/{matter.id}/")


def test_earlier_messages_come_on_request(world: World, misaki: Sitting, matter: Conversation) -> None:
    with tenant(matter.workspace_id):
        Message.objects.bulk_create(
            Message(
                workspace_id=matter.workspace_id,
                conversation=matter,
                kind="note",
                person=world.misaki,
                text=f"メモ{number}",
            )
            for number in range(120)
        )
    page = misaki.get(f"/desk/conversations/{matter.id}/thread/")
    assert "メモ119" in page.text
    assert "メモ1 " not in page.text
    before = page.html.split("?before=")[1].split('"')[0]
    earlier = misaki.get(f"/desk/conversations/{matter.id}/thread/?before={before}")
    assert "メモ1 " in earlier.text
    assert 'id="thread"' not in earlier.html


def test_a_new_mail_is_in_the_next_reading(world: World, misaki: Sitting, matter: Conversation) -> None:
    with tenant(matter.workspace_id):
        first = Message.objects.get(conversation=matter)
        arrive(world.support, mail("hanako@kobo.example", text="追加です", references=(first.mail_id,)))
    assert "追加です" in misaki.get(f"/desk/conversations/{matter.id}/thread/").text


def test_the_same_bubble_keeps_its_fingerprint(world: World, misaki: Sitting, matter: Conversation) -> None:
    address = f"/desk/conversations/{matter.id}/thread/"
    before = misaki.get(address).html.split('data-v="')[1:]
    add_note(matter.id, text="新しい", actor=world.actor(world.kenji))
    after = misaki.get(address).html.split('data-v="')[1:]
    assert [part[:8] for part in before] == [part[:8] for part in after][: len(before)]
