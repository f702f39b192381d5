"""The glossary: our words and those of customers, who keeps them, and who says what."""

import pytest
from django.db import IntegrityError, transaction

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.actions.erase import erase_contact, export_contact
from madoguchi.core.contacts.actions.merge import merge_contacts, undo_merge
from madoguchi.core.events.models import Event
from madoguchi.core.people.actor import Actor
from madoguchi.features.articles.queries.searching import search
from madoguchi.features.glossary.actions import terms as actions
from madoguchi.features.glossary.actions.sheets import export_terms, import_terms
from madoguchi.features.glossary.models import ContactWord, Synonym, Term
from madoguchi.features.glossary.queries import (
    found,
    other_words_of,
    synonym_groups,
    term_for,
    terms_visible_to,
    words_of,
)
from madoguchi.features.glossary.spotting import spotted
from madoguchi.features.glossary.subscribers import note_words
from tests.faces.desk.sitting import begun
from tests.features.articles.writing import published, shelf
from tests.features.glossary.words import learnt
from tests.world import World

DATA = {"ja": "データ", "en": "data", "synonyms_ja": ["ファイル", "情報"], "synonyms_en": ["files"]}


@pytest.fixture
def kenji(koyomi: World) -> Actor:
    return koyomi.actor(koyomi.kenji)


def test_words_that_mean_the_same(koyomi: World, kenji: Actor) -> None:
    term = actions.save_term(DATA, actor=kenji)
    actions.save_term({"en": "alone"}, actor=kenji)
    koyomi_id = koyomi.koyomi.id
    assert synonym_groups(koyomi_id) == [["データ", "data", "ファイル", "情報", "files"]]
    assert synonym_groups(koyomi_id, "ja") == [["データ", "ファイル", "情報"]]
    assert synonym_groups(koyomi_id, "en") == [["data", "files"]]
    for text in ("ファイル", "ふぁいる", "ﾌｧｲﾙ", "じょうほう", "joho", "DATA"):
        assert list(found(terms_visible_to(kenji), text)) == [term], text
    assert not found(terms_visible_to(kenji), "請求").exists()


def test_a_term_is_changed_and_thrown_away(koyomi: World, kenji: Actor) -> None:
    term = actions.save_term(DATA, actor=kenji)
    actions.change_term(
        term.id, {"synonyms_ja": ["情報", "記録"], "note": "画面の言葉"}, actor=koyomi.actor(koyomi.ren)
    )
    assert [one.word for one in term_for(term.id, kenji).used] == ["情報", "記録", "files"]  # type: ignore[attr-defined]
    actions.change_term(term.id, {"note": "画面の言葉"}, actor=kenji)
    told = Event.objects.filter(type="term.changed").get()
    assert told.payload == {"term_id": term.id, "changed": ["note", "synonyms"]}
    actions.delete_term(term.id, actor=kenji)
    assert synonym_groups(koyomi.koyomi.id) == []


def test_who_keeps_it(koyomi: World, kenji: Actor) -> None:
    term, misaki = actions.save_term(DATA, actor=kenji), koyomi.actor(koyomi.misaki)
    assert term_for(term.id, misaki) == term
    for change in (
        lambda: actions.save_term({"ja": "x"}, actor=misaki),
        lambda: actions.change_term(term.id, {"ja": "x"}, actor=misaki),
        lambda: actions.delete_term(term.id, actor=misaki),
    ):
        with pytest.raises(NotAllowed, match="not-allowed"):
            change()


@pytest.mark.parametrize(
    ("fields", "code"),
    [({}, "empty"), ({"ja": "x" * 81}, "too-long"), ({"ja": "x", "kana": "y"}, "unknown-field"), (DATA, "word-taken")],
)
def test_what_cannot_be(kenji: Actor, fields: dict[str, object], code: str) -> None:
    actions.save_term(DATA, actor=kenji)
    with pytest.raises(Refused, match=code):
        actions.save_term(fields, actor=kenji)
    term = Term.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Synonym.objects.create(
            workspace_id=term.workspace_id, term=term, language="ja", word="ファイル", key="ふぁいる"
        )


def test_what_was_learnt_is_judged_once(koyomi: World, kenji: Actor) -> None:
    term = actions.save_term({"ja": "データ"}, actor=kenji)
    file, note = learnt(term, "情報"), learnt(term, "記録")
    assert synonym_groups(koyomi.koyomi.id) == []
    actions.judge_suggestion(file.id, accept=True, actor=kenji)
    actions.judge_suggestion(note.id, accept=False, actor=kenji)
    assert synonym_groups(koyomi.koyomi.id) == [["データ", "情報"]]
    actions.change_term(term.id, {"synonyms_ja": []}, actor=kenji)  # taken away again, it is not learnt anew
    assert dict(Synonym.objects.values_list("word", "state")) == {"情報": "rejected", "記録": "rejected"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ファイルを消したい", ["ファイル"]),
        ("プロファイルを消したい", []),
        ("ﾌｧｲﾙです", ["ファイル"]),
        ("My FILES are gone", ["files"]),
        ("profiles", []),
        ("お客様情報の変更", ["情報"]),
        ("", []),
    ],
)
def test_a_word_is_spotted_where_it_stands_alone(text: str, words: list[str]) -> None:
    assert spotted(text, ["ファイル", "情報", "files"]) == words


def test_how_a_person_speaks_is_remembered_once_a_message(world: World) -> None:
    kenji = world.actor(world.kenji)
    actions.save_term(DATA, actor=kenji)
    with tenant(world.koyomi.id):
        begun(world.support, "hanako@kobo.example", text="ファイルが開けません。情報が消えました。")
        begun(
            world.support, "hanako@kobo.example", mail_id="b@x.example", text="前のファイルの件です。データのことです。"
        )
        events = list(Event.objects.filter(type="message.received").order_by("id"))
        note_words(events)
        note_words(events)
        assert {(own.word, own.term, own.times) for own in words_of(world.hanako)} == {
            ("データ", "データ", 1),
            ("ファイル", "データ", 2),
            ("情報", "データ", 1),
        }
        assert [own.word for own in other_words_of(world.hanako)] == ["ファイル", "情報"]


def test_the_words_of_a_person_go_with_them(world: World) -> None:
    kenji, aoi = world.actor(world.kenji), world.actor(world.aoi)
    term = actions.save_term(DATA, actor=kenji)
    with tenant(world.koyomi.id):
        begun(world.support, "hanako@kobo.example", text="ファイルです。")
        note_words(list(Event.objects.filter(type="message.received")))
        assert ContactWord.objects.get().term_id == term.id
    merge = merge_contacts(world.taro.id, merged_id=world.hanako.id, actor=aoi)
    with tenant(world.koyomi.id):
        assert [own.word for own in words_of(world.taro)] == ["ファイル"]
    undo_merge(merge.id, actor=aoi)
    assert export_contact(world.hanako.id, actor=aoi)["held"]["glossary"][0]["words"][0]["word"] == "ファイル"
    erase_contact(world.hanako.id, actor=aoi)
    with tenant(world.koyomi.id):
        assert not ContactWord.objects.exists()


def test_articles_are_found_by_the_words_of_customers(koyomi: World, kenji: Actor) -> None:
    published(kenji, shelf(kenji), "データを取り出す", "画面の右上から取り出せます。")
    asked = "情報を取り出したい"
    assert search(koyomi.koyomi.id, "情報", language="ja") == []
    actions.save_term(DATA, actor=kenji)
    assert [found.text.title for found in search(koyomi.koyomi.id, asked, language="ja")] == ["データを取り出す"]
    assert [found.text.title for found in search(koyomi.koyomi.id, "情報", language="ja")] == ["データを取り出す"]


def test_a_table_of_words_is_taken_in_twice_and_adds_nothing(koyomi: World, kenji: Actor) -> None:
    actions.save_term({**DATA, "note": "=1+1"}, actor=kenji)
    actions.save_term({"en": "alone"}, actor=kenji)
    table = export_terms(actor=kenji)
    assert "'=1+1" in table.decode()
    for term in Term.objects.all():
        actions.delete_term(term.id, actor=kenji)
    first, second = (import_terms(table, actor=kenji) for _time in range(2))
    assert (first.added, second.added, second.changed, second.same) == (2, 0, 0, 2)
    assert synonym_groups(koyomi.koyomi.id, "ja") == [["データ", "ファイル", "情報"]]
    changed = import_terms("ja,note\nデータ,新しい".encode(), actor=kenji)
    assert (changed.changed, Term.objects.get(ja="データ").note) == (1, "新しい")
    with pytest.raises(Refused) as refused:
        import_terms("ja,note\n新語,\n,これは何".encode(), actor=kenji)
    assert not Term.objects.filter(ja="新語").exists()
    assert refused.value.field == "file"
