"""Replies as the mailers of Japan and the world write them: the answer, what they quote, what they sign."""

# ruff: noqa: E501 - mails are written here as they are sent, line by line

from collections.abc import Iterator

from tests.mail.sources.case import Case, crlf, mail, multipart, part

ANSWER = "ご連絡ありがとうございます。\nその日程でお願いいたします。"
QUOTE = "> お世話になっております。\n> 11月5日はいかがでしょうか。"
ENGLISH = "Thank you, that works for me."
ENGLISH_QUOTE = "> Hello,\n> would Thursday suit you?"


def cases() -> Iterator[Case]:
    for name, text, reply in (*_japanese(), *_phones(), *_english(), *_outlook(), *_placed(), *_signed()):
        raw = mail(
            crlf(text), kind="text/plain; charset=utf-8", subject="Re: test", in_reply_to="<zero@madoguchi.example>"
        )
        yield Case(name, raw, {"text": text.rstrip(), "reply_text": reply, "automatic": False, "bounce": None})
    yield from _html()


def _japanese() -> Iterator[tuple[str, str, str]]:
    for name, line in (
        ("gmail", "2026年11月1日(日) 10:00 佐藤花子 <hanako@madoguchi.example>:\n"),
        (
            "gmail-wrapped",
            "2026年11月1日(日) 10:00 窓口株式会社 カスタマーサポート 佐藤花子\n<hanako@madoguchi.example>:\n",
        ),
        ("gmail-old", "2026年11月1日 10:00 佐藤花子 <hanako@madoguchi.example>:\n"),
        ("apple", "2026/11/01 10:00、佐藤花子 <hanako@madoguchi.example>のメール:\n"),
        ("apple-long", "2026年11月1日(日) 10:00、佐藤花子 <hanako@madoguchi.example>のメール：\n"),
        ("thunderbird", "On 2026/11/01 10:00, 佐藤花子 wrote:"),
        ("thunderbird-japanese", "(2026/11/01 10:00), 佐藤花子 さんは書きました:"),
        ("becky", "On Sun, 01 Nov 2026 10:00:00 +0900\n佐藤花子 <hanako@madoguchi.example> wrote:\n"),
        ("becky-japanese", "佐藤花子 さんは書きました:"),
        ("yahoo", "--- hanako@madoguchi.example wrote:\n"),
        ("sylpheed", "On Sun, 1 Nov 2026 10:00:00 +0900\n佐藤花子 <hanako@madoguchi.example> wrote:\n"),
        ("shuriken", "佐藤花子 <hanako@madoguchi.example> さんは書きました："),
        ("wanderlust", "In message <1@madoguchi.example>\n佐藤花子 wrote:"),
        ("al-mail", "----- 佐藤花子さんは 2026/11/01 10:00 に書きました:"),
    ):
        yield f"ja-{name}", f"{ANSWER}\n\n{line}\n{QUOTE}\n", ANSWER
    full = QUOTE.replace("> ", "＞")
    yield "ja-full-width-quote", f"{ANSWER}\n\n佐藤様は書きました：\n{full}\n", ANSWER
    yield "ja-bar-quote", f"{ANSWER}\n\n{QUOTE.replace('> ', '| ')}\n", ANSWER


def _phones() -> Iterator[tuple[str, str, str]]:
    for name, tail in (
        ("iphone", "iPhoneから送信\n\n2026/11/01 10:00、佐藤 <hanako@madoguchi.example>のメール:\n\n"),
        (
            "iphone-english",
            "Sent from my iPhone\n\n> On Nov 1, 2026, at 10:00, Hanako <hanako@madoguchi.example> wrote:\n> \n",
        ),
        (
            "outlook-ios",
            "iOS 版 Outlook を入手\n________________________________\n差出人: 佐藤花子 <hanako@madoguchi.example>\n送信日時: 日曜日, 11月 1, 2026 10:00\n宛先: taro@example.jp\n件名: test\n\n",
        ),
        ("yahoo-app", "Yahoo!メールアプリから送信\n\n2026年11月1日(日) 10:00 佐藤 <hanako@madoguchi.example>:\n"),
        (
            "docomo",
            "-----元のメッセージ-----\n差出人: hanako@madoguchi.example\n件名: test\n宛先: taro@docomo.ne.jp\n日付: 2026/11/01 10:00\n\n",
        ),
        (
            "au",
            "----- Original Message -----\nFrom: hanako@madoguchi.example\nTo: taro@ezweb.ne.jp\nSent: 2026/11/01 10:00\nSubject: test\n",
        ),
        ("softbank", "On 2026/11/01, at 10:00, hanako@madoguchi.example wrote:\n"),
        (
            "android",
            "Androidから送信\n\n-------- 元のメッセージ --------\nFrom: 佐藤 <hanako@madoguchi.example>\nDate: 2026年11月1日(日) 10:00\nTo: taro@example.jp\nSubject: test\n",
        ),
        ("xperia", "Xperiaから送信\n\n---- 佐藤さんからのメッセージ ----\n\n"),
    ):
        yield f"phone-{name}", f"{ANSWER}\n\n{tail}{QUOTE}\n", ANSWER


def _english() -> Iterator[tuple[str, str, str]]:
    for name, line in (
        ("gmail", "On Sun, Nov 1, 2026 at 10:00 AM Hanako Sato <hanako@madoguchi.example> wrote:\n"),
        (
            "gmail-wrapped",
            "On Sun, Nov 1, 2026 at 10:00 AM Hanako Sato (Customer Support)\n<hanako@madoguchi.example> wrote:\n",
        ),
        (
            "gmail-wrapped-three",
            "On Sunday, November 1, 2026 at 10:00:00 AM GMT+9,\nHanako Sato <hanako@madoguchi.example>\nwrote:\n",
        ),
        ("apple", "On Nov 1, 2026, at 10:00 AM, Hanako Sato <hanako@madoguchi.example> wrote:\n"),
        ("thunderbird", "On 11/1/26 10:00, Hanako Sato wrote:"),
        ("mutt", "* Hanako Sato <hanako@madoguchi.example> [2026-11-01 10:00]:"),
        ("german", "Am 01.11.2026 um 10:00 schrieb Hanako Sato:"),
        ("french", "Le 1 nov. 2026 à 10:00, Hanako Sato a écrit :"),
    ):
        yield f"en-{name}", f"{ENGLISH}\n\n{line}\n{ENGLISH_QUOTE}\n", ENGLISH


def _outlook() -> Iterator[tuple[str, str, str]]:
    body = "\n\nお世話になっております。\n11月5日はいかがでしょうか。\n"
    for name, head in (
        (
            "original-message",
            "-----Original Message-----\nFrom: Hanako <hanako@madoguchi.example>\nSent: Sunday, November 1, 2026 10:00 AM\nTo: taro@example.jp\nSubject: test",
        ),
        (
            "japanese-block",
            "差出人: 佐藤花子 <hanako@madoguchi.example>\n送信日時: 2026年11月1日 10:00\n宛先: 山田太郎 <taro@example.jp>\n件名: test",
        ),
        (
            "japanese-block-cc",
            "________________________________\n差出人: 佐藤花子 <hanako@madoguchi.example>\n送信日時: 2026年11月1日日曜日 10:00\n宛先: 山田太郎 <taro@example.jp>\nCC: jiro@example.jp\n件名: test",
        ),
        (
            "english-block",
            "From: Hanako Sato <hanako@madoguchi.example>\nSent: Sunday, November 1, 2026 10:00 AM\nTo: Taro <taro@example.jp>\nSubject: test",
        ),
        (
            "bold-block",
            "*From:* Hanako Sato <hanako@madoguchi.example>\n*Sent:* Sunday, November 1, 2026 10:00 AM\n*To:* Taro <taro@example.jp>\n*Subject:* test",
        ),
        (
            "original-japanese",
            "----- 元のメッセージ -----\n差出人: hanako@madoguchi.example\n宛先: taro@example.jp\n件名: test",
        ),
        (
            "forwarded",
            "---------- Forwarded message ---------\nFrom: Hanako <hanako@madoguchi.example>\nDate: Sun, Nov 1, 2026\nSubject: test\nTo: <taro@example.jp>",
        ),
        (
            "forwarded-japanese",
            "---------- 転送メッセージ ----------\nFrom: 佐藤 <hanako@madoguchi.example>\nDate: 2026年11月1日\nSubject: test\nTo: taro@example.jp",
        ),
    ):
        yield f"outlook-{name}", f"{ANSWER}\n\n{head}{body}", ANSWER


def _placed() -> Iterator[tuple[str, str, str]]:
    head = "2026年11月1日(日) 10:00 佐藤花子 <hanako@madoguchi.example>:\n"
    yield "bottom-posted", f"{head}\n{QUOTE}\n\n{ANSWER}\n", ANSWER
    yield (
        "interleaved",
        "> 日程は5日でよいですか\nはい、結構です。\n\n> 場所は本社ですか\nいいえ、支社です。\n",
        "はい、結構です。\n\nいいえ、支社です。",
    )
    yield (
        "interleaved-under-head",
        f"{head}\n> 5日でよいですか\n\nはい。\n\n> 本社ですか\n\nいいえ。\n",
        "はい。\n\nいいえ。",
    )
    yield "only-quote", f"{QUOTE}\n", QUOTE
    only = "---------- Forwarded message ---------\nFrom: Hanako <hanako@madoguchi.example>\nDate: Sun, Nov 1, 2026\nSubject: test\nTo: <taro@example.jp>\n\nbody"
    yield "only-forward", only, only
    yield "no-quote", ANSWER, ANSWER
    yield "arrow-in-text", "設定 -> 通知 => オフ\n5 > 3 です。", "設定 -> 通知 => オフ\n5 > 3 です。"
    yield "table-in-text", "| 品名 | 数 |\n| ねじ | 3 |", "| 品名 | 数 |\n| ねじ | 3 |"
    yield "labels-in-text", "宛先: 東京都港区\n件名: 配送先の変更", "宛先: 東京都港区\n件名: 配送先の変更"


def _signed() -> Iterator[tuple[str, str, str]]:
    card = "株式会社サンプル 営業部\n山田 太郎\n〒100-0001 東京都千代田区1-1\nTEL: 03-1234-5678 FAX: 03-1234-5679\nE-mail: taro@example.jp\nhttps://example.jp/"
    for name, signature in (
        ("delimiter", f"-- \n{card}"),
        ("delimiter-trimmed", "--\n山田太郎"),
        ("heavy-rules", f"━━━━━━━━━━━━━━━━\n{card}\n━━━━━━━━━━━━━━━━"),
        ("dashes", f"--------------------------------\n{card}\n--------------------------------"),
        ("equals", f"================================\n{card}\n================================"),
        ("stars", f"＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊\n{card}\n＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊"),
        ("mixed-rule", f"*-*-*-*-*-*-*-*-*-*-*-*-*\n{card}\n*-*-*-*-*-*-*-*-*-*-*-*-*"),
        ("diamonds", f"◇◆◇◆◇◆◇◆◇◆◇◆\n{card}\n◇◆◇◆◇◆◇◆◇◆◇◆"),
        ("rule-above-only", f"-----------------\n{card}"),
        ("without-rule", card),
        ("short", "-----\n山田太郎\n-----"),
        ("english", "--\nTaro Yamada\nSample Inc.\nTel: +81 3 1234 5678"),
        ("phone", "iPhoneから送信"),
        ("galaxy", "Galaxyから送信"),
        ("outlook-android", "Outlook for Android を入手"),
    ):
        yield f"signature-{name}", f"{ANSWER}\n\n{signature}\n", ANSWER
    facts = f"{ANSWER}\n\n----------\n注文番号: 1234\n電話番号: 03-1234-5678\nメール: taro@example.jp\n----------"
    yield "signature-facts-are-none", facts, facts
    listed = "次の通りです。\n\n----\n1. 再起動しました。\n2. 変わりません。"
    yield "signature-list-is-none", listed, listed
    told = "担当者の連絡先です。\n\n株式会社サンプル 佐藤\nTEL 03-1111-2222"
    yield "signature-contact-told-is-none", told, told
    ruled = f"{ANSWER}\n\n-------------------------\n2026/11/01 10:00 h@madoguchi.example:\nこんにちは\n"
    yield "rule-above-quote", ruled, ANSWER
    top = f"{ANSWER}\n\n-- \n山田太郎\n\n2026年11月1日(日) 10:00 佐藤 <hanako@madoguchi.example>:\n\n{QUOTE}\n"
    yield "signature-above-quote", top, ANSWER


def _html() -> Iterator[Case]:
    gmail = (
        '<div dir="ltr">承知しました。</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">2026年11月1日(日) 10:00 '
        '佐藤 &lt;<a href="mailto:h@madoguchi.example">h@madoguchi.example</a>&gt;:<br></div><blockquote class="gmail_quote">'
        "いかがでしょうか。</blockquote></div>"
    )
    yield Case("html-gmail", mail(gmail.encode(), kind="text/html; charset=utf-8"), {"reply_text": "承知しました。"})
    outlook = (
        "<p>承知しました。</p><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0mm 0mm 0mm'><p><b>差出人:</b> 佐藤 "
        "&lt;h@madoguchi.example&gt;<br><b>送信日時:</b> 2026年11月1日 10:00<br><b>宛先:</b> 山田<br><b>件名:</b> test</p></div><p>いかがでしょうか。</p>"
    )
    yield Case(
        "html-outlook", mail(outlook.encode(), kind="text/html; charset=utf-8"), {"reply_text": "承知しました。"}
    )
    both = multipart(
        "alternative",
        part(crlf(f"{ANSWER}\n\n2026年11月1日(日) 10:00 佐藤 <h@madoguchi.example>:\n\n{QUOTE}")),
        part(gmail.encode(), "text/html; charset=utf-8"),
    )
    yield Case("html-and-text", both, {"reply_text": ANSWER, "html": gmail})
