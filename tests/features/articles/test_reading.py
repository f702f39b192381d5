"""What readers do is counted once, and tells what articles spare."""

from datetime import date, datetime, timedelta

import pytest

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.actions.erase import erase_contact, export_contact
from madoguchi.core.contacts.actions.merge import merge_contacts, undo_merge
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.inboxes.models import Blob
from madoguchi.core.people.actor import Actor
from madoguchi.features.articles.actions.centre import change_centre
from madoguchi.features.articles.actions.pictures import keep_picture
from madoguchi.features.articles.actions.reading import judge, note_contact, note_read, note_search
from madoguchi.features.articles.actions.snippets import keep_snippet
from madoguchi.features.articles.actions.writing import write
from madoguchi.features.articles.differences import ADDED, REMOVED, SAME, Piece, differences
from madoguchi.features.articles.forgetting import UNNAMED, forget_pictures, forget_visits
from madoguchi.features.articles.intervals import Share, difference
from madoguchi.features.articles.models import ArticlePicture, ArticleRead, ArticleVerdict, HelpSearch
from madoguchi.features.articles.queries.figures import (
    opinions_of,
    read_before_contact,
    read_by_writer_of,
    readers_of,
    zero_results,
)
from madoguchi.features.articles.visitors import Visit, is_held_out, visitor_of
from madoguchi.features.articles.wording import Words
from tests.features.articles.writing import published, shelf
from tests.world import World


def visit(actor: Actor, key: str = "v1", contact_id: int | None = None) -> Visit:
    return Visit(actor.workspace_id, key, "portal", contact_id)


@pytest.fixture
def span() -> tuple[datetime, datetime]:
    return now() - timedelta(days=1), now() + timedelta(minutes=1)


def matter(koyomi: World) -> Conversation:
    return Conversation.objects.create(
        workspace_id=koyomi.koyomi.id, inbox=koyomi.support, contact=koyomi.hanako, subject="x"
    )


def test_searches_in_vain_are_a_list_to_work_from(kenji: Actor, span: tuple[datetime, datetime]) -> None:
    for visitor, query in (("a", "LINE 連携"), ("b", "ＬＩＮＥ　連携"), ("b", "line連携"), ("a", "返金")):
        note_search(query, language="ja", results=0, visit=visit(kenji, visitor))
    note_search("パスワード", language="ja", results=3, visit=visit(kenji))
    assert note_search(" ", language="ja", results=0, visit=visit(kenji)) is None
    found = zero_results(kenji, since=span[0], until=span[1])
    assert [(row.searches, row.visitors) for row in found] == [(3, 2), (1, 1)]
    assert zero_results(kenji, since=span[0], until=span[1], language="en") == []


def test_a_read_counts_once_a_day(kenji: Actor) -> None:
    text = published(kenji, shelf(kenji))
    search = note_search("返金", language="ja", results=1, visit=visit(kenji))
    assert search is not None
    for _twice in range(2):
        note_read(text, visit=visit(kenji), search_id=search.id)
    note_read(text, visit=visit(kenji, "v2"), search_id=search.id)
    assert readers_of([text], since=now() - timedelta(days=1)) == {text.id: 2}
    search.refresh_from_db()
    assert search.opened_id == text.id


def test_a_verdict_can_be_thought_over(kenji: Actor) -> None:
    text = published(kenji, shelf(kenji))
    judge(text, helpful=True, visit=visit(kenji))
    judge(text, helpful=False, reason="old", comment=" 去年のまま ", visit=visit(kenji))
    judge(text, helpful=True, visit=visit(kenji, "v2"))
    opinion = opinions_of([text])[text.id]
    assert (opinion.helpful.count, opinion.helpful.of, opinion.reasons) == (1, 2, {"old": 1})
    for wrong in ({"helpful": True, "reason": "old"}, {"helpful": False, "reason": "x"}):
        with pytest.raises(Refused):
            judge(text, visit=visit(kenji), **wrong)  # type: ignore[arg-type]
    with pytest.raises(Refused):
        judge(text, helpful=False, comment="あ" * 1001, visit=visit(kenji))


def test_who_wrote_after_reading_all_the_same(koyomi: World, kenji: Actor, span: tuple[datetime, datetime]) -> None:
    text = published(kenji, shelf(kenji))
    for number in range(10):
        note_read(text, visit=visit(kenji, f"read{number}"))
    note_contact(matter(koyomi).id, visit=visit(kenji, "read0"))
    before = matter(koyomi)
    note_contact(before.id, visit=visit(kenji, "read1"))
    ArticleRead.objects.filter(visitor="read1").update(at=now() - timedelta(hours=30))  # too long before to count
    (worst,) = read_before_contact(kenji, since=span[0], until=span[1])
    assert (worst.text, worst.wrote.count, worst.wrote.of) == (text, 1, 9)
    assert read_by_writer_of(before.id) == [text]
    with pytest.raises(NotAllowed):
        read_before_contact(koyomi.actor(koyomi.olivia), since=span[0], until=span[1])


def test_intervals_are_those_of_the_books() -> None:
    share = Share(7, 20)
    assert (round(share.low, 4), round(share.high, 4)) == (0.1812, 0.5671)  # Newcombe 1998, Wilson
    assert Share(0, 0).value is None
    less = difference(Share(56, 70), Share(48, 80))  # Newcombe 1998 (II), table II (a), method 10
    assert (round(less.low, 4), round(less.high, 4)) == (0.0524, 0.3339)
    assert difference(Share(0, 0), Share(1, 2)).value is None


def test_what_is_long_ago_is_forgotten(kenji: Actor) -> None:
    text = published(kenji, shelf(kenji))
    for key in ("old", "new"):
        note_read(text, visit=visit(kenji, key))
        note_search(key, language="ja", results=0, visit=visit(kenji, key))
        judge(text, helpful=True, visit=visit(kenji, key))
    long_ago = now() - timedelta(days=401)
    for rows in (ArticleRead.objects, HelpSearch.objects, ArticleVerdict.objects):
        rows.filter(visitor="old").update(at=long_ago)
    assert forget_visits(kenji.workspace_id) == 2
    assert forget_visits(kenji.workspace_id) == 0
    assert (ArticleRead.objects.get().visitor, HelpSearch.objects.get().query) == ("new", "new")
    assert ArticleVerdict.objects.count() == 2


def test_visitors_are_known_for_a_day_only() -> None:
    monday, tuesday = date(2026, 11, 30), date(2026, 12, 1)
    one = visitor_of(1, address="192.0.2.1", agent="Firefox", day=monday)
    assert one == visitor_of(1, address="192.0.2.1", agent="Firefox", day=monday)
    assert len({one, visitor_of(1, address="192.0.2.1", agent="Firefox", day=tuesday)}) == 2
    assert len({one, visitor_of(2, address="192.0.2.1", agent="Firefox", day=monday)}) == 2
    keys = [visitor_of(1, address=f"192.0.2.{number}", agent="", day=monday) for number in range(250)]
    assert 5 <= sum(is_held_out(key, 10) for key in keys) <= 50
    assert not any(is_held_out(key, 0) for key in keys)


def test_a_contact_s_readings_are_exported_and_erased(world: World) -> None:
    with tenant(world.koyomi.id):
        kenji, aoi = world.actor(world.kenji), world.actor(world.aoi)
        text = published(kenji, shelf(kenji))
        mine = visit(kenji, contact_id=world.hanako.id)
        note_search("私の病気", language="ja", results=0, visit=mine)
        note_read(text, visit=mine)
        judge(text, helpful=False, reason="unclear", comment="私には難しい", visit=mine)
        merge_id = merge_contacts(world.taro.id, merged_id=world.hanako.id, actor=kenji).id
        assert ArticleRead.objects.get().contact_id == world.taro.id
        undo_merge(merge_id, actor=kenji)
        exported = str(export_contact(world.hanako.id, actor=aoi))
        assert all(said in exported for said in ("私の病気", "返金の受け方", "私には難しい"))
        erase_contact(world.hanako.id, actor=aoi)
        assert HelpSearch.objects.count() == 0
        assert ArticleRead.objects.get().contact_id is None
        assert (ArticleVerdict.objects.get().contact_id, ArticleVerdict.objects.get().comment) == (None, "")


def test_differences_are_told_by_words() -> None:
    before, after = "返金は14日以内です。\n同じ行\n", "返金は30日以内に承ります。\n同じ行\n足した行\n"
    pieces = differences(before, after)
    assert Piece(REMOVED, "14") in pieces
    assert Piece(ADDED, "30") in pieces
    assert Piece(SAME, "返金は") in pieces
    assert Piece(ADDED, "足した行\n") in pieces
    assert "".join(piece.text for piece in pieces if piece.kind != ADDED) == before
    assert "".join(piece.text for piece in pieces if piece.kind != REMOVED) == after
    assert differences("", "") == []
    assert differences("Pay by card", "Pay by bank card") == [
        Piece(SAME, "Pay by "),
        Piece(ADDED, "bank "),
        Piece(SAME, "card"),
    ]
    long = "一二三、" * 3_000
    assert [piece.kind for piece in differences(long, long + "終")] == [REMOVED, ADDED]


def test_pictures_that_nothing_names_are_forgotten_after_a_month(world: World, kenji: Actor) -> None:
    png = b"\x89PNG\r\n\x1a\n"
    read, before, part, logo, unnamed, new = (
        keep_picture("a.png", png + name.encode(), actor=kenji)
        for name in ("read", "before", "part", "logo", "unnamed", "new")
    )
    text = published(kenji, shelf(kenji), body=f"![以前](picture:{before.name})")
    words = Words("題", f"![画面](picture:{read.name})", "")
    write(text.article_id, "ja", words=words, edition=text.edition, actor=kenji)
    keep_snippet("hours", "ja", body=f"![印](picture:{part.name})", actor=kenji)
    change_centre({"logo": logo.name}, actor=world.actor(world.aoi))
    with tenant(kenji.workspace_id):
        rows = ArticlePicture.objects.all()
        rows.exclude(id=new.id).update(named_at=now() - UNNAMED - timedelta(days=1))
    assert forget_pictures(kenji.workspace_id) == 1
    assert forget_pictures(kenji.workspace_id) == 0
    with tenant(kenji.workspace_id):
        assert set(rows.values_list("name", flat=True)) == {one.name for one in (read, before, part, logo, new)}
        assert not Blob.objects.filter(id=unnamed.blob_id).exists()
        assert not rows.filter(named_at__lt=now() - UNNAMED).exists(), "the others are looked for again in a month"
        rows.filter(id=new.id).update(named_at=now() - UNNAMED - timedelta(days=1))
    keep_picture("a.png", png + b"new", actor=kenji)
    assert forget_pictures(kenji.workspace_id) == 0, "who puts it in again has another month"
