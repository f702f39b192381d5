"""How somebody likes their desk: appearance, language, and the key of each command."""

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Path, Router
from pydantic import Field

from madoguchi.core.people.actions.profile import change_preferences
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.models import Person, User
from madoguchi.core.people.policies import require
from madoguchi.faces.api.answers import Call, answer, one
from madoguchi.faces.api.fields import Given, Language, Name, Shown
from madoguchi.faces.api.problems import not_found
from madoguchi.features.commands.actions import keys
from madoguchi.features.commands.keys import keymap
from madoguchi.features.commands.registry import COMMANDS

router = Router(tags=["preferences"])
Theme = Literal["system", "light", "dark"]
Density = Literal["comfortable", "compact"]
Motion = Literal["system", "none"]
FirstPage = Literal["", "day", "team", "week", "notes", "inboxes", "setup", "mine", "unassigned"]
CommandName = Annotated[str, Path(pattern="^[a-z-]{1,40}$", description="As `GET /commands` names it.")]


class PreferencesShown(Shown):
    """They hold in all workspaces of the account, but `first_page`, which is of this one ("" for that of the role).

    `character_keys` says whether plain signs such as "e" are keys, `enter_sends` whether Enter sends what was
    written; null is for in chats alone.
    """

    language: Language
    time_zone: str
    theme: Theme
    density: Density
    motion: Motion
    character_keys: bool
    enter_sends: bool | None
    first_page: FirstPage


class PreferenceChanges(Given):
    language: Language = "ja"
    time_zone: Name = "Asia/Tokyo"
    theme: Theme = "system"
    density: Density = "comfortable"
    motion: Motion = "system"
    character_keys: bool = True
    enter_sends: bool | None = None
    first_page: FirstPage = ""


class CommandShown(Shown):
    """A command of the desk. `key` is the person's own or the default: "e", "Mod+Enter", "g m"; "" for none."""

    name: str
    label: str
    group: str
    key: str
    default_key: str


class CommandPage(Shown):
    data: list[CommandShown]
    next: None


class NewKey(Given):
    key: Annotated[str, Field(max_length=60, description='One chord or two with a space between; "" for none.')]


@router.get("/me/preferences", response=PreferencesShown, summary="Read one's preferences")
def read_preferences(request: Call) -> HttpResponse:
    return one(request, _shown(_user(request.actor), request.actor))


@router.patch("/me/preferences", response=PreferencesShown, summary="Change one's preferences")
def change_own_preferences(request: Call, changes: PreferenceChanges) -> HttpResponse:
    return answer(_shown(change_preferences(changes.changes(), actor=request.actor), request.actor))


@router.get("/commands", response=CommandPage, summary="List the commands and their keys")
def list_commands(request: Call) -> HttpResponse:
    known = keymap(_user(request.actor).keys)
    mine = [one.name for one in COMMANDS.values() if not one.permission or request.actor.may(one.permission)]
    return answer({"data": [_command(name, known) for name in mine], "next": None})


@router.put("/commands/{name}/key", response=CommandShown, summary="Give a command another key")
def set_command_key(request: Call, name: CommandName, new: NewKey) -> HttpResponse:
    return answer(_command(name, keymap(keys.set_key(name, key=new.key, actor=request.actor).keys)))


@router.delete("/commands/{name}/key", response=CommandShown, summary="Give a command its default key")
def reset_command_key(request: Call, name: CommandName) -> HttpResponse:
    return answer(_command(name, keymap(keys.reset_key(name, actor=request.actor).keys)))


def _user(actor: Actor) -> User:
    require(actor, "person.read")
    found = User.objects.filter(seats__id=actor.own_id).first()
    if found is None:
        raise not_found()
    return found


def _shown(user: User, actor: Actor) -> dict[str, Any]:
    own = {name: getattr(user, name) for name in PreferencesShown.model_fields if name != "first_page"}
    return {**own, "first_page": Person.objects.values_list("first_page", flat=True).get(id=actor.own_id)}


def _command(name: str, known: dict[str, str]) -> dict[str, Any]:
    command = COMMANDS[name]
    return {
        "name": name,
        "label": str(command.label),
        "group": command.group,
        "key": known.get(name, ""),
        "default_key": command.key,
    }
