"""What can be read out of a customer's message without a model: a greeting, thanks, anger, the wish for a person.

Whoever asks for a person, or is angry, gets a person; so these err towards a person. Nothing here changes what is said:
an answer never holds words of the customer.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from madoguchi.base.text import normal
from madoguchi.base.words.taking import words

MOST_READ = 4_000  # characters of a question
MOST_WHY = 40  # characters of "why?" and of "next"

_GREETING = re.compile(
    r"^(?:(?:いつも)?(?:大変)?お世話に(?:なっており|なってい|なり)ます|こんにち[はわ]|こんばん[はわ]|おはようございます|おはよう"
    r"|(?:はじめ|初め)まして|もしもし|すみません|すいません|失礼(?:いた)?します|どうも|よろしくお願い(?:いた)?します"
    r"|お尋ねします|質問(?:が)?(?:あります|です)|教えてください|ちょっといいですか|聞きたいことがあります"
    r"|hi+(?: there)?|hello+(?: there)?|hey+|good (?:morning|afternoon|evening|day)|greetings|excuse me"
    r"|(?:i have )?a question|anybody there|anyone there|is (?:anybody|anyone) there|are you there)"
    r"[\s、,。.!！?？〜~ー👋😊🙏]*",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"(?:どうも|本当に|大変)?(?:ありがとう|有難う|有り難う)(?:ございま(?:す|した))?|感謝(?:いた)?します|助かりま(?:す|した)"
    r"|(?:り|了)(?:ょう)?かい(?:です|しました)?|了解(?:です|しました|いたしました)?|承知(?:しました|いたしました|です)?"
    r"|わかりました|分かりました|解りました|なるほど|ok(?:です)?|おっけー|よかったです"
    r"|thank(?:s| you)(?: so much| very much| a lot)?|cheers|great|perfect|got it|okay|understood|awesome|cool",
    re.IGNORECASE,
)
_SOLVED = re.compile(
    r"解決(?:しました|できました|です)|(?<!未)解決済み|できました|出来ました|直りました|うまくいきました|つながりました"
    r"|助かりました|おかげ(?:さま)?で"
    r"|(?:it|that|this) (?:worked|works|helped|solved|did it|fixed)|(?:is|it's|all) (?:solved|fixed|working)|solved|"
    r"problem (?:is )?gone|that did the trick"
    r"|^(?:(?:ok|okay|yes|all|it.?s)[,.!\s]+)*(?:done(?: it| that)?|did (?:it|that))[,.!\s]*"
    r"(?:(?:many )?thank.{0,20}|cheers\W*)?$",
    re.IGNORECASE,
)
_NOT_SOLVED = re.compile(
    r"(?:解決|でき|出来|直り|わかり|分かり|うまくいき)(?:し)?ません|解決(?:し)?(?:ない|ていない|せず)|でき(?:ない|なかった)|"
    r"違い?ます|違う|ちがう|そうじゃな|聞きたいのはそれ|not (?:solved|what i|working|helpful|helping|fixed)|"
    r"(?:did|does|do)(?:n't| not) (?:work|help|solve|answer|fix)|wrong answer|no,? that",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"(?:担当(?:者|の方|の人)?|オペレータ[ーー]?|スタッフ|係(?:の方|の人|員)?|人間|有人|ほんとうの人|本物の人|生身の人|社員|責任者|店員"
    r"|(?<![0-9０-９一二三四五六七八九十何大個法本他友名求])人)(?:と|に|へ|を|から)?(?:直接)?.{0,8}"
    r"(?:話|はな|代わ|変わ|換わ|替わ|かわっ|繋|つな|相談|出し|だし|呼|よん|連絡|対応|電話|お願い|回し|聞き|ききたい|お繋ぎ)"
    r"|有人(?:対応|チャット)|ロボット(?:は|じゃ|では).{0,6}(?:嫌|いや|なく|だめ|無理)|ボット(?:は|じゃ|では).{0,6}(?:嫌|いや|なく|だめ|無理)"
    r"|電話(?:して|を(?:ください|下さい|かけ))|折り返し|直接話"
    r"|(?:talk|speak|chat|connect|transfer|put)(?: me)?(?: through)? (?:to|with) (?:a |an |the |some|your )?"
    r"(?:real |live |actual |human |customer )?(?:person|human|agent|someone|somebody|representative|rep|operator|staff"
    r"|support|manager|supervisor|people|one)"
    r"|(?:real|live|actual) (?:person|human|agent)|human (?:please|agent|being|support)"
    r"|^(?:agent|human|operator|person)[.!\s]*$|call me|phone me|not a (?:ro)?bot|no (?:ro)?bots?|escalate"
    r"|(?:your|a) (?:manager|supervisor)",
    re.IGNORECASE,
)
_COMPLAINT = re.compile(
    r"クレーム|苦情|抗議|訴え|弁護士|消費者(?:センター|庁)|詐欺|ふざけ|いい加減|ひどい|酷い|最悪|最低|許せ|怒|腹(?:が|の)立|腹立|不愉快|不快|馬鹿に"
    r"|バカに|何度(?:も)?(?:言|連絡|問|同じ)|何回(?:も)?(?:言|連絡|問|同じ)|二度と|話にならない|納得(?:いか|でき)|信じられ(?:ない|ません)|責任(?:を|者)"
    r"|謝罪|誠意|損害|賠償|どうなって(?:る|い)|どうしてくれる|がっかり|失望|迷惑(?!メール|電話|フォルダ)"
    r"|complain|unacceptable|terrible|horrible|awful|worst|ridiculous|disgust|outrage|angry|furious|fed up|scam|fraud"
    r"|lawyer|legal action|sue you|lawsuit|trading standards|never again|disappoint|useless|pathetic|joke of"
    r"|how many times|waste of time|incompetent|appalling|disgrace|rip ?off|refund me now|shame on",
    re.IGNORECASE,
)
_YES_OR_NO = re.compile(
    r"(?:でき|出来|可能|対応(?:して|し)|あり|使え|選べ|られ|送れ|見れ|もらえ|いただけ|大丈夫|いい|よい|必要)(?:ます|ましょう|です|でしょう|てい?ます)?"
    r"(?:か|の|でしょうか)?[?？。\s]*$|(?:ます|です|でしょう)か[?？。\s]*$"
    r"|^(?:can|could|is|are|do|does|did|will|would|may|must|has|have|should|am|was|were)\b",
    re.IGNORECASE,
)
# Whether something can be done, not whether it was done or has to be.
_POSSIBLE = re.compile(
    r"(?:(?:でき|出来|使え|行え|選べ|あり|ござい|(?<![さく])れ|[せけめべげね])(?:る|ます)|ある|可能|対応(?:可能|済み?|して(?:い?る|い?ます|おります)))"
    r"(?:の|ん|もの|なの|なん)?(?:でしょう|です)?(?:か[?？。\s]*|[?？]\s*)$"
    r"|^(?:(?:so|and|also|please)[, ]+)?(?:can|could|is|are|do|does|will|would)\b[^?？]*[?？]\s*$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?:[^。！？!?.\n]|\.(?!\s))+[。！？!?.]*")
_WHO = re.compile(
    r"(?:my name is |this is |i am |i['’]m )?(.+?)(?:ですが?|と申します|でございます)?[\s,.。、!！]*", re.DOTALL
)
_CLOSING = re.compile(
    r"(?:(?:best|kind|warm|many) (?:regards|wishes|thanks)|regards|sincerely|cheers"
    r"|yours (?:sincerely|faithfully|truly))[\s,.!]*"
)
_WHY = re.compile(
    r"^(?:それは|で、|えっ?、)?(?:なぜ|何故|どうして|なんで|何で)"
    r"(?:です|でしょう|なん|だめ|ダメ|駄目|無理|でき(?:ない|ません)|出来|対応|[?？。\s]*$)"
    r"|^(?:できない|だめな|その)?理由(?:は(?:何|なん|[?？。\s]*$)|を(?:教え|お?聞|知り)|[?？。\s]*$)"
    r"|^(?:but |and |so )?why(?: not| is that| is it so)?[?.!\s]*$|^why (?:is|can.?t|isn.t) (?:it|that|this)\b.{0,20}$"
    r"|^(?:what.?s|what is) the reason[?.!\s]*$",
    re.IGNORECASE,
)
# What is no question, but asks somebody to do something.
_REQUEST = re.compile(
    r"(?:お?願い|ご?(?:確認|連絡|相談|質問|対応|返信|返事|回答|案内|説明|教示|調査|検討|手配)(?:を|が|は|も)?|教え\S{0,6}|聞いて\S{0,4}"
    r"|[てで](?:もらう|いただく)\S{0,6})(?:でき|出来|可能|あり|ござい)"
    r"|(?:もらえ|貰え|いただけ|頂け|くれ|くださ)(?:る|ます|ません|ない)(?:でしょう)?(?:か|[?？])"
    r"|\b(?:can|could|will|would) (?:you|someone|somebody|anyone|anybody)(?: (?:please|kindly|also|just))*"
    r" (?:help|check|look|tell|send|call|explain|show|give|confirm|let|resend|fix|sort|get|see|have|advise|point"
    r"|clarify|assist|investigate|walk|find|contact|reply|respond|answer|do)\b",
    re.IGNORECASE,
)
_ON = re.compile(
    r"(?:(?:はい|うん|ええ|ok|okay|yes)[、。,.!！\s]*)?"
    r"(?:でき(?:た|ました)|出来(?:た|ました)|やりました|しました|完了(?:です|しました)?|ok|okay|はい"
    r"|次(?:へ|は|に|の(?:手順|ステップ))?(?:を?(?:教えて(?:ください)?|お願い(?:し(?:ます)?)?)|進(?:む|みます|んでください))?"
    r"|done(?: it| that)?|did (?:it|that)|yes|next(?: step| one)?(?: please)?|go on|continue)"
    r"(?:です)?[。.!！?？\s]*",
    re.IGNORECASE,
)
_HOW = re.compile(
    r"どう(?:やって|すれば|したら|いう)|方法|手順|やり方|なぜ|どうして|いつ|どこ|いくら|いくつ|どの|どれ|どんな|何(?![かも卒度])"
    r"|\b(?:how|why|when|where|which|what|who)\b",
    re.IGNORECASE,
)
_JAPANESE = re.compile("[ぁ-ゖァ-ヺー一-鿿]")
_LATIN = re.compile("[A-Za-z]{2,}")


@dataclass(frozen=True, slots=True)
class Read:
    """What a turn is. `text` is what is asked, without greetings; "" for a greeting alone. `language` is "ja", "en" or
    "" (no letters of either)."""

    text: str
    language: str
    is_greeting: bool = False
    is_thanks: bool = False
    is_solved: bool = False
    is_unsolved: bool = False
    wants_person: bool = False
    complains: bool = False


def read(text: str) -> Read:
    """One turn of a customer: the messages since they were answered last, joined by line breaks."""
    whole = text[:MOST_READ].strip()
    asked = _without_greetings(whole)
    compared = normal(asked).translate(_SAME)
    is_thanks = bool(asked) and not _GAPS.sub("", _THANKS.sub(" ", _SOLVED.sub(" ", asked)))
    solved = bool(_SOLVED.search(asked)) and not _NOT_SOLVED.search(asked) and len(asked) <= 80
    return Read(
        asked,
        language_of(asked or whole),
        is_greeting=bool(whole) and not asked,
        is_thanks=is_thanks and not solved,
        is_solved=solved and "?" not in compared,
        is_unsolved=bool(_NOT_SOLVED.search(asked)) and len(asked) <= 80,
        wants_person=bool(_PERSON.search(asked)),
        complains=bool(_COMPLAINT.search(asked)),
    )


def asks_something(text: str) -> bool:
    """Whether a message is more than a greeting, thanks, or the word that it is solved."""
    found = read(text)
    return bool(found.text) and not (found.is_thanks or found.is_solved)


def asks_yes_or_no(text: str) -> bool:
    """Whether できます or できません would answer it."""
    last = next((part for part in reversed(re.split(r"[\n。]+", text.strip())) if part.strip()), "")
    return bool(_YES_OR_NO.search(last.strip())) and not _HOW.search(text)


def asks_whether_possible(sentence: str) -> bool:
    """Whether one sentence asks if something can be done, or is there."""
    return asks_yes_or_no(sentence) and bool(_POSSIBLE.search(sentence.strip()))


def asks_whether(text: str) -> bool:
    """Whether a turn ends with the question if something can be done, or is there; not with a request in its form."""
    last = next(reversed(sentences_in(text)), "")
    return asks_whether_possible(last) and not _REQUEST.search(last)


def sentences_in(text: str) -> list[str]:
    """Those of one turn, each with the stop or the question mark behind it."""
    return [found.strip() for found in _SENTENCE.findall(text) if found.strip()]


def without_writer(text: str, names: Collection[str]) -> str:
    """Without the closing of a letter and the sentences that only say who wrote it; `names` are theirs, as
    core/contacts/names.py keeps them."""
    return "\n".join(one for one in sentences_in(text) if not _says_who(normal(one), names))


def _says_who(sentence: str, names: Collection[str]) -> bool:
    if _CLOSING.fullmatch(sentence):
        return True
    found = _WHO.fullmatch(sentence)
    who = found[1].replace(" ", "") if found else ""
    return who in names or any(len(name) > 1 and who.endswith(f"の{name}") for name in names)


def asks_why(text: str) -> bool:
    """Whether it asks for the reason of what was said before, and for nothing else."""
    return len(text) <= MOST_WHY and bool(_WHY.match(text.strip()))


def goes_on(text: str) -> bool:
    """Whether it says that a step is done, or asks for the next, and nothing else."""
    return len(text) <= MOST_WHY and bool(_ON.fullmatch(text.strip()))


def language_of(text: str) -> str:
    """Japanese as soon as there is a letter that only Japanese has beside the Latin ones."""
    if _JAPANESE.search(text):
        return "ja"
    return "en" if _LATIN.search(text) else ""


def says_something(text: str) -> bool:
    """Whether a word of it can be searched for."""
    return any(len(word.form) > 1 for word in words(text[:MOST_READ]))


_SAME = str.maketrans("？", "?")
_GAPS = re.compile(r"[\s、,。.!！〜~ー♪()（）笑wｗ\U0001f300-\U0001faff☺️🙏🙇]+|(?:です|ます|ね|よ)$")


def _without_greetings(text: str) -> str:
    while (found := _GREETING.match(text)) and found.end():
        text = text[found.end() :].strip()
    return text
