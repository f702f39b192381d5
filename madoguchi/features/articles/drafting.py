"""An article out of a conversation, by rules that anybody can follow: what was asked, under which conditions, what was
answered, and the steps. Pure. Names, addresses and numbers of the customer stay behind.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from madoguchi.base.greetings import without_courtesies
from madoguchi.base.quotes import split_reply

LONGEST_TITLE = 80
MOST_QUESTIONS = 3
MOST_CONDITIONS = 6
SHORTEST_ANSWER = 15  # letters; a shorter one is thanks, or a word in passing
BARE = 12  # letters of a question that says nothing without the sentence before it
LOOKED_AT = 20_000  # letters of a message

_SENTENCE = re.compile(r"[^\n。！？!?.]*(?:[。！？!?]+|\.(?=\s|$)|\n|$)|\n")
_QUESTION = re.compile(
    r"[?？]\s*$|(?:でしょうか|ますか|ですか|ませんか|のか|かな)[。、 ]*$"
    r"|(?:教えて|ご教示|お知らせ)(?:ください|下さい|いただ|頂)|(?:たい|ほしい|欲しい)(?:のですが|です|んですが)"
    r"|(?:できません|できない|わからない|(?:わ|分)かりません|うまくいきません|届かない|動かない|動きません|開けない|消え(?:た|て|まし)|エラー)"
    r"|[らか]れ(?:ない|ません)|表示され(?:ない|ません)"
    r"|\b(?:how (?:do|can|to)|can(?:no|')t|cannot|unable to|does(?:n't| not) work|why)\b"
    r"|\b(?:is there (?:a|any) way|please (?:tell|let))\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"^\s*[-・*●■]?\s*(?:OS|ブラウザ|バージョン|プラン|機種|端末|環境|アプリ|ご?契約|version|plan|browser|device|platform)\s*[:：]"
    r"|\b(?:iOS|iPadOS|Android|Windows|macOS|Chrome|Safari|Firefox|Edge|iPhone|iPad)\b.{0,12}\d"
    r"|(?:プラン|バージョン|ver\.?|version)\s*\S{0,12}\d|(?:の場合|のとき|するときに|しようとすると|すると)"
    r"|\b(?:when I|if I|after (?:I|we)|on the .{1,20} plan)\b",
    re.IGNORECASE,
)
_LISTED = re.compile(r"^\s*(?:\d{1,2}[.)．）]|[①-⑳]|[-*・●]|手順\s*\d|STEP\s*\d)[\s:：]*(.+)$", re.IGNORECASE)
_DOING = re.compile(
    r"(?:を|から|に|で)?(?:クリック|タップ|選択|入力|開いて|開き|押して|押し|チェック|オンに|オフに|有効に|無効に|保存|ダウンロード|アクセス|切り替え)"
    r".{0,20}(?:ください|下さい|ます|ましょう)|[＞>→].{1,40}[＞>→]"
    r"|^\s*(?:then |next,? |first,? |finally,? )?"
    r"(?:click|tap|open|go to|select|choose|enter|press|type|turn (?:on|off)|log in|sign in|save|scroll)\b",
    re.IGNORECASE,
)
# How an answer to one person begins, and no article: that it took long or gave trouble, and who writes.
_OPENING = re.compile(
    r"(?:大変)?お待たせ(?:いた|致)?し(?:まし|て).*|.*(?:ご不便|ご迷惑|お手数|ご心配)を.{0,8}(?:申し訳|お詫び|すみません).*"
    r"|[^、。]{1,20}と申します。"
)
_SUBJECT_PREFIX = re.compile(
    r"^(?:\s*(?:re|fwd?|転送|返信)\s*[:：]|\s*【[^】]{0,30}】|\s*\[[^\]]{0,30}\])+", re.IGNORECASE
)
_SAYS_NOTHING = re.compile(
    r"(?:お?問い?合わ?せ|質問|ご?相談|ご?連絡|無題|件名なし|inquiry|question|help|support|hello|hi|no subject|contact)"
    r"(?:の件|について|です|します)?[!！。.]*",
    re.IGNORECASE,
)
_PRIVATE = (
    (re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}"), "…"),
    (re.compile(r"(?<!\d)(?:\+?\d{1,3}[-\s])?0?\d{1,4}[-\s]\d{2,4}[-\s]\d{3,4}(?!\d)"), "…"),
    (re.compile(r"(?<![A-Za-z0-9])[A-Z]{1,5}-?\d{4,}(?:-\d+)*|(?<!\d)\d{7,}(?!\d)"), "…"),
)


@dataclass(frozen=True, slots=True)
class Said:
    """A message of a conversation: what is shown of it, by the customer or by us."""

    text: str
    is_ours: bool


@dataclass(frozen=True, slots=True)
class Drafted:
    """What an article would say. Each may be empty."""

    title: str
    question: str
    conditions: tuple[str, ...]
    answer: str
    steps: tuple[str, ...]
    language: str

    def body(self) -> str:
        """The Markdown of the article, under headings in its language."""
        with override(self.language):
            parts = (
                (_("When this helps"), self.question),
                (_("Conditions"), "\n".join(f"- {one}" for one in self.conditions)),
                (_("Answer"), self.answer),
                (_("Steps"), "\n".join(f"{number}. {one}" for number, one in enumerate(self.steps, 1))),
            )
        return "\n\n".join(f"## {heading}\n\n{text}" for heading, text in parts if text)


def drafted(subject: str, said: Sequence[Said], *, private: Collection[str] = ()) -> Drafted:
    """The article that a conversation would make. `private` are names that nobody else is to read."""
    asked = [_cleaned(one.text, private) for one in said if not one.is_ours]
    answers = [_cleaned(one.text, private) for one in said if one.is_ours]
    language = "ja" if re.search("[ぁ-ヿ]", "".join(asked + answers)) else "en"
    questions = _questions(asked)
    answer = _answer(answers)
    steps = tuple(_steps(answer))
    return Drafted(
        _title(_cleaned(subject, private), questions),
        " ".join(questions) if language == "en" else "".join(questions),
        tuple(dict.fromkeys(_conditions(asked, questions)))[:MOST_CONDITIONS],
        _without(answer, steps),
        steps,
        language,
    )


def asked_in(text: str) -> str:
    """The sentence of a message in which somebody asks; the first at all where none does. Nothing is hidden in it."""
    new = without_courtesies(split_reply(text[:LOOKED_AT]).reply)
    questions = _questions([new or text[:LOOKED_AT]])
    marked = [one for one in questions if one.endswith(("?", "？", "か", "か。"))]
    asked = next(iter(marked or questions), "")
    before = new.partition(asked)[0] if len(asked) <= BARE else ""
    return "".join([*_sentences(before)][-1:]) + asked


def _cleaned(text: str, private: Collection[str]) -> str:
    """What somebody newly wrote, without courtesies, and without what would tell who they are."""
    new = without_courtesies(split_reply(text[:LOOKED_AT]).reply)
    for name in sorted(private, key=len, reverse=True):
        if len(name) > 1:
            new = re.sub(rf"{re.escape(name)}\s*(?:様|さま|さん|殿)?", "…", new)
    for pattern, instead in _PRIVATE:
        new = pattern.sub(instead, new)
    return new


def _sentences(text: str) -> Iterator[str]:
    for found in _SENTENCE.finditer(text):
        if said := found[0].strip():
            yield said


def _questions(asked: Sequence[str]) -> list[str]:
    """The first sentences in which the customer asks; the first ones at all where none does."""
    all_of_them = [one for text in asked for one in _sentences(text)]
    questions = [one for one in all_of_them if _QUESTION.search(one)]
    return list(dict.fromkeys(questions or all_of_them[:2]))[:MOST_QUESTIONS]


def _conditions(asked: Sequence[str], questions: Sequence[str]) -> Iterator[str]:
    for text in asked:
        for sentence in _sentences(text):
            if sentence not in questions and _CONDITION.search(sentence):
                yield sentence.lstrip("-・*●■ ")


def _answer(answers: Sequence[str]) -> str:
    """The reply that says most of what to do; the last one of those that say as much, for the first may have asked."""
    long = [text for text in answers if len(text) >= SHORTEST_ANSWER] or answers[-1:]
    return _without_opening(max(reversed(long), key=lambda text: len(_doing(text)), default=""))


def _without_opening(answer: str) -> str:
    """From the first sentence on that is for everybody; all of it where none is."""
    rest = answer
    while (said := next(_sentences(rest), "")) and _OPENING.fullmatch(said):
        rest = rest.partition(said)[2].lstrip()
    return rest or answer


def _steps(answer: str) -> Iterator[str]:
    """What it says is to be done, where that is two things at least."""
    doing = _doing(answer)
    if len(doing) > 1:
        yield from doing


def _doing(answer: str) -> list[str]:
    """The lines of its list, or else the sentences that say what to do."""
    listed = [found[1].strip() for line in answer.split("\n") if (found := _LISTED.match(line))]
    return listed or [one for one in _sentences(answer) if _DOING.search(one)]


def _without(answer: str, steps: Sequence[str]) -> str:
    """The answer without its steps, which follow it; all of it where it is nothing else."""
    rest = answer
    for step in steps:
        rest = re.sub(
            rf"^[^\S\n]*(?:[\d①-⑳.)．）*・●:： -]|手順|STEP)*{re.escape(step)}[^\S\n]*\n?", "", rest, flags=re.MULTILINE
        )
        rest = rest.replace(step, "")
    rest = re.sub(r"\n{3,}", "\n\n", re.sub(r"[^\S\n]+$", "", rest, flags=re.MULTILINE)).strip()
    return rest or ("" if steps else answer)


def _title(subject: str, questions: Sequence[str]) -> str:
    said = _SUBJECT_PREFIX.sub("", subject).strip()
    if len(said) < 4 or _SAYS_NOTHING.fullmatch(said):
        said = questions[0] if questions else said
    said = " ".join(said.split())
    return said if len(said) <= LONGEST_TITLE else said[: LONGEST_TITLE - 1] + "…"
