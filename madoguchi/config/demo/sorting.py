"""Of which type the questions of each workspace are: recognised, and corrected where their tags say otherwise."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from madoguchi.config.demo.seating import House
from madoguchi.core.conversations.models import Conversation
from madoguchi.features.kinds.events import KindSaved
from madoguchi.features.kinds.given import given, make_given
from madoguchi.features.kinds.learning import classifier_of, question_of
from madoguchi.features.kinds.models import LEAST, ConversationKind, Kind, KindField

LOOKED_AT = 2  # of so many questions, a colleague has looked whether one was recognised rightly


def tell_apart(house: House) -> None:
    """All `[[kind]]` of product.toml, and the type of each conversation; inside the workspace's tenant()."""
    begun = dict(zip((one["key"] for one in given()), make_given(house.id, house.workspace.language), strict=True))
    by_tag: dict[str, Kind] = {}
    for item in house.cast.product["kind"]:
        kind = begun[item["given"]] if "given" in item else _kind(house, item, len(begun))
        by_tag |= dict.fromkeys(item["tags"], kind)
    for place, kind in enumerate(Kind.objects.order_by("position")):
        house.history.add(KindSaved(kind.id), at=house.began_at + timedelta(hours=5, minutes=place))
    rows = Conversation.objects.filter(is_spam=False, merged_into__isnull=True).prefetch_related("taggings__tag")
    classifier = classifier_of(house.id)  # of the examples alone: nobody has corrected anything yet
    made = []
    for place, row in enumerate(rows.order_by("created_at", "id")):
        guess = classifier.guess(question_of(row.id))
        if guess is None:
            continue
        tags = (tagging.tag.name for tagging in row.taggings.all())
        told = next((by_tag[name] for name in tags if name in by_tag), None) if place % LOOKED_AT == 0 else None
        sure = round(100 * guess.sure)
        made.append(
            ConversationKind(
                workspace_id=house.id,
                conversation=row,
                kind_id=told.id if told else guess.key if sure >= LEAST else None,
                guess_id=guess.key,
                sure=sure,
                by=ConversationKind.By.PERSON if told else ConversationKind.By.MACHINE,
                at=row.created_at,
            )
        )
    ConversationKind.objects.bulk_create(made)


def _kind(house: House, item: Mapping[str, Any], place: int) -> Kind:
    examples = "\n".join(item["examples"])
    kind = Kind.objects.create(workspace_id=house.id, name=item["name"], examples=examples, position=place)
    KindField.objects.bulk_create(
        KindField(
            workspace_id=house.id,
            kind=kind,
            label=one["label"],
            **{f"ask_{house.workspace.language}": one["ask"]},
            is_required=one.get("required", False),
            position=number,
        )
        for number, one in enumerate(item["fields"])
    )
    return kind
