"""An article out of a conversation: what is taken from it, and what stays behind."""

import pytest
from django.utils.translation import override

from madoguchi.base.errors import NotAllowed
from madoguchi.base.greetings import without_courtesies
from madoguchi.core.contacts.models import Contact
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.events.models import Event
from madoguchi.core.people.actor import Actor
from madoguchi.features.articles.actions.drafting import draft_from, use_article
from madoguchi.features.articles.drafting import Said, drafted
from madoguchi.features.articles.queries.beginnings import beginning_of
from madoguchi.features.articles.queries.figures import sources_of
from madoguchi.features.articles.wording import Words
from tests.features.articles.writing import published, shelf
from tests.world import World

ASKED = """こうぼ商店の山田です。
お世話になっております。

シフトの通知が届かない職員がいます。
OS: Android 14
スタンダードプランで使っています。
どうすれば届くようになりますか？
電話は03-0000-1234、hanako@kobo.example です。

よろしくお願いいたします。
--
山田花子"""
ANSWERED = """山田様

お世話になっております。シフトこよみサポートの藤井です。
お問い合わせいただき、ありがとうございます。

通知の設定が切れている可能性があります。次の手順でご確認ください。

1. スタッフの画面で「設定」を開きます
2. 「お知らせ」をオンにします

ご不明な点がございましたら、お知らせください。
よろしくお願いいたします。"""


def test_question_conditions_answer_and_steps_are_taken() -> None:
    made = drafted(
        "Re: お問い合わせ", [Said(ASKED, False), Said(ANSWERED, True)], private=["山田", "花子", "こうぼ商店"]
    )
    assert made.title == "シフトの通知が届かない職員がいます。"
    assert made.question == "シフトの通知が届かない職員がいます。どうすれば届くようになりますか？"
    assert made.conditions == ("OS: Android 14",)
    assert made.answer == "通知の設定が切れている可能性があります。次の手順でご確認ください。"
    assert made.steps == ("スタッフの画面で「設定」を開きます", "「お知らせ」をオンにします")
    with override("en"):  # the article speaks the language of the conversation, whoever makes it
        body = made.body()
    assert body.startswith("## こんなときは\n\nシフトの通知")
    assert "## 手順\n\n1. スタッフの画面" in body
    for private in ("山田", "花子", "0000", "@", "藤井", "こうぼ"):
        assert private not in made.title + body


def test_of_a_chat_the_reply_that_says_what_to_do_is_the_answer() -> None:
    made = drafted(
        "打刻できません",
        [
            Said("打刻アプリが「位置情報を取得できません」と出ます。", is_ours=False),
            Said("設定 → プライバシー → 位置情報サービスで「使用中のみ」を選択してください。", is_ours=True),
            Said("直りました。", is_ours=False),
            Said("よかったです。朝の分は、あとからまとめて入れられます。", is_ours=True),
        ],
    )
    assert "位置情報サービス" in made.body()
    assert "よかったです" not in made.body()


def test_english_too() -> None:
    asked = """Hi there,

My order is late. How do I get my invoice in English? When I download it, it is Japanese.

Thanks,
Emma"""
    answer = """Hi Emma,

Thanks for getting in touch.

You can choose the language yourself. Open Settings. Choose Billing. Press Save.

Let me know if you have any questions.

Best regards,
Kenji"""
    made = drafted("Invoice in English for our auditors", [Said(asked, False), Said(answer, True)], private=["Emma"])
    assert (made.language, made.title) == ("en", "Invoice in English for our auditors")
    assert made.question == "How do I get my invoice in English?"
    assert made.conditions == ("When I download it, it is Japanese.",)
    assert made.steps == ("Open Settings.", "Choose Billing.", "Press Save.")
    assert made.answer == "You can choose the language yourself."


@pytest.mark.parametrize(
    ("said", "left"),
    [
        (
            "お待たせいたしました、田中です。朝のお忙しい時間にご不便をおかけし、申し訳ありません。\n\n設定を開いてください。",
            "設定を開いてください。",
        ),
        ("無料です。変更もできます。", "無料です。変更もできます。"),
        ("お待たせいたしました。", "お待たせいたしました。"),
    ],
)
def test_how_one_person_is_greeted_is_no_article(said: str, left: str) -> None:
    assert drafted("位置情報", [Said("取得できません", False), Said(said, True)]).answer == left


@pytest.mark.parametrize(
    "said", [[], [Said("", False)], [Said("はい", False), Said("", True)], [Said("x" * 50_000, True)]]
)
def test_it_makes_something_of_anything(said: list[Said]) -> None:
    assert isinstance(drafted("", said).body(), str)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("お世話になっております。\n田村です", "田村です"),
        ("鈴木様\n\n返金は14日以内です。よろしくお願いいたします。", "返金は14日以内です。"),
        ("Dear Ms Clarke,\n\nIt is free.\n\nKind regards,\nKenji", "It is free."),
        ("承知しました。", ""),
        ("Hi, can I pay by card?", "can I pay by card?"),
        ("Hi there. Can I change it? Thanks!", "Can I change it?"),
        ("Hello Mrs. Clarke, thanks for asking. Yes, you can pay at the door.", "Yes, you can pay at the door."),
        ("Thank you, but the table still wobbles.", "Thank you, but the table still wobbles."),
        ("Sorry for the wait. It comes at 5 p.m. on Monday.", "It comes at 5 p.m. on Monday."),
        ("Hello!\nThank you for your help.", ""),
    ],
)
def test_courtesies_are_taken_off(text: str, left: str) -> None:
    assert without_courtesies(text) == left


@pytest.fixture
def matter(koyomi: World) -> Conversation:
    contact: Contact = koyomi.hanako
    made = Conversation.objects.create(
        workspace_id=koyomi.koyomi.id, inbox=koyomi.support, contact=contact, subject="お問い合わせ"
    )
    common = {"workspace_id": koyomi.koyomi.id, "conversation": made}
    Message.objects.create(**common, kind="inbound", contact=contact, text=ASKED)
    Message.objects.create(**common, kind="note", person=koyomi.kenji, text="内緒です")
    Message.objects.create(**common, kind="reply", person=koyomi.misaki, text=ANSWERED)
    return made


def test_an_article_names_where_it_came_from(koyomi: World, kenji: Actor, misaki: Actor, matter: Conversation) -> None:
    stand = shelf(kenji)
    known = published(kenji, stand, "シフトの通知が届かないとき", "設定でお知らせをオンにします")
    begun = beginning_of(matter, misaki)
    assert [found.text for found in begun.alike] == [known]
    assert "内緒" not in begun.drafted.body()
    words = Words(begun.drafted.title, begun.drafted.body())
    article = draft_from(matter.id, collection_id=stand.id, words=words, language="ja", actor=misaki)
    assert [one.conversation for one in sources_of(article.id, kenji, "origin")] == [matter]
    assert beginning_of(matter, misaki).made == [article]
    for _twice in range(2):
        use_article(known.article_id, conversation_id=matter.id, actor=misaki)
    assert sources_of(known.article_id, kenji, "used").count() == 1
    told = Event.objects.filter(conversation_id=matter.id, type__startswith="article.").order_by("id")
    assert list(told.values_list("type", flat=True)) == ["article.drafted", "article.used"]


def test_only_who_sees_the_conversation_makes_an_article_of_it(
    koyomi: World, kenji: Actor, matter: Conversation
) -> None:
    stand = shelf(kenji)
    text = published(kenji, stand)
    partner = koyomi.actor(koyomi.olivia)
    with pytest.raises(NotAllowed):
        draft_from(matter.id, collection_id=stand.id, words=Words("x"), language="ja", actor=partner)
    with pytest.raises(NotAllowed):
        use_article(text.article_id, conversation_id=matter.id, actor=partner)
