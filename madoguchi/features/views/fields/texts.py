"""Fields that are texts: who writes, for which company, about what. Width, case and kana do not matter."""

import unicodedata
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat

from madoguchi.base.addresses import mail_key
from madoguchi.base.kana import from_romaji
from madoguchi.base.text import AS_HIRAGANA, HIRAGANA, KATAKANA
from madoguchi.core.contacts.models import Contact, ContactKey, Identity
from madoguchi.core.contacts.names import key_of
from madoguchi.core.contacts.queries import HITS_AT_MOST, LAST_LETTER
from madoguchi.core.people.actor import Actor
from madoguchi.features.views.fields.kinds import Field, ids_or, is_text

_AS_KATAKANA = str.maketrans(HIRAGANA, KATAKANA)
_SIGNS = [base + mark for base in map(chr, range(0xFF66, 0xFF9E)) for mark in ("", "ﾞ", "ﾟ")]
_HALF = str.maketrans({whole: sign for sign in _SIGNS if len(whole := unicodedata.normalize("NFKC", sign)) == 1})
_FULL = str.maketrans({" ": "\u3000"} | {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
TALK = Concat(F("subject"), Value(" "), F("preview"))


class HoldsAny(Func):
    """Whether a text, in small letters, holds one of several.

    The database could bring the text itself into one form, by normalize(); that takes as long as twenty comparisons.
    """

    template = "lower(%(expressions)s)"
    arg_joiner = ") LIKE ANY ("
    output_field = BooleanField()


def holds(text: Any, wanted: str) -> Q:
    """Whether an expression holds what is wanted, in any of the forms in which people write it."""
    patterns = [f"%{connection.ops.prep_for_like_query(form)}%" for form in forms(wanted)]
    return Q(HoldsAny(text, Value(patterns, output_field=ArrayField(TextField()))))


def forms(text: str) -> list[str]:
    """A text in small letters: as it is, and with its kana and its letters and digits in each width."""
    plain = unicodedata.normalize("NFKC", text).lower()
    katakana = plain.translate(_AS_KATAKANA)
    kana = (plain.translate(AS_HIRAGANA), katakana, katakana.translate(_HALF))
    return list(dict.fromkeys([text.lower(), *(form for one in kana for form in (one, one.translate(_FULL)))]))


def written_by(text: str, actor: Actor) -> Q:
    """The contact's name, furigana or address begins so; addresses for those alone who may read them.

    Of each kind HITS_AT_MOST contacts are looked at. One subquery: two behind an OR would be asked of every row.
    """
    found: list[QuerySet[Any, Any]] = []
    for key in dict.fromkeys(filter(None, (key_of(text), from_romaji(key_of(text))))):
        named = ContactKey.objects.filter(workspace_id=actor.workspace_id, key__gte=key, key__lt=key + LAST_LETTER)
        found.append(named.values("contact_id")[:HITS_AT_MOST])
    if actor.may("personal_data.read"):
        address = mail_key(unicodedata.normalize("NFKC", text))
        known = Identity.objects.filter(workspace_id=actor.workspace_id, kind=Identity.Kind.MAIL)
        known = known.filter(value__gte=address, value__lt=address + LAST_LETTER)
        found.append(known.values("contact_id")[:HITS_AT_MOST])
    return Q(contact_id__in=found[0].union(*found[1:], all=True)) if found else Q(pk__in=[])


def _contact(actor: Actor, op: str, value: Any) -> Q:
    return Q(contact_id__in=value) if op == "is" else written_by(value, actor)


def _company(actor: Actor, _op: str, value: Any) -> Q:
    return Q(contact_id__in=Contact.objects.filter(workspace_id=actor.workspace_id, company_id__in=value).values("id"))


def _subject(_actor: Actor, _op: str, value: Any) -> Q:
    return holds(F("subject"), value)


def _words(actor: Actor, _op: str, value: Any) -> Q:
    return holds(TALK, value) | written_by(value, actor)


TEXTS = (
    Field("contact", {"has": is_text, "is": ids_or()}, _contact),
    Field("company", {"is": ids_or()}, _company),
    Field("subject", {"has": is_text}, _subject),
    Field("words", {"has": is_text}, _words),
)
