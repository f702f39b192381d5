"""Mail addresses and telephone numbers in the one form in which they are compared.

Only A-Z is folded: Unicode's own lower case turns the Kelvin sign into "k", and so a stranger's address into
somebody else's. Dots stay where they are, because carriers gave out `a..b.@docomo.ne.jp`.
"""

import re
import string
import unicodedata

LONGEST = 320  # RFC 3696, erratum 1690
COUNTRY = "81"

_FOLD = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_BAD_IN_MAIL = re.compile(r"[\s\x00-\x1f\x7f<>,;:\"()\[\]\\]")
_EXTENSION = re.compile(r"(?i)\s*(?:内線|ext\.?|x)\s*\d+\s*$")
_TRUNK_IN_BRACKETS = re.compile(r"\(\s*0\s*\)")
_NOT_A_DIGIT = re.compile(r"[^\d+]")


def mail_key(address: str) -> str:
    """The form in which an address from outside is compared: A-Z as a-z, the domain as in the DNS."""
    local, at, domain = address.strip().translate(_FOLD).rpartition("@")
    return f"{local}{at}{domain_key(domain)}"


def mail_domain(address: str) -> str:
    """The domain of an address, in the form in which it is compared; "" where there is none."""
    return domain_key(address.strip().translate(_FOLD).rpartition("@")[2]) if "@" in address else ""


def domain_key(domain: str) -> str:
    """A domain in small letters; letters beyond ASCII as the DNS carries them (RFC 5890)."""
    domain = domain.strip().rstrip(".").translate(_FOLD)
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return domain


def typed_mail(text: str) -> str:
    """What a person typed as a mail address, as `mail_key`; ValueError when it cannot be one.

    Full-width letters are taken as what was meant, which is right for a form and wrong for a mail's header.
    """
    key = mail_key(unicodedata.normalize("NFKC", text))
    local, _at, domain = key.rpartition("@")
    if not local or "." not in domain.strip(".") or len(key) > LONGEST:
        raise ValueError("no mail address")
    if _BAD_IN_MAIL.search(key) or "@" in local or domain.startswith((".", "-")) or ".." in domain:
        raise ValueError("no mail address")
    return key


def typed_phone(text: str) -> str:
    """A telephone number as +<country><number> (ITU-T E.164); one that begins with a single 0 is Japanese.

    ValueError unless 8 to 15 digits are left. An extension is cut off: it tells no person apart.
    """
    plain = _EXTENSION.sub("", unicodedata.normalize("NFKC", text).replace("−", "-"))
    digits = _NOT_A_DIGIT.sub("", _TRUNK_IN_BRACKETS.sub("", plain))
    if digits.startswith(("010", "00")):  # dialled abroad from Japan, and from most other countries
        digits = "+" + digits.removeprefix("010").removeprefix("00")
    elif digits.startswith("0"):
        digits = f"+{COUNTRY}{digits[1:]}"
    if not digits.startswith("+"):
        digits = f"+{digits}"
    if "+" in digits[1:] or not 8 <= len(digits) - 1 <= 15:
        raise ValueError("no telephone number")
    return digits
