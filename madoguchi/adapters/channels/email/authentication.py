"""Whether a mail is from whom it says: by what the trusted MTA wrote above it, else by SPF, DKIM and DMARC.

"pass" means one thing: the domain of the only From address is aligned (RFC 7489 3.1) with a DKIM signature or an SPF
check that passed. Whoever trusts it compares `domain` with the address that is shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import dkim

from madoguchi.adapters.channels.email import spf
from madoguchi.adapters.channels.email.authentication_results import MethodResult, parse_results
from madoguchi.adapters.channels.email.resolver import Resolver, TemporaryDnsError, organisational_domain

Verdict = Literal["pass", "fail", "none", "error"]
Check = Literal["pass", "fail", "softfail", "neutral", "none", "temperror", "permerror"]
_CHECKS = frozenset({"pass", "fail", "softfail", "neutral", "none", "temperror", "permerror"})
_SIGNATURES = 5
_SIGNED_NAMES = 200
_HEADER_LIMIT = 1 << 20
_END_OF_HEADER = re.compile(rb"\r?\n\r?\n")
_DOMAIN = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)+\Z")
_QUOTED_OR_COMMENT = re.compile(r'"(?:[^"\\]|\\.)*"|\([^()\\]*(?:\\.[^()\\]*)*\)', re.DOTALL)


@dataclass(frozen=True, slots=True)
class SenderAuthentication:
    """The verdict on a sender. `domain` is the domain of From that it is about, "" where there is no single one."""

    result: Verdict
    spf: Check
    dkim: Check
    dmarc: Check
    domain: str
    source: Literal["trusted-header", "computed"]


@dataclass(frozen=True, slots=True)
class _Passed:
    """A check and the domain that it speaks for."""

    result: Check
    domain: str


def authenticate(
    raw: bytes, peer: str, helo: str, mail_from: str, trusted_authserv_ids: Sequence[str], resolver: Resolver
) -> SenderAuthentication:
    """Judge a mail.

    `peer` is the address that it came from, "" where that is unknown or an MTA of ours (no SPF then).
    `trusted_authserv_ids` only for mail that surely came through that MTA: from its address, or from its mailbox.
    """
    fields = _fields(raw)
    domain = _from_domain([value for name, value in fields if name == "from"])
    stated = _stated(fields, {one.lower() for one in trusted_authserv_ids})
    if stated is not None:
        return _by_header(domain, stated)
    return _computed(raw, domain, peer, (helo, mail_from), resolver)


def _fields(raw: bytes) -> list[tuple[str, str]]:
    """The header fields from the top, names in lower case, values unfolded."""
    end = _END_OF_HEADER.search(raw)
    head = raw[: end.start()] if end else raw
    fields: list[tuple[str, list[str]]] = []
    for line in re.split(r"\r\n|\r|\n", head[: 16 * _HEADER_LIMIT].decode("utf-8", "replace")):
        if line[:1] in {" ", "\t"} and fields:
            fields[-1][1].append(line)
        else:
            name, sign, value = line.partition(":")
            if sign:
                fields.append((name.strip().lower(), [value]))
    return [(name, "".join(parts).strip()) for name, parts in fields]


def _from_domain(values: list[str]) -> str:
    """The domain of the one address in the one From header; "" for none, for several, and for what cannot be read."""
    if len(values) != 1:
        return ""
    plain = _QUOTED_OR_COMMENT.sub(" ", values[0][:_HEADER_LIMIT])
    angles = re.findall(r"<([^<>]*)>", plain)
    outside = re.sub(r"<[^<>]*>", " ", plain)
    if any(character in outside for character in '<>",;:') or len(angles) > 1:
        return ""
    address = angles[0] if angles else outside
    if (angles and "@" in outside) or address.count("@") != 1:
        return ""
    domain = address.rpartition("@")[2].strip().rstrip(".").lower()
    try:
        domain = domain.encode("idna").decode() if not domain.isascii() else domain
    except UnicodeError:
        return ""
    return domain if _DOMAIN.match(domain) else ""


def _stated(fields: list[tuple[str, str]], trusted: set[str]) -> list[MethodResult] | None:
    """What our MTA said, or None.

    Fields above the first Received are the MTA's beyond doubt, all of them; below it only the top-most field with a
    trusted id counts, since the sender may have written the next one.
    """
    results: list[MethodResult] = []
    found = received = False
    for name, value in fields if trusted else []:
        if name == "received":
            if found:
                break
            received = True
        if name != "authentication-results":
            continue
        authserv_id, said = parse_results(value)
        if authserv_id in trusted:
            found = True
            results.extend(said)
            if received:
                break
    return results if found else None


def _by_header(domain: str, stated: list[MethodResult]) -> SenderAuthentication:
    passed: list[_Passed] = []
    first: dict[str, Check] = {}
    for one in stated:
        result = _check(one.result)
        if one.method == "dkim":
            signer = one.properties.get("header.d") or one.properties.get("header.i", "").rpartition("@")[2]
            passed.append(_Passed(result, signer.lower()))
            first["dkim"] = "pass" if result == "pass" else first.get("dkim", result)
        elif one.method == "spf" and "spf" not in first:
            envelope = one.properties.get("smtp.mailfrom") or one.properties.get("smtp.helo", "")
            passed.append(_Passed(result, envelope.rpartition("@")[2].lower()))
            first["spf"] = result
        elif one.method == "dmarc" and "dmarc" not in first:
            subject = one.properties.get("header.from", domain).rpartition("@")[2].lower().rstrip(".")
            first["dmarc"] = result if subject == domain or result != "pass" else "permerror"
    dmarc = first.get("dmarc", "none")
    aligned = any(one.result == "pass" and _aligned(one.domain, domain) for one in passed)
    if not domain:
        verdict: Verdict = "fail"
    elif dmarc in {"pass", "fail"}:
        verdict = "pass" if dmarc == "pass" else "fail"
    elif aligned:
        verdict = "pass"
    else:
        verdict = _without_alignment(domain, passed, dmarc)
    spf_said, dkim_said = first.get("spf", "none"), first.get("dkim", "none")
    return SenderAuthentication(verdict, spf_said, dkim_said, dmarc, domain, "trusted-header")


def _computed(
    raw: bytes, domain: str, peer: str, envelope: tuple[str, str], resolver: Resolver
) -> SenderAuthentication:
    helo, mail_from = envelope
    signatures = _signatures(raw, resolver)
    dkim_said = _best([one.result for one in signatures])
    sender = _Passed("none", "")
    if peer:
        spoken_for = mail_from.rpartition("@")[2] if "@" in mail_from else helo
        sender = _Passed(spf.check_host(peer, mail_from, helo, resolver), spoken_for.lower())
    if not domain:
        return SenderAuthentication("fail", sender.result, dkim_said, "permerror", "", "computed")
    try:
        policy = _policy(domain, resolver)
    except TemporaryDnsError:
        policy = None
    strict_dkim, strict_spf = (policy or {}).get("adkim") == "s", (policy or {}).get("aspf") == "s"
    passes = any(one.result == "pass" and _aligned(one.domain, domain, strict=strict_dkim) for one in signatures)
    passes = passes or (sender.result == "pass" and _aligned(sender.domain, domain, strict=strict_spf))
    dmarc: Check = "temperror" if policy is None else "none" if not policy else "pass" if passes else "fail"
    checks = [*signatures, sender]
    if passes:
        verdict: Verdict = "pass"
    elif dmarc == "fail" and any(one.result == "temperror" for one in checks):
        verdict, dmarc = "error", "temperror"
    else:
        verdict = "fail" if dmarc == "fail" else _without_alignment(domain, checks, dmarc)
    return SenderAuthentication(verdict, sender.result, dkim_said, dmarc, domain, "computed")


def _without_alignment(domain: str, checks: list[_Passed], dmarc: Check) -> Verdict:
    """No aligned pass and no policy: "fail" where the domain's own check failed, "error" where DNS was silent."""
    if dmarc == "temperror" or any(one.result == "temperror" for one in checks):
        return "error"
    return "fail" if any(one.result == "fail" and _aligned(one.domain, domain) for one in checks) else "none"


def _signatures(raw: bytes, resolver: Resolver) -> list[_Passed]:
    """The first signatures of the mail, each with the domain that signed."""
    end = _END_OF_HEADER.search(raw)
    if (end.start() if end else len(raw)) > _HEADER_LIMIT:
        return []

    def ask(name: bytes, timeout: float = 5) -> bytes:
        found = resolver.ask(name.decode("ascii").rstrip("."), "TXT")
        return found[0].encode("latin-1", "replace") if found else b""

    try:
        mail: Any = dkim.DKIM(raw, minkey=1024)
    except dkim.DKIMException:
        return []
    count = sum(name.lower() == b"dkim-signature" for name, _ in mail.headers)
    return [_signature(raw, number, ask) for number in range(min(count, _SIGNATURES))]


def _signature(raw: bytes, number: int, ask: Any) -> _Passed:
    mail: Any = dkim.DKIM(raw, minkey=1024)  # one for each: a signature leaves its traces in the object
    mail.domain = b""
    try:
        prepared = mail.verify_headerprep(number)
        domain = mail.domain.decode("ascii").lower()
        # A signature over a part of the body, or over no From, says nothing about what the reader sees.
        if (
            not prepared
            or b"l" in mail.signature_fields
            or b"from" not in mail.include_headers
            or len(mail.include_headers) > _SIGNED_NAMES
        ):
            return _Passed("permerror", domain)
        return _Passed("pass" if mail.verify(number, dnsfunc=ask) else "fail", domain)
    except TemporaryDnsError:
        return _Passed("temperror", mail.domain.decode("ascii", "replace").lower())
    except dkim.ValidationError:
        return _Passed("fail", mail.domain.decode("ascii", "replace").lower())
    except (dkim.DKIMException, ValueError, KeyError, IndexError, TypeError, AttributeError):
        return _Passed("permerror", "")  # dkimpy on a signature that nobody sober wrote


def _policy(domain: str, resolver: Resolver) -> dict[str, str]:
    """The DMARC record of the domain, or of its organisation; {} for none (RFC 7489 6.6.3)."""
    for name in dict.fromkeys((domain, organisational_domain(domain))):
        records = [text for text in resolver.ask(f"_dmarc.{name}", "TXT") if re.match(r"v\s*=\s*DMARC1\b", text)]
        if len(records) == 1:
            tags = (tag.partition("=") for tag in records[0].split(";"))
            return {key.strip().lower(): value.strip().lower() for key, sign, value in tags if sign}
    return {}


def _aligned(one: str, domain: str, *, strict: bool = False) -> bool:
    one = one.strip().rstrip(".")
    if not one or not domain:
        return False
    return one == domain if strict else organisational_domain(one) == organisational_domain(domain)


def _best(results: list[Check]) -> Check:
    order: tuple[Check, ...] = ("pass", "temperror", "fail", "permerror")
    return next((result for result in order if result in results), "none")


def _check(text: str) -> Check:
    known = {"hardfail": "fail", "bestguesspass": "none", "policy": "neutral"}.get(text, text)
    return known if known in _CHECKS else "none"  # type: ignore[return-value]  # one of them
