"""Whether an actor sees the things that an address names: decides between 403 and 404."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet

from madoguchi.core.contacts import queries as contacts
from madoguchi.core.contacts.models import AttributeDefinition, ContactMerge, Identity
from madoguchi.core.conversations.models import Delivery, Participant, Tag
from madoguchi.core.conversations.queries import aside, visible
from madoguchi.core.inboxes import queries as inboxes
from madoguchi.core.people import queries as people
from madoguchi.core.people.actor import Actor
from madoguchi.features.announcements import queries as announcements
from madoguchi.features.articles.queries.articles import readable_by
from madoguchi.features.articles.queries.collections import collections_visible_to
from madoguchi.features.articles.queries.suggestions import suggestions_open
from madoguchi.features.bulk.queries import bulks_visible_to
from madoguchi.features.drivers.queries import drivers_visible_to
from madoguchi.features.glossary.queries import suggestions, terms_visible_to
from madoguchi.features.hours.queries import hours_visible_to
from madoguchi.features.kinds.queries import kinds_visible_to
from madoguchi.features.llm.queries import calls_seen_by
from madoguchi.features.notifications.queries import devices_of
from madoguchi.features.profiles.queries import links_of, notes_visible_to
from madoguchi.features.registry.queries import features_visible_to, questions_visible_to, recipes_visible_to
from madoguchi.features.replies.queries import replies_visible_to
from madoguchi.features.scenarios.queries import scenarios_visible_to
from madoguchi.features.styles.queries import segments_visible_to
from madoguchi.features.views.queries import saved_visible_to

Sight = Callable[[Actor], QuerySet[Any]]


def _of(model: type[AttributeDefinition] | type[Tag]) -> Sight:
    """Rows that everybody in the workspace may know of."""
    return lambda actor: model.objects.filter(workspace_id=actor.workspace_id)


SIGHTS: Mapping[str, Sight] = {
    "announcement_id": announcements.visible_to,
    "article_id": readable_by,
    "collection_id": collections_visible_to,
    "attachment_id": visible.attachments_visible_to,
    "bulk_id": bulks_visible_to,
    "note_id": notes_visible_to,
    "kind_id": kinds_visible_to,
    "link_id": links_of,
    "call_id": calls_seen_by,
    "company_id": contacts.companies_visible_to,
    "contact_id": contacts.everyone_visible_to,
    "conversation_id": visible.visible_to,
    "definition_id": _of(AttributeDefinition),
    "device_id": devices_of,
    "delivery_id": lambda actor: Delivery.objects.filter(message__in=visible.messages_visible_to(actor)),
    "driver_id": drivers_visible_to,
    "feature_id": features_visible_to,
    "file_id": announcements.files_visible_to,
    "hours_id": hours_visible_to,
    "identity_id": lambda actor: Identity.objects.filter(contact__in=contacts.visible_to(actor)),
    "inbox_id": inboxes.visible_to,
    "intake_id": aside.kept_aside,
    "invitation_id": people.invitations_visible_to,
    "merge_id": lambda actor: ContactMerge.objects.filter(kept__in=contacts.visible_to(actor)),
    "message_id": visible.messages_visible_to,
    "other_contact_id": contacts.everyone_visible_to,
    "other_id": visible.visible_to,
    "participant_id": lambda actor: Participant.objects.filter(conversation__in=visible.visible_to(actor)),
    "person_id": people.people_visible_to,
    "segment_id": segments_visible_to,
    "question_id": questions_visible_to,
    "recipe_id": recipes_visible_to,
    "scenario_id": scenarios_visible_to,
    "saved_reply_id": replies_visible_to,
    "synonym_id": suggestions,
    "suggestion_id": suggestions_open,
    "tag_id": _of(Tag),
    "term_id": terms_visible_to,
    "team_id": people.teams_visible_to,
    "view_id": saved_visible_to,
    "token_id": people.tokens_visible_to,
}


def all_visible(path: Mapping[str, Any], actor: Actor) -> bool:
    """Whether every id in the path is of a thing that the actor sees."""
    return all(SIGHTS[name](actor).filter(id=value).exists() for name, value in path.items() if name in SIGHTS)
