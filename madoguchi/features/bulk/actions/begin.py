"""Beginning a bulk: what is wanted is written down, and a job does it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import random_name
from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.bulk.events import BulkBegun
from madoguchi.features.bulk.jobs import go_on_later
from madoguchi.features.bulk.models import MOST, Bulk
from madoguchi.features.bulk.verbs import VERBS, released_at

MOST_RUNNING = 10  # of one person

ITEMS = """
INSERT INTO bulk_items (workspace_id, bulk_id, conversation_id, before, "left", outcome, code, reason)
SELECT %s, %s, conversation_id, '{}', '{}', '', '', '' FROM unnest(%s::bigint[]) AS one (conversation_id)
"""


def begin(
    verb: str, *, parameters: Mapping[str, Any], conversation_ids: Sequence[int], once: str = "", actor: Actor
) -> Bulk:
    """Do one thing to many conversations, by and by, in the order given; what the actor does not see is left out.

    The same `once` again gives the bulk that was begun the first time. Raises Refused (no-such-verb, nothing,
    too-many, too-many-bulks, and what the parameters of the verb are refused for), NotAllowed.
    """
    wanted = VERBS.get(verb)
    if wanted is None:
        raise Refused("no-such-verb", _("This cannot be done to many at once."), field="verb")
    require(actor, wanted.permission)
    if actor.person_id is None:
        raise NotAllowed("not-allowed", _("Your role does not allow this."))
    if len(conversation_ids) > MOST:
        raise Refused("too-many", _("At most %(count)d conversations at once.") % {"count": MOST})
    with tenant(actor.workspace_id):
        mine = Bulk.objects.filter(person_id=actor.person_id)
        known = mine.filter(once=once).first() if once else None
        if known is not None:
            return known
        given = wanted.check(parameters, actor)
        seen = visible_to(actor).filter(id__in=conversation_ids, merged_into=None)
        place = {one: place for place, one in enumerate(conversation_ids)}
        ids = sorted(seen.values_list("id", flat=True), key=place.__getitem__)
        if not ids:
            raise Refused("nothing", _("Select at least one conversation."))
        if mine.filter(state__in=[Bulk.State.RUNNING, Bulk.State.UNDOING]).count() >= MOST_RUNNING:
            raise Refused("too-many-bulks", _("Wait until one of the others is done."))
        if verb == "reply":
            given |= {"release_at": released_at(len(ids)), "once": random_name()}
        bulk = _written(Bulk(verb=verb, parameters=given, total=len(ids), once=once[:64]), ids, actor)
        go_on_later(bulk)
        return bulk


def _written(bulk: Bulk, ids: Sequence[int], actor: Actor) -> Bulk:
    bulk.workspace_id = actor.workspace_id
    bulk.person_id = actor.own_id
    bulk.token_id = actor.id if actor.kind == "token" else None
    bulk.save()
    with connection.cursor() as cursor:
        cursor.execute(ITEMS, [bulk.workspace_id, bulk.id, list(ids)])
    bulk.begun_id = record(BulkBegun(bulk.id, bulk.verb, bulk.total), actor=actor, about=Subject()).id
    bulk.save(update_fields=["begun_id"])
    return bulk
