"""From the lines of a story and their times to whole letters."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from madoguchi.config.demo.content import Cast, Customer, Line, Seat, Story
from madoguchi.config.demo.dates import filled
from madoguchi.config.demo.files import attachment
from madoguchi.config.demo.letters import Answered, quoted, reply_of_desk, signature, words_of_customer
from madoguchi.config.demo.mails import HTML_PROGRAMS, html_of
from madoguchi.config.demo.rhythm import Rhythm
from madoguchi.config.demo.script import Delivery, File, Said

FORWARDED = "---------- 転送"
BOTTOM_POSTERS = {"becky", "thunderbird"}
REPORTS = {
    "mailbox_full": ("5.2.2", "552 5.2.2 <{address}>: mailbox full"),
    "unknown_user": ("5.1.1", "550 5.1.1 <{address}>: no such user here"),
    "greylisted": ("4.2.0", "451 4.2.0 <{address}>: greylisted, try again in 15 minutes"),
}


def told(cast: Cast, story: Story, at: Sequence[datetime], rhythm: Rhythm, rng: Random) -> tuple[Said, ...]:
    """All messages of a story, oldest first; a bounce follows the reply that it is about."""
    teller = Teller(cast, story, rhythm, rng)
    for line, when in zip(story.lines, at, strict=True):
        teller.tell(line, when)
    return tuple(teller.said)


def phone_of(customer: Customer) -> str:
    """A number that rings nowhere: Japanese exchanges do not begin with 0; 01632 960 is Ofcom's for fiction."""
    if customer.number >= 1000:
        return f"03-0000-{customer.number:04d}"
    return f"01632 960{customer.number:03d}"


class Teller:
    """Keeps what was said so far, which decides greetings, recipients and quotes."""

    def __init__(self, cast: Cast, story: Story, rhythm: Rhythm, rng: Random) -> None:
        self.cast, self.story, self.rhythm, self.rng = cast, story, rhythm, rng
        self.desk = cast.desks[story.inbox]
        self.main = cast.customers[story.who]
        self.said: list[Said] = []
        self.answered: Answered | None = None
        self.last_seat: Seat | None = None
        self.partner = self.main
        self.guests: list[str] = []

    def tell(self, line: Line, at: datetime) -> None:
        role, _colon, name = line.who.partition(":")
        ours = role in ("a", "n")
        text = filled(line.text, at, self.rhythm, japanese=self.desk.language == "ja", ours=ours)
        if role == "c":
            self._customer(line, text, self.cast.customers[name or self.story.who], at)
        elif role == "auto":
            self._add("inbound", self.story.who, at, text, automatic="auto_reply")
        elif role == "n":
            self._note(text, self.cast.seats[name or self.story.by], at)
        else:
            self._reply(line, text, self.cast.seats[name or self.story.by], at)

    def _customer(self, line: Line, text: str, customer: Customer, at: datetime) -> None:
        calm = not {"クレーム", "Complaint"} & set(self.story.tags)
        text, mark, forwarded = text.partition(FORWARDED)
        new, below, quote = text.strip(), "", mark + forwarded
        if not line.bare:
            new = words_of_customer(text, customer, self.last_seat, calm=calm, rng=self.rng).strip()
            below = signature(customer, phone_of(customer))
        if customer.mail == "yahoo" and below:  # nothing tells this signature from the words above it
            new, below = f"{new}\n\n{below}", ""
        if self.answered is not None:
            quote = quoted(self.answered, self.desk, customer, self.rhythm)
        pieces = [quote, new, below] if customer.mail in BOTTOM_POSTERS else [new, below, quote]
        files = self._files(line, customer)
        picture = next((file for file in files if file.content_id), None)
        self.partner = customer
        self._join([customer.key, *line.cc])
        self._add(
            "inbound",
            customer.key,
            at,
            "\n\n".join(piece for piece in pieces if piece),
            reply_text=new,
            html=html_of(new, below, quote, customer.mail, picture),
            cc=line.cc,
            files=files,
        )

    def _reply(self, line: Line, text: str, seat: Seat, at: datetime) -> None:
        mood = "first" if self.last_seat is None else "next" if self.said[-1].kind == "inbound" else "again"
        if "クレーム" in self.story.tags:
            mood = "complaint"
        body = reply_of_desk(text, self.desk, seat, self.partner, mood=mood, rng=self.rng)
        others = [key for key in (self.story.who, *self.guests) if key != self.partner.key]
        delivery = Delivery()
        if line.bounce:
            code, response = REPORTS[line.bounce]
            delivery = Delivery(line.delivery, code, response.format(address=self.partner.address))
        self._add(
            "reply", seat.key, at, body, to=self.partner.key, cc=tuple(dict.fromkeys(others)),
            delivery=delivery, files=self._files(line, None),
        )  # fmt: skip
        self.answered = Answered(at, body, f"Re: {self.story.subject}")
        self.last_seat = seat
        if delivery.state == "bounced":
            self._bounce(delivery, at)

    def _bounce(self, delivery: Delivery, at: datetime) -> None:
        text = (
            "This is the mail system at host mx.example.jp.\n\nYour message could not be delivered:\n\n"
            f"<{self.partner.address}>: {delivery.response}"
        )
        when = at + timedelta(seconds=self.rng.randint(4, 90))
        self._add("inbound", self.story.who, when, text, automatic="bounce")

    def _note(self, text: str, seat: Seat, at: datetime) -> None:
        mentions = []
        for one in self.cast.seats.values():
            short = f"@{one.family[0]} さん" if one.is_japanese else f"@{one.given[0]},"
            full = f"@{one.family[0]} {one.given[0]} さん" if one.is_japanese else f"@{one.given[0]} {one.family[0]},"
            if short in text:
                text = text.replace(short, full)
                mentions.append(one.key)
        self._add("note", seat.key, at, text, mentions=tuple(mentions))

    def _files(self, line: Line, customer: Customer | None) -> tuple[File, ...]:
        if not line.attach:
            return ()
        file = attachment(line.attach, self.cast.attachments)
        shows_it = file.content_type == "image/png" and customer is not None and customer.mail in HTML_PROGRAMS
        return (File(file.name, file.content_type, file.content, f"{self.story.key}.picture") if shows_it else file,)

    def _join(self, keys: Sequence[str]) -> None:
        self.guests += [key for key in keys if key != self.story.who and key not in self.guests]

    def _add(self, kind: str, author: str, at: datetime, text: str, **more: object) -> None:
        key = f"{self.story.key}/{len(self.said) + 1}"
        self.said.append(Said(key=key, kind=kind, author=author, at=at, text=text, **more))  # type: ignore[arg-type]
