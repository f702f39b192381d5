"""Mail in: how many a second are taken by SMTP, and how many become committed messages, beside bare inserts.

The mails are sent by a process of its own over several connections, each with a body, a sender and a Message-ID of
its own; a third answers an earlier one. The clock stops when the last is a message of its conversation.
"""

import argparse
import multiprocessing
import os
import random
import smtplib
import threading
import time
from email.message import EmailMessage
from typing import Any

import psycopg

from bench.fill_texts import EN, EN_SUBJECTS, JA, JA_SIGNATURE, JA_SUBJECTS
from bench.ground import INBOX, Ground, prepare
from bench.reference import Reference
from bench.report import Report, percentile
from bench.served import AUTHORITY, serving

PROVEN = "dkim=pass header.d=mail.example; spf=pass smtp.mailfrom=mail.example; dmarc=pass header.from=mail.example"
APART = 62  # an answer comes so many mails after the first word that it answers
STATES = """
    SELECT count(*) FILTER (WHERE state = 'message'), count(*) FILTER (WHERE state NOT IN ('message', 'pending'))
    FROM raw_intake WHERE id > %s
"""


def smtp_address() -> tuple[str, int]:
    """Where the running server takes mail: MADOGUCHI_SMTP_HOST and MADOGUCHI_SMTP_PORT."""
    return os.environ.get("MADOGUCHI_SMTP_HOST", "127.0.0.1"), int(os.environ.get("MADOGUCHI_SMTP_PORT", "2525"))


def mails(count: int, run: str) -> list[tuple[str, bytes]]:
    """Sender and whole mail; Japanese and English, seven to three, every third an answer to one before."""
    dice = random.Random(7)
    made: list[tuple[str, bytes]] = []
    for number in range(count):
        japanese = dice.random() < 0.7
        answers = number - APART if number % 3 == 2 and number >= APART else None
        sender = f"customer{number if answers is None else answers}.{run}@mail.example"
        mail = EmailMessage()
        mail["Authentication-Results"] = f"{AUTHORITY}; {PROVEN}"
        mail["From"] = f"{'山田 花子' if japanese else 'Alex Sample'} <{sender}>"
        mail["To"] = INBOX
        mail["Subject"] = dice.choice(JA_SUBJECTS if japanese else EN_SUBJECTS)
        mail["Message-ID"] = f"<{number}.{run}@mail.example>"
        if answers is not None:
            mail["In-Reply-To"] = mail["References"] = f"<{answers}.{run}@mail.example>"
        lines = [dice.choice(JA if japanese else EN) for _ in range(dice.randint(4, 20))]
        text = "\n".join([*lines, "", JA_SIGNATURE if japanese else "-- \nAlex", f"({number})"])
        mail.set_content(text)
        if number % 2:
            mail.add_alternative("".join(f"<p>{line}</p>" for line in text.splitlines()), subtype="html")
        made.append((sender, mail.as_bytes()))
    return made


def send(address: tuple[str, int], letters: list[tuple[str, bytes]], connections: int, result: Any) -> None:
    """In a process of its own: hand all mails over; puts the seconds in all and of each."""
    numbers = iter(range(len(letters)))
    lock = threading.Lock()
    seconds: list[float] = []

    def work() -> None:
        with smtplib.SMTP(*address, timeout=60) as server:
            while True:
                with lock:
                    number = next(numbers, None)
                if number is None:
                    return
                sender, content = letters[number]
                began = time.perf_counter()
                server.sendmail(sender, [INBOX], content)
                seconds.append(time.perf_counter() - began)

    threads = [threading.Thread(target=work) for _ in range(connections)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    result.put((time.perf_counter() - began, seconds))


def measure(ground: Ground, count: int, connections: int, report: Report) -> None:
    letters = mails(count, os.urandom(4).hex())
    reference = Reference(ground.url, ground.workspace_id)
    with psycopg.connect(ground.url, autocommit=True) as connection:
        connection.execute("SELECT set_config('madoguchi.workspace', %s, false)", [str(ground.workspace_id)])
        row = connection.execute("SELECT coalesce(max(id), 0) FROM raw_intake").fetchone()
        mark = row[0] if row else 0
        result: Any = multiprocessing.Queue()
        sender = multiprocessing.Process(target=send, args=(smtp_address(), letters, connections, result))
        began = time.perf_counter()
        sender.start()
        messages, aside = wait(connection, mark, count)
        committed = time.perf_counter() - began
        accepted, each = result.get()
        sender.join()
    report.add(
        what="accepted by SMTP",
        mails=count,
        per_s=count / accepted,
        p50_ms=percentile(each, 0.5) * 1000,
        p95_ms=percentile(each, 0.95) * 1000,
    )
    report.add(what="committed messages", mails=messages, per_s=messages / committed, set_aside=aside)
    rate, rows = reference.replay(count, connections)
    report.add(
        what=f"psycopg, the same {rows:,} rows", mails=count, per_s=rate, share=f"{messages / committed / rate:.0%}"
    )


def wait(connection: psycopg.Connection[Any], mark: int, count: int) -> tuple[int, int]:
    """Until all have become something: messages, and those set aside."""
    since, before = time.monotonic(), (0, 0)
    while True:
        row = connection.execute(STATES, [mark]).fetchone() or (0, 0)
        now = (int(row[0]), int(row[1]))
        if sum(now) >= count:
            return now
        if now != before:
            since, before = time.monotonic(), now
        if time.monotonic() - since > 60:
            raise RuntimeError(f"nothing moves any more: {now} of {count}")
        time.sleep(0.05)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=4_000)
    parser.add_argument("--connections", type=int, default=8)
    wanted = parser.parse_args()
    report = Report("ingest", vars(wanted))
    ground = prepare()
    with serving(mail_to=smtp_address()):
        measure(ground, wanted.mails, wanted.connections, report)
    report.finish()


if __name__ == "__main__":
    main()
