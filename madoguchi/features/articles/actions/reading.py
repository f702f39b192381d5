"""What visitors of the help centre do, written down. No permission: faces call this for whoever may read the article.
No event: these are counted, not told."""

from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.features.articles.finding import forms_of
from madoguchi.features.articles.models import ArticleRead, ArticleText, ArticleVerdict, HelpContact, HelpSearch
from madoguchi.features.articles.models.reading import Reason
from madoguchi.features.articles.visitors import Visit

LONGEST_COMMENT = 1000


def note_search(query: str, *, language: str, results: int, visit: Visit) -> HelpSearch | None:
    """Something was looked for by somebody who has typed it to its end; None for nothing but blanks."""
    said = " ".join(query.split())[:200]
    if not said:
        return None
    with tenant(visit.workspace_id):
        return HelpSearch.objects.create(
            workspace_id=visit.workspace_id,
            query=said,
            words=" ".join(forms_of(said))[:200] or said.casefold(),
            language=language,
            results=results,
            place=visit.place,
            visitor=visit.key,
            contact_id=visit.contact_id,
        )


def note_read(text: ArticleText, *, visit: Visit, search_id: int | None = None, held_out: bool = False) -> None:
    """A text was opened, perhaps as the first one of a search; `held_out`: it would have been offered to a visitor of
    the hold-out. Counted once a day for each visitor."""
    with tenant(visit.workspace_id):
        ArticleRead.objects.bulk_create(
            [
                ArticleRead(
                    workspace_id=visit.workspace_id,
                    text=text,
                    place=visit.place,
                    visitor=visit.key,
                    contact_id=visit.contact_id,
                    is_held_out=held_out,
                )
            ],
            ignore_conflicts=True,
        )
        if search_id is not None:
            own = HelpSearch.objects.filter(id=search_id, visitor=visit.key, opened__isnull=True)
            own.update(opened=text)


def judge(text: ArticleText, *, helpful: bool, reason: str = "", comment: str = "", visit: Visit) -> ArticleVerdict:
    """A reader says whether a text helped; said again on the same day, it takes the place of what they said before.
    Raises Refused("no-such-reason", "too-long")."""
    if reason not in ("", *Reason.values) or (helpful and reason):
        raise Refused("no-such-reason", _("Choose one of the reasons."), field="reason")
    if len(comment) > LONGEST_COMMENT:
        raise Refused("too-long", _("At most %(number)d letters.") % {"number": LONGEST_COMMENT}, field="comment")
    with tenant(visit.workspace_id):
        values = {
            "workspace_id": visit.workspace_id,
            "helpful": helpful,
            "reason": reason,
            "comment": comment.strip(),
            "version": text.published_version,
            "contact_id": visit.contact_id,
        }
        row, _is_new = ArticleVerdict.objects.update_or_create(text=text, visitor=visit.key, defaults=values)
        return row


def note_contact(conversation_id: int, *, visit: Visit) -> None:
    """A visitor wrote to us after all; once for each conversation."""
    with tenant(visit.workspace_id):
        row = HelpContact(workspace_id=visit.workspace_id, visitor=visit.key, conversation_id=conversation_id)
        HelpContact.objects.bulk_create([row], ignore_conflicts=True)
