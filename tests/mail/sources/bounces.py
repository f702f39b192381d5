"""Non-delivery reports in the dialects of the servers that send them. All are about the reply `ORIGINAL`."""

# ruff: noqa: E501 - mails are written here as they are sent, line by line

from collections.abc import Iterator
from typing import Any

from tests.mail.sources.case import Case, crlf, mail, multipart, part

ORIGINAL = "reply.abc123@madoguchi.example"
GONE = "gone@customer.example"
RETURNED = (
    "From: Support <support@madoguchi.example>\nTo: Gone <{0}>\nSubject: Re: test\nMessage-ID: <" + ORIGINAL + ">\n"
    "Date: Sun, 01 Nov 2026 09:00:00 +0900\n"
)
DAEMON = "Mail Delivery Subsystem <MAILER-DAEMON@mx.customer.example>"


def cases() -> Iterator[Case]:
    yield from _postfix_reports()
    yield from _other_reports()
    yield from _qmail_and_exim()
    yield from _sendmail_and_postfix()
    yield from _webmail_and_gateways()
    yield from _carriers()
    yield from _japanese()
    yield from _not_bounces()


def _expected(status: str, recipient: str = GONE, permanent: bool | None = None) -> dict[str, Any]:
    bounce = {
        "recipient": recipient,
        "status": status,
        "permanent": status[0] == "5" if permanent is None else permanent,
    }
    return {"bounce": bounce, "automatic": True, "automatic_kind": "bounce", "original_message_id": ORIGINAL}


def _report(
    text: str, status: str, *, returned: str = "message/rfc822", recipient: str = GONE, **headers: str
) -> bytes:
    block = crlf(f"Reporting-MTA: dns; mx.customer.example\n\n{status}")
    back = part(crlf(RETURNED.format(recipient) + "\nbody\n"), returned)
    usual = {
        "from": DAEMON,
        "subject": "Undelivered Mail Returned to Sender",
        "return_path": "<>",
        "to": "support@madoguchi.example",
        **headers,
    }
    parts = (part(crlf(text)), part(block, "message/delivery-status"), *([back] if returned else []))
    return multipart("report", *parts, extra="; report-type=delivery-status", **usual)


def _postfix_reports() -> Iterator[Case]:
    status = f"Final-Recipient: rfc822; {GONE}\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 <{GONE}>: User unknown\n"
    text = f"This is the mail system at host mx.customer.example.\n\n<{GONE}>: host mx said: 550 5.1.1 User unknown\n"
    yield Case("report-postfix", _report(text, status), _expected("5.1.1"))
    yield Case("report-postfix-headers", _report(text, status, returned="text/rfc822-headers"), _expected("5.1.1"))
    delayed = f"Original-Recipient: rfc822;{GONE}\nFinal-Recipient: rfc822; {GONE}\nAction: delayed\nStatus: 4.4.1\nDiagnostic-Code: X-Postfix; connect to mx: Connection timed out\n"
    yield Case(
        "report-postfix-delayed",
        _report("YOU DO NOT NEED TO RESEND YOUR MESSAGE.", delayed, subject="Delayed Mail (still being retried)"),
        _expected("4.4.1"),
    )
    full = f"Final-Recipient: RFC822; {GONE}\nAction: failed\nStatus: 5.2.2\nRemote-MTA: DNS; mx\nDiagnostic-Code: SMTP; 552 5.2.2 mailbox full\n"
    yield Case(
        "report-sendmail",
        _report(
            "   ----- The following addresses had permanent fatal errors -----\n",
            full,
            subject="Returned mail: see transcript for details",
        ),
        _expected("5.2.2"),
    )


def _other_reports() -> Iterator[Case]:
    status = f"Final-Recipient: rfc822; {GONE}\nAction: failed\nStatus: 5.1.1\n"
    text = "Your message could not be delivered."
    exchange = f"Final-Recipient: rfc822;{GONE}\nAction: failed\nStatus: 5.1.10\nDiagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found\nX-Display-Name: Gone\n"
    headers = {
        "from": "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@customer.example>",
        "subject": "Undeliverable: Re: test",
    }
    yield Case(
        "report-exchange",
        _report(f"{GONE} couldn't be found at customer.example.", exchange, **headers),
        _expected("5.1.10"),
    )
    japanese = "配信不能: test"
    yield Case(
        "report-exchange-japanese",
        _report(
            f"次の受信者またはグループへの配信に失敗しました:\n\n{GONE}\n電子メール アドレスが見つかりませんでした。",
            exchange,
            **{**headers, "subject": japanese},
        ),
        _expected("5.1.10"),
    )
    gmail = f"Final-Recipient: rfc822; {GONE}\nAction: failed\nStatus: 5.1.1\nRemote-MTA: dns; gmail-smtp-in.l.google.com\nDiagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.\nLast-Attempt-Date: Sun, 01 Nov 2026 09:00:01 +0900\n"
    yield Case(
        "report-gmail",
        _report(
            f"** Address not found **\n\nYour message wasn't delivered to {GONE} because the address couldn't be found",
            gmail,
            x_failed_recipients=GONE,
            subject="Delivery Status Notification (Failure)",
        ),
        _expected("5.1.1"),
    )
    dots = status.replace(GONE, "a..b.@docomo.ne.jp")
    yield Case(
        "report-docomo-dots",
        _report("", dots, recipient="a..b.@docomo.ne.jp"),
        _expected("5.1.1", "a..b.@docomo.ne.jp"),
    )
    au = f"Original-Recipient: rfc822;<{GONE}>\nFinal-Recipient: rfc822;<{GONE}>\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp;550 <{GONE}>: User unknown\n"
    yield Case(
        "report-au",
        _report("Your message could not be delivered", au, subject="Mail System Error - Returned Mail"),
        _expected("5.1.1"),
    )
    two = f"Final-Recipient: rfc822; ok@customer.example\nAction: relayed\nStatus: 2.0.0\n\nFinal-Recipient: rfc822; {GONE}\nAction: failed\nStatus: 5.7.1\n"
    yield Case("report-two-recipients", _report("", two), _expected("5.7.1"))
    referenced = _report(text, status, returned="", references=f"<older@madoguchi.example> <{ORIGINAL}>")
    yield Case("report-nothing-returned", referenced, _expected("5.1.1"))


def _text(body: str, status: str, *, name: str, recipient: str = GONE, **headers: str) -> Case:
    usual = {
        "from": DAEMON,
        "subject": "failure notice",
        "return_path": "<>",
        "to": "support@madoguchi.example",
        **headers,
    }
    raw = mail(crlf(body.replace("{copy}", RETURNED.format(recipient))), kind="text/plain; charset=utf-8", **usual)
    return Case(name, raw, _expected(status, recipient))


def _qmail_and_exim() -> Iterator[Case]:
    yield _text(
        f"Hi. This is the qmail-send program at mx.customer.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n"
        f"This is a permanent error; I've given up. Sorry it didn't work out.\n\n<{GONE}>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
        "--- Below this line is a copy of the message.\n\nReturn-Path: <support@madoguchi.example>\n{copy}\nbody",
        "5.1.1",
        name="qmail",
    )
    yield _text(
        f"Hi. This is the qmail-send program.\n\n<{GONE}>:\n192.0.2.5 does not like recipient.\nRemote host said: 552 mailbox full\nGiving up on 192.0.2.5.\n\n"
        "--- Below this line is a copy of the message.\n\n{copy}\n",
        "5.2.2",
        name="qmail-full",
    )
    yield _text(
        f"This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\n"
        f"recipients. This is a permanent error. The following address(es) failed:\n\n  {GONE}\n    Unrouteable address\n\n"
        "------ This is a copy of the message, including all the headers. ------\n\n{copy}\n",
        "5.1.1",
        name="exim",
        subject="Mail delivery failed: returning message to sender",
        x_failed_recipients=GONE,
    )
    yield _text(
        f"This message was created automatically by mail delivery software.\nA message that you have sent has not yet been delivered to one or more of its\n"
        f"recipients after more than 24 hours on the queue.\n\nThe address to which the message has not yet been delivered is:\n\n  {GONE}\n\n"
        f"No action is required on your part. Delivery attempts will continue for some time.\nThe message identifier is: 1abc\nMessage-ID: <{ORIGINAL}>\n",
        "4.0.0",
        name="exim-delayed",
        subject="Warning: message 1abc delayed 24 hours",
    )


def _sendmail_and_postfix() -> Iterator[Case]:
    yield _text(
        f"The original message was received at Sun, 1 Nov 2026\nfrom madoguchi.example [192.0.2.1]\n\n   ----- The following addresses had permanent fatal errors -----\n<{GONE}>\n"
        f"    (reason: 550 5.1.1 <{GONE}>... User unknown)\n\n   ----- Transcript of session follows -----\n... while talking to mx.customer.example.:\n>>> DATA\n<<< 550 5.1.1 <{GONE}>... User unknown\n\n"
        "   ----- Original message follows -----\n\n{copy}\n",
        "5.1.1",
        name="sendmail",
        subject="Returned mail: User unknown",
    )
    yield _text(
        f"This is the Postfix program at host mx.customer.example.\n\nI'm sorry to have to inform you that your message could not be delivered\nto one or more recipients. It's attached below.\n\n"
        f"<{GONE}>: host mx[192.0.2.9] said: 554 5.7.1\n    Message rejected as spam (in reply to end of DATA command)\n\n{{copy}}\n",
        "5.7.1",
        name="postfix-text",
        subject="Undelivered Mail Returned to Sender",
    )


def _webmail_and_gateways() -> Iterator[Case]:
    yield _text(
        f"Delivery to the following recipient failed permanently:\n\n     {GONE}\n\nTechnical details of permanent failure:\nGoogle tried to deliver your message, but it was rejected by the server. "
        "We recommend contacting the other email provider. The error that the other server returned was: 550 550 5.1.1 unknown or illegal alias (state 14).\n\n----- Original message -----\n\n{copy}\n",
        "5.1.1",
        name="gmail-old",
        subject="Delivery Status Notification (Failure)",
        **{"from": "Mail Delivery Subsystem <mailer-daemon@googlemail.com>"},
    )
    yield _text(
        f"Your message did not reach some or all of the intended recipients.\n\n      Subject:  Re: test\n      Sent:     2026/11/01 9:00\n\nThe following recipient(s) could not be reached:\n\n      {GONE} on 2026/11/01 9:00\n"
        f"            The e-mail account does not exist at the organization this message was sent to.\n            <mx.customer.example #5.1.1>\n\nMessage-ID: <{ORIGINAL}>\n",
        "5.1.1",
        name="exchange-old",
        subject="Undeliverable: Re: test",
        **{"from": "System Administrator <postmaster@customer.example>"},
    )
    yield _text(
        f"Message from yahoo.co.jp.\nUnable to deliver message to the following address(es).\n\n<{GONE}>:\nThis user doesn't have a yahoo.co.jp account ({GONE}) [-9]\n\n--- Original message follows.\n\nReturn-Path: <support@madoguchi.example>\n{{copy}}\n",
        "5.1.1",
        name="yahoo-japan",
        **{"from": "MAILER-DAEMON@yahoo.co.jp"},
    )
    yield _text(
        f"The user(s) account is temporarily over quota.\n\n<{GONE}>\n\n--- Original message ---\n\n{{copy}}\n",
        "5.2.2",
        name="over-quota",
        subject="Mail System Error - Returned Mail",
    )
    yield _text(
        f"Your message was not delivered to {GONE}: domain customer.example does not exist.\n\n---- Original message ----\n{{copy}}\n",
        "5.1.2",
        name="no-such-domain",
        subject="Undeliverable mail",
    )
    yield _text(
        f"--> Error description:\nError-for:  {GONE}\nError-Code:    550\nError-Text:   User unknown\n\n--> Error-End\n\n------------- Header of the message -------------\n{{copy}}\n",
        "5.1.1",
        name="gateway",
        subject="Delivery failed",
    )


def _carriers() -> Iterator[Case]:
    docomo = {"from": "docomo <mailer-daemon@docomo.ne.jp>", "subject": "Undelivered Mail Returned to Sender"}
    yield _text(
        "次のあて先へのメッセージはエラーのため送信できませんでした。\n送信先メールアドレスが見つかりません。\n\n<a..b@docomo.ne.jp>\n\n----- 元のメッセージ -----\n{copy}\n",
        "5.1.1",
        name="docomo",
        recipient="a..b@docomo.ne.jp",
        **docomo,
    )
    yield _text(
        "Each of the following recipients was rejected by a remote mail server.\nThe reasons given by the server are included to help you determine why\neach recipient was rejected.\n\n"
        "    Recipient: <a..b.@docomo.ne.jp>\n    Reason:    Unknown user a..b.@docomo.ne.jp\n\nYour message is included below.\n\n{copy}\n",
        "5.1.1",
        name="docomo-english",
        recipient="a..b.@docomo.ne.jp",
        **docomo,
    )
    yield _text(
        "Your mail sent on: Sun, 1 Nov 2026 09:00:00\nCould not be delivered to: <gone.@ezweb.ne.jp>\n\nError message below:\n550 <gone.@ezweb.ne.jp>: User unknown\n\n---- Original message ----\n{copy}\n",
        "5.1.1",
        name="au",
        recipient="gone.@ezweb.ne.jp",
        subject="Mail System Error - Returned Mail",
        **{"from": "Postmaster@ezweb.ne.jp"},
    )
    yield _text(
        "以下のメールは、宛先不明のため配信できませんでした。\n\n宛先: gone@softbank.ne.jp\n理由: User unknown\n\n----- 元のメール -----\n{copy}\n",
        "5.1.1",
        name="softbank",
        recipient="gone@softbank.ne.jp",
        subject="メール配信エラーのお知らせ",
        **{"from": "MAILER-DAEMON@softbank.ne.jp"},
    )


def _japanese() -> Iterator[Case]:
    yield _text(
        f"送信されたメールは、受信者のメールボックスの容量が超過しているため、お届けできませんでした。\n\n宛先：{GONE}\n\n----- 送信メール -----\n{{copy}}\n",
        "5.2.2",
        name="japanese-full",
        subject="送信エラー",
        **{"from": "メール配信システム <postmaster@customer.example>"},
    )
    yield _text(
        f"{GONE} 宛のメールは受信拒否の設定により配信されませんでした。\n\n----- 元のメッセージ -----\n{{copy}}\n",
        "5.7.1",
        name="japanese-refused",
        subject="配信不能通知",
    )
    yield _text(
        f"アドレスが見つかりません\n\n{GONE} は見つからないか、メールを受信できないため、メールは配信されませんでした。\n\n応答:\n550 5.1.1 The email account that you tried to reach does not exist.\n\nMessage-ID: <{ORIGINAL}>\n",
        "5.1.1",
        name="gmail-japanese",
        subject="Delivery Status Notification (Failure)",
        x_failed_recipients=GONE,
    )
    yield _text(
        f"メールの配信が遅延しています。\n引き続き配信を試みます。再送の必要はありません。\n\n宛先: {GONE}\n\nMessage-ID: <{ORIGINAL}>\n",
        "4.0.0",
        name="japanese-delayed",
        subject="配信遅延のお知らせ",
    )
    yield _text(
        f"ご指定の宛先（{GONE}）は存在しません。\n\n---- 元のメール ----\n{{copy}}\n",
        "5.1.1",
        name="japanese-unknown",
        subject="宛先不明のお知らせ",
        **{"from": "システム管理者 <admin@customer.example>"},
    )


def _not_bounces() -> Iterator[Case]:
    person = {"bounce": None, "automatic": False}
    text = "送ったメールが「宛先不明」で戻ってきました。User unknown と出ます。550 5.1.1 です。".encode()
    yield Case("person-about-bounce", mail(text, kind="text/plain; charset=utf-8", subject="Undelivered Mail"), person)
    success = _report(
        "delivered",
        f"Final-Recipient: rfc822; {GONE}\nAction: delivered\nStatus: 2.0.0\n",
        subject="Successful Mail Delivery Report",
    )
    yield Case("report-success", success, {"bounce": None, "automatic": True})
    away = mail(
        "不在にしております。".encode(),
        kind="text/plain; charset=utf-8",
        return_path="<>",
        subject="Automatic reply: test",
    )
    yield Case("away-with-null-sender", away, {"bounce": None, "automatic": True, "automatic_kind": "auto_reply"})
    colleague = "Replies may be delayed. Please contact hanako@customer.example."
    away = mail(crlf(colleague), return_path="<>", subject="I am travelling", auto_submitted="auto-replied")
    yield Case("away-names-colleague", away, {"bounce": None, "automatic": True, "automatic_kind": "auto_reply"})
    away = mail(crlf(colleague), **{"from": "postmaster@customer.example"}, subject="Automatic reply: Delivery failure")
    yield Case("away-of-postmaster", away, {"bounce": None, "automatic": True, "automatic_kind": "auto_reply"})
    receipt = multipart(
        "report",
        part(b"read"),
        part(b"Disposition: manual-action", "message/disposition-notification"),
        extra="; report-type=disposition-notification",
        subject="Read: test",
    )
    yield Case("read-receipt", receipt, {"bounce": None, "automatic": True, "automatic_kind": "auto_reply"})
