"""Writing down our words and those of customers, and judging what was learnt."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.glossary.events import TermChanged, TermCreated, TermDeleted
from madoguchi.features.glossary.models import Synonym, Term
from madoguchi.features.glossary.queries import terms_visible_to
from madoguchi.features.glossary.steps import SYNONYMS, keep_words, write


def save_term(fields: Mapping[str, Any], *, actor: Actor) -> Term:
    """Write one down. `fields`: any of steps.FIELDS, our word in one language at least. Raises as steps.write()."""
    require(actor, "glossary.write")
    with tenant(actor.workspace_id):
        term = Term(workspace_id=actor.workspace_id)
        write(term, fields)
        record(TermCreated(term.id), actor=actor, about=Subject())
        return term


def change_term(term_id: int, changes: Mapping[str, Any], *, actor: Actor) -> Term:
    """Change any of its fields. Raises as steps.write()."""
    require(actor, "glossary.write")
    with tenant(actor.workspace_id):
        term = _locked(term_id, actor)
        if changed := write(term, changes):
            record(_changed(term, changed), actor=actor, about=Subject())
        return term


def delete_term(term_id: int, *, actor: Actor) -> None:
    """Throw it away, with what customers call it."""
    require(actor, "glossary.write")
    with tenant(actor.workspace_id):
        _locked(term_id, actor).delete()
        record(TermDeleted(term_id), actor=actor, about=Subject())


def judge_suggestion(synonym_id: int, *, accept: bool, actor: Actor) -> Synonym:
    """Use a word that was learnt, or never suggest it again; a second time changes nothing."""
    require(actor, "glossary.write")
    with tenant(actor.workspace_id):
        rows = Synonym.objects.select_for_update(of=("self",)).exclude(source=Synonym.Source.TYPED)
        row = rows.select_related("term").filter(workspace_id=actor.workspace_id, id=synonym_id).first()
        if row is None:
            raise NotAllowed("not-found", _("This word does not exist."))
        wanted = Synonym.State.USED if accept else Synonym.State.REJECTED
        if row.state != wanted:
            row.state = wanted
            row.save(update_fields=["state"])
            keep_words(row.term)
            record(_changed(row.term, ["synonyms"]), actor=actor, about=Subject())
        return row


def _locked(term_id: int, actor: Actor) -> Term:
    found = terms_visible_to(actor).select_for_update(of=("self",)).filter(id=term_id).first()
    if found is None:
        raise NotAllowed("not-found", _("This word does not exist."))
    return found


def _changed(term: Term, changed: list[str]) -> TermChanged:
    return TermChanged(term.id, list(dict.fromkeys("synonyms" if name in SYNONYMS else name for name in changed)))
