"""Connecting a language model, and saying what it may be asked."""

import ipaddress
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.llm.events import LanguageModelChanged
from madoguchi.features.llm.models import KEPT_LEAST, KEPT_MOST, LONGEST, SHORTEST, LanguageModel

MOST = Decimal(10**9)
TOKENS = ("daily_tokens", "monthly_tokens")
PRICES = ("price_in", "price_out", "embedding_price")
RANGES = {"timeout": (SHORTEST, LONGEST), "calls_kept": (KEPT_LEAST, KEPT_MOST)}
SWITCHES = ("writes_articles", "checks_answers", "reads_aims", "reads_meaning")
NAMES = ("model", "embedding_model")


def change_language_model(*, changes: Mapping[str, Any], actor: Actor) -> LanguageModel:
    """Change any of address, model, embedding_model, key ("" takes it away), timeout (seconds), daily_tokens,
    monthly_tokens and monthly_cost (None: no limit), price_in, price_out and embedding_price (for a million tokens),
    writes_articles, checks_answers, reads_aims, reads_meaning, calls_kept (days).

    Another address without a key forgets the key, so that nobody can have it sent elsewhere. What failed before counts
    no more. Raises Refused (bad-address, bad-model, bad-embedding_model, bad-timeout, bad-number), NotAllowed.
    """
    require(actor, "inbox.manage")
    values = {name: _checked(name, value) for name, value in changes.items()}
    with tenant(actor.workspace_id):
        LanguageModel.objects.get_or_create(workspace_id=actor.workspace_id)
        row = LanguageModel.objects.select_for_update().get(workspace_id=actor.workspace_id)
        changed = [name for name, value in values.items() if name == "key" or getattr(row, name) != value]
        if "address" in changed and _origin(row.address) != _origin(values["address"]) and row.secrets:
            values.setdefault("key", "")
            changed = list(dict.fromkeys([*changed, "key"]))
        for name in changed:
            if name == "key":
                row.keep_key(values[name])
            else:
                setattr(row, name, values[name])
        if row.address and not (row.model or row.embedding_model):
            raise Refused("bad-model", _("Type the name of the model, as its provider writes it."), field="model")
        if row.reads_meaning and not row.embedding_model:
            raise Refused(
                "bad-embedding_model", _("Type the name of the embedding model first."), field="embedding_model"
            )
        if changed:
            row.failures, row.rests_until, row.embedding_failures, row.embedding_rests_until = 0, None, 0, None
            row.save()
            record(LanguageModelChanged(sorted(changed)), actor=actor, about=Subject())
        return row


def _checked(name: str, value: Any) -> Any:
    if name in ("address", *NAMES, "key"):
        value = value or ""
    if name == "address":
        return _address(str(value).strip().rstrip("/"))
    if name in NAMES:
        return _text(str(value).strip(), 120, name)
    if name == "key":
        return _text(str(value).strip(), 1000, name)
    if name in RANGES:
        low, high = RANGES[name]
        if not isinstance(value, int) or not low <= value <= high:
            text = _("Type a number from %(low)d to %(high)d.") % {"low": low, "high": high}
            raise Refused("bad-timeout" if name == "timeout" else "bad-number", text, field=name)
        return value
    if name in SWITCHES:
        return bool(value)
    return _number(name, value)


def _text(value: str, most: int, name: str) -> str:
    if len(value) > most or not value.isprintable() or (name == "key" and not value.isascii()):
        raise Refused(f"bad-{name}", _("This cannot be right. Copy it once more."), field=name)
    return value


def _number(name: str, value: Any) -> Decimal | int | None:
    typed = str("" if value is None else value).replace(",", "").strip()
    if not typed:
        return Decimal(0) if name in PRICES else None
    try:
        number = Decimal(typed)
    except InvalidOperation:
        number = Decimal(-1)
    if not number.is_finite() or not 0 <= number <= MOST or (name in TOKENS and number != int(number)):
        raise Refused("bad-number", _("Type a number that is not below zero."), field=name)
    return int(number) if name in TOKENS else number


def _address(address: str) -> str:
    """Raises Refused: a key and what customers write do not travel in the clear, but to a host of the house."""
    text = _("Type an address like https://api.example.com/v1.")
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError as error:
        raise Refused("bad-address", text, field="address") from error
    if not address:
        return ""
    if len(address) > 300 or not address.isprintable() or not host or parts.query or parts.fragment or "@" in address:
        raise Refused("bad-address", text, field="address")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_of_the_house(host)):
        raise Refused("bad-address", _("Only an address that begins with https is safe."), field="address")
    return address


def _is_of_the_house(host: str) -> bool:
    """Whether MADOGUCHI_REACHABLE opens it."""
    for entry in settings.MADOGUCHI.reachable:
        if host == entry:
            return True
        try:
            if ipaddress.ip_address(host) in ipaddress.ip_network(entry):
                return True
        except ValueError:
            continue
    return False


def _origin(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return parts.scheme, parts.netloc.lower()
