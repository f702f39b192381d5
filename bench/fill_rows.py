"""The rows of bench/fill.py, as lines for COPY: three years of a desk, day by day, each table in order of time.

Messages are written on the day they were said, not with their conversation, so that opening one reads pages
from all over the table, as it does in life.
"""

import datetime
import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from bench.fill_cast import Cast
from bench.fill_texts import Body, Texts, make

Write = Callable[[str, str], None]  # table, one line
DAY = 86_400
SECONDS = [f"{n // 3600:02d}:{n // 60 % 60:02d}:{n % 60:02d}+00" for n in range(DAY)]

COLUMNS = {
    "conversations": "workspace_id,id,subject,preview,status,priority,waiting_since,waiting_on,next_action,"
    "snoozed_until,is_spam,attributes,created_at,last_activity_at,first_replied_at,resolved_at,assignee_id,"
    "contact_id,inbox_id,team_id",
    "messages": "workspace_id,id,kind,channel,subject,text,reply_text,html,addresses,mail_id,in_reply_to,"
    "dedupe_key,automatic,authentication,at,contact_id,conversation_id,person_id",
    "message_references": "workspace_id,mail_id,conversation_id",
    "participants": "workspace_id,address,contact_id,conversation_id",
    "deliveries": "workspace_id,address,role,state,attempts,queued_at,settled_at,code,response,message_id",
    "conversation_tags": "workspace_id,conversation_id,tag_id",
    "events": "workspace_id,at,type,actor,conversation_id,contact_id,payload,depth",
}


@dataclass(slots=True)
class Said:
    """A message that waits for its day."""

    second: int
    conversation_id: int
    contact_id: int
    person_id: int
    kind: str
    subject: str
    body: Body
    particular: str


class Filling:
    """Makes `conversations` with about `messages` in all, ending at `until`."""

    def __init__(self, cast: Cast, conversations: int, messages: int, until: datetime.date) -> None:
        self.dice = random.Random(20_260_101)
        self.cast = cast
        self.days = 1_095
        self.first_day = until - datetime.timedelta(days=self.days - 1)
        self.names = [str(self.first_day + datetime.timedelta(days=n)) for n in range(self.days + 60)]
        self.japanese, self.english = make(self.dice)
        self.counts = self._counts(messages / conversations)
        self.gaps = [int(self.dice.lognormvariate(9.6, 1.7)) + 60 for _ in range(20_000)]  # median four hours
        self.starts = [min(DAY - 1, max(0, int(self.dice.gauss(5 * 3600, 2.5 * 3600)))) for _ in range(20_000)]
        self.shares = self._shares(conversations)
        self.waiting: dict[int, list[Said]] = defaultdict(list)
        self.conversation_id = 0
        self.message_id = 0

    def _counts(self, mean: float) -> list[int]:
        """Messages a conversation: most are short, some go on for hundreds."""
        drawn = [self.dice.lognormvariate(0, 0.9) for _ in range(20_000)]
        scale = (mean - 1) / (sum(drawn) / len(drawn))
        return [1 + min(400, round(value * scale)) for value in drawn]

    def _shares(self, conversations: int) -> list[int]:
        """Conversations of each day: growing, and a third on days off."""
        weights = [
            (1 + 1.5 * n / self.days) * (0.35 if (self.first_day + datetime.timedelta(days=n)).weekday() > 4 else 1)
            for n in range(self.days)
        ]
        total, given, shares = sum(weights), 0, []
        reached = 0.0
        for weight in weights:
            reached += weight
            upto = round(conversations * reached / total)
            shares.append(upto - given)
            given = upto
        return shares

    def run(self, conversation_id: int, message_id: int, write: Write, told: Callable[[int], None]) -> None:
        """Write everything; ids begin after those given. `told` hears of each finished day."""
        self.conversation_id, self.message_id = conversation_id, message_id
        for day, share in enumerate(self.shares):
            for _ in range(share):
                self._converse(day, write)
            self._say(day, write)
            told(day)

    def at(self, moment: int) -> str:
        """Seconds since the first day, as PostgreSQL reads them."""
        day, second = divmod(moment, DAY)
        return f"{self.names[day]} {SECONDS[second]}"

    def _converse(self, day: int, write: Write) -> None:
        dice, cast = self.dice, self.cast
        random_ = dice.random
        self.conversation_id += 1
        number = self.conversation_id
        texts: Texts = self.japanese if random_() < 0.7 else self.english
        subject = texts.subjects[int(random_() * len(texts.subjects))]
        contact = cast.first_contact + int(random_() ** 2 * cast.contacts)
        person = cast.people[int(random_() ** 1.5 * len(cast.people))]
        began = moment = day * DAY + self.starts[int(random_() * 20_000)]
        end = self.days * DAY - 1
        count = self.counts[int(random_() * 20_000)]
        answered = 0
        kind, body, last = "inbound", texts.inbound[0], moment
        for place in range(count):
            if place:
                moment += self.gaps[int(random_() * 20_000)]
                if moment > end:
                    break
                draw = random_()
                kind = "note" if draw < 0.1 else "inbound" if draw < 0.5 else "reply"
            pool = texts.inbound if kind == "inbound" else texts.replies
            body = pool[int(random_() * len(pool))]
            if kind == "reply" and not answered:
                answered = moment
            last = moment
            said = Said(moment % DAY, number, contact, person, kind, subject, body, texts.particular())
            self.waiting[moment // DAY].append(said)
        self._write_conversation(
            write, (number, contact, person), (began, last, answered), (subject, body.preview, kind)
        )

    def _write_conversation(
        self, write: Write, ids: tuple[int, int, int], times: tuple[int, int, int], texts: tuple[str, str, str]
    ) -> None:
        number, contact, person = ids
        began, last, answered = times
        subject, preview, kind = texts
        cast, draw = self.cast, self.dice.random()
        spam = draw < 0.02
        fresh = last > (self.days - 3) * DAY
        is_open = not spam and (draw > 0.5 if fresh else draw > 0.994)
        snoozed = not spam and not is_open and 0.02 < draw < 0.022
        status = "open" if is_open else "snoozed" if snoozed else "resolved"
        nobody = (is_open and draw > 0.9975) or (fresh and draw > 0.9)
        inbox = cast.inboxes[number % len(cast.inboxes)]
        team = cast.teams[number % len(cast.teams)]
        waiting = self.at(last) if is_open and kind == "inbound" else "\\N"
        write(
            "conversations",
            f"{cast.workspace_id}\t{number}\t{subject}\t{preview}\t{status}\t{1 if draw < 0.9 else 2}\t{waiting}\t"
            f"{'us' if kind == 'inbound' else 'customer'}\t\t"
            f"{self.at((self.days + 3) * DAY) if snoozed else chr(92) + 'N'}\t{'t' if spam else 'f'}\t{{}}\t"
            f"{self.at(began)}\t{self.at(last)}\t{self.at(answered) if answered else chr(92) + 'N'}\t"
            f"{self.at(last) if status == 'resolved' else chr(92) + 'N'}\t{chr(92) + 'N' if nobody else person}\t"
            f"{contact}\t{inbox}\t{team if number % 3 else chr(92) + 'N'}\n",
        )
        write(
            "participants",
            f"{cast.workspace_id}\tcontact{contact}@customer{contact % 997}.example\t{contact}\t{number}\n",
        )
        if draw < 0.6:
            write(
                "conversation_tags", f"{cast.workspace_id}\t{number}\t{cast.tags[int(draw * 7919) % len(cast.tags)]}\n"
            )
        head = f"{cast.workspace_id}\t{self.at(began)}\t"
        tail = f"\t{number}\t{contact}\t"
        write("events", f'{head}conversation.created\tsystem{tail}{{"inbox_id": {inbox}, "channel": "email"}}\t0\n')
        write("events", f'{head}conversation.assigned\tsystem{tail}{{"before": null, "after": {person}}}\t0\n')

    def _say(self, day: int, write: Write) -> None:
        cast, date = self.cast, self.names[day]
        workspace = cast.workspace_id
        for said in sorted(self.waiting.pop(day, ()), key=lambda said: said.second):
            self.message_id += 1
            number = self.message_id
            text, reply_text, html = said.body.columns(said.particular)
            at = f"{date} {SECONDS[said.second]}"
            inbound = said.kind == "inbound"
            mail = (
                ""
                if said.kind == "note"
                else f"{number:x}.{said.second:x}@{'mail.customer' if inbound else 'bench'}.example"
            )
            address = f"contact{said.contact_id}@customer{said.contact_id % 997}.example"
            write(
                "messages",
                f"{workspace}\t{number}\t{said.kind}\temail\t{said.subject}\t{text}\t{reply_text}\t"
                f'{html}\t{{"from": [["{address}", ""]], "to": [["support@bench.example", ""]]}}\t{mail}\t\t'
                f"{f'{number:064x}' if inbound else ''}\t\t{{}}\t{at}\t"
                f"{said.contact_id if inbound else chr(92) + 'N'}\t{said.conversation_id}\t"
                f"{chr(92) + 'N' if inbound else said.person_id}\n",
            )
            if mail:
                write("message_references", f"{workspace}\t{mail}\t{said.conversation_id}\n")
            if said.kind == "reply":
                write("deliveries", f"{workspace}\t{address}\tto\tsent\t1\t{at}\t{at}\t250\t250 2.0.0 Ok\t{number}\n")
