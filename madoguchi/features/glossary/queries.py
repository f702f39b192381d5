"""Terms as somebody sees them, what means the same, and how one person speaks."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed
from madoguchi.base.text import normal
from madoguchi.base.words.lines import holds
from madoguchi.core.contacts.models import Contact
from madoguchi.core.people.actor import Actor
from madoguchi.core.workspaces.models import LANGUAGES
from madoguchi.features.glossary.models import ContactWord, Synonym, Term

BY_NAME = ("name", "id")
STRONGEST = ("-weight", "id")
MOST_WORDS = 8
SHOWN = 20  # words of a person
CODES = tuple(code for code, _name in LANGUAGES)


@dataclass(frozen=True, slots=True)
class OwnWord:
    """A word of one person and ours for the same thing, in the language of theirs where we have one."""

    word: str
    term: str
    term_id: int
    times: int
    last_at: datetime


def terms_visible_to(actor: Actor) -> QuerySet[Term]:
    rows = Term.objects.filter(workspace_id=actor.workspace_id)
    return rows if actor.may("glossary.read") else rows.none()


def with_synonyms(rows: QuerySet[Term]) -> QuerySet[Term]:
    """With those in use at hand as `used`, in their order: one query more."""
    used = Synonym.objects.filter(state=Synonym.State.USED).order_by("-language", "id")
    return rows.prefetch_related(Prefetch("synonyms", queryset=used, to_attr="used"))


def term_for(term_id: int, actor: Actor) -> Term:
    """Raises NotAllowed when it is not there for this actor."""
    found = with_synonyms(terms_visible_to(actor)).filter(id=term_id).first()
    if found is None:
        raise NotAllowed("not-found", _("This word does not exist."))
    return found


def found(rows: QuerySet[Term], text: str) -> QuerySet[Term]:
    """Those that hold every word that was typed, in their names or what customers call them."""
    for word in normal(text).split()[:MOST_WORDS]:
        rows = rows.filter(holds("", word))
    return rows


def suggestions(actor: Actor) -> QuerySet[Synonym]:
    """What was learnt and nobody has judged yet."""
    rows = Synonym.objects.filter(workspace_id=actor.workspace_id, state=Synonym.State.SUGGESTED)
    return rows.select_related("term") if actor.may("glossary.write") else rows.none()


def synonym_groups(workspace_id: int, language: str | None = None) -> list[list[str]]:
    """What means the same in one language or (None) in any: each of our words with those of customers, ours first.
    One query."""
    codes = [code for code in CODES if language in (None, code)]
    used = Synonym.objects.filter(term=OuterRef("pk"), state=Synonym.State.USED, language__in=codes).order_by("id")
    rows = Term.objects.filter(workspace_id=workspace_id).order_by("id")
    groups = rows.annotate(theirs=ArraySubquery(used.values("word"))).values_list(*codes, "theirs")
    known = (list(dict.fromkeys(filter(None, [*ours, *(theirs or ())]))) for *ours, theirs in groups)
    return [group for group in known if len(group) > 1]


def words_of(contact: Contact) -> list[OwnWord]:
    """How a person calls our things, what they said last first: also where they use our own word. One query."""
    rows = _said().filter(workspace_id=contact.workspace_id, contact_id=contact.id)
    return [_own(row["shown"]) for row in rows.values(shown=_shown())]


def other_words_of(contact: Contact) -> list[OwnWord]:
    """Those for which we have another word. One query."""
    return _others(words_of(contact))


def words_on() -> ArraySubquery:
    """For conversations: annotate(words_on=...), of which other_words() makes what other_words_of() is."""
    return ArraySubquery(_said().filter(contact_id=OuterRef("contact_id")).values(shown=_shown()))


def other_words(read: Iterable[Mapping[str, Any]]) -> list[OwnWord]:
    return _others(map(_own, read))


def _said() -> "QuerySet[ContactWord]":
    """What people said, the newest first."""
    return ContactWord.objects.order_by("-last_at", "id")


def _shown() -> JSONObject:
    names = {"ja": "term__ja", "en": "term__en", "term_id": "term_id"}
    return JSONObject(word="word", times="times", last_at="last_at", **names)


def _own(read: Mapping[str, Any]) -> OwnWord:
    last_at = datetime.fromisoformat(read["last_at"])
    return OwnWord(read["word"], _ours(read["ja"], read["en"], read["word"]), read["term_id"], read["times"], last_at)


def _others(words: Iterable[OwnWord]) -> list[OwnWord]:
    return [own for own in words if normal(own.word) != normal(own.term)][:SHOWN]


def _ours(ja: str, en: str, word: str) -> str:
    """Our word: itself where theirs is one of ours, else in their script."""
    same = [name for name in (ja, en) if name and normal(name) == normal(word)]
    return same[0] if same else (en or ja) if word.isascii() else (ja or en)


def spoken() -> dict[str, list[tuple[int, str]]]:
    """Every word by which a term of the running workspace is called, in the form in which it is compared: with the
    terms and the words as they are written."""
    known: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for term_id, *names in Term.objects.order_by("id").values_list("id", *CODES):
        for name in filter(None, names):
            known[normal(name)].append((term_id, name))
    used = Synonym.objects.filter(state=Synonym.State.USED).order_by("id")
    for term_id, word, key in used.values_list("term_id", "word", "key") if known else ():
        if term_id not in [one for one, _word in known[key]]:
            known[key].append((term_id, word))
    return dict(known)
