"""An installation with something of everything on its pages."""

from __future__ import annotations

from base64 import b64decode
from email.message import EmailMessage
from email.utils import make_msgid
from typing import Any

from tests.faults.installation import ADDRESS, Installation
from tests.faults.waiting import until
from tests.flows.customer import by_smtplib

HTML = """<p>お世話になっております。<b>こうぼ商店</b>の山田です。</p><p>請求書を添付します。</p>
<table><tr><td>品目</td><td>金額</td></tr><tr><td>利用料</td><td>12,000円</td></tr></table>"""

BODY = """できます。

## 手順

1. 購入履歴を開く
2. 返金を押す

:::warning ご注意
7日以内です。{{snippet:hours}}
:::

| 金額 | 承認 |
| --- | --- |
| 1万円まで | 担当者 |

## 期限

## 例外
"""
MANY = 51  # conversations, more than any list shows at once
PICTURE = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP8z4APMOGVHbHSAEEsAROxCnMTAAAAAElFTkSuQmCC"
)


class Furnished:
    """What was put there, by its id. `conversation` has mails of both sides, a note, tags, a file and a bounce."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        inbox = int(installation.get("/inboxes")["data"][0]["id"])
        for number in range(MANY):
            letter = {
                "to": ["hanako@kobo.example"],
                "subject": f"定期のご案内 {number}",
                "text": "毎度ありがとうございます。",
            }
            self._made("/conversations", {"inbox_id": inbox, **letter})
        self.subject = "請求書の宛名について"
        self._write(self.subject)
        mail = until(self._first_mail, "the mail is there", 120)
        self.conversation, self.contact = int(mail["id"]), int(mail["contact"]["id"])
        self._write("二通目のお問い合わせ")
        self._write("迷惑なお知らせ", spam=True)
        company = self._made("/companies", {"name": "こうぼ商店", "domains": ["kobo.example"]})
        self.company = int(company["id"])
        tag = self._made("/tags", {"name": "請求", "colour": "kerria"})
        self._made("/tags", {"name": "至急"})
        self._made("/teams", {"name": "請求チーム"})
        self._made("/attributes", {"on": "contact", "key": "plan", "type": "text", "label": "プラン"})
        size = {"key": "size", "type": "choice", "label": "規模", "choices": ["小", "中", "大"]}
        self._made("/attributes", {"on": "conversation", **size})
        here = f"/conversations/{self.conversation}"
        installation.call("PUT", f"{here}/tags/{tag['id']}")
        self._made(f"{here}/notes", {"text": "**急ぎ**です。\n\n- 経理に確認\n- 折り返し"})
        self._made(f"{here}/replies", {"text": "承知しました。", "to": ["hanako@kobo.example"]})
        self._made(f"/contacts/{self.contact}/notes", {"text": "電話は**午前のみ**", "pinned": True})
        self._made("/contact-links", {"name": "顧客台帳", "url": "https://crm.example/{mail}"})
        self._made("/announcements", {"title": "年末年始の営業", "text": "**12月29日**から休みます。", "pinned": True})
        self._know_the_product(installation)
        self.article = self._articles()
        self._made("/invitations", {"email": "minato@koyomi.example", "role": "agent"})

    def _know_the_product(self, installation: Installation) -> None:
        """What cannot be done with its reason and another way, what is asked of its owner, and a word for it."""
        line = {"name": "LINEでの通知", "aliases": ["ライン連携"], "reason": "私用と分けるためです。", "limits": "今は"}
        feature = self._made("/features", {"state": "planned", "area": "通知", "ja": line, "en": {"name": "LINE"}})
        installation.call("PATCH", f"/features/{feature['id']}", {"state": "not_available"})
        way = {"goal": "LINEで知らせたい", "steps": "1. **印刷**します\n2. 貼ります", "limits": "手作業です。"}
        self._made("/recipes", {**way, "language": "ja", "instead_of": [feature["id"]]})
        owner = installation.get("/me")["person"]["id"]
        about = {"conversation_id": self.conversation, "feature_id": feature["id"]}
        self._made("/feature-questions", {"text": "色を変えられますか。", "owner_id": owner, **about})
        self._made("/terms", {"ja": "データ", "en": "data", "synonyms_ja": ["ファイル", "添付"], "note": "画面の言葉"})

    def _articles(self) -> int:
        """A help centre in two languages, a translation that fell behind, a draft of changes, and a manual."""
        call = self.installation.call
        call("PATCH", "/help-centre", {"slug": "koyomi", "languages": ["ja", "en"], "is_public": True})
        shelf = self._made("/collections", {"texts": {"ja": {"title": "お支払い"}, "en": {"title": "Payments"}}})
        manual = self._made("/collections", {"texts": {"ja": {"title": "手順書"}}, "is_manual": True})
        call("PUT", "/snippets/hours/ja", {"body": "平日9時から18時まで"})
        texts = {"ja": {"title": "返金の受け方", "body": BODY}, "en": {"title": "Refunds", "body": "Within 7 days."}}
        article = int(self._made("/articles", {"collection_id": shelf["id"], "texts": texts})["id"])
        for language in texts:
            call("PUT", f"/articles/{article}/texts/{language}/publication", {"edition": 1})
        here = f"/articles/{article}/texts/ja"
        call("PUT", here, {"title": "返金の受け方", "body": f"10日以内です。\n\n{BODY}", "edition": 1})
        call("PUT", f"{here}/publication", {"edition": 2})
        call("PUT", here, {"title": "返金の受け方", "body": "下書きです。", "edition": 2})
        page = {"ja": {"title": "返金の社内手順", "body": BODY}}
        inside = self._made("/articles", {"collection_id": manual["id"], "texts": page})
        call("PUT", f"/articles/{inside['id']}/texts/ja/publication", {"edition": 1})
        self._made(f"/articles/{article}/suggestions", {"language": "ja", "text": "**上限額**が古いです"})
        self._made("/article-imports?name=faq.csv", {"no": "table"})
        return article

    def _write(self, subject: str, *, spam: bool = False) -> None:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "山田 花子 <hanako@kobo.example>", ADDRESS, subject
        mail["Message-ID"] = make_msgid(domain="kobo.example")
        if spam:
            mail["X-Spam-Flag"] = "YES"
        mail.set_content("お世話になっております。\n請求書を添付します。\n\n> 前回のご連絡\n> ありがとうございました")
        mail.add_alternative(HTML, subtype="html")
        mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="請求書.pdf")
        mail.add_attachment(PICTURE, maintype="image", subtype="png", filename="画面.png")
        by_smtplib(self.installation.smtp_port)("hanako@kobo.example", mail)

    def _first_mail(self) -> dict[str, Any] | None:
        """The conversation of the first mail, among those that other tests began."""
        conversations = self.installation.get("/conversations")["data"]
        return next((one for one in conversations if one["subject"] == self.subject), None)

    def _made(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        status, made = self.installation.call("POST", path, body)
        assert status in (200, 201), (path, status, made)
        return dict(made)
