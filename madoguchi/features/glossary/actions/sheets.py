"""The glossary as a table: written out, and taken in."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.base import sheets
from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.ledger import Subject, gathering, record
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.glossary.events import TermChanged, TermCreated
from madoguchi.features.glossary.models import Term
from madoguchi.features.glossary.queries import BY_NAME, CODES, terms_visible_to
from madoguchi.features.glossary.steps import FIELDS, MOST, SYNONYMS, values_of, write

BETWEEN = "|"  # the words of one cell


def export_terms(*, actor: Actor) -> bytes:
    """All of them as CSV, the words of customers with | between."""
    require(actor, "glossary.read")
    with tenant(actor.workspace_id):
        return sheets.written(FIELDS, map(_line, terms_visible_to(actor).order_by(*BY_NAME)))


def import_terms(content: bytes, *, actor: Actor) -> sheets.Taken:
    """Add what is not there yet and change what is, found by our word; all of it or, where a line is refused, nothing.
    A second time changes nothing. Raises as sheets.read() and steps.write(), with the number of the line."""
    require(actor, "glossary.write")
    lines = sheets.read(content, columns=FIELDS, most=MOST)
    with tenant(actor.workspace_id), gathering():
        done = [_take(line, number, actor) for number, line in enumerate(lines, 2)]
        return sheets.Taken(done.count("added"), done.count("changed"), done.count("same"))


def _line(term: Term) -> dict[str, str]:
    values = values_of(term)
    return {name: BETWEEN.join(values[name]) if name in SYNONYMS else values[name] for name in FIELDS}


def _take(line: dict[str, str], number: int, actor: Actor) -> str:
    try:
        known = _known(line)
        term = known or Term(workspace_id=actor.workspace_id)
        changed = write(term, dict(_fields(line)))
    except Refused as error:
        text = _("Line %(number)d: %(text)s") % {"number": number, "text": error.text}
        raise Refused(error.code, text, field="file") from error
    if known is None:
        record(TermCreated(term.id), actor=actor, about=Subject())
        return "added"
    if changed:
        record(TermChanged(term.id, changed), actor=actor, about=Subject())
    return "changed" if changed else "same"


def _fields(line: dict[str, str]) -> Iterator[tuple[str, Any]]:
    for name, value in line.items():
        yield name, value.split(BETWEEN) if name in SYNONYMS else value


def _known(line: dict[str, str]) -> Term | None:
    """The term that has one of our words, its row locked."""
    for code in CODES:
        word = " ".join(line.get(code, "").split())
        term = Term.objects.select_for_update().filter(**{f"{code}__iexact": word}).first() if word else None
        if term is not None:
            return term
    return None
