"""Following a playbook in a conversation: one at a time, each step and its choice written down."""

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.live import tell
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.conversations.queries.visible import locked
from madoguchi.core.conversations.steps import note_fact
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.playbooks.events import PlaybookBegun, PlaybookEnded
from madoguchi.features.playbooks.models import Run
from madoguchi.features.playbooks.queries import playbook_for, text_of
from madoguchi.features.playbooks.steps import procedure_in

LONGEST = 300
State, Reason = Run.State, Run.Reason


def begin_run(conversation_id: int, article_id: int, *, language: str, actor: Actor) -> Run:
    """Begin a playbook, in a language or else in another one. Raises Refused("running", "no-steps"), NotAllowed."""
    require(actor, "conversation.update")
    with tenant(actor.workspace_id):
        conversation = locked(conversation_id, actor)
        playbook = playbook_for(article_id, actor)
        if Run.objects.filter(conversation=conversation, state=State.RUNNING).exists():
            raise Refused("running", _("Another procedure is being followed here. End or leave it first."))
        text = text_of(playbook, language)
        steps = procedure_in(text.body).as_json() if text else []
        if text is None or not steps:
            raise Refused("no-steps", _("This article has no steps to follow."))
        row = Run.objects.create(
            workspace_id=actor.workspace_id,
            playbook=playbook,
            conversation=conversation,
            person_id=actor.person_id,
            title=text.title,
            version=text.published_version,
            steps=steps,
        )
        note_fact(conversation, PlaybookBegun(playbook.article_id, row.id), actor)
        _tell(conversation)
        return row


def choose(conversation_id: int, choice: int, *, at_step: int, actor: Actor) -> Run:
    """Go on from a step by one of its choices; the last one ends it. A step that is not the present one (somebody went
    on meanwhile) changes nothing. Raises Refused("bad-choice"), NotAllowed."""
    with tenant(actor.workspace_id):
        row, conversation = _running(conversation_id, actor)
        if row.at_step != at_step:
            return row
        if not 0 <= choice < len(row.step["choices"]):
            raise Refused("bad-choice", _("Choose one of the list."), field="choice")
        row.path = [*row.path, [row.at_step, choice]]
        to = row.step["choices"][choice][1]
        if to is None:
            _end(row, conversation, State.DONE, actor)
        else:
            row.at_step = to
            row.save(update_fields=["path", "at_step"])
        _tell(conversation)
        return row


def step_back(conversation_id: int, *, actor: Actor) -> Run:
    """To the step before; at the first one nothing happens. Raises NotAllowed."""
    with tenant(actor.workspace_id):
        row, conversation = _running(conversation_id, actor)
        if row.path:
            *path, (step, _choice) = row.path
            row.path, row.at_step = path, step
            row.save(update_fields=["path", "at_step"])
            _tell(conversation)
        return row


def leave_run(conversation_id: int, *, reason: str, remark: str = "", actor: Actor) -> Run:
    """Follow it no further, and say why. Raises Refused("bad-choice", "too-long"), NotAllowed."""
    with tenant(actor.workspace_id):
        row, conversation = _running(conversation_id, actor)
        if reason not in Reason.values:
            raise Refused("bad-choice", _("Choose one of the list."), field="reason")
        said = " ".join(remark.replace("\x00", "").split())
        if len(said) > LONGEST:
            raise Refused("too-long", _("This text is too long."), field="remark")
        row.reason, row.remark = reason, said
        _end(row, conversation, State.LEFT, actor)
        _tell(conversation)
        return row


def _running(conversation_id: int, actor: Actor) -> tuple[Run, Conversation]:
    require(actor, "conversation.update")
    conversation = locked(conversation_id, actor)
    rows = Run.objects.select_related("playbook").select_for_update(of=("self",))
    row = rows.filter(conversation=conversation, state=State.RUNNING).first()
    if row is None:
        raise NotAllowed("not-found", _("No procedure is being followed here."))
    return row, conversation


def _end(row: Run, conversation: Conversation, state: str, actor: Actor) -> None:
    row.state, row.ended_at = state, now()
    row.save()
    note_fact(conversation, PlaybookEnded(row.playbook.article_id, row.id, state, row.reason), actor)


def _tell(conversation: Conversation) -> None:
    tell(conversation.workspace_id, [f"conversation:{conversation.id}@{conversation.inbox_id}"])
