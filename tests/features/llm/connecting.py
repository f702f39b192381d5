"""A workspace with a language model on loopback."""

from typing import Any

from madoguchi.base.tenancy import tenant
from madoguchi.features.llm.actions.set_up import change_language_model
from madoguchi.features.llm.models import LanguageModel, ModelCall
from tests.language_model import Server
from tests.world import World

KEY = "sk-canary-8c1d9e"


def connected(world: World, server: Server, **changes: Any) -> LanguageModel:
    """Aoi has connected it, with a key, and says what it may be asked."""
    given = {"address": server.address, "model": "small", "key": KEY, **changes}
    return change_language_model(changes=given, actor=world.actor(world.aoi))


def calls(world: World) -> list[ModelCall]:
    """The oldest first."""
    with tenant(world.koyomi.id):
        return list(ModelCall.objects.order_by("id"))
