"""How people are called: family name first or last, furigana over it, 様 behind it."""

from django.template import Library
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.local_time import local_time
from madoguchi.core.contacts.models import Contact
from madoguchi.core.contacts.names import addressed, honorific_of
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
    """The name with furigana over its parts, where they are known; an address in its place breaks behind its @."""
    parts = [(contact.family_name, contact.family_name_kana), (contact.given_name, contact.given_name_kana)]
    if contact.language not in ("", "ja") or not any(kana for _name, kana in parts):
        before, at, after = called(contact).partition("@")
        return (
            format_html('<span class="in-place">{}@<wbr>{}</span>', before, after) if at else format_html("{}", before)
        )
    words = [_ruby(name, kana) for name, kana in parts if name]
    return format_html_join(" ", "{}", ([word] for word in [*words, honorific_of(contact)] if word))


@register.filter
def language_label(code: str) -> str:
    """日本語, English; a code we do not know stays as it is."""
    return dict(LANGUAGES).get(code, code)


@register.filter
def language_in_words(code: str) -> str:
    """日本語, 英語: how a sentence names it. Django's own words name a country as well."""
    return {"ja": pgettext("language", "Japanese"), "en": pgettext("language", "English")}.get(code, code)


@register.filter
def seen_by(address: str, seat: Seat) -> str:
    """A mail address as somebody may see it: masked for those who may not read personal data."""
    return address if not address or seat.may("personal_data.read") else masked("mail", address)


@register.simple_tag
def local_hint(zone: str) -> SafeString:
    """What the clock shows where somebody is, and whether they rest there now: 03:10 夜間, 14:00 勤労感謝の日."""
    there = local_time(zone, now(), language="ja" if (get_language() or "").startswith("ja") else "en")
    if there is None:
        return SafeString("")
    resting = there.holiday or (_("Weekend") if there.is_weekend else "")
    hints = [hint for hint in (_("Night") if there.is_night else "", resting) if hint]
    badges = format_html_join("", ' <span class="badge warn">{}</span>', ([hint] for hint in hints))
    return format_html('<span title="{}">{}{}</span>', zone, there.at.strftime("%H:%M"), badges)


@register.filter
def mark_icon(mark: str) -> str:
    """The icon of a mark on a contact."""
    return {"vip": "star", "caution": "warning"}.get(mark, "flag")


def called(contact: Contact) -> str:
    """The name with its honorific; what to say where there is no name, or where the person was erased."""
    if contact.erased_at:
        return _("(erased person)")
    if not contact.name:
        return _("(no name)")
    return addressed(contact)


def _ruby(name: str, kana: str) -> SafeString:
    return format_html("<ruby>{}<rt>{}</rt></ruby>", name, kana) if kana else format_html("{}", name)
