"""A person's own keys."""

from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.events import PersonChanged
from madoguchi.core.people.models import User
from madoguchi.core.people.policies import require
from madoguchi.core.people.steps import locked_person
from madoguchi.features.commands.keys import checked_key, collides, keymap
from madoguchi.features.commands.registry import COMMANDS


def set_key(name: str, *, key: str, actor: Actor) -> User:
    """Give a command another key, "" for none. Raises Refused("bad-key", "reserved-key" or "key-taken").

    The command that has the key now is named; nothing is taken from it unasked.
    """
    if name not in COMMANDS or COMMANDS[name].shares:
        raise NotAllowed("not-found", _("There is no such command."))
    chosen = checked_key(key)
    with tenant(actor.workspace_id):
        user = _locked_user(actor)
        for other, taken in keymap(user.keys).items():
            if name not in (other, COMMANDS[other].shares) and collides(chosen, taken):
                words = _("This is the key of “%(command)s” already.") % {"command": COMMANDS[other].label}
                raise Refused("key-taken", words, field="key")
        return _keep(user, {**user.keys, name: chosen}, actor)


def reset_key(name: str, *, actor: Actor) -> User:
    """Give a command its default back. Raises Refused("key-taken") where another has that key by now."""
    default = COMMANDS[name].key if name in COMMANDS else ""
    return set_key(name, key=default, actor=actor)


def reset_keys(*, actor: Actor) -> User:
    """Give every command its default back."""
    with tenant(actor.workspace_id):
        return _keep(_locked_user(actor), {}, actor)


def _locked_user(actor: Actor) -> User:
    require(actor, "preferences.own")
    person = locked_person(actor.own_id)
    return User.objects.select_for_update().get(id=person.user_id or 0)


def _keep(user: User, keys: dict[str, str], actor: Actor) -> User:
    own = {name: key for name, key in keys.items() if name in COMMANDS and COMMANDS[name].key != key}
    if own != user.keys:
        user.keys = own
        user.save(update_fields=["keys"])
        record(PersonChanged(actor.own_id, ["keys"]), actor=actor, about=Subject())
    return user
