"""What can be read out of a customer's words without a model: what they want, and the numbers that they name.

It is said back to them, so that they know what was understood. Nothing is guessed: what cannot be read is left out, and
what nobody should see repeated (telephone and card numbers, addresses) is not repeated.
"""

import re
from dataclasses import dataclass

from madoguchi.base.words.japanese import pieces

LONGEST = 60  # letters of what is said back
MOST_REFERENCES = 3

_SENTENCES = re.compile(r"[。！？!?؟\n]+|(?:(?<=[a-z)])|(?<=\d\d))\.\s+")
_GREETING = re.compile(
    r"^(?:(?:いつも)?(?:大変)?お世話に(?:なって(?:おり|い)ます|なります)|こんにち[はわ]|こんばんは|おはようございます|はじめまして"
    r"|初めまして|すみません(?:が)?|失礼(?:いた)?します|恐れ入ります(?:が)?|お忙しいところ.{0,12}"
    r"|hi(?: there)?|hello(?: there)?|hey|good (?:morning|afternoon|evening)|dear \w+|thanks?(?: you)?(?: in advance)?"
    r"|excuse me|sorry to bother you"
    r"|[你您]好|请问一下|안녕하세요|안녕하십니까|السلام عليكم|مرحب[اًا]*)[、,，،！!。.\s]*",
    re.IGNORECASE,
)
_ONLY_MANNERS = re.compile(
    r"^(?:どうぞ)?(?:よろしく|宜しく).{0,12}$|^(?:ありがとう).{0,8}$|^(?:thanks|thank you|regards|cheers)\b[^?]{0,20}$"
    r"|^.{1,24}と(?:申|もう)します$"  # who somebody is says nothing of what they want
    r"|^my name is (?:[\w.'’-]+ ?){1,4}$",
    re.IGNORECASE,
)
_COURTESIES = (
    r"(?:どうも|大変|本当に|早速の?|迅速な|ご?丁寧[にな])*(?:ご?(?:返信|回答|対応|返事|連絡))?ありがとう(?:ござい(?:ます|ました))?"
    r"|了解(?:です|(?:いた)?しました)?|(?:わかり|分かり|承知(?:いた)?し|かしこまり|助かり|解決(?:いた)?し)ました"
    r"|(?:よろしく|宜しく)お願い(?:いた|致)?します|失礼(?:いた)?します"
    r"|ok(?:ay)?|great|perfect|got it|understood|cheers|bye|that (?:helped|works)|all (?:good|clear)"
    r"|(?:many |no )?thank(?:s| you)(?: (?:so|very) much| a lot| again)?(?: for (?:your|the) (?:help|reply|answer))?"
    r"|好的?|谢谢[您你]?了?|感谢|多谢|明白了?|知道了|收到"
    r"|네(?=\W*[감고알])|감사합니다|고맙습니다|알겠습니다"
    r"|شكر[اًا]+(?: جزيل[اًا]+)?(?: لك)?|حسن[اًا]+|تمام"
)
_ONLY_COURTESY = re.compile(rf"[\W_]*(?:(?:{_COURTESIES})[\W_]*)+", re.IGNORECASE)
_LABELLED = re.compile(
    r"(?P<label>注文|ご注文|受注|予約|請求書?|契約|会員|伝票|order|invoice|booking|contract|ticket)\s*"
    r"(?:番号|no\.?|number|id|#)?\s*(?:は|is|:|：|#)?\s*(?P<number>[A-Z]{0,5}[-_]?\d[\dA-Z_-]{2,19})",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?<![\w@.-])(?P<number>[A-Z]{1,5}[-_]?\d{3,12})(?![\w@-])")
_PRIVATE = re.compile(r"[\w.+-]+@[\w.-]+|(?<![0-9A-Za-z])\+?\d[\d\s-]{8,}\d(?![0-9A-Za-z])", re.ASCII)
# How they name what is private or a number.
_LABELS = re.compile(
    r"お?電話|携帯|メール(?:アドレス)?|アドレス|連絡先|(?:ご?注文|受注|予約|請求書?|契約|会員|伝票|お客様)?番号|です|[はがもとの]"
    r"|\b(?:tele)?phone\b|\btel\b|\bmobile\b|\be-?mail\b|\bmail\b|\baddress\b|\bnumber\b|\bmy\b|\bis\b|\band\b",
    re.IGNORECASE,
)
# Words of other scripts than the Japanese ones.
_WORDS = re.compile(r"[A-Za-zÀ-ɏ]{3,}|[^\W\d_\u0000-\u024f\u3040-\u30ff\u3400-\u9fff\uff00-\uffef]{2,}")
# Forms of words that say only that something is asked.
_HOLLOW_FORMS = "此方 其方 件 どう 如何 何 少 宜 今 時間 願 教 聞 伺 尋 質問 相談 問 助"
_HOLLOW = frozenset(_HOLLOW_FORMS.split())


_FOR_A_PERSON = re.compile(
    r"担当者|担当の方|オペレータ|人間|有人|責任者|\b(?:person|human|agent|someone|somebody|manager|speak|talk)\b",
    re.IGNORECASE,
)
_OBJECTS = re.compile(
    r"違(?:い?ます|う)|ちが(?:います|う)|(?:そう|それ|これ)(?:では|じゃ)|解決(?:し|でき)(?:て|な|ま)|役に立た|だめ|ダメ"
    r"|^(?:それでも|まだ|やはり|やっぱり|結局)?(?:でき|出来|うまくいき|直り)(?:ません|な[いか])"
    r"|^(?:(?:it|this|that)(?:.s| is)? )?(?:still )?not working"
    r"|\b(?:wrong|not (?:that|it|what|right|helpful|solved)|(?:did|does)(?:n.t| not) (?:help|work|answer|solve))\b",
    re.IGNORECASE,
)
_SHORT = 40  # letters of a message that asks for a person, or says that it was not that, and says nothing else
_QUESTION = re.compile(r"[?？؟]|(?:か|かしら|까)[。.\s]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Understood:
    """`gist` is what they want, in their own words ("" where they have not said it yet); `references` the numbers of
    orders, invoices and the like that they named, in their order."""

    gist: str
    references: tuple[str, ...]


def understood(text: str) -> Understood:
    """Read one message, or several of one turn."""
    return Understood(_gist(text), _references(text))


def asks(text: str) -> bool:
    """Whether it says what is wanted: more than a person, more than that an answer was not it."""
    if len(text) <= _SHORT and (_FOR_A_PERSON.search(text) or _OBJECTS.search(text)):
        return False
    return bool(_gist(text))


def closes(text: str) -> bool:
    """Whether it is nothing but thanks, or that it was understood: there is nothing to answer."""
    return len(text) <= LONGEST and not _QUESTION.search(text) and _ONLY_COURTESY.fullmatch(text) is not None


def _gist(text: str) -> str:
    """The first sentence that says more than who writes and under which numbers, else the first that says something."""
    told = [_without_greetings(sentence.strip()) for sentence in _SENTENCES.split(text)]
    told = [said for said in told if said and not (_ONLY_MANNERS.match(said) or closes(said)) and _says_something(said)]
    said = next((one for one in told if not is_particulars(one)), told[0] if told else "")
    shown = " ".join(_PRIVATE.sub("…", said).split())
    return shown if len(shown) <= LONGEST else _cut(shown)


def is_particulars(said: str) -> bool:
    """Whether a sentence only says who writes, and under which numbers."""
    rest = _BARE.sub("", _LABELLED.sub("", _PRIVATE.sub("", said)))
    parts = [part.strip() for part in re.split("[、,，]", rest)]
    return _ONLY_MANNERS.match(said) is not None or (
        rest != said and all(_ONLY_MANNERS.match(part) or not re.search(r"\w", _LABELS.sub("", part)) for part in parts)
    )


def _cut(shown: str) -> str:
    """Within no word, where words stand apart."""
    whole, space, _broken = shown[:LONGEST].rpartition(" ")
    return f"{(whole if space and len(whole) > LONGEST // 2 else shown[: LONGEST - 1]).rstrip(' ,;:、')}…"


def _without_greetings(sentence: str) -> str:
    while (found := _GREETING.match(sentence)) and found.end():
        sentence = sentence[found.end() :].strip()
    return sentence


def _says_something(sentence: str) -> bool:
    """Whether its words say something alone: こちらの件ですが and どうすればよいですか do not. Two letters do, in one
    word or in two (窓が割れた)."""
    said = [piece.form for piece in pieces(sentence) if piece.form not in _HOLLOW]
    return _WORDS.search(sentence) is not None or sum(map(len, said)) > 1


def _references(text: str) -> tuple[str, ...]:
    open_text = _PRIVATE.sub(" ", text)
    found = [match["number"].upper() for match in (*_LABELLED.finditer(open_text), *_BARE.finditer(open_text))]
    return tuple(dict.fromkeys(found))[:MOST_REFERENCES]
