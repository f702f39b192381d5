"""What stands around the words of a letter: greeting, closing, signature, and the quote of what is answered.

Customers write as their program does (`Customer.mail`); the desk writes as a good desk does.
"""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from madoguchi.config.demo.content import Customer, Desk, Seat
from madoguchi.config.demo.dates import DAYS, MONTHS, WEEKDAYS
from madoguchi.config.demo.rhythm import Rhythm

TERSE = {"iphone", "android"}
SAYS_ITSELF = ("お願い", "ありがとう", "ください", "感謝", "お世話になりました", "助かり", "下さい")
COMPLETE = ("お願い", "ありがとう", "ください", "お詫び", "おめでとう", "感謝", "存じます", "お待ち", "ご容赦", "幸い")


@dataclass(frozen=True, slots=True)
class Answered:
    """The message of ours that a customer answers."""

    at: datetime
    text: str
    subject: str


def reply_of_desk(body: str, desk: Desk, seat: Seat, customer: Customer, *, mood: str, rng: Random) -> str:
    """A reply as the agent wrote it, without the inbox's signature. `mood`: "first", "next", "again", "complaint"."""
    if desk.language != "ja":
        sign = rng.choice(("Kind regards,", "Best wishes,", "With kind regards,"))
        return f"Hello {customer.given},\n\n{body}\n\n{sign}\n{seat.first_name}"
    me = f"{desk.desk}の{seat.family[0]}"
    greeting = {
        "first": f"お世話になっております。{me}です。",
        "next": f"ご返信ありがとうございます。{me}です。",
        "again": f"お世話になっております。{me}です。",
        "complaint": f"{me}でございます。",
    }["again" if mood == "next" and "ありがとう" in body[:80] else mood]
    last = body.rstrip().splitlines()[-1]
    closing = (
        ""
        if any(word in last for word in COMPLETE)
        else rng.choice(
            (
                "どうぞよろしくお願いいたします。",
                "ご不明な点がございましたら、このメールにそのままご返信ください。",
                "引き続き、どうぞよろしくお願いいたします。",
                "",
            )
        )
    )
    return "\n\n".join(part for part in (f"{customer.family}様", greeting, body, closing) if part)


def words_of_customer(body: str, customer: Customer, to: Seat | None, *, calm: bool, rng: Random) -> str:
    """What a customer newly wrote: greeting, words, closing. `to` is who answered before; None in a first mail."""
    if not customer.is_japanese:
        return _english(body, customer, to, calm=calm, rng=rng)
    return "\n".join(
        part for part in (_greeting(body, customer, to, calm, rng), body, _closing(body, customer, rng)) if part
    )


def _greeting(body: str, customer: Customer, to: Seat | None, calm: bool, rng: Random) -> str:
    who = f"{customer.company.short}の{customer.family}です。" if customer.company else f"{customer.family}と申します。"
    if f"{customer.family}です" in body or body.startswith(("同じ施設", "本部の", "夜遅く")):
        who = ""
    hello = "お世話になっております。" if calm and "世話になっ" not in body else ""
    if customer.mail in TERSE:
        return who if to is None and rng.random() < 0.5 else ""
    name = f"{to.family[0]}様\n" if to and to.is_japanese and calm and rng.random() < 0.6 else ""
    if to is None and customer.mail in ("outlook", "becky") and calm:
        hello = rng.choice(
            ("いつもお世話になっております。", "お世話になっております。", "平素より大変お世話になっております。")
        )
    return f"{name}{hello}\n{who}".strip() + "\n" if name or hello or who else ""


def _closing(body: str, customer: Customer, rng: Random) -> str:
    last = body.splitlines()[-1]
    if customer.mail in TERSE or any(word in last for word in SAYS_ITSELF) or rng.random() < 0.35:
        return ""
    return (
        "\n"
        + rng.choice(
            (
                "よろしくお願いいたします。",
                "以上、よろしくお願いいたします。",
                "お手数ですが、よろしくお願いいたします。",
            )
        )
        if last.endswith(("か。", "か?", "です。", "ます。")) and "?" not in last
        else ""
    )


def _english(body: str, customer: Customer, to: Seat | None, *, calm: bool, rng: Random) -> str:
    if customer.mail in TERSE:
        return body
    hello = f"Hi {to.first_name}," if to else rng.choice(("Hello,", "Hi,", "Dear team,"))
    sign = rng.choice(("Many thanks,", "Best wishes,", "Kind regards,", "Thanks,"))
    name = customer.name if to is None or customer.mail == "outlook" else customer.given
    if not calm:
        return f"{body}\n\n{name}"
    return f"{hello}\n\n{body}\n\n{sign}\n{name}"


def signature(customer: Customer, phone: str) -> str:
    """What the program puts below, or nothing."""
    where = customer.company.name if customer.company else ""
    if customer.mail == "iphone":
        return "iPhoneから送信" if customer.is_japanese else "Sent from my iPhone"
    if customer.mail == "android" or not where:
        return ""
    if not customer.is_japanese:
        return f"-- \n{customer.name}\n{customer.title}, {where}\n{phone}" if customer.mail != "yahoo" else ""
    lines = [where, f"{customer.title} {customer.family} {customer.given}".strip()]
    rule = {"outlook": "━" * 18, "becky": "*" * 30, "thunderbird": "-" * 32}.get(customer.mail)
    if customer.mail == "yahoo":
        return f"{lines[0]}\n{lines[1]}"
    if rule is None:
        return "\n".join(["-- ", *lines])
    place = customer.company.prefecture if customer.company else ""
    return "\n".join([rule, *lines, f"{place}  TEL {phone}", customer.address, rule])


def quoted(answered: Answered, desk: Desk, customer: Customer, rhythm: Rhythm) -> str:
    """The earlier letter as the customer's program quotes it; "" for one that does not."""
    local = rhythm.local(answered.at)
    marked = "\n".join(f"> {line}".rstrip() for line in answered.text.splitlines())
    if customer.mail == "android":
        return ""
    if not customer.is_japanese:
        return _english_quote(answered, desk, customer, local, marked)
    return _japanese_quote(answered, desk, customer, local, marked)


def _english_quote(answered: Answered, desk: Desk, customer: Customer, local: datetime, marked: str) -> str:
    by, time = f"{desk.desk} <{desk.address}>", f"{local:%H:%M}"
    weekday, month = DAYS[local.weekday()], MONTHS[local.month - 1]
    day = f"{local.day} {month[:3]} {local.year}"
    heads = {
        "gmail": f"On {weekday[:3]}, {day} at {time}, {by} wrote:",
        "iphone": f"On {day}, at {time}, {by} wrote:",
        "yahoo": f"On {weekday}, {local.day} {month} {local.year} at {time}, {by} wrote:",
    }
    if customer.mail in heads:
        return f"{heads[customer.mail]}\n\n{marked}"
    sent = f"{weekday}, {month} {local.day}, {local.year} {time}"
    head = f"From: {by}\nSent: {sent}\nTo: {customer.name}\nSubject: {answered.subject}"
    return f"-----Original Message-----\n{head}\n\n{answered.text}"


def _japanese_quote(answered: Answered, desk: Desk, customer: Customer, local: datetime, marked: str) -> str:
    time, day = f"{local:%H:%M}", f"{local.year}年{local.month}月{local.day}日"
    by = f"{desk.desk} <{desk.address}>"
    if customer.mail == "outlook":
        head = f"差出人: {by}\n送信日時: {day} {time}\n宛先: {customer.name}\n件名: {answered.subject}"
        return f"________________________________\n{head}\n\n{answered.text}"
    if customer.mail == "yahoo":
        sent = f"{local:%Y/%m/%d}, {DAYS[local.weekday()][:3]} {time}"
        head = f"From: {by}\nTo: {customer.address}\nDate: {sent}\nSubject: {answered.subject}"
        return f"----- Original Message -----\n{head}\n\n{marked}"
    if customer.mail == "becky":
        wide = marked.replace("> ", "＞", 1).replace("\n> ", "\n＞").replace("\n>", "\n＞")
        return f"{desk.desk}さんは書きました:\n{wide}"
    heads = {
        "gmail": f"{day}({WEEKDAYS[local.weekday()]}) {time} {by}:",
        "iphone": f"{local:%Y/%m/%d} {time}、{by}のメール:",
        "thunderbird": f"On {local:%Y/%m/%d} {time}, {desk.desk} wrote:",
    }
    return f"{heads[customer.mail]}\n\n{marked}"
