"""How people are called: family name first or last, furigana over it, 様 behind it."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.template import Library
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.core.contacts.models import Contact
from madoguchi.core.contacts.page import masked
from madoguchi.core.workspaces.models import LANGUAGES
from madoguchi.faces.desk.seat import Seat

register = Library()


@register.simple_tag
def contact_name(contact: Contact) -> str:
    """田中 陽子 様; Jordan Kim."""
    return called(contact)


@register.simple_tag
def contact_ruby(contact: Contact) -> SafeString:
    """The name with furigana over its parts, where they are known."""
    parts = [(contact.family_name, contact.family_name_kana), (contact.given_name, contact.given_name_kana)]
    if contact.language not in ("", "ja") or not any(kana for _name, kana in parts):
        return format_html("{}", called(contact))
    words = [_ruby(name, kana) for name, kana in parts if name]
    return format_html_join(" ", "{}", ([word] for word in [*words, honorific(contact)] if word))


@register.filter
def language_label(code: str) -> str:
    """日本語, English; a code we do not know stays as it is."""
    return dict(LANGUAGES).get(code, code)


@register.filter
def seen_by(address: str, seat: Seat) -> str:
    """A mail address as somebody may see it: masked for those who may not read personal data."""
    return address if not address or seat.may("personal_data.read") else masked("mail", address)


@register.filter
def local_clock(zone: str) -> str:
    """What the clock shows where somebody is."""
    try:
        return now().astimezone(ZoneInfo(zone)).strftime("%H:%M")
    except (ZoneInfoNotFoundError, ValueError):
        return ""


def called(contact: Contact) -> str:
    """The name with its honorific; what to say where there is no name, or where the person was erased."""
    if contact.erased_at:
        return _("(erased person)")
    if not contact.name:
        return _("(no name)")
    return f"{contact.name} {honorific(contact)}".strip()


def honorific(contact: Contact) -> str:
    """様 and its like belong to Japanese names; "Jordan Kim 様" helps nobody, and an address is no name."""
    if "@" in contact.name:
        return ""
    is_japanese = contact.language == "ja" or (contact.language == "" and not contact.name.isascii())
    return contact.honorific if is_japanese else ""


def _ruby(name: str, kana: str) -> SafeString:
    return format_html("<ruby>{}<rt>{}</rt></ruby>", name, kana) if kana else format_html("{}", name)
