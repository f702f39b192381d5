"""Contacts, companies, mail set aside, the outbox."""

import html
import json
import re

from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.actions.attributes import define_attribute
from madoguchi.core.contacts.models import AttributeDefinition, Company, Contact, ContactMerge, Identity
from madoguchi.core.conversations.models import Conversation, Delivery, Message
from madoguchi.core.events.models import Outbox
from madoguchi.core.inboxes.models import RawIntake
from tests.core.conversations.arriving import arrive, mail
from tests.faces.desk.sitting import Sitting, begun
from tests.world import World


def test_contacts_are_listed_and_found_by_furigana(world: World, misaki: Sitting) -> None:
    assert "Emma Clarke" in misaki.get("/desk/contacts/").text
    found = misaki.get("/desk/contacts/?q=ﾔﾏﾀﾞ", target="contact-rows").text
    assert "山田 花子 様" in found
    assert "Emma" not in found


def test_namesakes_are_told_apart_by_their_addresses(world: World, misaki: Sitting) -> None:
    found = misaki.get("/desk/contacts/?q=ﾔﾏﾀﾞ", target="contact-rows").text
    assert "hanako@kobo.example" in found
    assert "hanako@kobo.example" in misaki.get(f"/desk/contacts/{world.emma.id}/merge/?q=ﾔﾏﾀﾞ", target="dialogs").text
    for_ren = Sitting(world.users["ren"]).get("/desk/contacts/").html
    assert "hanako@" not in for_ren
    assert "•••@kobo.example" in for_ren


def test_one_person_with_everything(world: World, misaki: Sitting, matter: Conversation) -> None:
    page = misaki.get(f"/desk/contacts/{world.hanako.id}/")
    for text in ("こうぼ商店", "hanako@kobo.example", "シフトが表示されません"):
        assert text in page.text
    assert "シフトが表示されません" in misaki.get(f"/desk/contacts/{world.hanako.id}/thread/").text


def test_a_long_story_goes_on(world: World, misaki: Sitting, matter: Conversation) -> None:
    told = {"conversation": matter, "kind": "inbound", "contact": world.hanako, "workspace_id": world.koyomi.id}
    with tenant(world.koyomi.id):
        Message.objects.bulk_create(Message(text=f"第{number}信。", **told) for number in range(101))
    address = f"/desk/contacts/{world.hanako.id}/thread/"
    page = misaki.get(address)
    assert "第1信。" in page.text
    assert "第0信。" not in page.text
    assert "サポート" in page.text.split("第1信。")[0]
    before = page.html.split('href="?before=')[1].split('"')[0]
    earlier = misaki.get(f"{address}?before={before}")
    assert "第0信。" in earlier.text
    assert "第1信。" not in earlier.text
    assert "?before=" not in earlier.html


def test_a_story_says_what_a_mail_system_said_and_what_never_arrived(
    world: World, misaki: Sitting, matter: Conversation
) -> None:
    with tenant(world.koyomi.id):
        Message.objects.filter(conversation=matter).update(automatic="bounce")
        reply = Message.objects.create(
            conversation=matter, kind="reply", channel="mail", text="お送りします。", workspace_id=world.koyomi.id
        )
        Delivery.objects.create(
            message=reply, address="hanako@kobo.example", state="bounced", workspace_id=world.koyomi.id
        )
    story = misaki.get(f"/desk/contacts/{world.hanako.id}/thread/").text
    assert story.count("山田 花子 様") == 2  # the title and the heading
    assert "配信エラーの通知" in story
    assert "不達" in story


def test_edit_in_place(world: World, misaki: Sitting) -> None:
    address = f"/desk/contacts/{world.hanako.id}/edit/"
    assert 'value="やまだ"' in misaki.get(address).html
    answer = misaki.post(address, {"family_name": "山本", "company": "新しい会社", "kind": "lead"})
    assert f"contact:{world.hanako.id}" in answer.response["HX-Trigger"]
    with tenant(world.koyomi.id):
        after = Contact.objects.select_related("company").get(id=world.hanako.id)
        assert after.family_name == "山本"
        assert (after.given_name, after.kind) == ("花子", "lead")
        assert after.company is not None
        assert after.company.name == "新しい会社"
    assert misaki.post(address, {"time_zone": "Mars/Olympus"}).status == 422


def test_a_new_contact(world: World, misaki: Sitting) -> None:
    answer = misaki.post("/desk/contacts/new/", {"family_name": "中村", "mail": "n@x.example", "company": ""})
    with tenant(world.koyomi.id):
        made = Identity.objects.get(value="n@x.example").contact
    assert answer.response["HX-Redirect"] == f"/desk/contacts/{made.id}/"


def test_a_new_contact_joins_the_company_of_the_mail_domain(world: World, misaki: Sitting) -> None:
    define_attribute("contact", key="plan", type="text", fields={"label": "プラン"}, actor=world.actor(world.aoi))
    assert 'name="attribute-plan"' in misaki.get("/desk/contacts/new/").html
    given = {"family_name": "中村", "mail": "n@kobo.example", "company": "", "attribute-plan": "A"}
    misaki.post("/desk/contacts/new/", given)
    with tenant(world.koyomi.id):
        made = Identity.objects.get(value="n@kobo.example").contact
        assert (made.company_id, made.attributes) == (world.kobo.id, {"plan": "A"})


def test_identities(world: World, misaki: Sitting) -> None:
    at = f"/desk/contacts/{world.hanako.id}/identities"
    misaki.post(f"{at}/", {"kind": "mail", "value": "HANAKO@private.example"})
    with tenant(world.koyomi.id):
        row = Identity.objects.get(value="hanako@private.example")
    assert misaki.post(f"{at}/", {"kind": "mail", "value": "emma@clarke.example"}).status == 422
    misaki.delete(f"{at}/{row.id}/")
    with tenant(world.koyomi.id):
        assert not Identity.objects.filter(id=row.id).exists()


def test_block_and_unblock(world: World, misaki: Sitting, matter: Conversation) -> None:
    misaki.post(f"/desk/contacts/{world.hanako.id}/block/")
    assert "ブロック中" in misaki.get(f"/desk/conversations/{matter.id}/person/").text
    misaki.delete(f"/desk/contacts/{world.hanako.id}/block/")
    assert "ブロック中" not in misaki.get(f"/desk/conversations/{matter.id}/person/").text


def test_two_become_one_and_two_again(world: World, misaki: Sitting) -> None:
    at = f"/desk/contacts/{world.taro.id}/merge/"
    assert "emma@clarke.example" in misaki.get(f"{at}?with={world.emma.id}").text
    misaki.post(at, {"with": str(world.emma.id)})
    page = misaki.get(f"/desk/contacts/{world.taro.id}/")
    assert "emma@clarke.example" in page.text
    assert misaki.get(f"/desk/contacts/{world.emma.id}/").status == 302
    with tenant(world.koyomi.id):
        merge = ContactMerge.objects.get()
    misaki.post(f"/desk/merges/{merge.id}/undo/")
    assert "emma@clarke.example" not in misaki.get(f"/desk/contacts/{world.taro.id}/").text


def test_whom_to_merge_with_is_chosen_by_hand(world: World, misaki: Sitting) -> None:
    at = f"/desk/contacts/{world.taro.id}/merge/"
    chosen = misaki.get(f"{at}?q=emma", target="merge-candidates")
    assert f'href="{at}?with={world.emma.id}"' in chosen.html
    assert f"with={world.taro.id}" not in misaki.get(f"{at}?q=佐藤", target="merge-candidates").html
    dialog = misaki.get(at, target="dialogs")
    assert "ほかの連絡先と統合" in dialog.text
    assert "<form" not in dialog.html  # Enter in the search asks for no page that does not exist


def test_a_comparison_says_yes_and_no(world: World, misaki: Sitting) -> None:
    with tenant(world.koyomi.id):
        AttributeDefinition.objects.create(
            workspace_id=world.koyomi.id, on="contact", key="vip", label="VIP", type="boolean"
        )
        Contact.objects.filter(id=world.emma.id).update(attributes={"vip": False})
    assert "VIP いいえ" in misaki.get(f"/desk/contacts/{world.taro.id}/merge/?with={world.emma.id}").text


def test_duplicates_are_suggested_and_dismissed(world: World, misaki: Sitting) -> None:
    with tenant(world.koyomi.id):
        kobo = world.kobo.name
    misaki.post(
        "/desk/contacts/new/", {"family_name": "山田", "given_name": "花子", "company": kobo, "mail": "h2@x.example"}
    )
    part = misaki.get(f"/desk/contacts/{world.hanako.id}/duplicates/")
    assert "山田 花子 様と同じ方かもしれません。 h2@x.example · 名前と会社が同じ" in part.text
    assert (
        "山田 花子 様 hanako@kobo.example · 山田 花子 様 h2@x.example" in misaki.get("/desk/contacts/duplicates/").text
    )
    other = part.html.split("?with=")[1].split('"')[0]
    misaki.post(f"/desk/contacts/{world.hanako.id}/different/", {"other": other})
    assert misaki.get(f"/desk/contacts/{world.hanako.id}/duplicates/").text == ""


def test_export_and_erasure(world: World, aoi: Sitting, misaki: Sitting) -> None:
    at = f"/desk/contacts/{world.hanako.id}"
    story = json.loads(aoi.post(f"{at}/export/").html)
    assert story["contact"]["family_name"] == "山田"
    assert misaki.post(f"{at}/export/").status == 404
    assert misaki.delete(f"{at}/erasure/").status == 404
    aoi.delete(f"{at}/erasure/")
    assert "すべて消去しました" in aoi.get("/desk/contacts/").text
    assert "消去" in aoi.get(f"{at}/").text
    assert "山田" not in aoi.get(f"{at}/").text
    assert "ブロック" not in aoi.get(f"{at}/").text


def test_what_an_erased_person_wrote_opens_as_what_is_left(aoi: Sitting, matter: Conversation) -> None:
    erased = matter.contact_id
    aoi.delete(f"/desk/contacts/{erased}/erasure/")
    for path in (
        f"/desk/views/all/{matter.id}/",
        f"/desk/conversations/{matter.id}/thread/",
        f"/desk/conversations/{matter.id}/person/",
        f"/desk/conversations/{matter.id}/composer/",
        f"/desk/contacts/{erased}/thread/",
        "/desk/views/all/",
    ):
        page = aoi.get(path)
        assert page.status == 200, path
        assert "山田" not in page.text
        assert "hanako@" not in page.html
    assert "内容は消去されました。" in aoi.get(f"/desk/conversations/{matter.id}/thread/").text


def test_companies(world: World, misaki: Sitting) -> None:
    assert "こうぼ商店" in misaki.get("/desk/companies/").text
    assert "こうぼ商店" in misaki.get("/desk/companies/?q=こうぼ", target="company-rows").text
    assert "山田 花子 様" in misaki.get(f"/desk/companies/{world.kobo.id}/").text
    misaki.post(f"/desk/companies/{world.kobo.id}/edit/", {"name": "工房商店", "domains": "kobo.example、kobo.test"})
    with tenant(world.koyomi.id):
        after = Company.objects.get(id=world.kobo.id)
        assert (after.name, after.domains) == ("工房商店", ["kobo.example", "kobo.test"])
    define_attribute("company", key="shops", type="number", fields={"label": "店舗数"}, actor=world.actor(world.aoi))
    assert 'name="attribute-shops"' in misaki.get("/desk/companies/new/").html
    misaki.post("/desk/companies/new/", {"name": "はなや", "attribute-shops": "3"})
    with tenant(world.koyomi.id):
        assert Company.objects.get(name="はなや").attributes == {"shops": 3}
    misaki.delete(f"/desk/companies/{world.kobo.id}/edit/")
    text = misaki.get("/desk/companies/").text
    assert "はなや" in text
    assert "工房商店" not in text


def test_mail_set_aside_has_its_reason_and_can_be_let_in(world: World, misaki: Sitting) -> None:
    with tenant(world.koyomi.id):
        item = arrive(world.support, mail("お得 <spam@x.example>", subject="当選しました", spam=True), raw=b"raw bytes")
        Outbox.objects.all().delete()  # the worker has done its duty
    text = misaki.get("/desk/aside/").text
    assert "当選しました" in text
    assert "迷惑メール" in text
    assert "当選しました" not in misaki.get("/desk/aside/?state=quarantined").text
    assert misaki.get(f"/desk/aside/{item.id}/raw/").response.content == b"raw bytes"
    misaki.post(f"/desk/aside/{item.id}/reading/", {"forced": "1"})
    with tenant(world.koyomi.id):
        again = RawIntake.objects.get(id=item.id)
        assert (again.state, again.reason) == ("pending", "let_in")


def test_a_light_member_sees_no_mail_set_aside(world: World) -> None:
    assert Sitting(world.users["ren"]).get("/desk/aside/").status == 404


def test_the_outbox_is_the_administrators(aoi: Sitting, misaki: Sitting) -> None:
    assert "送信箱は空です" in aoi.get("/desk/outbox/").text
    assert aoi.get("/desk/outbox/../../etc/passwd/").status == 404
    assert misaki.get("/desk/outbox/").status == 404


def test_who_has_no_name_is_called_by_an_address_that_each_may_see(world: World, misaki: Sitting) -> None:
    matter = begun(world.support, "nameless@kobo.example")
    misaki.post(f"/desk/conversations/{matter.id}/participants/", {"address": "guest@kobo.example"})
    for path in ("/desk/contacts/", "/desk/views/open/", f"/desk/conversations/{matter.id}/thread/"):
        for_ren = Sitting(world.users["ren"]).get(path).html
        assert "nameless@" not in for_ren
        assert "guest@" not in for_ren
        assert "•••@kobo.example" in for_ren
    assert "guest@kobo.example にも返信が届く" in misaki.get(f"/desk/conversations/{matter.id}/thread/").text


def test_what_somebody_has_is_read_page_by_page(world: World, misaki: Sitting) -> None:
    with tenant(world.koyomi.id):
        Conversation.objects.bulk_create(
            Conversation(
                workspace_id=world.koyomi.id, inbox=world.support, contact=world.hanako, subject=f"請求 {number:03}"
            )
            for number in range(60)
        )
        Contact.objects.bulk_create(
            Contact(workspace_id=world.koyomi.id, company=world.kobo, family_name=f"社員{number:03}")
            for number in range(60)
        )
    for address, name, signs in (
        (f"/desk/contacts/{world.hanako.id}/", "conversations", "請求 "),
        (f"/desk/companies/{world.kobo.id}/", "conversations", "請求 "),
        (f"/desk/companies/{world.kobo.id}/", "people", "社員"),
    ):
        first = misaki.get(address)
        (rest,) = re.findall(rf'hx-get="([^"]*\?{name}=[^"]+)"', first.html)
        second = misaki.get(html.unescape(rest))
        seen = [set(re.findall(rf"{signs}\d\d\d", page.text)) for page in (first, second)]
        assert not seen[0] & seen[1]
        assert len(seen[0] | seen[1]) == 60
        assert "hx-get" not in second.html
        again = misaki.get(f"{address}?shown_{name}=60").text  # as the page asks that was scrolled to the end
        assert len(set(re.findall(rf"{signs}\d\d\d", again))) == 60
