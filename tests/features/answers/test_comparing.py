"""Before a draft is published, and before what was learnt is put into use, questions of the past show what changes."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, OperationalError, transaction

from madoguchi.base.tenancy import tenant
from madoguchi.core.events.dispatch import run_events
from madoguchi.core.events.models import Event
from madoguchi.features.answers.actions import compare as comparing
from madoguchi.features.answers.actions import train as training
from madoguchi.features.answers.actions.compare import ask_comparison, compare
from madoguchi.features.answers.actions.train import put_into_use, train
from madoguchi.features.answers.closing import KILLED
from madoguchi.features.answers.comparing import Compared, around, breaks_too_much, halves
from madoguchi.features.answers.history import Case
from madoguchi.features.answers.models import AnswerModel, Regression, RegressionCase
from madoguchi.features.answers.ranking import Article as Read
from madoguchi.features.answers.regressions import changes_in, comparison_of
from madoguchi.features.articles.actions.reviewing import request_review
from madoguchi.features.articles.actions.writing import write
from madoguchi.features.articles.models import Article
from madoguchi.features.articles.wording import Words
from madoguchi.features.notifications.models import Notification
from madoguchi.features.notifications.wording import lines_of
from tests.faces.api.client import caller
from tests.faces.desk.sitting import Sitting
from tests.features.answers.furnishing import RETURNS, taught
from tests.features.answers.past import SINCE
from tests.features.notifications.telling import tell_all, told
from tests.world import World

pytestmark = pytest.mark.django_db
ELSE = Words(title="倉庫の見学", body="倉庫は平日に見学できます。", summary="")
PATH = "/desk/articles/{}/ja/comparison/"
PARKING = Words(title="駐車場の場所", body="駐車場の場所は店舗の裏です。どこからでも入れます。", summary="")


def rewritten(world: World, article: Article, words: Words = ELSE) -> Regression:
    """Its draft says something else, and the questions have been asked."""
    write(article.id, "ja", words=words, edition=1, actor=world.actor(world.aoi))
    row = ask_comparison(article.id, "ja", actor=world.actor(world.aoi))
    assert row is not None
    done = compare(row.id, edition=row.edition, workspace_id=world.koyomi.id)
    assert done is not None
    return done


def test_a_draft_that_takes_the_answer_away_shows_the_questions_it_breaks(
    world: World, past: list[int], articles: dict[str, Article]
) -> None:
    row = rewritten(world, articles["returns"])
    actor = world.actor(world.aoi)
    with tenant(world.koyomi.id):
        changes = changes_in(row, actor)
        assert (row.state, row.asked) == ("done", 15), "every second one is learnt from"
        assert row.right_before == row.right_after + changes.counts["broken"] - changes.counts["mended"]
        assert changes.counts == {"broken": 5, "changed": 0, "mended": 0, "fresh": 0}, (
            "what it answered once does not vouch for it"
        )
        assert {one.truth for _label, rows in changes.listed for one in rows} == {"商品を返品する"}
        assert comparison_of(articles["returns"].id, "ja", actor) == row
    assert compare(row.id, edition=row.edition, workspace_id=world.koyomi.id) is None, "done is done"


def test_a_draft_that_is_found_as_before_shows_what_it_tells_instead(
    world: World, past: list[int], articles: dict[str, Article]
) -> None:
    lunch = Words(title=RETURNS[0], body="社員食堂の今日の献立はカレーライスです。", summary="")
    row = rewritten(world, articles["returns"], lunch)
    with tenant(world.koyomi.id):
        changes = changes_in(row, world.actor(world.aoi))
        assert (changes.counts["broken"], changes.counts["changed"]) == (0, 5)
        (_label, listed), *_others = changes.listed
        assert {one.case.told for one in listed} == {"社員食堂の今日の献立はカレーライスです。"}
    assert "今回の回答: 社員食堂" in Sitting(world.users["aoi"]).get(PATH.format(articles["returns"].id)).text
    (first, *_rest) = (
        caller(world, world.aoi).get(f"/articles/{articles['returns'].id}/texts/ja/comparison/changes").data
    )
    assert (first["kind"], first["told"][:4]) == ("changed", "社員食堂")


def test_a_slip_of_the_pen_tells_nobody_something_else(
    world: World, past: list[int], articles: dict[str, Article]
) -> None:
    title, summary, body = RETURNS
    row = rewritten(world, articles["returns"], Words(title=title, body=f"{body}\n4. 印刷します。", summary=summary))
    with tenant(world.koyomi.id):
        assert changes_in(row, world.actor(world.aoi)).counts["changed"] == 0


def test_it_is_asked_once_an_edition(world: World, past: list[int], articles: dict[str, Article]) -> None:
    row, actor = rewritten(world, articles["returns"]), world.actor(world.aoi)
    again = ask_comparison(articles["returns"].id, "ja", actor=actor)
    assert again is not None
    assert (again.id, again.state) == (row.id, "done")
    write(articles["returns"].id, "ja", words=PARKING, edition=row.edition, actor=actor)
    newer = ask_comparison(articles["returns"].id, "ja", actor=actor)
    assert newer is not None
    assert (newer.id, newer.state, newer.edition) == (row.id, "running", row.edition + 1)
    assert compare(row.id, edition=row.edition, workspace_id=world.koyomi.id) is None, "that edition is past"
    assert ask_comparison(articles["receipts"].id, "ja", actor=actor) is None, "nothing is written there"


def test_one_that_breaks_off_or_takes_its_worker_down_is_closed(
    world: World, past: list[int], articles: dict[str, Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    returns = articles["returns"]
    write(returns.id, "ja", words=ELSE, edition=1, actor=world.actor(world.aoi))
    row = ask_comparison(returns.id, "ja", actor=world.actor(world.aoi))
    assert row is not None
    monkeypatch.setattr(comparing, "_material", lambda *_of: (_ for _ in ()).throw(OperationalError("away")))
    with pytest.raises(OperationalError):
        compare(row.id, edition=row.edition, workspace_id=world.koyomi.id)
    with tenant(world.koyomi.id):
        assert Regression.objects.get(id=row.id).state == "failed"
        Regression.objects.update(state="running")
    compare(row.id, edition=row.edition, workspace_id=world.koyomi.id, tried=KILLED + 1)
    with tenant(world.koyomi.id):
        assert Regression.objects.get(id=row.id).state == "failed"


def test_who_is_asked_for_a_review_finds_it_compared(
    world: World, past: list[int], articles: dict[str, Article]
) -> None:
    actor = world.actor(world.aoi)
    write(articles["returns"].id, "ja", words=ELSE, edition=1, actor=actor)
    request_review(articles["returns"].id, "ja", edition=2, actor=actor)
    while run_events():
        pass
    with tenant(world.koyomi.id):
        assert Regression.objects.get().edition == 2


def test_the_page_of_the_draft_shows_it(world: World, past: list[int], articles: dict[str, Article]) -> None:
    article, desk = articles["returns"], Sitting(world.users["aoi"])
    path = PATH.format(article.id)
    assert path in desk.get(f"/desk/articles/{article.id}/ja/").html
    row = rewritten(world, article)
    with tenant(world.koyomi.id):
        row.cases.all().delete()
        RegressionCase.objects.create(
            workspace_id=world.koyomi.id, regression=row, message_id=past[0], truth=article, before=article,
            after=articles["receipts"], kind="broken",
        )  # fmt: skip
    shown = desk.get(path).text
    assert "過去の質問15件" in shown
    assert "以前の結果: 商品を返品する → 今回: 領収書を発行する" in shown
    api = caller(world, world.aoi)
    assert api.get(f"/articles/{article.id}/texts/ja/comparison").body["asked"] == 15
    (case,) = api.get(f"/articles/{article.id}/texts/ja/comparison/changes").data
    assert (case["kind"], case["message_id"]) == ("broken", past[0])
    assert api.get(f"/articles/{articles['receipts'].id}/texts/ja/comparison").status == 404


def test_what_was_learnt_is_held_back_when_it_breaks_too_much(
    world: World, past: list[int], articles: dict[str, Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    taught(world)
    monkeypatch.setattr(training, "breaks_too_much", lambda _found: True)  # as if the new texts were worse
    (held,) = train(world.koyomi.id)
    (newer,) = train(world.koyomi.id)
    with tenant(world.koyomi.id):
        in_use = AnswerModel.objects.get(in_use=True)
        assert AnswerModel.objects.get(is_held=True) == newer, "the newest alone waits"
        assert in_use.number < held.number < newer.number
        assert Event.objects.filter(type="assistant.trained").latest("id").payload["in_use"] is False
        with pytest.raises(IntegrityError, match="answer_models_held"), transaction.atomic():
            AnswerModel.objects.filter(id=in_use.id).update(is_held=True)
        tell_all()
        assert told(world.aoi, kind="held_back") == [("held_back", 2)]
        assert told(world.misaki) == [], "who does not set the assistant up hears nothing"
        (line,) = lines_of(list(Notification.objects.filter(person=world.aoi)))
        assert line.place == f"/desk/settings/assistant/#held-{held.id}"
        assert line.whole == "What the assistant has learnt is held back"
    desk = Sitting(world.users["aoi"])
    assert "保留中" in desk.get("/desk/settings/assistant/").text
    assert caller(world, world.mana).get("/assistant").body["held_back"][0]["number"] == newer.number
    put_into_use(newer.id, actor=world.actor(world.aoi))
    with tenant(world.koyomi.id):
        assert AnswerModel.objects.get(in_use=True) == newer
        assert not AnswerModel.objects.filter(is_held=True).exists()
        assert Event.objects.get(type="assistant.put_into_use").payload["number"] == newer.number


def test_learning_anew_is_measured_beside_what_is_in_use(
    world: World, past: list[int], articles: dict[str, Article]
) -> None:
    train(world.koyomi.id)
    (again,) = train(world.koyomi.id)
    with tenant(world.koyomi.id):
        row = Regression.objects.get(model=again)
        assert (row.state, row.asked, row.right_before) == ("done", 30, row.right_after)
        assert again.in_use


CASE = Case(1, SINCE, "？", 1)
BROKEN, MENDED = Compared(CASE, 1, 2, True, True), Compared(CASE, 2, 1, True, True)
SAME = Compared(CASE, 1, 1, True, True)


@pytest.mark.parametrize(
    ("one", "kind"),
    [
        (BROKEN, "broken"),
        (MENDED, "mended"),
        (SAME, ""),
        (Compared(CASE, 2, 3, True, True), ""),
        (Compared(CASE, 1, 1, True, True, now_told="別のこと"), "changed"),
        (Compared(replace(CASE, article_id=None), 2, 3, False, True), "fresh"),
        (Compared(replace(CASE, article_id=None), 2, 3, True, True), ""),
    ],
)
def test_what_becomes_of_a_question(one: Compared, kind: str) -> None:
    assert one.kind == kind


def test_a_few_may_break() -> None:
    assert not breaks_too_much([])
    assert not breaks_too_much([BROKEN] * 2)
    assert breaks_too_much([BROKEN] * 3)
    assert not breaks_too_much([BROKEN] * 3 + [MENDED])
    assert not breaks_too_much([BROKEN] * 4 + [SAME] * 96)


def test_it_is_tried_beside_few_articles_the_wanted_ones_first() -> None:
    many = [Read(str(number), "見出し", "長い" * 5_000, "ja") for number in range(200)]
    kept = around(many, [150, 7])
    assert len(kept) == 60
    assert {"150", "7"} < {one.id for one in kept}
    assert max(len(one.body) for one in kept) == 2_000


def test_one_question_is_asked_and_more_are_shared() -> None:
    assert halves([CASE]) == ([CASE], [])
    asked, learnt_from = halves([replace(CASE, message_id=number) for number in range(5)])
    assert ([one.message_id for one in asked], [one.message_id for one in learnt_from]) == ([1, 3], [0, 2, 4])
