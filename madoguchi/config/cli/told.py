"""What a command says in the end: a sentence, or the same facts as JSON."""

import json
from typing import TYPE_CHECKING, Any

import click

from madoguchi.config.texts import gettext as _

if TYPE_CHECKING:  # Django starts later
    from madoguchi.core.people.models import Person

json_option = click.option("--json", "as_json", is_flag=True, help=_("Print the result as JSON."))


def tell(sentence: str, facts: dict[str, Any], *, as_json: bool) -> None:
    click.echo(json.dumps(facts, ensure_ascii=False) if as_json else sentence)


def seat_facts(one: "Person") -> dict[str, Any]:
    """A seat as every command about people tells it."""
    return {"id": one.id, "email": one.email, "name": one.name, "role": one.role, "active": one.is_active}
