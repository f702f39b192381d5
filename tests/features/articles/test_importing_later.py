"""Articles come in by a job: once, with a report of everything in the file, and whatever goes wrong on the way."""

import io
import zipfile

import pytest
from django.db import OperationalError

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.models import Event
from madoguchi.core.inboxes.models import Blob
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.models import Person
from madoguchi.features.articles.actions.importing import import_page
from madoguchi.features.articles.actions.imports import begin_import, stop_import
from madoguchi.features.articles.bringing_later import bring_in_all, try_to_bring_in
from madoguchi.features.articles.forgetting import forget_imports
from madoguchi.features.articles.importing.pages import Wishes
from madoguchi.features.articles.jobs import TRIES
from madoguchi.features.articles.models import Article, ArticleImport, ArticleText
from tests.features.articles.test_importing import zipped

WISHES = Wishes("ja", publish=True)
IMPORT_PAGE = "madoguchi.features.articles.bringing_later.import_page"


def begun(actor: Actor, content: bytes, name: str = "a.zip") -> ArticleImport:
    return begin_import(name, content, wishes=WISHES, actor=actor)


def through(row: ArticleImport) -> ArticleImport:
    bring_in_all(row.id, workspace_id=row.workspace_id)
    row.refresh_from_db()
    return row


def report(row: ArticleImport) -> list[tuple[str, str]]:
    return [(item.path, item.outcome) for item in row.items.order_by("number")]


def damaged(packed: bytes, word: bytes) -> bytes:
    """The same zip with one letter of a stored file changed."""
    place = packed.index(word)
    return packed[:place] + b"X" + packed[place + 1 :]


def test_nothing_of_a_file_goes_unsaid(kenji: Actor) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        made.writestr("返金.md", "# 返金\n\n14日以内です。")
        made.writestr("broken.md", "# damaged-here")
        made.writestr("letters.md", b"\x81\xff\xfe\x00\x01")
        made.writestr("list.html", "<html><body></body></html>")
        made.writestr("style.css", "a {}")
        made.writestr("faq.csv", "title,body\n,題がない\n送料,500円です")
        made.writestr(".hidden/x.md", "# x")
    row = through(begun(kenji, damaged(packed.getvalue(), b"damaged-here")))
    assert (row.state, row.total, row.handled) == ("done", 7, 7)
    assert (row.added, row.refused, row.left_out) == (2, 3, 2)
    outcomes = {
        *[("返金.md", "added"), ("faq.csv:送料", "added"), ("faq.csv:2", "refused"), ("broken.md", "refused")],
        *[("letters.md", "refused"), ("list.html", "left_out"), ("style.css", "left_out")],
    }
    assert set(report(row)) == outcomes
    assert all(item.reason for item in row.items.filter(outcome__in=["refused", "left_out"]))
    assert row.items.get(path="返金.md").article_id == ArticleText.objects.get(title="返金").article_id


def test_a_second_time_adds_nothing(kenji: Actor) -> None:
    content = zipped(**{"a.md": "# 一\n\n[次](b.md)", "b.md": "# 二"})
    assert through(begun(kenji, content)).added == 2
    again = through(begun(kenji, content))
    assert (again.added, again.unchanged, Article.objects.count()) == (0, 2, 2)
    assert "](article:" in ArticleText.objects.get(title="一").body
    bring_in_all(again.id, workspace_id=again.workspace_id)
    assert again.items.count() == 2


def test_who_sends_a_file_twice_has_one_import(kenji: Actor) -> None:
    first, second = begun(kenji, b"# x", "a.md"), begun(kenji, b"# x", "a.md")
    assert first.id == second.id
    assert begun(kenji, b"# y", "a.md").id != first.id


def test_one_that_was_killed_goes_on_where_it_was(kenji: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    row = begun(kenji, zipped(**{f"{number}.md": f"# {number}" for number in range(4)}))
    usual, pages = import_page, list[str]()

    def dies(page: object, **how: object) -> object:
        pages.append(page.title)  # type: ignore[attr-defined]
        if len(pages) == 3:
            raise OperationalError("the server went away")
        return usual(page, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(IMPORT_PAGE, dies)
    with pytest.raises(OperationalError):
        bring_in_all(row.id, workspace_id=row.workspace_id)
    row.refresh_from_db()
    assert (row.state, row.handled) == ("running", 2)
    assert through(row).added == 4
    assert pages == ["0", "1", "2", "2", "3"]


def test_a_page_that_breaks_keeps_no_other_from_coming_in(kenji: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = import_page

    def breaks(page: object, **how: object) -> object:
        if page.title == "1":  # type: ignore[attr-defined]
            raise ZeroDivisionError
        return usual(page, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(IMPORT_PAGE, breaks)
    row = through(begun(kenji, zipped(**{f"{number}.md": f"# {number}" for number in range(3)})))
    assert (row.state, row.added, row.refused) == ("done", 2, 1)


def test_a_file_that_cannot_be_read_says_why_and_changes_nothing(kenji: Actor) -> None:
    row = through(begun(kenji, b"PK\x03\x04" + b"x" * 100))
    assert (row.state, row.total, Article.objects.count()) == ("failed", 0, 0)
    assert row.failure
    assert Event.objects.get(type="article_import.ended").payload["state"] == "failed"


def tried(row: ArticleImport, before: int) -> ArticleImport:
    """As its job does, after so many tries."""
    try_to_bring_in(row.id, workspace_id=row.workspace_id, tried=before)
    row.refresh_from_db()
    return row


def test_one_that_breaks_each_time_is_closed_after_the_last_and_says_why(
    kenji: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = begun(kenji, zipped(**{"1.md": "# 1", "2.md": "# 2"}))
    usual = import_page

    def breaks(page: object, **how: object) -> object:
        if page.title == "2":  # type: ignore[attr-defined]
            raise OperationalError("no space left on device")
        return usual(page, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(IMPORT_PAGE, breaks)
    for before, state in ((0, "running"), (TRIES - 1, "running"), (TRIES, "failed")):
        with pytest.raises(OperationalError):
            tried(row, before)
        row.refresh_from_db()
        assert row.state == state
    assert "no space left on device" in row.failure
    assert (row.added, row.blob_id, Event.objects.filter(type="article_import.ended").count()) == (1, None, 1)


def test_one_that_takes_its_worker_down_each_time_is_closed_without_another_try(kenji: Actor) -> None:
    row = tried(begun(kenji, b"# x", "a.md"), TRIES + 1)
    assert (row.state, Article.objects.count()) == ("failed", 0)
    assert row.failure
    assert tried(row, TRIES + 2).state == "failed"


def test_one_that_is_stopped_takes_no_more(kenji: Actor) -> None:
    row = begun(kenji, b"# x", "a.md")
    stop_import(row.id, actor=kenji)
    assert (through(row).state, Article.objects.count()) == ("stopped", 0)


def test_the_file_is_kept_no_longer_than_it_is_needed(kenji: Actor) -> None:
    row = begun(kenji, b"# x", "a.md")
    assert Blob.objects.count() == 1
    assert through(row).blob_id is None
    assert Blob.objects.count() == 0


def test_who_lost_the_right_meanwhile_brings_nothing_in(kenji: Actor) -> None:
    row = begun(kenji, b"# x", "a.md")
    Person.objects.filter(id=kenji.own_id).update(role="agent")
    assert (through(row).refused, Article.objects.count()) == (1, 0)


def test_what_cannot_be_begun(kenji: Actor, misaki: Actor) -> None:
    with pytest.raises(NotAllowed):
        begun(misaki, b"# x", "a.md")
    for content, wishes, code in (
        (b"", WISHES, "no-file"),
        (b"# x", Wishes("xx"), "no-such-language"),
        (b"# x", Wishes("ja", collection="x" * 121), "too-long"),
    ):
        with pytest.raises(Refused) as refused:
            begin_import("a.md", content, wishes=wishes, actor=kenji)
        assert refused.value.code == code
    assert ArticleImport.objects.count() == 0


def test_a_picture_alone_is_no_article_and_an_empty_file_is_said_to_be_empty(kenji: Actor) -> None:
    row = through(begun(kenji, b"\x89PNG\r\n\x1a\n", "screen.png"))
    assert (row.left_out, row.items.get().path) == (1, "screen.png")
    with pytest.raises(Refused) as refused:
        begun(kenji, b"", "a.md")
    assert refused.value.text == "This file is empty."
    assert Article.objects.count() == 0


def test_reports_are_forgotten_after_a_month(kenji: Actor) -> None:
    old, running = through(begun(kenji, b"# x", "a.md")), begun(kenji, b"# y", "b.md")
    forget_imports(kenji.workspace_id)
    assert ArticleImport.objects.count() == 2
    with tenant(kenji.workspace_id):
        ArticleImport.objects.update(created_at="2020-01-01T00:00Z")
        ArticleImport.objects.filter(id=old.id).update(ended_at="2020-01-01T00:00Z")
    forget_imports(kenji.workspace_id)
    assert list(ArticleImport.objects.values_list("id", flat=True)) == [running.id]
