"""Automatic mail, and people who only look like it."""

from collections.abc import Iterator

from tests.mail.sources.case import Case, mail, word

BODY = "本文です。".encode()


def cases() -> Iterator[Case]:
    for name, kind, headers in (*_replies(), *_bulk(), *_people()):
        raw = mail(BODY, kind="text/plain; charset=utf-8", **headers)
        yield Case(name, raw, {"automatic": kind != "", "automatic_kind": kind, "bounce": None})


def _replies() -> Iterator[tuple[str, str, dict[str, str]]]:
    for name, headers in (
        ("auto-submitted", {"auto_submitted": "auto-replied"}),
        ("auto-submitted-comment", {"auto_submitted": "auto-replied (vacation)"}),
        ("x-autoreply", {"x_autoreply": "yes"}),
        ("x-autorespond", {"x_autorespond": "Re: test"}),
        ("precedence", {"precedence": "auto_reply"}),
        ("null-sender", {"return_path": "<>"}),
        (
            "exchange",
            {"subject": "Automatic reply: test", "auto_submitted": "auto-generated", "x_auto_response_suppress": "All"},
        ),
        ("exchange-japanese", {"subject": word("自動応答: 見積の件"), "x_auto_response_suppress": "All"}),
        ("subject-tag", {"subject": word("【自動返信】お問い合わせありがとうございます")}),
        ("subject-tag-mail", {"subject": word("[自動返信メール] お申し込みを受け付けました")}),
        ("subject-absence", {"subject": word("不在のお知らせ")}),
        ("subject-absence-colon", {"subject": word("不在通知: Re: 見積の件")}),
        ("subject-out-of-office", {"subject": "Out of Office: Re: test"}),
        ("subject-out-of-office-until", {"subject": "Out of office until 5 November"}),
        ("subject-auto-reply", {"subject": "Auto-Reply: test"}),
        ("subject-jis", {"subject": word("自動返信: 受付完了", "iso-2022-jp", codec="iso2022_jp")}),
    ):
        yield f"reply-{name}", "auto_reply", headers


def _bulk() -> Iterator[tuple[str, str, dict[str, str]]]:
    yield "list", "list", {"list_id": "<users.example.jp>", "precedence": "list"}
    yield "list-group", "list", {"list_id": "<support.example.jp>", "list_unsubscribe": "<mailto:u@example.jp>"}
    yield "bulk-newsletter", "bulk", {"list_unsubscribe": "<https://example.jp/u>"}
    yield "bulk-precedence", "bulk", {"precedence": "bulk"}
    yield "bulk-generated", "bulk", {"auto_submitted": "auto-generated"}
    yield "bulk-no-reply", "bulk", {"from": "Shop <no-reply@example.jp>"}
    yield "loop", "loop", {"x_madoguchi_loop": "3"}


def _people() -> Iterator[tuple[str, str, dict[str, str]]]:
    for name, headers in (
        ("plain", {}),
        ("auto-submitted-no", {"auto_submitted": "no"}),
        ("asks-about-auto-reply", {"subject": word("自動返信メールが届きません")}),
        ("asks-about-setting", {"subject": word("自動返信の設定について")}),
        ("answers-auto-reply", {"subject": word("Re: 【自動返信】お問い合わせありがとうございます")}),
        ("asks-english", {"subject": "Automatic replies do not work"}),
        ("office-hours", {"subject": "Out of office hours support?"}),
        ("form", {"from": "Web <noreply@example.jp>", "reply_to": "Customer <c@example.com>"}),
        ("suppresses-receipts", {"x_auto_response_suppress": "DR, RN, NRN"}),
        ("normal-precedence", {"precedence": "normal"}),
        ("absence-asked", {"subject": word("不在票が入っていました")}),
    ):
        yield f"person-{name}", "", headers
