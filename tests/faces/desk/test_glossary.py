"""The glossary at the desk, and how a person speaks beside their conversation."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation
from madoguchi.features.glossary.actions.terms import save_term
from madoguchi.features.glossary.models import ContactWord, Term
from tests.faces.desk.sitting import Sitting
from tests.features.glossary.words import learnt
from tests.world import World

PAGE = "/desk/glossary/"
FORM = {"ja": "打刻", "en": "clock-in", "synonyms_ja": "出退勤\n押印\n", "synonyms_en": "", "note": ""}


@pytest.fixture
def term(world: World) -> Term:
    return save_term({"ja": "データ", "synonyms_ja": ["ファイル"]}, actor=world.actor(world.kenji))


def test_a_word_is_written_found_changed_and_deleted(world: World, ren: Sitting, misaki: Sitting) -> None:
    assert "打刻" not in misaki.get(PAGE).text
    assert misaki.get(f"{PAGE}new/").status == 404
    assert len(ren.get(f"{PAGE}new/").queries) <= 8
    assert ren.post(f"{PAGE}new/", FORM).status == 200
    page = misaki.get(PAGE)
    assert len(page.queries) <= 8
    assert "出退勤 押印" in page.text
    found = misaki.get(f"{PAGE}?q=おういん", target="term-rows")
    assert "打刻" in found.text
    assert "<html" not in found.html
    assert "用語はありません" in misaki.get(f"{PAGE}?q=請求", target="term-rows").text
    with tenant(world.koyomi.id):
        address = f"{PAGE}{Term.objects.get().id}/"
    assert ren.post(f"{PAGE}new/", FORM).text == "この用語はすでに登録されています。"
    assert ren.post(address, {**FORM, "synonyms_ja": "記録"}).status == 200
    assert "押印" not in misaki.get(PAGE).text
    assert misaki.delete(address).status == 404
    assert ren.delete(address).status == 200


def test_what_was_learnt_is_judged(world: World, ren: Sitting, misaki: Sitting, term: Term) -> None:
    with tenant(world.koyomi.id):
        word, other = learnt(term, "情報"), learnt(term, "記録")
    assert "2件あります" in ren.get(PAGE).text
    assert "別の言い方" not in misaki.get(PAGE).text
    shown = ren.get(f"{PAGE}suggestions/")
    assert len(shown.queries) <= 8
    assert "情報 = データ 5件の会話" in shown.text
    assert misaki.get(f"{PAGE}suggestions/").status == 404
    assert ren.post(f"{PAGE}suggestions/{word.id}/", {"use": "1"}).status == 200
    assert ren.post(f"{PAGE}suggestions/{other.id}/").status == 200
    assert "確認する言葉はありません" in ren.get(f"{PAGE}suggestions/").text
    assert ren.post(f"{PAGE}suggestions/").status == 200
    rows = misaki.get(PAGE).text
    assert "情報" in rows
    assert "記録" not in rows


def test_how_a_person_speaks_stands_beside_them(
    world: World, misaki: Sitting, matter: Conversation, term: Term
) -> None:
    said = {"workspace_id": world.koyomi.id, "contact": world.hanako, "term": term}
    with tenant(world.koyomi.id):
        for word in ("ファイル", "データ"):
            ContactWord.objects.create(**said, word=word, last_at=now(), last_message_id=1)
    beside = misaki.get(f"/desk/conversations/{matter.id}/person/")
    assert len(beside.queries) <= 8
    assert "この方の言い方 ファイル = データ" in beside.text
    assert "データ = データ" not in beside.text
    assert "ファイル = データ" in misaki.get(f"/desk/contacts/{world.hanako.id}/profile/").text


def test_a_table_goes_out_and_comes_in(ren: Sitting, misaki: Sitting, term: Term) -> None:
    assert "データ" in misaki.get(f"{PAGE}sheet/").html
    upload = SimpleUploadedFile("f.csv", "ja,synonyms_ja\n打刻,タイムカード|出退勤".encode())
    assert ren.post(f"{PAGE}sheet/", {"file": upload}).status == 200
    assert "タイムカード 出退勤" in misaki.get(PAGE).text
