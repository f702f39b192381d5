"""Saved replies of the shared world."""

from typing import Any

from madoguchi.features.replies.actions.saved import save_reply
from madoguchi.features.replies.models import SavedReply
from tests.world import World

TEXT = "{{contact.name}}\n\nお世話になっております。{{agent.family_name}}です。"


def kept(koyomi: World, name: str = "返金のご案内", who: str = "misaki", **fields: Any) -> SavedReply:
    """One of somebody's own in Japanese, unless `fields` say otherwise."""
    actor = koyomi.actor(getattr(koyomi, who))
    return save_reply({"name": name, "text": TEXT, "language": "ja", **fields}, actor=actor)


def shared(koyomi: World, name: str = "返金のご案内", **fields: Any) -> SavedReply:
    """One for everybody."""
    return kept(koyomi, name, "kenji", shared=True, **fields)
