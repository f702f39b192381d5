"""Fields that are texts: who writes, for which company, about what. Width, case and kana do not matter."""

import unicodedata
from typing import Any

from django.db.models import F, Func, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.db.models.lookups import Contains

from madoguchi.base.addresses import mail_key
from madoguchi.base.kana import from_romaji
from madoguchi.core.contacts.models import Contact, ContactKey, Identity
from madoguchi.core.contacts.names import key_of
from madoguchi.core.contacts.queries import HIRAGANA, HITS_AT_MOST, KATAKANA, LAST_LETTER
from madoguchi.core.people.actor import Actor
from madoguchi.features.views.fields.kinds import Field, ids_or, is_text

_AS_HIRAGANA = str.maketrans(KATAKANA, HIRAGANA)
TALK = Concat(F("subject"), Value(" "), F("preview"))


class Folded(Func):
    """A text in the form in which folded() brings what is looked for."""

    template = f"translate(lower(normalize(%(expressions)s, NFKC)), '{KATAKANA}', '{HIRAGANA}')"


def folded(text: str) -> str:
    """Of one width, in small letters, katakana as hiragana: what Folded does, done here."""
    return unicodedata.normalize("NFKC", text).lower().translate(_AS_HIRAGANA)


def says(text: str) -> Q:
    """Subject or preview hold the text."""
    return Q(Contains(Folded(TALK), folded(text)))


def written_by(text: str, actor: Actor) -> Q:
    """The contact's name, furigana or address begins so. Addresses are compared for those who may read them alone;
    of each kind HITS_AT_MOST contacts are looked at."""
    found = Q()
    for key in dict.fromkeys(filter(None, (key_of(text), from_romaji(key_of(text))))):
        named = ContactKey.objects.filter(workspace_id=actor.workspace_id, key__gte=key, key__lt=key + LAST_LETTER)
        found |= _of(named)
    if actor.may("personal_data.read"):
        address = mail_key(unicodedata.normalize("NFKC", text))
        known = Identity.objects.filter(workspace_id=actor.workspace_id)
        found |= _of(known.filter(kind=Identity.Kind.MAIL, value__gte=address, value__lt=address + LAST_LETTER))
    return found or Q(pk__in=[])


def _of(rows: QuerySet[Any]) -> Q:
    return Q(contact_id__in=rows.values("contact_id")[:HITS_AT_MOST])


def _contact(actor: Actor, op: str, value: Any) -> Q:
    return Q(contact_id__in=value) if op == "is" else written_by(value, actor)


def _company(actor: Actor, _op: str, value: Any) -> Q:
    return Q(contact_id__in=Contact.objects.filter(workspace_id=actor.workspace_id, company_id__in=value).values("id"))


def _subject(_actor: Actor, _op: str, value: Any) -> Q:
    return Q(Contains(Folded(F("subject")), folded(value)))


def _words(actor: Actor, _op: str, value: Any) -> Q:
    return says(value) | written_by(value, actor)


TEXTS = (
    Field("contact", {"has": is_text, "is": ids_or()}, _contact),
    Field("company", {"is": ids_or()}, _company),
    Field("subject", {"has": is_text}, _subject),
    Field("words", {"has": is_text}, _words),
)
