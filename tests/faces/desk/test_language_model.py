"""The settings of the language model at the desk: clear words for what is wrong, and the key is never shown."""

import pytest

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.inboxes.steps import keep
from madoguchi.features.answers.models import FORMAT, AnswerModel
from madoguchi.features.articles.models import Article
from madoguchi.features.llm.models import LanguageModel, ModelCall
from tests.faces.desk.sitting import Sitting
from tests.features.articles.writing import shelf
from tests.features.llm.connecting import KEY, connected
from tests.language_model import Server
from tests.world import World

pytestmark = pytest.mark.django_db
HERE = "/desk/settings/language-model/"


def test_it_is_connected_tried_and_paid_for(world: World, aoi: Sitting, model: Server) -> None:
    assert "どこにも何も送信しません" in aoi.get(HERE).text
    refused = aoi.post(HERE, {"address": "http://llm.example/v1", "model": "small"})
    assert (refused.status, "https" in refused.text) == (422, True)
    assert aoi.post(HERE, {"address": model.address, "model": "small", "key": KEY, "timeout": "5"}).status == 200
    assert aoi.post(HERE, {"switches": "1", "checks_answers": "1"}).status == 200
    assert aoi.post(HERE, {"daily_tokens": "20,000", "price_in": "30.5"}).status == 200
    asking = aoi.post(f"{HERE}trial/")
    assert "問い合わせています" in asking.text
    with tenant(world.koyomi.id):
        ModelCall.objects.update(outcome="key", detail="HTTP 401", tokens_in=1200)
    page = aoi.get(HERE)
    assert KEY not in page.html
    for shown in ("API キーが拒否されました。", "HTTP 401", "1,200", "上限 20,000", 'value="30.5"'):
        assert shown in page.html
    assert 'name="checks_answers" value="1" checked' in page.html
    assert 'name="writes_articles" value="1" checked' not in page.html
    with tenant(world.koyomi.id):
        call = ModelCall.objects.get()
    assert "API キーが拒否されました。" in aoi.get(f"{HERE}calls/{call.id}/").text


def test_agents_set_nothing(misaki: Sitting) -> None:
    assert misaki.get(HERE).status == 404
    assert misaki.post(HERE, {"address": "https://evil.example/v1"}).status == 404
    assert misaki.post(f"{HERE}trial/").status == 404


def test_an_author_has_it_write(world: World, misaki: Sitting, matter: Conversation, model: Server) -> None:
    stand = shelf(world.actor(world.kenji))
    dialog = f"/desk/conversations/{matter.id}/articles/"
    assert "by_model" not in misaki.get(dialog).html, "nothing is offered until it is switched on"
    connected(world, model, writes_articles=True)
    assert "by_model" in misaki.get(dialog).html
    begun = misaki.post(dialog, {"title": "請求書", "collection": str(stand.id), "by_model": "1"})
    with tenant(world.koyomi.id):
        call, article = ModelCall.objects.get(), Article.objects.get()
    assert begun.response["HX-Redirect"] == f"/desk/articles/{article.id}/ja/?writing={call.id}"
    waiting = f"/desk/articles/by-model/{call.id}/"
    assert f'hx-get="{waiting}"' in misaki.get(f"/desk/articles/{article.id}/ja/?writing={call.id}").html
    assert "下書きを作成しています" in misaki.get(waiting).text
    with tenant(world.koyomi.id):
        ModelCall.objects.update(outcome="timeout")
    assert "時間内に応答がありませんでした" in misaki.get(waiting).text


def test_an_embedding_model_is_named_tried_and_told_of(world: World, aoi: Sitting, model: Server) -> None:
    assert "埋め込みモデルを試す" not in aoi.get(HERE).text, "there is none yet"
    refused = aoi.post(HERE, {"switches": "1", "reads_meaning": "1"})
    assert (refused.status, "先に埋め込みモデル名を入力してください。" in refused.text) == (422, True)
    aoi.post(HERE, {"address": model.address, "model": "", "embedding_model": "meanings", "key": KEY})
    assert aoi.post(HERE, {"switches": "1", "reads_meaning": "1"}).status == 200
    assert aoi.post(HERE, {"embedding_price": "3.5"}).status == 200
    aoi.post(f"{HERE}trial/", {"of": "embedding"})
    with tenant(world.koyomi.id):
        assert ModelCall.objects.get().purpose == "meaning_trial"
        LanguageModel.objects.update(embedding_rests_until=now())
    page = aoi.get(HERE)
    for shown in ('value="meanings"', 'value="3.5"', 'name="reads_meaning" value="1" checked', "埋め込みモデルの試し",
                  "埋め込みモデルを試す", "埋め込みモデルの呼び出しが続けて失敗したため"):  # fmt: skip
        assert shown in page.html
    assert KEY not in page.html
    assert len(page.queries) <= 8


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ({"meaning": "in_use", "meaning_tried": 40, "meaning_with": 36, "meaning_without": 28},
         "過去の質問40件のうち正しい記事が1位だった割合は、使う場合が90%、使わない場合が70%です。"),
        ({"meaning": "no_help", "meaning_tried": 40, "meaning_with": 28, "meaning_without": 28},
         "確かな効果が見られないため"),
        ({"meaning": "too_few"}, "記事で解決した過去の質問が30件必要です。"),
        ({"meaning": "away"}, "足りない分は次の学習で取得します。"),
        ({}, ""),
    ],
)  # fmt: skip
def test_the_page_of_the_assistant_tells_what_became_of_it(
    world: World, aoi: Sitting, told: dict[str, object], shown: str
) -> None:
    with tenant(world.koyomi.id):
        AnswerModel.objects.create(
            workspace_id=world.koyomi.id, number=1, format=FORMAT, content=keep(world.koyomi.id, b"-"),
            target_precision=95, threshold=0.9, articles=1, questions=40, took_ms=1, in_use=True, **told
        )  # fmt: skip
    page = aoi.get("/desk/settings/assistant/")
    assert shown in page.text
    assert ("埋め込み" in page.text) == bool(told)
    assert len(page.queries) <= 8
