"""A language model writes the first draft of an article: no personal data, and never over what its author wrote."""

import json

import pytest

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.features.articles.actions.drafting import draft_from, have_written
from madoguchi.features.articles.actions.writing import create_article, write
from madoguchi.features.articles.by_model import words_in, write_by_model
from madoguchi.features.articles.models import Article, ArticleText, ArticleVersion
from madoguchi.features.articles.wording import Words
from madoguchi.features.llm.masking import Masks
from madoguchi.features.llm.models import ModelCall
from tests.features.articles.test_drafting import ANSWERED, ASKED
from tests.features.articles.writing import shelf
from tests.features.llm.connecting import calls, connected
from tests.language_model import Server
from tests.world import World

WRITTEN = "# シフトの通知が届かないとき\n\n「お知らせ」をオンにします。\n\n1. 「設定」を開きます\n2. [LINK-1] を見ます"
LINK = "https://help.koyomi.example/notify"


@pytest.fixture
def matter(world: World) -> Conversation:
    """Hanako has asked, and Misaki has answered with a link."""
    common = {"workspace_id": world.koyomi.id}
    with tenant(world.koyomi.id):
        made = Conversation.objects.create(
            **common, inbox=world.support, contact=world.hanako, subject="山田 花子より：通知が届かない"
        )
        Message.objects.create(**common, conversation=made, kind="inbound", contact=world.hanako, text=ASKED)
        Message.objects.create(**common, conversation=made, kind="note", person=world.kenji, text="内緒です")
        answer = f"{ANSWERED}\n詳しくは {LINK} をご覧ください。"
        Message.objects.create(**common, conversation=made, kind="reply", person=world.misaki, text=answer)
    return made


def begun(world: World, matter: Conversation) -> Article:
    """Misaki has made an article of it, as the rules draft it."""
    words = Words("通知が届かない", "下書きです。")
    stand = shelf(world.actor(world.kenji))
    return draft_from(matter.id, collection_id=stand.id, words=words, language="ja", actor=world.actor(world.misaki))


def asked(world: World, matter: Conversation, article: Article) -> ModelCall:
    actor = world.actor(world.misaki)
    return have_written(article.id, conversation_id=matter.id, language="ja", actor=actor)


def text_of(article: Article) -> ArticleText:
    with tenant(article.workspace_id):
        return ArticleText.objects.get(article=article, language="ja")


@pytest.mark.django_db
def test_it_takes_the_place_of_what_the_rules_drafted(world: World, matter: Conversation, model: Server) -> None:
    connected(world, model, writes_articles=True)
    model.says = WRITTEN
    article = begun(world, matter)
    call = asked(world, matter, article)
    write_by_model(call.id, "ja", workspace_id=world.koyomi.id)
    text = text_of(article)
    assert text.draft_title == "シフトの通知が届かないとき"
    assert text.draft_body.endswith(f"2. {LINK} を見ます")
    assert text.state == "draft"
    (kept,) = calls(world)
    assert (kept.outcome, kept.person_id, kept.article_id) == ("ok", world.misaki.id, article.id)
    sent = json.dumps(model.told, ensure_ascii=False)
    assert "シフトの通知が届かない職員がいます" in sent
    private = ("山田", "花子", "こうぼ", "0000", "@", "藤井", "内緒", "help.koyomi")
    assert [one for one in private if one in sent] == []
    write_by_model(call.id, "ja", workspace_id=world.koyomi.id)
    assert len(model.bodies) == 1, "a job may run twice"


@pytest.mark.django_db
def test_what_its_author_has_written_meanwhile_stays(world: World, matter: Conversation, model: Server) -> None:
    connected(world, model, writes_articles=True)
    model.says = WRITTEN
    article = begun(world, matter)
    call = asked(world, matter, article)
    write(article.id, "ja", words=Words("私の題", "私の文"), edition=1, actor=world.actor(world.misaki))
    write_by_model(call.id, "ja", workspace_id=world.koyomi.id)
    assert text_of(article).draft_body == "私の文"
    with tenant(world.koyomi.id):
        assert ArticleVersion.objects.get(what="aside").title == "シフトの通知が届かないとき"


@pytest.mark.django_db
@pytest.mark.parametrize(("said", "status", "outcome"), [("できません", 200, "unusable"), (WRITTEN, 500, "server")])
def test_without_it_the_draft_of_the_rules_stands(
    world: World, matter: Conversation, model: Server, said: str, status: int, outcome: str
) -> None:
    connected(world, model, writes_articles=True)
    model.says, model.status = said, status
    article = begun(world, matter)
    write_by_model(asked(world, matter, article).id, "ja", workspace_id=world.koyomi.id)
    assert text_of(article).draft_body == "下書きです。"
    assert calls(world)[0].outcome == outcome


@pytest.mark.django_db
def test_only_for_an_article_that_came_from_there(world: World, matter: Conversation, model: Server) -> None:
    article = begun(world, matter)
    with pytest.raises(Refused) as refused:
        asked(world, matter, article)
    assert refused.value.code == "model-off"
    connected(world, model, writes_articles=True)
    words = {"ja": Words("別の記事")}
    other = create_article(shelf(world.actor(world.kenji), "別").id, words=words, actor=world.actor(world.misaki))
    with pytest.raises(NotAllowed):
        asked(world, matter, other)
    assert calls(world) == []


def test_what_nobody_wrote_is_taken_out() -> None:
    masks = Masks(["山田"])
    masks.hide(f"山田です。{LINK} と hanako@kobo.example")
    said = """# [NAME-1]の[リンク](https://evil.example)
<img src=x onerror=alert(1)>本文 ![絵](https://evil.example/p.png?d=1) [ここ](https://evil.example) [ヘルプ]([LINK-1])
javascript:alert(1) data:text/html,x www.evil.example {{snippet:secret}} [MAIL-1]"""
    words = words_in(said, masks)
    assert words is not None
    assert words.title == "…のリンク"
    assert f"[ヘルプ]({LINK})" in words.body
    assert not [one for one in ("evil", "<img", "javascript", "data:", "{{", "hanako", "山田") if one in words.body]
    assert words_in("題がない", masks) is None
    assert words_in("# 題だけ", masks) is None
