"""A mail comes in, a person answers in the browser, the mail goes out, the customer's answer comes back."""

import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, expect

from tests.faults.installation import ADDRESS, ADMINISTRATOR, Installation
from tests.faults.waiting import until
from tests.flows.customer import Customer, by_smtplib, by_swaks, read, words
from tests.flows.desk import PATIENCE, Desk
from tests.mail.postfix import USABLE, postfix
from tests.mail.sink import Script, Sink

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.xdist_group("flows")]
SWAKS = shutil.which("swaks")
needs_swaks = pytest.mark.skipif(SWAKS is None, reason="swaks is not installed")
needs_postfix = pytest.mark.skipif(not USABLE, reason="postfix is not installed, or we are not root")


@pytest.fixture
def desk(browser: Browser, place: Installation) -> Iterator[Desk]:
    """The unassigned view, open and listening, with nothing in it."""
    place.resolve_all()
    desk = Desk.signed_in(browser, place.address, email=ADMINISTRATOR, password=place.password)
    desk.open_view("unassigned")
    yield desk
    assert desk.is_same_page()
    assert desk.errors == []
    desk.page.context.close()


def arrives(desk: Desk, customer: Customer, subject: str, text: str, *, way: str) -> Any:
    """Write, and see the row come by itself; the figure goes to the output, where a person reads it."""
    desk.watch_for(subject)
    sent = customer.write(subject, text)
    taken_at = time.time()
    seconds = desk.seen_at() - taken_at
    assert desk.is_same_page()
    sys.stdout.write(f"from 250 to the row on the desk, by {way}: {seconds * 1000:.0f} ms\n")
    return sent


def test_a_person_answers_in_the_browser(desk: Desk, place: Installation, sink: Sink) -> None:
    before = len(sink.received)
    hanako = Customer("山田 花子", "hanako@kobo.example", by_smtplib(place.smtp_port))
    sent = arrives(desk, hanako, "シフトが表示されません", "昨日から画面が真っ白です。\nお願いします。", way="smtplib")
    conversation_id = desk.open("シフトが表示されません")
    expect(desk.bubbles("inbound")).to_contain_text("昨日から画面が真っ白です。")
    desk.reply("山田様\nお問い合わせありがとうございます。再読み込みをお試しください。")
    (received,) = sink.wait(before + 1, timeout=90)[before:]
    answer = read(received.data)
    assert (received.mail_from, received.rcpt_tos) == (ADDRESS, ("hanako@kobo.example",))
    is_proper_answer(answer, to=sent)
    assert str(conversation_id) not in received.data.decode() + words(answer)
    expect(desk.page.locator("#thread .delivery.sent")).to_be_visible(timeout=PATIENCE)
    desk.resolve()
    hanako.answer(answer, "直りました。助かりました。")
    until(lambda: said_by_customer(place, conversation_id) == 2, "the answer is in its conversation")
    expect(desk.bubbles("inbound")).to_have_count(2, timeout=PATIENCE)
    expect(desk.bubbles("inbound").last).to_contain_text("直りました。助かりました。")
    expect(desk.status("open")).to_be_visible(timeout=PATIENCE)
    assert place.get(f"/conversations/{conversation_id}")["status"] == "open"
    assert len(place.get(f"/conversations/{conversation_id}/messages")["data"]) == 3


def test_a_refusal_shows_on_the_open_reply_and_it_can_be_sent_again(
    desk: Desk, place: Installation, sink: Sink
) -> None:
    before = len(sink.received)
    hanako = Customer("山田 花子", "hanako@kobo.example", by_smtplib(place.smtp_port))
    arrives(desk, hanako, "見積書", "見積書をください。", way="smtplib, a parser at hand")
    path = f"/conversations/{desk.open('見積書')}"
    sink.script = Script(rcpt=lambda address: "550 5.1.1 No such user")
    try:
        status, _made = place.call("POST", f"{path}/replies", {"text": "お送りします。", "then": "resolve"})
        assert status == 201
        problem = desk.bubbles("reply").locator(".banner.burn")
        expect(problem).to_contain_text("5.1.1 No such user", timeout=PATIENCE)
        expect(desk.status("open")).to_be_visible(timeout=PATIENCE)
    finally:
        sink.script = Script()
    problem.locator("button").click()
    sink.wait(before + 1)
    expect(desk.bubbles("reply").locator(".delivery.sent")).to_be_visible(timeout=PATIENCE)
    expect(problem).to_have_count(0)


def said_by_customer(place: Installation, conversation_id: int) -> int:
    """How many messages of the conversation came in, whatever the page shows."""
    rows = place.get(f"/conversations/{conversation_id}/messages")["data"]
    return sum(row["kind"] == "inbound" for row in rows)


def is_proper_answer(answer: Any, *, to: Any) -> None:
    """It stands in the customer's thread, reads in any program, and quotes what it answers."""
    assert [(one.display_name, one.addr_spec) for one in answer["To"].addresses] == [
        ("山田 花子 様", "hanako@kobo.example")
    ]
    assert answer["From"].addresses[0].addr_spec == ADDRESS
    assert answer["Subject"] == f"Re: {to['Subject']}"
    assert answer["In-Reply-To"] == to["Message-ID"]
    assert to["Message-ID"] in answer["References"].split()
    assert answer["Message-ID"].endswith("@koyomi.example>")
    assert answer.get_content_type() == "multipart/alternative"
    plain, html = answer.get_body(("plain",)).get_content(), answer.get_body(("html",)).get_content()
    for text in (plain, html):
        assert "再読み込みをお試しください。" in text
        assert "昨日から画面が真っ白です。" in text
    assert "> 昨日から画面が真っ白です。" in plain
    assert "<blockquote" in html


@needs_swaks
def test_swaks(desk: Desk, place: Installation, sink: Sink, tmp_path: Path) -> None:
    assert SWAKS is not None
    emma = Customer("Emma Clarke", "emma@clarke.example", by_swaks(SWAKS, place.smtp_port, tmp_path))
    goes_round(desk, emma, place, sink, way="swaks")


@needs_postfix
@pytest.mark.parametrize("protocol", ["lmtp", "smtp"])
def test_postfix(desk: Desk, place: Installation, sink: Sink, protocol: Literal["lmtp", "smtp"]) -> None:
    port = int(place.environ["MADOGUCHI_LMTP_PORT"]) if protocol == "lmtp" else place.smtp_port
    with postfix(port, domain="koyomi.example", protocol=protocol) as mta:
        taro = Customer("佐藤 太郎", f"taro.{protocol}@sato.example", by_smtplib(mta.port))
        goes_round(desk, taro, place, sink, way=f"postfix and {protocol.upper()}")
        until(lambda: mta.queued() == 0, mta.log())


def goes_round(desk: Desk, customer: Customer, place: Installation, sink: Sink, *, way: str) -> None:
    """Seen on the open desk, answered, and the customer's answer opens the same conversation again."""
    before = len(sink.received)
    sent = arrives(desk, customer, f"請求書 ({way})", "請求書を再発行してください。", way=way)
    conversation_id = desk.open(f"請求書 ({way})")
    path = f"/conversations/{conversation_id}"
    status, _made = place.call("POST", f"{path}/replies", {"text": "本日お送りします。", "then": "resolve"})
    assert status == 201
    (received,) = sink.wait(before + 1)[before:]
    answer = read(received.data)
    assert answer["In-Reply-To"] == sent["Message-ID"]
    expect(desk.status("done")).to_be_visible(timeout=PATIENCE)
    customer.answer(answer, "届きました。")
    until(lambda: said_by_customer(place, conversation_id) == 2, "the answer is in its conversation")
    expect(desk.status("open")).to_be_visible(timeout=PATIENCE)
    expect(desk.bubbles("inbound").last).to_contain_text("届きました。")
    assert place.get(path)["status"] == "open"
