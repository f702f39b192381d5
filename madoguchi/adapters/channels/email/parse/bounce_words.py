"""The words of free-form bounces. Every pattern is tried on a bounded text and repeats only over bounded spans."""

import re

_FLAGS = re.IGNORECASE | re.MULTILINE


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases), _FLAGS)


SUBJECT = _any(
    r"undeliver|returned mail|return(?:ed)? to sender|mail delivery (?:failed|failure|system|subsystem|status)",
    r"delivery (?:status notification|failure|has failed|error|problem|report|unsuccessful)|failure notice",
    r"mail (?:system )?error|non-?delivery|could not be delivered|message (?:not|wasn't|undelivered)|not delivered",
    r"user unknown|failed delivery|delivery failed|warning: (?:message|could not)|delayed",
    r"配信不能|配信エラー|配送エラー|送信エラー|送信できません|配信できません|配達不能|配信に失敗|配信失敗|不達|未配信",
    r"宛先不明|あて先不明|返送|配信(?:の)?遅延|エラーメール|メールエラー",
)
BODY = _any(
    r"user (?:is )?unknown|unknown user|no such user|over ?quota|quota exceeded",
    r"mailbox (?:is )?(?:full|unavailable|not found|disabled)|wasn't delivered|couldn't be delivered",
    r"(?:could|can|was|were|has|have)(?: ?n[o']t| not) (?:be(?:en)? )?(?:delivered|deliver)|unable to deliver",
    r"delivery (?:to .{1,200}|has) failed|permanent (?:fatal )?errors?|permanent failure|undeliverable",
    r"address (?:not found|rejected|couldn't be found)|host (?:unknown|not found)|unrouteable address",
    r"returned (?:to sender|below)|recipients? (?:was|were) rejected|account (?:is|that you tried)",
    r"could not be reached|does(?:n't| not) (?:have|exist)|(?:^|\D)[45]\d\d[ -][45]\.\d{1,3}\.\d{1,3}",
    r"[(]#[45]\.\d|delayed|still being retried|not yet been delivered",
    r"配信(?:でき|されません|に失敗|不能|エラー)|送信でき|届けでき|送達|宛先不明|あて先不明|宛先が不明|存在しません",
    r"見つかりません|受信拒否|容量(?:を|が)?(?:超|オーバー|いっぱい)|届きませんでした|遅れて|遅延",
)
DELAY = _any(
    r"warning message only|do(?:es)? not need to (?:be )?resen[dt]|has been delayed",
    r"still (?:being )?(?:trying|retried)",
    r"delivery (?:is |status notification \()?delay|will (?:be |continue (?:to be )?)?(?:re)?tr(?:y|ied)",
    r"not yet (?:been )?delivered|delayed (?:for|\d)|could not send (?:message )?for past|message still undelivered",
    r"遅延|まだ配信され|再送(?:を|し)|引き続き(?:配信|送信)|再試行",
)
GAVE_UP = _any(
    r"permanent|giving up|gave up|fail(?:ed|ure)|no longer|wasn't delivered",
    r"配信できませんでした|失敗しました",
)
SUCCESS = _any(
    r"delivery status notification \(success\)|successfully delivered|successful mail delivery",
    r"delivered:|relayed:|配信済み|配信が完了",
)
CUT = _any(
    r"^[ \t>]{0,4}-{2,60} ?(?:Below this line is a copy|This is a copy of|Original message|Message (?:header|text)"
    r"|Unsent|The header of the original|Returned message|Undelivered message|Start of returned|Header|元の|送信メール"
    r"|以下、?元)",
    r"^[ \t>]{0,4}(?:Original message (?:follows|headers)|The (?:original|attached) message|Message headers follow"
    r"|元のメッセージ(?:の)?ヘッダー|Copy of your message|---- Original|Return-Path: ?<|Received: (?:from|by) "
    r"|Diagnostic information for administrators)",
)
_ADDRESS = r"([A-Za-z0-9!#$%&'*+/=?^_`{|}~.\-\"]{1,64}@[A-Za-z0-9.\-]{1,255}[A-Za-z0-9])"
_BLANKS = r"[ \t]{0,12}"
# The surest wordings first: what a pattern higher up names is taken before what one below names.
NAMED = (
    _any(rf"^{_BLANKS}(?:Original-Recipient|Final-Recipient|X-Actual-Recipient):[^;\n]{{0,40}};{_BLANKS}<?{_ADDRESS}"),
    _any(
        rf"^{_BLANKS}(?:Recipients?|To|Error-for|宛先|あて先|送信先|受信者|メールアドレス){_BLANKS}[:：]{_BLANKS}"
        rf"(?:\[?SMTP:)?<?{_ADDRESS}"
    ),
    _any(rf"^{_BLANKS}<{_ADDRESS}>[ \t]{{0,4}}(?::|\.\.\.|$|\()"),
    _any(
        r"(?:deliver(?:y|ed)?(?: (?:your )?(?:message|mail))? to|message to|mail to|addressed to|sent to|recipient"
        rf"|宛先|アドレス)[ \t]{{0,4}}\n?[ \t]{{0,8}}[<「『:：（]?[ \t]?{_ADDRESS}"
    ),
    _any(rf"^{_BLANKS}{_ADDRESS}[ \t]{{0,4}}(?::|\.\.\.|$|\(|（)"),
    _any(rf"<{_ADDRESS}>"),
    _any(_ADDRESS),
)
MESSAGE_ID_LINE = _any(r"^[ \t>]{0,8}(?:X-Original-)?Message-ID:.{0,998}$")
ENHANCED = _any(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?!\.?\d)")
REPLY_CODE = _any(r"(?<![\d.:])([45])[0-7]\d(?=[ -][^\d:]|[ -]?$|#)")
DIAGNOSTIC = _any(
    r"^.{0,300}(?:(?<!\d)[45]\d\d[ -]|#[45]\.\d|unknown|quota|rejected|not found|unavailable|refused|denied|Reason:"
    r"|不明|存在しません|できません|見つかりません|いっぱい).{0,300}$"
)
# What the words mean as class-less status of RFC 3463; the first that fits.
MEANINGS = (
    (
        _any(
            r"over ?quota|quota (?:is )?exceeded|exceeded .{0,30}quota|mailbox (?:is )?full|full mailbox",
            r"insufficient (?:disk|storage)|容量(?:を|が)?(?:超|オーバー|いっぱい)|いっぱい",
        ),
        "2.2",
    ),
    (
        _any(
            r"account (?:is |has been )?(?:disabled|inactive|suspended)|mailbox (?:is )?disabled|not active",
            r"無効|停止|解約",
        ),
        "2.1",
    ),
    (
        _any(
            r"host (?:unknown|not found|name lookup)|name or service not known|no mx|nxdomain|ドメインが",
            r"domain (?:\S{1,80} )?(?:was )?(?:not found|does(?: not|n't) exist|couldn't be found)",
        ),
        "1.2",
    ),
    (
        _any(
            r"user (?:is )?unknown|unknown (?:user|recipient|local|address)|invalid (?:recipient|address|mailbox)",
            r"no such (?:user|recipient|mailbox|person|address)|mailbox (?:unavailable|not found|does not exist)",
            r"address(?: .{0,80})? (?:not found|couldn't be found|rejected|does not exist)",
            r"does(?:n't| not) (?:have|exist)|存在しません|見つかりません|見つからな",
            r"recipient .{0,100}(?:not found|rejected|unknown|invalid)|no mailbox|unrouteable address|user's account",
            r"not (?:a )?(?:known|valid) (?:user|recipient|address)",
            r"宛先不明|あて先不明|宛先(?:が|アドレスが)?(?:不明|間違)",
        ),
        "1.1",
    ),
    (_any(r"too (?:large|big)|exceeds .{0,40}(?:size|limit)|message size|サイズ.{0,12}(?:超|制限|大き)"), "3.4"),
    (
        _any(
            r"spam|blocked|blacklist|policy|denied|not (?:allowed|permitted|authorized)|rejected|refused",
            r"受信拒否|拒否|迷惑メール|許可されて",
        ),
        "7.1",
    ),
    (
        _any(
            r"timed? ?out|could not (?:connect|be contacted)|no answer|connection (?:refused|lost)",
            r"retry time(?:out)?|delivery time expired|タイムアウト|接続でき",
        ),
        "4.1",
    ),
    (_any(r"too many hops|loop"), "4.6"),
)
