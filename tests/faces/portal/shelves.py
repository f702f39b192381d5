"""A help centre with something to read in it: こよみワークス's, in Japanese and English."""

from collections.abc import Mapping
from dataclasses import dataclass

from madoguchi.core.people.actor import Actor
from madoguchi.features.articles.actions.centre import change_centre
from madoguchi.features.articles.actions.collections import make_collection
from madoguchi.features.articles.actions.publishing import publish
from madoguchi.features.articles.actions.writing import create_article
from madoguchi.features.articles.models import Article, Collection, HelpCentre
from madoguchi.features.articles.wording import Words
from tests.world import World

PASSWORD = Words(
    "パスワードを忘れたときは",
    "## 再設定の手順\n\nログイン画面の「お忘れの方」を押します。\n\n## 届かないとき\n\n迷惑メールをご確認ください。",
    "再設定の手順をご案内します。",
)
PASSWORD_EN = Words(
    "Forgotten your password?",
    "## Steps\n\nPress “Forgot your password”.\n\n## No mail\n\nLook in spam.",
    "How to reset it.",
)
INVOICE = Words("請求書をダウンロードする", "設定の「お支払い」から**PDF**で保存できます。", "PDFで保存できます。")
PAYMENT = Words("支払い方法を変更する", "設定の「お支払い」からカードを変更できます。請求書払いも選べます。")


@dataclass(slots=True)
class Shelves:
    """What stands there. `account` holds the password article (both languages), `billing` the two others."""

    centre: HelpCentre
    account: Collection
    billing: Collection
    password: Article
    invoice: Article
    payment: Article


def furnished(world: World) -> Shelves:
    """Public under /help/koyomi/, with the support inbox for questions."""
    actor = world.actor(world.aoi)
    centre = change_centre(
        {
            "slug": "koyomi",
            "languages": ["ja", "en"],
            "texts": {"ja": {"name": "こよみヘルプ", "welcome": "何かお困りですか？"}, "en": {"name": "Koyomi Help"}},
            "is_public": True,
            "contact_inbox_id": world.support.id,
        },
        actor=actor,
    )
    account = make_collection({"ja": {"title": "アカウント"}, "en": {"title": "Account"}}, actor=actor)
    billing = make_collection({"ja": {"title": "お支払い"}, "en": {"title": "Billing"}}, actor=actor)
    return Shelves(
        centre,
        account,
        billing,
        published(account, {"ja": PASSWORD, "en": PASSWORD_EN}, actor),
        published(billing, {"ja": INVOICE}, actor),
        published(billing, {"ja": PAYMENT}, actor),
    )


def published(collection: Collection, words: Mapping[str, Words], actor: Actor) -> Article:
    """An article that everybody may read, unless its collection is a manual."""
    article = create_article(collection.id, words=words, actor=actor)
    for language in words:
        publish(article.id, language, edition=1, actor=actor)
    return article
