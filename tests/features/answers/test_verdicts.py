"""What yes or no would answer begins with what the registry knows, and with nothing where it does not know it."""

import pytest

from madoguchi.base.tenancy import tenant
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.answers.models import Answer
from madoguchi.features.answers.verdicts import verdict_on
from madoguchi.features.articles.models import Article
from madoguchi.features.chat.actions.say import say
from madoguchi.features.chat.models import Visitor
from tests.features.answers.furnishing import answering, happens, said_in
from tests.features.registry.entries import feature
from tests.world import World

pytestmark = pytest.mark.django_db
RECEIPT = {"state": "available", "name_ja": "領収書の発行", "aliases_ja": "領収書を発行", "name_en": "Receipts"}


def test_the_first_words_are_the_verdict(
    world: World, chat: Inbox, visitor: Visitor, articles: dict[str, Article]
) -> None:
    feature(world, **RECEIPT)
    answering(world, chat)
    said = say(visitor, "領収書を発行できますか？", once="1")
    happens(world)
    (text,) = said_in(said.conversation_id, world)
    first, how, *_rest = text.split("\n\n")
    assert first.startswith("**はい")
    assert how == "領収書はマイページから発行できます。"
    with tenant(world.koyomi.id):
        assert Answer.objects.get().verdict == "yes"


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("領収書を発行できますか？", "yes"),
        ("どうすれば領収書を発行できますか？", ""),
        ("請求書を発行できますか？", ""),
        ("領収書を発行したいです。", ""),
    ],
)
def test_only_what_is_named_gets_one_and_only_where_it_is_asked(world: World, question: str, verdict: str) -> None:
    feature(world, **RECEIPT)
    with tenant(world.koyomi.id):
        assert verdict_on(question, "ja", world.koyomi.id).verdict == verdict


def test_what_cannot_be_done_says_so_and_keeps_its_reasons(world: World) -> None:
    feature(world, name_ja="音声での入力", name_en="Voice", state="not_available", reason_ja="需要がないためです。")
    with tenant(world.koyomi.id):
        found = verdict_on("音声での入力はできますか", "ja", world.koyomi.id)
    assert found.verdict == "no"
    assert "需要" not in found.sentence
