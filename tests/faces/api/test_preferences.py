"""Preferences and keys over the API."""

from madoguchi.core.people.models import User
from tests.faces.api.client import Caller, caller
from tests.world import World


def test_preferences(world: World, misaki: Caller) -> None:
    assert misaki.get("/me/preferences").body["density"] == "comfortable"
    changed = misaki.patch("/me/preferences", {"density": "compact", "character_keys": False, "enter_sends": True})
    assert (changed.body["density"], changed.body["character_keys"]) == ("compact", False)
    assert changed.body["enter_sends"] is True
    assert misaki.patch("/me/preferences", {"density": "cramped"}).status == 422
    user = User.objects.get(id=world.users["misaki"].id)
    assert (user.density, user.character_keys) == ("compact", False)
    reader = caller(world, world.misaki, "read")
    assert reader.get("/me/preferences").status == 200
    assert reader.patch("/me/preferences", {"theme": "dark"}).status == 403


def test_keys(world: World, misaki: Caller) -> None:
    listed = {one["name"]: one for one in misaki.get("/commands").data}
    assert (listed["resolve"]["key"], listed["resolve"]["group"]) == ("e", "conversation")
    assert "go-outbox" not in listed
    assert misaki.put("/commands/resolve/key", {"key": "Shift+q"}).body["key"] == "Shift+q"
    taken = misaki.put("/commands/snooze/key", {"key": "Shift+q"})
    assert (taken.status, taken.body["code"]) == (409, "key-taken")
    assert misaki.put("/commands/snooze/key", {"key": "Mod+w"}).status == 422
    assert misaki.put("/commands/dance/key", {"key": "x"}).status == 404
    assert misaki.delete("/commands/resolve/key").body["key"] == "e"
