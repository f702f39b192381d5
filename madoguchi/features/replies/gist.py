"""What a saved reply is about, on one line: what it says after the greetings, with which nearly all of them begin."""

import re

from madoguchi.base.markdown import markdown_to_text
from madoguchi.base.variables import filled

LONGEST = 200  # characters
LOOKED_AT = 2_000  # characters; greetings are at the beginning
MARKS = re.compile(r"\*\*|~~|`|^#{1,6} |^> ", re.MULTILINE)  # of Markdown; they say nothing on one line
SENTENCE = re.compile(r"[^\n。]*?(?:(?<=[.!?])\s|[\n。]|$)")
# One sentence each: to whom it goes, a greeting, who writes, thanks for having written.
GREETING = re.compile(
    r"\{\{[^}]*\}\}\s*(?:様|さま|さん|殿|御中|先生)?[、,]?"
    r"|(?:Hello|Hi|Dear|Good (?:morning|afternoon|evening))(?: .{1,60})?[,!:]"
    r"|.{0,20}お世話になって(?:おり|い)ます。"
    r"|.{0,40}\{\{agent\.\w+\}\}(?:です|と申します|でございます)。"
    r"|.{0,40}(?:ご連絡|お問い合わせ|ご返信|ご利用).{0,20}ありがとうござい(?:ます|ました)。"
    r"|Thank you for (?:your |getting |contacting |writing |reaching ).{0,40}"
)


def gist_of(text: str) -> str:
    """Its first LONGEST characters without the greetings; all of it where it is nothing else."""
    rest = text[:LOOKED_AT].lstrip()
    while rest and (sentence := SENTENCE.match(rest)) and GREETING.fullmatch(sentence[0].strip()):
        rest = rest[sentence.end() :].lstrip()
    words = markdown_to_text(filled(rest or text, lambda _name, _instead, _after: "…"))
    return " ".join(MARKS.sub("", words).split())[:LONGEST]
