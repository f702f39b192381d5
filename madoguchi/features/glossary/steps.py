"""Writing a term with its synonyms. No step opens a transaction."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.base.text import normal
from madoguchi.base.words.lines import kept_lines, named
from madoguchi.core.workspaces.models import Workspace
from madoguchi.features.glossary.models import Synonym, Term
from madoguchi.features.glossary.queries import CODES

MOST = 5000  # terms of a workspace
MOST_SYNONYMS = 50  # of a term in one language
LONGEST = 80  # letters of a word
LONGEST_TEXT = 5000
SYNONYMS = {f"synonyms_{code}": code for code in CODES}
TEXTS = (*CODES, "definition", "note")
FIELDS = (*TEXTS, *SYNONYMS)


def write(term: Term, given: Mapping[str, Any]) -> list[str]:
    """Set the fields that are given; returns which changed. `given`: any of FIELDS; synonyms are lists of words, all
    of a language.

    Raises Refused (unknown-field, empty, too-long, word-taken, too-many).
    """
    before = values_of(term)
    wanted = before | {name: _checked(name, value) for name, value in given.items()}
    changed = [name for name in FIELDS if wanted[name] != before[name]]
    if term.name and not changed:
        return []
    if not term.name and Term.objects.count() >= MOST:
        raise Refused("too-many", _("There are too many words already. Delete one first."))
    for name in TEXTS:
        setattr(term, name, wanted[name])
    if not (term.ja or term.en):
        raise Refused("empty", _("Enter our word, in one language at least."), field="ja")
    first = Workspace.objects.values_list("language", flat=True).get(id=term.workspace_id)
    term.name = getattr(term, first, "") or term.ja or term.en
    term.changed_at = now()
    _keep(term)
    for name, code in SYNONYMS.items():
        if name in changed:
            _set_synonyms(term, code, wanted[name])
    keep_words(term)
    return changed


def values_of(term: Term) -> dict[str, Any]:
    """All of FIELDS as they are."""
    used = list(term.synonyms.filter(state=Synonym.State.USED).order_by("id")) if term.id else []
    values: dict[str, Any] = {name: getattr(term, name) for name in TEXTS}
    return values | {name: [row.word for row in used if row.language == code] for name, code in SYNONYMS.items()}


def keep_words(term: Term) -> None:
    """By what it is found: its names, and what customers call it."""
    used = term.synonyms.filter(state=Synonym.State.USED).order_by("id").values_list("word", flat=True)
    term.words = kept_lines(line for word in (term.ja, term.en, *used) if word for line in named(word))
    term.save(update_fields=["words"])


def _checked(name: str, value: Any) -> Any:
    if name not in FIELDS:
        raise Refused("unknown-field", _("There is no such field: %(name)s.") % {"name": name}, field=name)
    if name in SYNONYMS:
        return _words(value, name)
    if name in CODES:
        return _line(value, name)
    text = str(value).replace("\r\n", "\n").strip()
    if len(text) > LONGEST_TEXT:
        raise Refused("too-long", _("At most %(number)d letters.") % {"number": LONGEST_TEXT}, field=name)
    return text


def _line(value: Any, field: str) -> str:
    line = " ".join(str(value).split())
    if len(line) > LONGEST:
        raise Refused("too-long", _("At most %(number)d letters.") % {"number": LONGEST}, field=field)
    return line


def _words(given: Iterable[Any], field: str) -> list[str]:
    words = {normal(line): line for word in given if (line := _line(word, field))}
    if len(words) > MOST_SYNONYMS:
        raise Refused("too-many", _("At most %(number)d words.") % {"number": MOST_SYNONYMS}, field=field)
    return list(words.values())


def _keep(term: Term) -> None:
    try:
        with transaction.atomic():
            term.save()
    except IntegrityError as error:
        field = "en" if "terms_en_once" in str(error) else "ja"
        raise Refused("word-taken", _("This word is in the glossary already."), field=field) from error


def _set_synonyms(term: Term, code: str, words: list[str]) -> None:
    """Those of `words` in their order; what was typed before and is gone is taken away, what was learnt is rejected."""
    keys = {normal(word): word for word in words}
    known = {row.key: row for row in term.synonyms.filter(language=code)}
    gone = [row for key, row in known.items() if key not in keys and row.state == Synonym.State.USED]
    learnt = [row.id for row in gone if row.source == Synonym.Source.LEARNT]
    term.synonyms.filter(id__in=learnt).update(state=Synonym.State.REJECTED)
    term.synonyms.filter(id__in=[row.id for row in gone if row.id not in learnt]).delete()
    for key, word in keys.items():
        if key in known:
            term.synonyms.filter(id=known[key].id).update(word=word, state=Synonym.State.USED)
        else:
            Synonym.objects.create(workspace_id=term.workspace_id, term=term, language=code, word=word, key=key)
