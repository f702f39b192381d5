"""What quotations and signatures look like, line by line, in the mailers of Japan and of the rest of the world.

Every pattern is tried on lines of at most `MAX_LINE` characters and has no nested repetition, so that a hostile line
costs a bounded amount.
"""

import re

MAX_LINE = 400

_DATE = (
    r"(?:\d{4}\s?[/.\-年]\s?\d{1,2}\s?[/.\-月]\s?\d{1,2}|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{1,2}月\d{1,2}日"
    r"|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}\b|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\b)"
)
HAS_DATE = re.compile(_DATE, re.IGNORECASE)
HAS_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.")
# The start of an attribution, which may be wrapped over two or three lines.
ATTRIBUTION_START = re.compile(
    rf"^\s*(?:On\s|Le\s|Am\s|El\s|In message|In article|At\s|[(（\[]?\s?{_DATE})", re.IGNORECASE
)
IN_MESSAGE = re.compile(r"^\s*In (?:message|article)\b", re.IGNORECASE)
WROTE = re.compile(
    r"(?:wrote|writes|said|schrieb|escribió|ha scritto|a écrit)\s?[:：]?\s*$"
    r"|(?:書きました|書かれました|書いています|仰いました|おっしゃいました|wrote|メール|より|メッセージ|さん|様)\s?[:：]\s*$"
    r"|(?:さん|様|氏|さま)?(?:は|が)(?:以下のように)?(?:書きました|書かれました)\s?[:：。]?\s*$"
    r"|a écrit\s?:\s*$|schrieb .{0,200}:\s*$",
    re.IGNORECASE,
)
SEPARATOR = re.compile(
    r"^\s*[-_=*━─―＝－ー~～]{2,60}\s?.{0,60}?(?:Original|Forwarded|Reply [Mm]essage|転送|元の|元メッセージ|元メール"
    r"|オリジナル|引用|受信メール|返信元|からのメッセージ|Ursprüngliche|Message d'origine|Mensaje original)"
    r".{0,60}?[-_=*━─―＝－ー~～]{2,60}\s*$"
    r"|^\s*(?:Begin forwarded message|転送されたメッセージ|以下、?(?:引用|転送)(?:文|メール|です)?"
    r"|(?:元の|転送)メール)\s?[:：]\s*$"
    r"|^\s*-{4,60}\s?(?:Original Message|Forwarded message|元のメッセージ)\s*$",
    re.IGNORECASE,
)
LABEL = re.compile(
    r"^\s*\*?\s?(From|差出人|送信者|送信元|発信者|Sent|Date|送信日時|送信日|日時|日付|To|宛先|Cc|Subject|件名|題名"
    r"|Reply-To|返信先|Von|Gesendet|An|Betreff|De|Envoyé|À|Objet)\s?\*?\s?[:：]\*?",
    re.IGNORECASE,
)
LABEL_KINDS = {
    name: kind
    for kind, names in {
        "from": "from 差出人 送信者 送信元 発信者 von de",
        "date": "sent date 送信日時 送信日 日時 日付 gesendet envoyé",
        "to": "to 宛先 cc reply-to 返信先 an à",
        "subject": "subject 件名 題名 betreff objet",
    }.items()
    for name in names.split()
}
PREFIX = re.compile(r"^[ \t\u3000]{0,3}(?:[>＞]|&gt;)")
BAR = re.compile(r"^[ \t]{0,3}[|｜│](?![|｜]).*[^|｜│\s]\s*$")
INITIALS = re.compile(r"^[A-Za-z][\w.]{0,7}>(?!=)\s?\S")

DELIMITER = re.compile(r"^\s?-- ?$|^—\s?$|^＿{2,3}$")
RULE = re.compile(
    r"^\s*(?:(?:[-‐–—―─━═=＝_＿*＊#＃+＋~～〜・…◇◆□■○●☆★※┌┐└┘├┤┏┓┗┛╋┃│|／/:;.\u3000 -]){4,}|[-=*]{2}(?:[-=*・+ ])+)\s*$"
)
RULE_WITH_TEXT = re.compile(r"^\s*[-─━═=＝_＿*＊◇◆□■☆★┌┏]{4,}.{1,40}$")
MOBILE = re.compile(
    r"^\s*(?:Sent from (?:my |the )?.{1,50}|Get Outlook for .{1,40}|Sent (?:via|with) .{1,40}"
    r"|Outlook for (?:iOS|Android).{0,60}"
    r"|.{0,30}(?:iPhone|iPad|Android|Galaxy|Xperia|AQUOS|arrows|スマートフォン|スマホ|携帯(?:電話)?|らくらくホン"
    r"|モバイル|Windows|Outlook|メールアプリ|ドコモメール|auメール|ソフトバンクメール|Yahoo!メール|Gmail|Mail).{0,20}"
    r"(?:から|より|で)(?:の)?(?:送信|返信)(?:しています|されました|しました|です)?.{0,10}"
    r"|(?:iOS|Android|Mac|Windows)\s?(?:版|用)\s?(?:の\s?)?(?:Outlook|メール).{0,20}(?:入手|送信|ダウンロード).{0,10}"
    r"|Outlook for (?:iOS|Android)\s?を入手.{0,10}|Von meinem .{1,30} gesendet|Envoyé de mon .{1,30})\s*$",
    re.IGNORECASE,
)
SIGNATURE_MARKS = {
    "phone": re.compile(
        r"(?:^|[\s【\[(（|｜/／■◆□◇:：])"
        r"(?:TEL|Tel|tel|FAX|Fax|ＴＥＬ|ＦＡＸ|℡|☎|Phone|Mobile|Cell|M|T|携帯|直通|代表|電話)"
        r"\s?[】\])）]?\s?[.:：/／]?\s?[+(（]?[\d０-９]{2}"
    ),
    "post": re.compile(r"〒\s?[\d０-９]{3}|^\s*[\d]{3}-[\d]{4}\s"),
    "url": re.compile(r"https?://|^\s*(?:URL|ＵＲＬ|Web|HP)\s?[:：]|\bwww\.", re.IGNORECASE),
    "mail": HAS_ADDRESS,
    "company": re.compile(
        r"株式会社|有限会社|合同会社|（株）|\(株\)|㈱|㈲|一般社団法人|学校法人|医療法人|財団法人|大学|病院|市役所"
        r"|\b(?:Inc|Ltd|LLC|Co|Corp|GmbH|K\.K|Corporation|Company|Limited)\b",
    ),
    "place": re.compile(r"(?:都|道|府|県).{1,12}(?:市|区|町|村)|[市区].{1,20}\d{1,4}[-－丁]"),
    "post_of": re.compile(
        r"(?:部|課|室|係|グループ|チーム|センター|事業所|支店|本社)(?:\s|　|$)"
        r"|(?:部長|課長|係長|主任|代表取締役|取締役|担当)[:：\s　]"
    ),
}
CONTACT_MARKS = frozenset(("phone", "post", "url", "mail"))
SENTENCE = re.compile(
    r"[。！？!?]\s*$|(?:です|ます|ください|下さい|ました|ません|ましょうか|でしょうか|ですか|ますか)[。、.]?\s*$"
    r"|\b(?:please|thank you|thanks for|could you|would you|I am|I have|we are|we have|can you)\b",
    re.IGNORECASE,
)
NO_SIGNATURE = re.compile(
    r"注文(?:番号|日|内容)|受付番号|問い?合わ?せ(?:番号|内容|事項)|整理番号|型番|品番|シリアル|エラー|ログ|バージョン"
    r"|手順|金額|数量|合計|商品|お名前|氏名|ご住所|お届け先|電話番号|会社名\s?[:：]|質問|内容\s?[:：]|発生|症状|環境|ブラウザ"
    r"|\b(?:order|error|version|invoice|serial|quantity|amount|total|question|step|Exception|Traceback)\b",
    re.IGNORECASE,
)
