"""Steps that give a question to a person: they wait from then on, and a note says what was tried."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from madoguchi.base.clock import now
from madoguchi.base.markdown import text_to_markdown
from madoguchi.base.saving import update
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.conversations.noting import write_note
from madoguchi.core.people.actor import assistant
from madoguchi.core.workspaces.models import Workspace
from madoguchi.features.answers.catalogue import titles_for
from madoguchi.features.answers.events import AnswerHandedOver
from madoguchi.features.answers.models import Answer
from madoguchi.features.answers.sectioning import section_at, section_noted
from madoguchi.features.answers.verdicts import name_on, verdict_on
from madoguchi.features.chat.understanding import understood

ASKED = "person"
NEAR = 0.05  # of what is shared among the articles; with less one is not worth a look
KEPT = ("state", "why", "outcome_at", "looked_at", "confidence", "language", "model", "verdict", "said")
REFUSED = frozenset({ASKED, "complaint", "files", "late", "taken"})  # not for want of an article


def hand_over(answer: Answer, conversation: Conversation, why: str) -> None:
    """A locked conversation, which is saved. The note is left out where nothing was looked at or tried."""
    actor = assistant(conversation.workspace_id)
    tried = list(_before(answer).select_related("text", "feature"))
    answer.why, answer.outcome_at = why, now()
    is_tried = bool(tried) or answer.is_told or bool(answer.looked_at)
    answer.state = Answer.State.HANDED_OVER if is_tried else Answer.State.REFUSED
    answer.save(update_fields=KEPT)
    steps.waits_again(conversation)
    if conversation.waiting_since is None:
        steps.customer_waits(conversation, now())
    if is_tried:
        write_note(conversation, summary(answer, conversation, tried), actor=actor)
    update(conversation)
    steps.note_fact(conversation, AnswerHandedOver(answer.id, why), actor)


def summary(answer: Answer, conversation: Conversation, tried: list[Answer]) -> str:
    """The question, what was tried, what was looked at; in the language of the workspace, as Markdown."""
    language = Workspace.objects.values_list("language", flat=True).get(id=conversation.workspace_id)
    titles = titles_for(conversation.workspace_id, [one for one, _score in answer.looked_at], language)
    with override(language):
        told = [said for one in [*tried, answer] if one.is_told and (said := _told(one, language))]
        lines = [_("**The assistant hands over**"), _why(answer.why)]
        if gist := _gist(conversation):
            lines.append(_("Question: “%(gist)s”") % {"gist": gist})
        if known := verdict_on(_asked(conversation), language, conversation.workspace_id).sentence:
            lines.append(_("Registry: %(verdict)s") % {"verdict": known})
        elif answer.verdict == Answer.Verdict.UNCONFIRMED:
            lines.append(_("Registry: says nothing of it; they were told that it is not confirmed."))
        if told:
            lines.append(_("Told already: %(titles)s") % {"titles": _(", ").join(dict.fromkeys(told))})
        if looked := [titles[one] for one, score in answer.looked_at if one in titles and score >= NEAR]:
            lines.append(_("Articles looked at: %(titles)s") % {"titles": _named(looked)})
        return "\n\n".join(lines)


def _before(answer: Answer) -> "QuerySet[Answer]":
    told = (Answer.State.ANSWERED, Answer.State.FOLLOWED, Answer.State.CLARIFIED)
    rows = Answer.objects.filter(conversation_id=answer.conversation_id, state__in=told)
    return rows.exclude(id=answer.id).order_by("id")


def _why(why: str) -> str:
    said = {
        ASKED: _("They asked for a person."),
        "complaint": _("They are not content."),
        "no_article": _("No article answers it."),
        "tries": _("Enough was tried."),
        "useless": _("What was told did not help."),
        "files": _("They have sent files."),
        "late": _("It was not read in time."),
    }
    return said.get(why) or _("No article answers it surely enough.")


def _gist(conversation: Conversation) -> str:
    """What they want, without what would name somebody in a note (@)."""
    gist = understood(_asked(conversation)).gist
    return text_to_markdown(gist.replace("@", " ").replace("＠", " "))


def _asked(conversation: Conversation) -> str:
    """What they wrote last."""
    last = Message.objects.filter(conversation=conversation, kind=Message.Kind.INBOUND).order_by("-id").first()
    return last.visible_text if last else ""


def _told(answer: Answer, language: str) -> str:
    """The title of its article, and the section of that; what the feature is called where it came from the registry; ""
    for what was thrown away."""
    text = answer.text
    if text is None and answer.article_version == 0 and answer.feature is not None:
        return _("%(feature)s in the feature registry") % {"feature": _quoted(name_on(answer.feature, language))}
    if text is None:
        return ""
    section = section_at(text, section_noted(answer, text.article_id))
    if section is None or not section.heading:
        return _quoted(text.title)
    return _("%(section)s in %(article)s") % {"section": _quoted(section.heading), "article": _quoted(text.title)}


def _named(titles: Iterable[str]) -> str:
    return _(", ").join(map(_quoted, titles))


def _quoted(title: str) -> str:
    return _("“%(title)s”") % {"title": text_to_markdown(title)}
