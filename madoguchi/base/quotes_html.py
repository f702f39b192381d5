"""The quoted part of an HTML mail, found by the marks that mailers leave in it. Linear: one pass over the tokens."""

import re

from madoguchi.base.html_tokens import Token, tokens

_CLASSES = frozenset(
    [
        "gmail_attr",
        "moz-cite-prefix",
        "moz-email-headers-table",
        "yahoo_quoted",
        "protonmail_quote",
        "zmail_extra",
        "tutanota_quote",
        "gmail_quote_container_header",
    ]
)
# From here to the end of the mail everything is quoted: Outlook writes the old mail as siblings of this mark.
_TAILS = frozenset(
    ("divrplyfwdmsg", "mail-editor-reference-message-container", "x_divrplyfwdmsg", "olk_src_body_section")
)
_TAIL_CLASSES = frozenset(("outlookmessageheader",))
_BORDER = re.compile(
    r"border:\s{0,3}none;\s{0,3}border-top:\s{0,3}solid\s{1,3}#?[a-z0-9]{3,8}\s{1,3}1\.0pt", re.IGNORECASE
)
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
_INVISIBLE = re.compile(r"\s|&nbsp;|\u00a0")


def split_html(source: str) -> tuple[str, str]:
    """(answer, quotation) as HTML, each to be cleaned before it is shown. A mail that is only quoted stays whole."""
    cuts = list[tuple[int, int]]()
    inside, depth, start = "", 0, 0
    for token in tokens(source):
        if inside:
            if token.data == inside and token.kind in {"start", "end"}:
                depth += 1 if token.kind == "start" else -1
                if depth == 0:
                    cuts.append((start, token.end))
                    inside = ""
            continue
        if token.kind != "start" or token.data in _VOID:
            continue
        if _is_tail(token):
            cuts.append((token.start, len(source)))
            break
        if _is_quotation(token):
            inside, depth, start = token.data, 1, token.start
    if inside:
        cuts.append((start, len(source)))
    reply, quoted = _cut(source, cuts)
    return (reply, quoted) if _has_content(reply) else (source, "")


def _is_tail(token: Token) -> bool:
    attributes = token.attributes
    if attributes.get("id", "").lower() in _TAILS:
        return True
    if _TAIL_CLASSES & set(attributes.get("class", "").lower().split()):
        return True
    return token.data == "div" and _BORDER.match(attributes.get("style", "").strip()[:300]) is not None


def _is_quotation(token: Token) -> bool:
    classes = set(token.attributes.get("class", "").lower().split())
    if token.data == "blockquote":
        is_cited = token.attributes.get("type", "").lower() == "cite" or "cite" in token.attributes
        return is_cited or bool(classes & {"gmail_quote", "moz-cite", "yahoo_quoted", "protonmail_quote", "clean_bq"})
    return bool(classes & _CLASSES)


def _cut(source: str, cuts: list[tuple[int, int]]) -> tuple[str, str]:
    reply, quoted, at = list[str](), list[str](), 0
    for start, end in cuts:
        reply.append(source[at:start])
        quoted.append(source[start:end])
        at = end
    reply.append(source[at:])
    return "".join(reply), "".join(quoted)


def _has_content(source: str) -> bool:
    """Whether anything can be seen in it: text outside the head, or a picture."""
    hidden = False
    for token in tokens(source):
        if token.kind == "start" and token.data in {"img", "table", "hr"}:
            return True
        if token.data == "title" and token.kind in {"start", "end"}:
            hidden = token.kind == "start"
        if token.kind == "text" and not hidden and _INVISIBLE.sub("", token.data):
            return True
    return False
