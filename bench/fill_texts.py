"""Subjects and bodies for bench/fill.py: made once from sentences, then drawn from; already escaped for COPY."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from bench import fill_particulars

JA = """いつもお世話になっております。
先日お願いした請求書の件でご連絡いたしました。
管理画面にログインできなくなってしまいました。
パスワードの再設定メールが届きません。
添付の画面のとおりエラーが表示されます。
お手数ですが、ご確認のほどよろしくお願いいたします。
プランの変更は来月からでも可能でしょうか。
領収書の宛名を変更していただきたいです。
APIの利用上限について教えてください。
データのエクスポートが途中で止まってしまいます。
契約の更新日を確認させてください。
アカウントを二名追加したいと考えています。
返品の手続きについて教えていただけますか。
配送の状況を確認したいのですが、追跡番号が見つかりません。
スマートフォンのアプリから写真を送信できません。
導入にあたり、一度お打ち合わせをお願いできますでしょうか。
ご連絡ありがとうございます。
担当の者に確認いたしますので、少々お待ちくださいませ。
原因を調査いたしましたところ、設定の一部に誤りがございました。
本日中に改めてご連絡いたします。
ご不便をおかけし、誠に申し訳ございません。
修正が完了いたしましたので、お手元でもご確認ください。""".splitlines()
EN = """I hope you are doing well.
We cannot sign in since this morning.
The reset mail never arrives, not even in the spam folder.
Could you please send us the invoice for last month again?
The export stops at about half of the rows.
Please find a screenshot attached.
Is it possible to change the plan from next month on?
We would like to add two more seats.
The tracking number you gave us is not known to the carrier.
Our auditor asks where the data is stored.
The mobile app crashes as soon as I add a picture.
Thank you for getting in touch.
I have passed this on to our engineers and will come back to you today.
We found a wrong setting and have corrected it.
Could you try again and tell me whether it works now?
Sorry for the trouble this has caused.""".splitlines()
JA_SUBJECTS = """請求書の再発行について
ログインできません
【至急】エラーが発生しています
プラン変更のご相談
領収書の宛名変更
APIの上限について
データのエクスポート
アカウントの追加
返品の手続き
配送状況の確認
アプリの不具合
導入のご相談
契約更新について""".splitlines()
EN_SUBJECTS = """Invoice for last month
Cannot sign in
URGENT: error on checkout
Change of plan
More seats
Export stops halfway
Where is my parcel?
App crashes with pictures
Question about data location
Renewal of our contract""".splitlines()
JA_SIGNATURE = "━━━━━━━━━━━━━━\n株式会社サンプル商事\n営業部 山田\nTEL 03-0000-0000\n━━━━━━━━━━━━━━"
EN_SIGNATURE = "-- \nAlex Sample\nSample Trading Ltd\n+44 20 0000 0000"


@dataclass(frozen=True, slots=True)
class Body:
    """What many messages say: `said` is new in them, `rest` the signature and the quote below it."""

    said: str
    rest: str
    html: str
    preview: str

    def columns(self, particular: str) -> tuple[str, str, str]:
        """text, reply_text and html of a message that says one thing more, which no other says."""
        said = f"{self.said}\\n{particular}"
        html = f"{self.html}<p>{particular}</p>" if self.html else ""
        return (f"{said}{self.rest}", said, html) if self.rest else (said, "", html)


@dataclass(frozen=True, slots=True)
class Texts:
    """One language: subjects, what customers write, what is answered, and what only one message says."""

    subjects: list[str]
    inbound: list[Body]
    replies: list[Body]
    particular: Callable[[], str]


def make(dice: random.Random, size: int = 4_000) -> tuple[Texts, Texts]:
    """Japanese and English, `size` different bodies of each kind."""
    return (
        Texts(
            [f"{subject} {number:04d}" for subject in JA_SUBJECTS for number in range(80)],
            [
                _inbound(dice, JA, JA_SIGNATURE, "2026年3月2日(月) 10:15 担当 <support@bench.example>:")
                for _ in range(size)
            ],
            [_reply(dice, JA) for _ in range(size)],
            fill_particulars.japanese(dice),
        ),
        Texts(
            [f"{subject} {number:04d}" for subject in EN_SUBJECTS for number in range(80)],
            [_inbound(dice, EN, EN_SIGNATURE, "On 2 Mar 2026, at 10:15, Support wrote:") for _ in range(size)],
            [_reply(dice, EN) for _ in range(size)],
            fill_particulars.english(dice),
        ),
    )


def _sentences(dice: random.Random, source: list[str], most: int) -> str:
    return "\n".join(dice.choice(source) for _ in range(dice.randint(2, most)))


def _inbound(dice: random.Random, source: list[str], signature: str, introduction: str) -> Body:
    said = _sentences(dice, source, 8)
    rest = f"\n\n{signature}"
    if dice.random() < 0.4:
        quoted = "\n".join(f"> {line}" for line in _sentences(dice, source, 6).splitlines())
        rest = f"{rest}\n\n{introduction}\n{quoted}"
    html = "".join(f"<p>{line}</p>" for line in f"{said}{rest}".splitlines()) if dice.random() < 0.15 else ""
    return Body(escaped(said), escaped(rest), escaped(html), _preview(said))


def _reply(dice: random.Random, source: list[str]) -> Body:
    said = _sentences(dice, source, 6)
    return Body(escaped(said), "", "", _preview(said))


def _preview(said: str) -> str:
    return " ".join(said.split())[:200]


def escaped(text: str) -> str:
    """For COPY in text format (https://www.postgresql.org/docs/current/sql-copy.html)."""
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
