"""The words of free-form bounces: which text is one, what it says, whom it names. Patterns are tried on bounded texts."""

import re

_SUBJECT = re.compile(
    r"undeliver|returned mail|return(?:ed)? to sender|delivery (?:status notification|failure|has failed|error|problem|report|unsuccessful)"
    r"|mail delivery (?:failed|failure|system|subsystem|status)|failure notice|mail (?:system )?error|non-?delivery|could not be delivered"
    r"|message (?:not|wasn't|undelivered)|undelivered|not delivered|user unknown|failed delivery|warning: (?:message|could not)|delayed|nondeliverable"
    r"|配信不能|配信エラー|配送エラー|送信エラー|送信できません|配信できません|配達不能|配信に失敗|配信失敗|不達|未配信|宛先不明|あて先不明|返送|配信(?:の)?遅延|エラーメール|メールエラー",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"user (?:is )?unknown|unknown user|no such user|mailbox (?:is )?(?:full|unavailable|not found|disabled)|over ?quota|quota exceeded"
    r"|(?:could|can|was|were|has|have)(?: ?n[o']t| not) (?:be(?:en)? )?(?:delivered|deliver)|wasn't delivered|couldn't be delivered|delivery (?:to .{1,200}|has) failed"
    r"|unable to deliver|permanent (?:fatal )?errors?|permanent failure|undeliverable|address (?:not found|rejected|couldn't be found)"
    r"|host (?:unknown|not found)|unrouteable address|returned (?:to sender|below)|recipients? (?:was|were) rejected|account (?:is|that you tried)"
    r"|does(?:n't| not) (?:have|exist)|(?:^|\D)[45]\d\d[ -][45]\.\d{1,3}\.\d{1,3}|[(]#[45]\.\d|delayed|still being retried|not yet been delivered"
    r"|配信(?:でき|されません|に失敗|不能|エラー)|送信でき|届けでき|お届けでき|送達|宛先不明|あて先不明|宛先が不明|存在しません|見つかりません|受信拒否|容量(?:を|が)?(?:超|オーバー|いっぱい)|届きませんでした|遅れて|遅延",
    re.IGNORECASE | re.MULTILINE,
)
_DELAY = re.compile(
    r"warning message only|do(?:es)? not need to (?:be )?resen[dt]|has been delayed|delivery (?:is |status notification \()?delay|will (?:be |continue (?:to be )?)?(?:re)?tr(?:y|ied)"
    r"|still (?:be)?(?:ing )?(?:trying|retried)|not yet (?:been )?delivered|delayed (?:for|\d)|could not send (?:message )?for past|message still undelivered"
    r"|遅延|まだ配信され|再送(?:を|し)|引き続き(?:配信|送信)|再試行",
    re.IGNORECASE,
)
_GAVE_UP = re.compile(r"permanent|giving up|gave up|fail(?:ed|ure)|no longer|wasn't delivered|配信できませんでした|失敗しました", re.IGNORECASE)
_SUCCESS = re.compile(r"delivery status notification \(success\)|successfully delivered|delivered:|relayed:|配信済み|配信が完了", re.IGNORECASE)
_CUT = re.compile(
    r"^[ \t>]{0,4}(?:-{2,60} ?(?:Below this line is a copy|This is a copy of|Original message|Message header|Unsent message|The header of the original"
    r"|Returned message|Original message follows|Message text follows|元のメッセージ|元のメール|送信メール|以下、?元|Undelivered message|Start of returned|Header)"
    r"|Original message (?:follows|headers)|The (?:original|attached) message|Message headers follow|元のメッセージ(?:の)?ヘッダー|Copy of your message|---- Original|Return-Path: ?<|Received: (?:from|by) |Diagnostic information for administrators)",
    re.IGNORECASE | re.MULTILINE,
)
_ADDRESS = r"([A-Za-z0-9!#$%&'*+/=?^_`{|}~.\-\"]{1,64}@[A-Za-z0-9.\-]{1,255}[A-Za-z0-9])"
_NAMED = tuple(
    re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        rf"^[ \t]{{0,12}}(?:Original-Recipient|Final-Recipient|X-Actual-Recipient):[^;\n]{{0,40}};[ \t]{{0,4}}<?{_ADDRESS}",
        rf"^[ \t]{{0,12}}(?:Recipients?|To|宛先|あて先|送信先|受信者|メールアドレス)[ \t]{{0,4}}[:：][ \t]{{0,12}}(?:\[?SMTP:)?<?{_ADDRESS}",
        rf"^[ \t]{{0,8}}<{_ADDRESS}>[ \t]{{0,4}}(?::|\.\.\.|$|\()",
        rf"(?:deliver(?:y|ed)?(?: (?:your )?(?:message|mail))? to|message to|mail to|addressed to|sent to|recipient|宛先|アドレス)[ \t]{{0,4}}\n?[ \t]{{0,8}}[<「『:：]?[ \t]?{_ADDRESS}",
        rf"^[ \t]{{0,12}}{_ADDRESS}[ \t]{{0,4}}(?::|\.\.\.|$|\(|（)",
        rf"<{_ADDRESS}>",
        _ADDRESS,
    )
)
_ENHANCED = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?!\.?\d)")
_REPLY_CODE = re.compile(r"(?<![\d.:])([45])[0-7]\d(?=[ -][^\d:]|[ -]?$|#)", re.MULTILINE)
_MEANINGS = tuple(
    (re.compile(pattern, re.IGNORECASE), detail)
    for pattern, detail in (
        (r"over ?quota|quota (?:is )?exceeded|exceeded .{0,30}quota|mailbox (?:is )?full|full mailbox|insufficient (?:disk|storage)|容量(?:を|が)?(?:超|オーバー|いっぱい)|いっぱい", "2.2"),
        (r"account (?:is |has been )?(?:disabled|inactive|suspended)|mailbox (?:is )?disabled|not active|無効|停止|解約", "2.1"),
        (r"user (?:is )?unknown|unknown (?:user|recipient|local|address)|no such (?:user|recipient|mailbox|person|address)|address(?: .{0,80})? (?:not found|couldn't be found|rejected|does not exist)"
         r"|recipient .{0,100}(?:not found|rejected|unknown|invalid)|mailbox (?:unavailable|not found|does not exist)|does(?:n't| not) (?:have|exist)|invalid (?:recipient|address|mailbox)"
         r"|no mailbox|not (?:a )?(?:known|valid) (?:user|recipient|address)|unrouteable address|宛先不明|あて先不明|宛先(?:が|アドレスが)?(?:不明|間違|存在)|存在しません|見つかりません|見つからな|user's account|account that you tried to reach does", "1.1"),
        (r"host (?:unknown|not found|name lookup)|domain (?:.{0,80} )?(?:not found|does not exist|couldn't be found)|name or service not known|no mx|nxdomain|ドメインが", "1.2"),
        (r"too (?:large|big)|exceeds .{0,40}(?:size|limit)|message size|サイズ(?:が|の|を)?.{0,12}(?:超|制限|大き)", "3.4"),
        (r"spam|blocked|blacklist|policy|denied|not (?:allowed|permitted|authorized)|rejected|refused|受信拒否|拒否|迷惑メール|許可されて", "7.1"),
        (r"timed? ?out|could not (?:connect|be contacted)|no answer|connection (?:refused|lost)|retry time(?:out)?|delivery time expired|タイムアウト|接続でき", "4.1"),
        (r"too many hops|loop", "4.6"),
    )
)  # fmt: skip
_DIAGNOSTIC = re.compile(
    r"^.{0,300}(?:(?<!\d)[45]\d\d[ -]|#[45]\.\d|unknown|quota|rejected|not found|unavailable|refused|denied|Reason:|不明|存在しません|できません|見つかりません|いっぱい).{0,300}$",
    re.IGNORECASE | re.MULTILINE,
)


def report_of(text: str) -> str:
    """The words of the postmaster, without the copy of the mail that came back."""
    cut = _CUT.search(text)
    return text[: cut.start()] if cut and cut.start() > 20 else text


def is_bounce(subject: str, report: str) -> bool:
    head = report[:20_000]
    return _SUBJECT.search(subject) is not None and (_BODY.search(head) is not None or not head.strip()) or (
        _BODY.search(head) is not None and bool(recipients(head))
    )


def is_delay(subject: str, report: str) -> bool:
    if re.search(r"\(failure\)|失敗|failed", subject, re.IGNORECASE):
        return False
    if _DELAY.search(subject):
        return True
    return _DELAY.search(report[:20_000]) is not None and _GAVE_UP.search(report[:20_000]) is None


def is_success(subject: str, report: str) -> bool:
    return _SUCCESS.search(subject) is not None and _BODY.search(report[:20_000]) is None


def status(report: str) -> str:
    """An enhanced status code: as written, else from what the words mean; "" if they mean nothing to us."""
    head = report[:20_000]
    written = _ENHANCED.search(head)
    if written:
        return written.group(1)
    code = _REPLY_CODE.search(head)
    for pattern, detail in _MEANINGS:
        if pattern.search(head):
            soft = detail == "4.1" if code is None else code.group(1) == "4"
            return f"{'4' if soft else '5'}.{detail}"
    return f"{code.group(1)}.0.0" if code else ""


def recipients(report: str) -> list[str]:
    """Addresses that the report names, the surest wordings first."""
    out = dict[str, None]()
    for pattern in _NAMED:
        for match in pattern.finditer(report[:20_000]):
            address = match.group(1).strip(".\"'")if not match.group(1).startswith('"') else match.group(1)
            local = match.group(1).partition("@")[0]
            if local.lower().strip('"') not in {"postmaster", "mailer-daemon", "abuse", "support"}:
                out.setdefault(address if not local.endswith(".") else match.group(1))
            if len(out) > 50:
                return list(out)
    return list(out)


def diagnostic(report: str) -> str:
    """The line that says why, or ""."""
    match = _DIAGNOSTIC.search(report[:20_000])
    return match.group().strip() if match else ""
