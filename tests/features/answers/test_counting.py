"""Every figure equals a recount of the rows behind it, and says how sure it is."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils.translation import override

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Message
from madoguchi.core.inboxes.models import Inbox
from madoguchi.faces.desk.views import answered
from madoguchi.features.answers.counting import PARTS, Asked, answers_visible_to, figures_of, report_on
from madoguchi.features.answers.models import Answer
from madoguchi.features.articles.models import Article, ArticleText
from madoguchi.features.chat.actions.say import say
from madoguchi.features.chat.models import Visitor
from tests.faces.desk.sitting import Sitting
from tests.features.answers.furnishing import text_of
from tests.world import World

pytestmark = pytest.mark.django_db
ALWAYS = Asked(now() - timedelta(days=400), now() + timedelta(days=400))
# state, of which article, how many
ROWS = (
    *(("confirmed", "returns", 6), ("confirmed", "receipts", 1), ("assumed", "returns", 3), ("returned", "returns", 2)),
    *(("answered", "receipts", 2), ("followed", "returns", 1), ("handed_over", "receipts", 1)),
    *(("handed_over", "", 4), ("refused", "", 2), ("considering", "", 1), ("clarified", "", 1)),
)


@pytest.fixture
def counted(world: World, chat: Inbox, visitor: Visitor, articles: dict[str, Article]) -> Counter[str]:
    """Rows of each state; how many there are."""
    number = 0
    for state, name, count in ROWS:
        for _time in range(count):
            number += 1
            said = say(visitor, f"{number} 番目の質問です。", once=str(number))
            with tenant(world.koyomi.id):
                Answer.objects.create(
                    workspace_id=world.koyomi.id,
                    conversation_id=said.conversation_id,
                    inbox=chat,
                    message=said,
                    text=text_of(articles[name]) if name else None,
                    article_version=1 if name else 0,
                    language="ja" if number % 2 else "en",
                    state=state,
                )
    return Counter({state: sum(count for one, _name, count in ROWS if one == state) for state, _name, _count in ROWS})


def test_each_figure_equals_a_recount(world: World, counted: Counter[str]) -> None:
    actor = world.actor(world.mana)
    with tenant(world.koyomi.id):
        found = figures_of(answers_visible_to(actor, ALWAYS))
        for part in PARTS:
            rows = answers_visible_to(actor, Asked(ALWAYS.since, ALWAYS.until, part=part))
            assert rows.count() == found.counts[part], part
    assert found.counts["confirmed"] == counted["confirmed"] == 7
    assert found.counts["read"] == sum(counted.values()) - counted["considering"]
    assert found.counts["given"] == 16
    assert (found.resolved.count, found.resolved.of) == (10, 13), "what is open or went on is not settled"
    assert found.resolved.value is not None
    assert found.resolved.low < found.resolved.value < found.resolved.high
    assert (found.returned.count, found.confirmed.count) == (2, 7)


def test_the_parts_of_a_group_add_up_to_the_whole(world: World, counted: Counter[str]) -> None:
    actor = world.actor(world.mana)
    with tenant(world.koyomi.id):
        report = report_on(actor, ALWAYS)
        whole = figures_of(answers_visible_to(actor, ALWAYS)).counts
        assert report.figures.counts == whole
        for by in ("language", "inbox", "week"):
            groups = report.groups[by]
            assert {part: sum(one.figures.counts[part] for one in groups) for part in PARTS} == whole, by
        articles = report.groups["article"]
        assert sum(one.figures.counts["given"] for one in articles) == whole["given"]
        assert articles[0].name == "商品を返品する"
        assert (articles[0].figures.resolved.count, articles[0].figures.resolved.of) == (9, 11)


def test_an_article_is_called_as_its_reader_reads(world: World, counted: Counter[str]) -> None:
    with tenant(world.koyomi.id):
        text = Answer.objects.filter(text__title="商品を返品する")[0].text
        assert text
        of = {"workspace_id": text.workspace_id, "article_id": text.article_id, "language": "en"}
        ArticleText.objects.create(**of, slug="returning", draft_title="Returning goods", title="Returning goods")
        for language, name in (("ja", "商品を返品する"), ("en", "Returning goods")):
            with override(language):
                assert report_on(world.actor(world.mana), ALWAYS).groups["article"][0].name == name


def test_the_page_shows_each_figure_with_what_is_behind_it(
    world: World, counted: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answered, "PAGE", 3)
    desk = Sitting(world.users["mana"])
    page = desk.get("/desk/reports/answers/")
    assert "77%" in page.text
    assert "10 / 13" in page.text
    behind = desk.get("/desk/reports/answers/?part=returned")
    assert behind.text.count("番目の質問です。 商品を返品する 再度の問い合わせ") == 2


def test_a_week_is_said_as_days_are_said_elsewhere(world: World, counted: Counter[str]) -> None:
    with tenant(world.koyomi.id):
        week = report_on(world.actor(world.mana), ALWAYS).groups["week"][0].key
    desk = Sitting(world.users["mana"])
    assert f"{week.year}/{week.month}/{week.day} の週" in desk.get("/desk/reports/answers/").text
    world.users["mana"].language = "en"
    world.users["mana"].save()
    assert f"Week of {week.day} {week:%b %Y}" in Sitting(world.users["mana"]).get("/desk/reports/answers/").text


def test_who_sees_no_reports_sees_none_of_it(world: World, counted: Counter[str]) -> None:
    with tenant(world.koyomi.id), pytest.raises(NotAllowed):
        answers_visible_to(world.actor(world.misaki), ALWAYS)
    assert Sitting(world.users["misaki"]).get("/desk/reports/answers/").status == 404


def test_other_workspaces_count_nothing_of_it(world: World, counted: Counter[str]) -> None:
    with tenant(world.harbour.id):
        assert figures_of(answers_visible_to(world.actor(world.oscar), ALWAYS)).counts["read"] == 0
        assert not Message.objects.exists()
