"""Bringing articles to their readers: review by a second person, times, addresses, who may read, the archive."""

from datetime import timedelta

import pytest
from django.utils import timezone

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.core.events.models import Event
from madoguchi.core.people.actor import Actor
from madoguchi.features.articles.actions.arranging import archive, change_article, change_slug, move_article, unarchive
from madoguchi.features.articles.actions.centre import change_centre
from madoguchi.features.articles.actions.collections import change_collection, delete_collection, move_collection
from madoguchi.features.articles.actions.publishing import publish, publish_scheduled, schedule, unschedule
from madoguchi.features.articles.actions.reviewing import approve, give_back, request_review, withdraw_review
from madoguchi.features.articles.actions.suggesting import suggest
from madoguchi.features.articles.actions.writing import write
from madoguchi.features.articles.models import ArticleText, Collection
from madoguchi.features.articles.queries.articles import Asked, due_for_review, in_review, texts_asked
from madoguchi.features.articles.queries.centre import centre_of, workspace_at
from madoguchi.features.articles.queries.pages import read_before_at
from madoguchi.features.articles.queries.public import navigation, one_public, public
from madoguchi.features.articles.queries.searching import search
from madoguchi.features.articles.slugs import slug_of
from madoguchi.features.articles.wording import Words
from madoguchi.features.notifications.models import Notification
from madoguchi.features.notifications.wording import lines_of
from tests.features.articles.writing import drafted, published, shelf
from tests.features.notifications.telling import tell_all, told
from tests.world import World


def code_of(refused: "pytest.ExceptionInfo[Refused]") -> str:
    return refused.value.code


def test_a_second_person_approves_first(koyomi: World, kenji: Actor, misaki: Actor, aoi: Actor) -> None:
    change_centre({"needs_review": True}, actor=aoi)
    article = drafted(misaki, shelf(kenji), body="一")
    with pytest.raises(Refused) as refused:
        publish(article.id, "ja", edition=1, actor=kenji)
    assert code_of(refused) == "needs-review"
    request_review(article.id, "ja", edition=1, reviewer_id=kenji.person_id, actor=misaki)
    assert [text.article_id for text in in_review(kenji)] == [article.id]
    assert not in_review(koyomi.actor(koyomi.mana)).exists()
    returned = give_back(article.id, "ja", edition=1, note="期限を書いてください", actor=kenji)
    assert (returned.state, returned.review_note) == ("draft", "期限を書いてください")
    write(article.id, "ja", words=Words("返金", "二"), edition=1, actor=misaki)
    request_review(article.id, "ja", edition=2, actor=misaki)
    assert approve(article.id, "ja", edition=2, actor=kenji).is_approved
    assert publish(article.id, "ja", edition=2, actor=kenji).body == "二"
    reviewed = Event.objects.filter(type="article.reviewed").order_by("id").values_list("payload__approved", flat=True)
    assert list(reviewed) == [False, True]


def test_whom_it_concerns_is_told(koyomi: World, kenji: Actor, misaki: Actor) -> None:
    article = drafted(misaki, shelf(kenji), body="一")
    request_review(article.id, "ja", edition=1, actor=misaki)
    tell_all()
    assert told(koyomi.kenji) == told(koyomi.mana) == told(koyomi.aoi) == [("review", 1)]
    assert told(koyomi.ren) == told(koyomi.misaki) == []
    give_back(article.id, "ja", edition=1, note="期限を", actor=kenji)
    suggest(article.id, "ja", text="図がほしい", actor=kenji)
    tell_all()
    assert told(koyomi.misaki) == [("reviewed", 1), ("suggestion", 1)]
    lines = lines_of(list(Notification.objects.filter(person=koyomi.misaki)))
    assert {(line.about, line.place) for line in lines} == {("返金の受け方", f"/desk/articles/{article.id}/")}


def test_what_one_has_reviewed_waits_for_nobody_else(koyomi: World, kenji: Actor, misaki: Actor) -> None:
    faq = shelf(kenji)
    article, other = drafted(misaki, faq, body="一"), drafted(misaki, faq, "領収書", "二")
    for one in (article, other):
        request_review(one.id, "ja", edition=1, actor=misaki)
    tell_all()
    give_back(article.id, "ja", edition=1, note="期限を", actor=kenji)
    tell_all()
    unread = Notification.objects.filter(kind="review", read_at__isnull=True)
    assert set(unread.values_list("subject_id", flat=True)) == {other.id}
    request_review(article.id, "ja", edition=1, actor=misaki)
    tell_all()
    assert told(koyomi.mana) == [("review", 1), ("review", 1)]
    approve(other.id, "ja", edition=1, actor=kenji)
    request_review(other.id, "ja", edition=1, actor=misaki)
    give_back(other.id, "ja", edition=1, note="図を", actor=kenji)
    tell_all()
    assert set(unread.values_list("subject_id", flat=True)) == {article.id}, "asked and done in one batch"


def test_what_is_asked_no_longer_waits_for_nobody(koyomi: World, kenji: Actor, misaki: Actor) -> None:
    faq = shelf(kenji)
    ways = [drafted(misaki, faq, title, "一") for title in ("取り下げる", "書き直す", "すぐ公開する", "待つ")]
    withdrawn, rewritten, out, waiting = (article.id for article in ways)
    for article in ways:
        request_review(article.id, "ja", edition=1, actor=misaki)
    tell_all()
    withdraw_review(withdrawn, "ja", actor=misaki)
    withdraw_review(withdrawn, "ja", actor=misaki)
    write(rewritten, "ja", words=Words("書き直す", "二"), edition=1, actor=misaki)
    write(rewritten, "ja", words=Words("書き直す", "三"), edition=2, actor=misaki)
    publish(out, "ja", edition=1, actor=kenji)
    tell_all()
    unread = Notification.objects.filter(kind="review", read_at__isnull=True)
    assert set(unread.values_list("subject_id", flat=True)) == {waiting}
    ended = Event.objects.filter(type="article.review_withdrawn").order_by("id")
    assert [event.payload["article_id"] for event in ended] == [withdrawn, rewritten, out]
    request_review(withdrawn, "ja", edition=1, actor=misaki)
    tell_all()
    assert told(koyomi.mana) == [("review", 1), ("review", 1)]
    approve(waiting, "ja", edition=1, actor=kenji)
    assert ended.count() == 3, "what was reviewed was not withdrawn"


def test_a_mail_says_which_article_it_is_about(koyomi: World, kenji: Actor, misaki: Actor) -> None:
    article = drafted(misaki, shelf(kenji), body="一")
    request_review(article.id, "ja", edition=1, actor=misaki)
    give_back(article.id, "ja", edition=1, note="期限を", actor=kenji)
    suggest(article.id, "ja", text="図がほしい", actor=kenji)
    tell_all()
    request_review(article.id, "ja", edition=1, actor=misaki)
    tell_all()
    rows = list(Notification.objects.order_by("id"))
    assert {row.kind for row in rows} == {"review", "reviewed", "suggestion"}
    assert {line.about for line in lines_of(rows, plain=False)} == {"返金の受け方"}


def test_nobody_reviews_what_they_wrote(kenji: Actor, misaki: Actor, aoi: Actor) -> None:
    article = drafted(misaki, shelf(kenji), body="一")
    write(article.id, "ja", words=Words("返金", "二"), edition=1, actor=kenji)
    with pytest.raises(Refused) as refused:
        request_review(article.id, "ja", edition=2, reviewer_id=kenji.person_id, actor=misaki)
    assert code_of(refused) == "own-review"
    with pytest.raises(Refused) as refused:
        request_review(article.id, "ja", edition=2, reviewer_id=misaki.person_id, actor=kenji)
    assert code_of(refused) == "no-such-reviewer"
    request_review(article.id, "ja", edition=2, actor=misaki)
    with pytest.raises(Refused) as refused:
        approve(article.id, "ja", edition=2, actor=kenji)
    assert code_of(refused) == "own-review"
    with pytest.raises(NotAllowed):
        approve(article.id, "ja", edition=2, actor=misaki)
    assert approve(article.id, "ja", edition=2, actor=aoi).is_approved


def test_an_approval_is_of_what_was_read(kenji: Actor, misaki: Actor) -> None:
    article = drafted(misaki, shelf(kenji), body="一")
    change_article(article.id, {"needs_review": True}, actor=kenji)
    request_review(article.id, "ja", edition=1, actor=misaki)
    approve(article.id, "ja", edition=1, actor=kenji)
    text = write(article.id, "ja", words=Words("返金", "まるで別のこと"), edition=1, actor=misaki)
    assert (text.is_approved, text.state) == (False, "draft")
    with pytest.raises(Refused) as refused:
        publish(article.id, "ja", edition=2, actor=kenji)
    assert code_of(refused) == "needs-review"
    with pytest.raises(Refused) as refused:
        publish(article.id, "ja", edition=1, actor=kenji)
    assert code_of(refused) == "changed-meanwhile"
    request_review(article.id, "ja", edition=2, actor=misaki)
    assert withdraw_review(article.id, "ja", actor=misaki).state == "draft"


def test_it_is_published_when_its_time_has_come(kenji: Actor) -> None:
    article = drafted(kenji, shelf(kenji), body="一")
    with pytest.raises(Refused):
        schedule(article.id, "ja", edition=1, at=now() - timedelta(minutes=1), actor=kenji)
    text = schedule(article.id, "ja", edition=1, at=now() + timedelta(hours=1), actor=kenji)
    publish_scheduled(text.id, workspace_id=kenji.workspace_id)
    assert not public(kenji.workspace_id, "ja").exists()
    ArticleText.objects.filter(id=text.id).update(publish_at=now() - timedelta(seconds=1))
    for _twice in range(2):
        publish_scheduled(text.id, workspace_id=kenji.workspace_id)
    assert public(kenji.workspace_id, "ja").get().published_version == 1
    assert Event.objects.filter(type="article.published", actor="system").count() == 1


def test_a_plan_ends_when_somebody_writes_or_takes_it_back(kenji: Actor) -> None:
    article = drafted(kenji, shelf(kenji), body="一")
    later = now() + timedelta(hours=1)
    schedule(article.id, "ja", edition=1, at=later, actor=kenji)
    assert unschedule(article.id, "ja", actor=kenji).state == "draft"
    schedule(article.id, "ja", edition=1, at=later, actor=kenji)
    text = write(article.id, "ja", words=Words("返金", "二"), edition=1, actor=kenji)
    assert (text.state, text.publish_at) == ("draft", None)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("シフトを公開する", "shifuto-o-kokai-suru"),
        ("Resetting a password!", "resetting-a-password"),
        ("プランA-1の料金", "puran-a-1-no-ryokin"),
        ("キャディの当番表", "kyadi-no-toban-hyo"),
        ("ヴィラのウェディングパーティー", "vira-no-wedingu-pati"),
        ("결제 방법", "결제-방법"),
        ("？！", ""),
        ("長い" * 60, "nagai-nagai-nagai-nagai-nagai-nagai-nagai-nagai-nagai-nagai"),
    ],
)
def test_an_address_is_made_of_the_title(title: str, slug: str) -> None:
    assert slug_of(title) == slug


def test_an_old_address_leads_on(kenji: Actor) -> None:
    stand = shelf(kenji)
    first, second = published(kenji, stand, "返金"), published(kenji, stand, "返金")
    assert (first.slug, second.slug) == ("henkin", "henkin-2")
    change_slug(first.article_id, "ja", slug="Refunds ご案内", actor=kenji)
    workspace = kenji.workspace_id
    assert one_public(workspace, "ja", "henkin") is None
    moved = read_before_at(workspace, "ja", "henkin")
    assert moved is not None
    assert moved.slug == "refunds-ご案内"
    with pytest.raises(Refused) as refused:
        change_slug(second.article_id, "ja", slug="refunds-ご案内", actor=kenji)
    assert code_of(refused) == "address-taken"
    with pytest.raises(Refused) as refused:
        change_slug(second.article_id, "ja", slug=" / ", actor=kenji)
    assert code_of(refused) == "bad-address"
    change_slug(second.article_id, "ja", slug="henkin", actor=kenji)  # somebody else's old address is free to take
    assert read_before_at(workspace, "ja", "henkin") is None
    assert one_public(workspace, "ja", "henkin") == second


def test_each_audience_reads_what_is_for_it(kenji: Actor, misaki: Actor) -> None:
    stand, manual = shelf(kenji), shelf(kenji, "マニュアル", is_manual=True)
    everybody, customers, agents = (published(kenji, stand, title) for title in ("一", "二", "三"))
    change_article(customers.article_id, {"visibility": "customers"}, actor=kenji)
    change_article(agents.article_id, {"visibility": "agents"}, actor=kenji)
    inside = published(kenji, manual, "四")

    def seen(audience: str) -> set[str]:
        return {text.title for text in public(kenji.workspace_id, "ja", audience)}

    assert seen("public") == {"一"}
    assert seen("customers") == {"一", "二"}
    assert seen("agents") == {"一", "二", "三", "四"}
    with pytest.raises(Refused) as refused:
        change_article(inside.article_id, {"visibility": "public"}, actor=kenji)
    assert code_of(refused) == "manual-is-for-agents"
    moved = change_article(everybody.article_id, {"collection_id": manual.id}, actor=kenji)
    assert moved.visibility == "agents"
    change_collection(stand.id, fields={"is_manual": True}, actor=kenji)
    assert seen("customers") == set()
    with pytest.raises(NotAllowed):
        change_article(inside.article_id, {"collection_id": stand.id}, actor=misaki)
    change_article(inside.article_id, {"review_due_on": timezone.localdate(), "stage": "導入"}, actor=misaki)
    assert [article.id for article in due_for_review(misaki, until=timezone.localdate())] == [inside.article_id]


def test_archived_it_is_nowhere_and_comes_back_as_it_was(kenji: Actor) -> None:
    text = published(kenji, shelf(kenji), "返金の受け方", "返金します")
    archive(text.article_id, actor=kenji)
    assert not public(kenji.workspace_id, "ja").exists()
    assert search(kenji.workspace_id, "返金", language="ja") == []
    assert list(texts_asked(kenji, Asked(archived=True))) == [text]
    with pytest.raises(Refused) as refused:
        write(text.article_id, "ja", words=Words("別"), edition=1, actor=kenji)
    assert code_of(refused) == "archived"
    unarchive(text.article_id, actor=kenji)
    assert [found.text for found in search(kenji.workspace_id, "返金", language="ja")] == [text]


def test_the_shelves_stand_in_order(kenji: Actor) -> None:
    first, second, empty = (shelf(kenji, title) for title in ("一", "二", "空"))
    below = shelf(kenji, "一の下", parent_id=first.id)
    texts = [published(kenji, first, title) for title in ("あ", "い")]
    published(kenji, below, "う")
    published(kenji, second, "え")
    move_article(texts[1].article_id, before=texts[0].article_id, actor=kenji)
    move_collection(second.id, before=first.id, actor=kenji)
    shelves = navigation(kenji.workspace_id, "ja")
    assert [(one.text.title, [text.title for text in one.articles], one.count) for one in shelves] == [
        ("二", ["え"], 1),
        ("一", ["い", "あ"], 3),
    ]
    assert [one.text.title for one in shelves[1].shelves] == ["一の下"]
    with pytest.raises(Refused) as refused:
        shelf(kenji, "深すぎる", parent_id=below.id)
    assert code_of(refused) == "too-deep"
    with pytest.raises(Refused) as refused:
        delete_collection(first.id, actor=kenji)
    assert code_of(refused) == "not-empty"
    delete_collection(empty.id, actor=kenji)
    assert Collection.objects.count() == 3


def test_the_help_centre_is_found_by_its_address(koyomi: World, aoi: Actor, kenji: Actor) -> None:
    assert centre_of(aoi.workspace_id).pk is None
    with pytest.raises(NotAllowed):
        change_centre({"is_public": True}, actor=kenji)
    given = {"slug": "Koyomi", "host": "Help.Koyomi.example", "languages": ["ja", "en"], "colour": "#2B4C7E"}
    made = change_centre({**given, "texts": {"en": {"name": "Koyomi help"}}}, actor=aoi)
    assert (made.slug, made.host, made.colour, made.text_in("en")["name"]) == (
        "koyomi",
        "help.koyomi.example",
        "#2b4c7e",
        "Koyomi help",
    )
    assert workspace_at(slug="koyomi") == workspace_at(host="help.koyomi.example") == aoi.workspace_id
    change_centre({"slug": "koyomi-works", "host": ""}, actor=aoi)
    assert [workspace_at(slug="koyomi"), workspace_at(host="help.koyomi.example")] == [None, None]
    for field, value in (
        ("slug", "日本"),
        ("host", "localhost"),
        ("colour", "red"),
        ("languages", []),
        ("logo", "x"),
        ("held_out_percent", 51),
        ("contact_inbox_id", 10**9),
        ("edition", 1),
    ):
        with pytest.raises(Refused):
            change_centre({field: value}, actor=aoi)
