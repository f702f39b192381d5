"""What a letter says out of courtesy, in Japanese and English: salutations, thanks, who writes, closings. Taken off,
what is left is what it says. Pure."""

import re

LONGEST_LINE = 120  # letters of a line that may be nothing but courtesy
MOST_SIGNED = 6  # lines of a closing and what follows it

_JAPANESE = r"""
  .{0,40}(?:様|さま|殿|御中|各位|先生)[、,。]?
| .{0,20}(?:お世話になって(?:おり|い)ます|お世話になります|はじめまして|失礼(?:いた)?します)[。、！!]?
| (?:こんにち[はわ]|こんばん[はわ]|おはようございます)[。、！!]?
| .{0,50}(?:ご?連絡|お問い?合わ?せ|ご返信|ご返答|ご利用|ご質問|ご報告|お電話|ご愛顧|ご回答|お返事)
  .{0,20}(?:ありがとうござい(?:ます|ました)|いただき.{0,6}ありがとう.{0,12})[。！!]?
| (?:この度|このたび|平素|いつも|日頃).{0,50}(?:ありがとうござい(?:ます|ました)|御礼申し上げます)[。！!]?
| (?:この度|このたび).{0,50}申し訳(?:ございません|ありません)(?:でした)?[。！!]?
| .{0,30}の.{1,20}(?:です|と申します|でございます)[。]?
| .{0,30}が(?:ご対応|担当)いたします[。]?
| .{0,60}(?:よろしく|宜しく)(?:お?願い?(?:いた|致|申し上げ)?(?:し)?ます|お願い申し上げます)?.{0,6}[。！!]?
| .{0,30}(?:ご不明|ご不便|お気づき|お困り|何か).{0,40}(?:ください|下さい)(?:ませ)?[。！!]?
| (?:引き続き|今後とも|どうぞ|何卒|以上).{0,40}[。、]?
| (?:ありがとうございます|ありがとうございました|お手数(?:を)?お?(?:かけ|掛け).{0,30}|恐れ入りますが[、,]?)[。！!]?
| (?:承知(?:いた)?しました|かしこまりました)[。！!]?
| .{0,30}(?:ご確認|ご検討|ご査収)(?:のほど|の程)?.{0,4}(?:よろしく|宜しく|お願い).{0,14}[。]?
"""
_ENGLISH = r"""
  (?:dear|hello|hi|hey|good\s(?:morning|afternoon|evening))\b[^,!?:]{0,60}[,!:.]?
| (?:many\s)?thank(?:s|\syou)\b(?!.*\b(?:but|however|though|still)\b)[^?]{0,90}[.!,]?
| (?:best|kind|warm|many)\s(?:regards|wishes|thanks).{0,30}
| (?:regards|sincerely|cheers|yours\s(?:sincerely|faithfully|truly))\b.{0,30}
| (?:please\s)?(?:let\s(?:us|me)\sknow|feel\sfree|do\snot\shesitate|don't\shesitate|get\sback\sto).{0,90}[.!]?
| (?:i|we)\shope\s(?:this|that|it|you).{0,70}[.!]?
| (?:if\syou\shave\sany|should\syou\shave\sany).{0,90}[.!]?
| (?:my\sname\sis|this\sis|i\sam|i'm)\s.{1,40}(?:from|of|with|at)\s.{1,40}[.!]?
| (?:sorry\s(?:for|about)|apologies\sfor|we\sapologi[sz]e\sfor)\s.{0,80}[.!]?
| have\sa\s(?:nice|good|great|lovely)\s.{0,30}[.!]?
"""
_COURTESY = re.compile(f"(?:{_JAPANESE}|{_ENGLISH})", re.VERBOSE | re.IGNORECASE)
_CLOSING = re.compile(
    r"\s*(?:(?:best|kind|warm|many)\s(?:regards|wishes|thanks)|regards|sincerely|cheers|yours\s)", re.IGNORECASE
)
_PART = re.compile(r"[^。！？!?]*[。！？!?]+|[^。！？!?]+$")
# A salutation with its comma, and each sentence; the dot of Mrs. or 5 p.m. ends none.
_ENGLISH_PART = re.compile(
    r"(?:dear|hello|hi|hey|good (?:morning|afternoon|evening))\b[^,!?:]{0,40}[,!:]\s+"
    r"|.+?(?:(?:[!?]+|(?<=[a-z]{3})\.)\s+|$)",
    re.IGNORECASE,
)


def is_courtesy(sentence: str) -> bool:
    """Whether a sentence says nothing but a courtesy."""
    said = sentence.strip()
    return len(said) <= LONGEST_LINE and _COURTESY.fullmatch(said) is not None


def without_courtesies(text: str) -> str:
    """The text without those sentences, and without who signed it; "" where it is nothing else."""
    kept = []
    for line in _without_signer(text.split("\n")):
        said = "".join(part for part in _parts(line) if not is_courtesy(part)).strip()
        if said or not line.strip():
            kept.append(said)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _without_signer(lines: list[str]) -> list[str]:
    """The lines before a closing that only a name and the like follow."""
    last = max((n for n, line in enumerate(lines) if _CLOSING.match(line)), default=len(lines))
    return lines[:last] if len(lines) - last <= MOST_SIGNED else lines


def _parts(line: str) -> list[str]:
    """The sentences of a line."""
    return (_ENGLISH_PART if line.isascii() else _PART).findall(line)
