"""Before it is switched on, it is asked the questions of the past, and knows nothing of what came after them."""

import json
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import pytest
from click.testing import CliRunner
from django.db import OperationalError
from django.utils.translation import override

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.config.cli.backtesting import backtest as command
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.events.models import Event
from madoguchi.features.answers.actions import backtest as backtesting
from madoguchi.features.answers.actions.backtest import begin, run
from madoguchi.features.answers.actions.set_up import change_policy
from madoguchi.features.answers.backtesting import FEWEST, past_of, topics, windows
from madoguchi.features.answers.backtests import cases_of, report_of, titled
from madoguchi.features.answers.closing import KILLED
from madoguchi.features.answers.history import Case
from madoguchi.features.answers.models import Backtest
from madoguchi.features.articles.actions.writing import write
from madoguchi.features.articles.models import Article, ArticleSource
from madoguchi.features.articles.wording import Words
from madoguchi.features.chat.models import Visitor
from tests.faces.desk.sitting import Sitting
from tests.features.answers.furnishing import EXPORTS, RETURNS, collection, published
from tests.features.answers.past import SINCE
from tests.world import World

pytestmark = pytest.mark.django_db


def asked_again(world: World, *, with_drafts: bool = False) -> Backtest:
    row = begin(with_drafts=with_drafts, actor=world.actor(world.mana))
    done = run(row.id, workspace_id=world.koyomi.id)
    assert done is not None
    return done


def state_of(world: World, row: Backtest) -> str:
    with tenant(world.koyomi.id):
        return Backtest.objects.get(id=row.id).state


def told(row: Backtest, *, right: int, wrong: int) -> None:
    """As if it had answered so many, however sure the engine was of them."""
    known = list(row.cases.filter(truth__isnull=False).order_by("id"))
    row.cases.update(answered=False, right=False)
    for case in known[:right]:
        row.cases.filter(id=case.id).update(answered=True, right=True, given=case.truth_id)
    row.cases.filter(id__in=[case.id for case in known[right : right + wrong]]).update(answered=True)


def test_it_says_how_much_how_rightly_and_what_is_missing(world: World, past: list[int]) -> None:
    actor, row = world.actor(world.mana), asked_again(world)
    assert (row.state, row.done, row.total) == ("done", 15, 15), "the older half is only learnt from"
    with tenant(world.koyomi.id):
        told(row, right=7, wrong=1)
        report = report_of(row, actor)
        for part, count in report.counts.items():
            assert cases_of(row, part, actor).count() == count, part
        assert report.counts == {"answered": 8, "right": 7, "wrong": 1, "unproven": 0, "missed": 2, "missing": 5}
        assert (report.answered.count, report.answered.of, report.precision.value) == (8, 15, 0.875)
        assert report.precision.low < 0.6 < 0.9 < report.precision.high, "so few say little"
        assert [report.minutes, report.cost] == [Decimal(42), Decimal(2100)]
        (topic,) = report.topics
        assert topic.count == 5
        assert all("駐車場" in case.message.text for case in topic.samples)
        assert Event.objects.get(type="backtest.ended").payload == {"backtest_id": row.id, "state": "done"}
    assert run(row.id, workspace_id=world.koyomi.id) is None, "done is done"


def test_the_command_tells_the_same(world: World, past: list[int]) -> None:
    here = ["--workspace", str(world.koyomi.id)]
    made = CliRunner().invoke(command, [*here, "--json"], catch_exceptions=False)
    report = json.loads(made.stdout)
    with tenant(world.koyomi.id):
        row = Backtest.objects.get()
        assert (row.id, row.state, row.total) == (report["id"], "done", 15)
        assert report["answered"]["of"] == 15
        assert report["answered"]["count"] == row.cases.filter(answered=True).count()
        ArticleSource.objects.all().delete()
        Conversation.objects.update(first_replied_at=None)
    refused = CliRunner().invoke(command, here)
    assert (refused.stdout, "0" in refused.stderr) == ("", True), "there are too few questions"


def test_it_shows_what_a_draft_would_break(world: World, past: list[int], articles: dict[str, Article]) -> None:
    actor, before = world.actor(world.mana), asked_again(world)
    with tenant(world.koyomi.id):
        told(before, right=7, wrong=1)
    words = Words(title="倉庫の見学", body="倉庫は平日に見学できます。", summary="")
    write(articles["returns"].id, "ja", words=words, edition=1, actor=world.actor(world.aoi))
    with tenant(world.koyomi.id):
        before_right = report_of(before, actor).counts["right"]
    after = asked_again(world, with_drafts=True)
    with tenant(world.koyomi.id):
        report = report_of(after, actor)
        assert report.before == before
        assert report.broken == cases_of(after, "broken", actor).count()
        assert report.counts["right"] == before_right - report.broken + (report.mended or 0)


def test_its_pages_show_it(world: World, past: list[int]) -> None:
    row = asked_again(world)
    with tenant(world.koyomi.id):
        told(row, right=7, wrong=1)
    desk = Sitting(world.users["aoi"])
    page = desk.get(f"/desk/settings/assistant/backtests/{row.id}/?part=right")
    assert "足りない記事" in page.text
    assert "商品を返品する" in page.text
    assert "バックテスト" in desk.get("/desk/settings/assistant/").text
    assert desk.get(f"/desk/settings/assistant/backtests/{row.id + 99}/").status == 404


def test_whoever_waits_is_told_what_for_and_money_is_grouped(world: World, past: list[int]) -> None:
    row = begin(actor=world.actor(world.mana))
    desk, page = Sitting(world.users["aoi"]), f"/desk/settings/assistant/backtests/{row.id}/"
    assert "順番を待っています" in desk.get(page).text
    with tenant(world.koyomi.id):
        Backtest.objects.update(total=1_200)
    assert "1,200件の質問を試します" in desk.get(page).text
    with tenant(world.koyomi.id):
        Backtest.objects.update(total=1_200, done=1_000)
    assert "1,000" in desk.get(page).text
    run(row.id, workspace_id=world.koyomi.id)
    change_policy(changes={"hour_cost": "123456"}, actor=world.actor(world.aoi))
    with tenant(world.koyomi.id):
        told(row, right=7, wrong=0)
    assert "費用にして 86,419" in desk.get(page).text


def test_it_takes_some_questions_and_the_right(world: World, visitor: Visitor, articles: dict[str, Article]) -> None:
    with pytest.raises(Refused, match="too-few"):
        begin(actor=world.actor(world.mana))
    with pytest.raises(NotAllowed):
        begin(actor=world.actor(world.misaki))


def test_one_that_breaks_off_or_takes_its_worker_down_is_closed(
    world: World, past: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = world.actor(world.mana)
    row = begin(actor=actor)
    monkeypatch.setattr(backtesting, "cases", lambda *_of: (_ for _ in ()).throw(OperationalError("away")))
    with pytest.raises(OperationalError):
        run(row.id, workspace_id=world.koyomi.id)
    monkeypatch.undo()
    assert state_of(world, row) == "failed"
    other = begin(actor=actor)
    assert other.id != row.id, "another one may begin"
    run(other.id, workspace_id=world.koyomi.id, tried=KILLED + 1)
    assert state_of(world, other) == "failed"


def test_one_at_a_time(world: World, past: list[int]) -> None:
    actor = world.actor(world.mana)
    assert begin(actor=actor).id == begin(actor=actor).id


def _cases(count: int) -> list[Case]:
    return [Case(number, SINCE + timedelta(hours=number), f"{number}", number % 2 or None) for number in range(count)]


def test_nothing_is_known_from_the_future() -> None:
    assert windows(FEWEST - 1) == []
    cut = windows(101)
    assert cut[0].start == 50
    assert [one.end for one in cut[:-1]] == [one.start for one in cut[1:]], "each begins where the one before ends"
    assert cut[-1].end == 101
    cases = _cases(101)
    for window in cut:
        assert max(one.at for one in cases[: window.start]) < min(one.at for one in cases[window.start : window.end])


def test_an_article_that_is_no_more_answers_nothing() -> None:
    assert [one.question for one in past_of(_cases(4), frozenset())] == ["0", "2"]


@pytest.mark.parametrize(
    ("questions", "expected"),
    [
        (["駐車場はどこですか", "駐車場の場所はどこ", "別の話です"], [1, 1, 0]),
        ([], []),
        (["？？？", "！！"], [0, 0]),
    ],
)
def test_questions_of_one_topic_are_put_together(questions: Sequence[str], expected: Sequence[int]) -> None:
    assert topics(questions) == expected


def test_articles_are_called_as_the_reader_reads(world: World) -> None:
    both = published(world, collection(world), {"ja": RETURNS, "en": EXPORTS})
    with tenant(world.koyomi.id):
        for language, title in (("ja", RETURNS[0]), ("en", EXPORTS[0]), ("ko", RETURNS[0])):
            with override(language):
                assert titled([both.id, None]) == {both.id: title}
