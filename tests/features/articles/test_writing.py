"""Writing articles: drafts beside what is read, two authors at once, versions, translations."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.core.events.models import Event
from madoguchi.core.people.actor import Actor
from madoguchi.features.articles.actions.publishing import confirm_translation, publish, unpublish
from madoguchi.features.articles.actions.writing import create_article, restore_version, write
from madoguchi.features.articles.models import ArticleText, ArticleVersion
from madoguchi.features.articles.queries.articles import readable_by, stale, text_for, texts_readable_by
from madoguchi.features.articles.queries.public import public
from madoguchi.features.articles.wording import Words
from tests.features.articles.writing import drafted, published, shelf
from tests.world import World


def versions(text: ArticleText) -> list[tuple[int, str, str]]:
    rows = ArticleVersion.objects.filter(text=text).order_by("number")
    return list(rows.values_list("number", "what", "body"))


def test_a_draft_is_written_beside_what_is_read(koyomi: World, kenji: Actor, misaki: Actor) -> None:
    article = drafted(misaki, shelf(kenji), body="一")
    assert not public(koyomi.koyomi.id, "ja").exists()
    live = publish(article.id, "ja", edition=1, actor=kenji)
    assert (live.title, live.body, live.state, live.slug) == ("返金の受け方", "一", "published", "henkin-no-uke-kata")
    write(article.id, "ja", words=Words("返金の受け方", "二"), edition=1, actor=misaki)
    text = public(koyomi.koyomi.id, "ja").get()
    assert (text.body, text.draft_body, text.state, text.has_draft) == ("一", "二", "draft", True)
    published = publish(article.id, "ja", edition=2, actor=kenji)
    assert (published.body, published.published_version, published.draft_authors) == ("二", 2, [])
    assert versions(text) == [(1, "published", "一"), (2, "published", "二")]
    types = Event.objects.filter(type__startswith="article.").order_by("id").values_list("type", flat=True)
    assert list(types) == ["article.created", "article.published", "article.published"]


def test_two_authors_do_not_overwrite_each_other(kenji: Actor, misaki: Actor) -> None:
    article = drafted(misaki, shelf(kenji), body="はじめ")
    write(article.id, "ja", words=Words("返金", "美咲"), edition=1, actor=misaki)
    with pytest.raises(Refused) as refused:
        write(article.id, "ja", words=Words("返金", "健二"), edition=1, actor=kenji)
    assert (refused.value.code, refused.value.field) == ("changed-meanwhile", "edition")
    text = text_for(article.id, "ja", kenji)
    assert (text.draft_body, text.edition) == ("美咲", 2)
    assert versions(text) == [(1, "aside", "健二")]


def test_who_saves_the_same_again_changes_nothing(kenji: Actor) -> None:
    article = drafted(kenji, shelf(kenji), body="一")
    write(article.id, "ja", words=Words("返金の受け方", "二"), edition=1, actor=kenji)
    again = write(article.id, "ja", words=Words(" 返金の受け方 ", "二\r\n"), edition=1, actor=kenji)
    assert (again.edition, versions(again)) == (2, [])


def test_what_stood_there_becomes_a_version_when_another_begins_or_after_a_pause(kenji: Actor, misaki: Actor) -> None:
    article = drafted(misaki, shelf(kenji), body="一")
    write(article.id, "ja", words=Words("返金", "二"), edition=1, actor=misaki)
    text = write(article.id, "ja", words=Words("返金", "三"), edition=2, actor=kenji)
    assert versions(text) == [(1, "saved", "二")]
    ArticleText.objects.filter(id=text.id).update(draft_at=now() - timedelta(hours=1))
    text = write(article.id, "ja", words=Words("返金", "四"), edition=3, actor=kenji)
    assert versions(text) == [(1, "saved", "二"), (2, "saved", "三")]
    assert text.draft_authors == [misaki.person_id, kenji.person_id]


def test_a_version_is_restored_as_the_draft(kenji: Actor) -> None:
    text = published(kenji, shelf(kenji), body="一")
    write(text.article_id, "ja", words=Words("別の題", "二"), edition=1, actor=kenji)
    restored = restore_version(text.article_id, "ja", number=1, actor=kenji)
    assert (restored.draft_title, restored.draft_body, restored.body) == ("返金の受け方", "一", "一")
    assert versions(text) == [(1, "published", "一"), (2, "saved", "二"), (3, "restored", "一")]
    with pytest.raises(NotAllowed):
        restore_version(text.article_id, "ja", number=9, actor=kenji)


def test_a_translation_is_stale_until_it_follows(kenji: Actor) -> None:
    text = published(kenji, shelf(kenji), body="一")
    article_id = text.article_id
    write(article_id, "en", words=Words("Refunds", "one"), edition=0, actor=kenji)
    publish(article_id, "en", edition=1, actor=kenji)
    write(article_id, "ja", words=Words("返金の受け方", "一。"), edition=1, actor=kenji)
    publish(article_id, "ja", edition=2, minor=True, actor=kenji)
    assert not stale(texts_readable_by(kenji), kenji.workspace_id).exists()
    write(article_id, "ja", words=Words("返金の受け方", "二"), edition=2, actor=kenji)
    publish(article_id, "ja", edition=3, actor=kenji)
    behind = stale(texts_readable_by(kenji), kenji.workspace_id).values_list("language", "source_version")
    assert list(behind) == [("en", 1)]
    write(article_id, "en", words=Words("Refunds", "a typo"), edition=1, actor=kenji)
    publish(article_id, "en", edition=2, actor=kenji)
    assert stale(texts_readable_by(kenji), kenji.workspace_id).exists()
    confirm_translation(article_id, "en", actor=kenji)
    assert not stale(texts_readable_by(kenji), kenji.workspace_id).exists()


def test_unpublished_it_is_read_by_the_house_alone(koyomi: World, kenji: Actor, misaki: Actor) -> None:
    text = published(kenji, shelf(kenji), body="一")
    partner = koyomi.actor(koyomi.olivia)
    assert readable_by(partner).count() == 1
    gone = unpublish(text.article_id, "ja", actor=kenji)
    assert (gone.state, gone.is_live, gone.draft_body) == ("draft", False, "一")
    assert not public(koyomi.koyomi.id, "ja").exists()
    assert readable_by(partner).count() == 0
    assert readable_by(misaki).count() == 1


def test_who_may_what(koyomi: World, kenji: Actor, misaki: Actor) -> None:
    stand = shelf(kenji)
    article = drafted(koyomi.actor(koyomi.ren), stand)  # a product member suggests
    for actor in (misaki, koyomi.actor(koyomi.ren)):
        with pytest.raises(NotAllowed):
            publish(article.id, "ja", edition=1, actor=actor)
    partner = koyomi.actor(koyomi.olivia)
    with pytest.raises(NotAllowed):
        create_article(stand.id, words={"ja": Words("題")}, actor=partner)
    with pytest.raises(NotAllowed):
        text_for(article.id, "ja", partner)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (Words(" "), "no-title"),
        (Words("題", "あ" * 200_001), "too-long"),
        (Words("題", summary="あ" * 301), "too-long"),
    ],
)
def test_what_cannot_be_kept_is_refused(kenji: Actor, words: Words, code: str) -> None:
    stand = shelf(kenji)
    with pytest.raises(Refused) as refused:
        create_article(stand.id, words={"ja": words}, actor=kenji)
    assert refused.value.code == code


def test_the_database_refuses_what_must_not_be(kenji: Actor) -> None:
    text = published(kenji, shelf(kenji))
    for wrong in (
        {"published_at": None},
        {"state": "lost"},
        {"state": "scheduled"},
        {"title": ""},
        {"published_version": 9},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ArticleText.objects.filter(id=text.id).update(**wrong)


def test_versions_are_not_rewritten(kenji: Actor) -> None:
    text = published(kenji, shelf(kenji))
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('madoguchi_app', 'article_versions', 'UPDATE')")
        assert cursor.fetchone() == (False,)
    assert versions(text) == [(1, "published", "")]
