"""By mail it answers whoever proved to be who they are, and never becomes a relay for somebody who did not."""

from datetime import timedelta

import pytest

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.config.mail_out import message_of
from madoguchi.core.conversations.models import Message
from madoguchi.core.conversations.posting import outgoing_of
from madoguchi.features.answers.actions import respond
from madoguchi.features.answers.asking import place_of, token_of
from madoguchi.features.answers.models import Answer
from madoguchi.features.articles.models import Article
from madoguchi.features.articles.visitors import Visit
from madoguchi.features.deflection.actions.contact import Question, write
from tests.core.conversations.arriving import arrive, conversation_of, mail
from tests.features.answers.furnishing import answering, happens, lower_threshold, matter, said_in, states
from tests.features.registry.entries import feature
from tests.world import World

pytestmark = pytest.mark.django_db
HANAKO = "山田 花子 <hanako@kobo.example>"


def writes(world: World, text: str = "商品を返品したいです。", **fields: object) -> int:
    with tenant(world.koyomi.id):
        home = conversation_of(arrive(world.support, mail(HANAKO, text=text, subject="返品について", **fields)))
    happens(world)
    return home.id


def sent(world: World) -> list[Message]:
    with tenant(world.koyomi.id):
        return list(Message.objects.filter(automatic="assistant").order_by("id"))


def test_a_mail_is_answered_to_whoever_wrote_it_alone(world: World, articles: dict[str, Article]) -> None:
    answering(world, world.support)
    home_id = writes(world, verdict="pass", cc=())
    (said,) = said_in(home_id, world)
    assert said.startswith("お届けから8日以内なら返品できます。")
    (message,) = sent(world)
    assert message.addresses == {"to": [["hanako@kobo.example", ""]]}
    assert "/chat/answer/" in said
    with tenant(world.koyomi.id):
        row = Answer.objects.get()
        assert place_of(token_of(row.workspace_id, row.id)) == (world.koyomi.id, row.id)
        assert token_of(row.workspace_id, row.id) in said
        mime = message_of(outgoing_of(message, ["hanako@kobo.example"]))
    assert mime.auto_submitted == "auto-replied", "two programs do not answer each other"
    assert "返品したいです" not in mime.text, "nothing of theirs is quoted"
    assert mime.subject == "商品を返品する", "nor is their subject"


def test_what_the_registry_alone_knows_is_answered_by_mail_too(world: World, articles: dict[str, Article]) -> None:
    feature(world, name_ja="ギフト包装", name_en="", reason_en="")
    answering(world, world.support)
    lower_threshold(world, 2.0)
    with tenant(world.koyomi.id):
        text = "お世話になっております。\nギフト包装はできますでしょうか。\nよろしくお願いいたします。"
        home = conversation_of(arrive(world.support, mail(HANAKO, text=text, subject="ギフト包装について", cc=())))
    happens(world)
    (said,) = said_in(home.id, world)
    assert said.startswith("**いいえ、できません。「ギフト包装」")
    (message,) = sent(world)
    assert (message.subject, message.addresses) == ("ギフト包装", {"to": [["hanako@kobo.example", ""]]})
    assert "/chat/answer/" in said
    with tenant(world.koyomi.id):
        respond.ask_for_reason(Answer.objects.get().id, workspace_id=world.koyomi.id)
    assert [one.subject for one in sent(world)] == ["ギフト包装", "ギフト包装"]
    assert "私用のアカウント" in said_in(home.id, world)[1]


@pytest.mark.parametrize(
    ("text", "is_answered"),
    [
        ("お世話になっております。\n工房ひなたの山田です。\nギフト包装はできますでしょうか。\n\n山田 花子", True),
        ("山田花子と申します。ギフト包装はできますか？", True),
        ("海外の山田です。\nギフト包装はできますか。\n田中", False),
        ("ギフト包装はできますか。\n花の山です。", False),
    ],
)
def test_who_signs_a_mail_asks_nothing_else_by_it(
    world: World, articles: dict[str, Article], text: str, is_answered: bool
) -> None:
    feature(world, name_ja="ギフト包装", name_en="", reason_en="")
    answering(world, world.support)
    lower_threshold(world, 2.0)
    with tenant(world.koyomi.id):
        home = conversation_of(arrive(world.support, mail(HANAKO, text=text, subject="ギフト包装について", cc=())))
    happens(world)
    begins = [one.split("。")[0] for one in said_in(home.id, world)]
    assert begins == (["**いいえ、できません"] if is_answered else [])


def test_the_form_of_the_help_centre_is_answered_too(world: World, articles: dict[str, Article]) -> None:
    feature(world, name_ja="ギフト包装", name_en="", reason_en="")
    answering(world, world.support)
    lower_threshold(world, 2.0)
    visit = Visit(world.koyomi.id, "visitor-1", "form")
    text = "お世話になっております。山田花子と申します。\nギフト包装はできますか？\nよろしくお願いいたします。"
    written = write(world.support.id, Question(text=text, mail="hanako@kobo.example", once="1"), visit=visit)
    happens(world)
    (said,) = said_in(written.conversation_id, world)
    assert said.startswith("**いいえ、できません。「ギフト包装」")


def test_an_address_that_nothing_proves_gets_one_a_day(world: World, articles: dict[str, Article]) -> None:
    answering(world, world.support)
    writes(world, verdict="none")
    writes(world, text="領収書を発行したいです。", verdict="none")
    assert len(sent(world)) == 1
    with tenant(world.koyomi.id):
        Message.objects.filter(automatic="assistant").update(at=now() - timedelta(days=2))
    writes(world, text="パスワードを再設定したいです。", verdict="none")
    assert len(sent(world)) == 2


def test_four_a_day_are_the_most(world: World, articles: dict[str, Article]) -> None:
    answering(world, world.support)
    for number in range(6):
        writes(world, text=f"商品を返品したいです。{number}", verdict="pass")
    assert len(sent(world)) == 4


@pytest.mark.parametrize(
    "fields",
    [{"verdict": "fail"}, {"verdict": "pass", "automatic": "list"}, {"verdict": "pass", "automatic": "bulk"}],
)
def test_forged_and_automatic_mail_is_not_answered(
    world: World, articles: dict[str, Article], fields: dict[str, str]
) -> None:
    answering(world, world.support)
    writes(world, **fields)
    assert sent(world) == []
    assert states(world) == []


def test_an_answer_to_the_answer_that_it_is_solved_confirms_it(world: World, articles: dict[str, Article]) -> None:
    answering(world, world.support)
    writes(world, verdict="pass")
    (message,) = sent(world)
    writes(world, text="解決しました。ありがとうございます。", verdict="pass", references=(message.mail_id,))
    assert states(world) == ["confirmed"]
    assert len(sent(world)) == 1, "thanks need no mail"


def test_whom_nothing_proves_confirms_it_too_as_no_mail_follows(world: World, articles: dict[str, Article]) -> None:
    answering(world, world.support)
    home_id = writes(world, verdict="none")
    (message,) = sent(world)
    assert writes(world, text="解決しました。", verdict="none", references=(message.mail_id,)) == home_id
    assert states(world) == ["confirmed"]
    assert matter(home_id, world).waiting_since is None
    assert len(sent(world)) == 1


def test_what_is_no_token_of_ours_opens_nothing() -> None:
    assert place_of("1.2.aaaaaaaaaaaaaaaaaaaaaaaaaa") is None
    assert place_of("x") is None
    assert place_of("") is None
