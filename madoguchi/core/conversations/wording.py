"""What the words of a text give away: that it was meant for colleagues, or speaks of a file. Pure.

These only make somebody look twice, so they rather miss a case than ask in vain: what is quoted does not count, and a
customer who is asked for a file is not told that one is missing.
"""

import re
from collections.abc import Iterable

INSIDE = re.compile(
    r"社内(?:限り|のみ|向け|用|連絡|メモ)|内緒|内々|社外秘|部外秘|オフレコ"
    r"|(?:お)?客様に(?:は|も)(?:まだ)?(?:内緒|言わない|伝えない|見せない|出さない)|共有です|申し送り|引き継ぎ(?:です|ます|メモ)"
    r"|\bFYI,?\s+(?:team|all|everyone|folks)\b|\binternal(?:ly)?\s+(?:only|note)\b|\bfor internal use\b"
    r"|\b(?:do not|don't)\s+tell\s+(?:the\s+)?(?:customer|client)\b"
    r"|\bheads[- ]up,?\s+team\b|\b(?:just|strictly) between (?:us|ourselves)\b",
    re.IGNORECASE,
)
FILE = re.compile(
    r"添付(?:いたし|致し|し(?:ます|まし|て(?:お|い|あ))|させて|の(?:とお|通)り|(?:の)?(?:ファイル|資料|書類|画像|見積書?|請求書)(?:を|に)"
    r"(?:ご(?:確認|参照|覧)|お送り|送り))|(?:ファイル|資料|書類|見積書|請求書|画像)を(?:お送り|送付|同封)(?:いたし|致し|し|させて)"
    r"|同封(?:いたし|致し|し|の(?:とお|通)り)"
    r"|\b(?:i(?:'ve| have)|we(?:'ve| have)|please find|see|find)\s+(?:the\s+|it\s+)?(?:attach(?:ed|ment)|enclosed)\b"
    r"|(?:\bplease (?:find|see)|(?:^|[.!] )(?:find|see)) (?:(?!you\b|not\b)[\w'’-]+ ){1,6}(?:attached|enclosed)\b"
    r"|\bi(?:['’]ve| have) (?:also|now) attached\b"
    r"|\battached (?:is|are|you)\b|\b(?:is|are) (?:also )?attached\b|\bi(?:['’]m| am) attaching\b"
    r"|\battached (?:file|document|pdf)\b",
    re.IGNORECASE | re.MULTILINE,
)
CAN_IT = re.compile(
    r"(?:でき|出来)(?:ます|る(?:の|ん)?でしょう|るもの(?:です|でしょう)|ない(?:の)?(?:です|でしょう))か"
    r"|可能(?:です|でしょう|なの(?:です|でしょう))か|対応(?:して(?:い|お)(?:ます|り?ますでしょう)|されて(?:い)?ます|していない(?:の)?です)か"
    r"|(?:機能|方法|設定|プラン|制限)(?:は|が)(?:あります|ございます|ある(?:の)?(?:です|でしょう))か"
    r"|(?<!もら)(?<!貰)(?<!いただ)(?<!頂)(?<![さく])[えけげせべめねれ](?:ます|る(?:の|ん|もの)?(?:です|でしょう))か"
    r"|[てで]も?(?:いい|良い|よい|よろしい|かまわない|構わない|大丈夫)(?:です|でしょう)か|大丈夫(?:です|でしょう)か"
    r"|\b(?:can|could)\s+(?:i|we|it|you(?:r\s+\w+)?|the\s+\w+|our\s+\w+)\s[^.?!]{2,160}\?"
    r"|\b(?:may (?:i|we)|is it (?:possible|ok|okay|all right|alright)|would it be possible|is there (?:a|any) way"
    r"|do(?:es)? (?:you|it|your \w+) (?:support|offer|have|ship|deliver|sell|accept)"
    r"|are (?:we|you) able)\b[^.!]{2,160}\?",
    re.IGNORECASE,
)
# Before that in the same sentence: how, where or when it can be done is asked, and no yes or no answers it.
OTHERWISE = re.compile(
    r"どう(?:すれば|やって|やったら|したら)|いつ|どこ|どの|どれ|どちら|\b(?:how|where|when|what|which|who|why)\b",
    re.IGNORECASE,
)
VERDICT = re.compile(
    r"^はい|^いいえ|(?:でき|出来|いただけ|頂け|られ|行え|使え|選べ|試せ|送れ|もらえ|貰え|消せ|直せ|出せ|戻せ|取れ|払え|減らせ|増やせ)"
    r"(?:ます|ませ|かね|る|ない|ず)|大丈夫|構いません|かまいません|差し支え|可能|不可|ございませ|ありませ|あります|(?<!とう)ございます"
    r"|対応し|未対応|非対応|条件|制限|プラン|確認(?:し|いたし|致し|のうえ|の上|中)|お調べ|調査|承|かしこまり|ご用意"
    r"|\b(?:yes|no|can|cannot|can't|can’t|could|able|unable|possible|impossible|available|unavailable|not|support(?:s|ed)?"
    r"|check(?:ing)?|look(?:ing)? into|confirm(?:ing)?|certainly|of course|sure|done|unfortunately)\b",
    re.IGNORECASE | re.MULTILINE,
)
BEGINNING = 400  # letters of a reply in which a verdict is looked for
CALLS = "さん|くん|ちゃん|さま|殿"


def own_words(text: str) -> str:
    """Without the lines that are quoted, and what is handed on below a line of dashes."""
    lines = [line for line in text.split("\n") if not line.startswith(">")]
    return "\n".join(lines)


def speaks_of_a_file(text: str) -> bool:
    """Whether the text says that a file comes with it."""
    return bool(FILE.search(own_words(text)))


def is_for_inside(text: str) -> bool:
    """Whether the text has words that are said among colleagues."""
    return bool(INSIDE.search(own_words(text)))


def calls_a_colleague(text: str, colleagues: Iterable[str], customer: str) -> str:
    """The colleague whom a text mentions by @, by one name alone too, or begins with; "" for none. The customer may
    have the same name."""
    words = own_words(text)
    joined = re.sub(r"[ \u3000]", "", words)
    begins = re.match(rf"\s*[@＠]?([^\s、,@＠]{{1,30}}?)(?:{CALLS})(?=[\s、,。!！]|$)", words)
    called = {match[1].lower() for match in re.finditer(rf"(?<![\w.+-])[@＠](\w+?)(?:{CALLS})?(?=[^\w.@＠-]|$)", words)}
    for name in colleagues:
        parts = name.split()
        if f"@{''.join(parts)}" in joined or f"＠{''.join(parts)}" in joined:
            return name
        if any(part.lower() in called and part not in customer for part in parts):
            return name
        if begins and begins[1] in (*parts, "".join(parts)) and begins[1] not in customer:
            return name
    return ""


def asks_whether(text: str) -> bool:
    """Whether somebody asks if something can be done, or may be."""
    words = own_words(text)
    return any(not OTHERWISE.search(_begun(words, found.start())) for found in CAN_IT.finditer(words))


def says_whether(text: str) -> bool:
    """Whether the beginning of a text says that something can be done, cannot, or is looked into."""
    return bool(VERDICT.search(own_words(text)[:BEGINNING]))


def _begun(text: str, end: int) -> str:
    """The sentence (of English, its part) that goes on at `end`, up to there."""
    return re.split(r"[。！？!?,\n]|\.\s", text[:end])[-1]
