"""Setting up the help centre."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.inboxes.sites import HOST
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.core.workspaces.models import Directory, Workspace
from madoguchi.features.articles.events import HelpCentreChanged
from madoguchi.features.articles.languages import LANGUAGES
from madoguchi.features.articles.models import ArticlePicture, HelpCentre
from madoguchi.features.articles.queries.centre import fresh, help_key, host_key
from madoguchi.features.articles.slugs import typed_slug
from madoguchi.features.articles.steps import tell

COLOUR = re.compile(r"#[0-9a-f]{6}")
LENGTHS = {"name": 80, "welcome": 200}


def change_centre(changes: Mapping[str, Any], *, actor: Actor) -> HelpCentre:
    """Set up the help centre, or change it. `changes`: slug, host, texts ({language: {name, welcome}}; others stay),
    languages (the default one first), colour (#rrggbb), logo (name of a picture), is_public, needs_review,
    held_out_percent, contact_inbox_id.

    Raises Refused (bad-address, address-taken, bad-host, host-taken, no-such-language, bad-colour, no-such-picture,
    no-such-inbox, bad-share, too-long, unknown-field), NotAllowed.
    """
    require(actor, "help_centre.manage")
    with tenant(actor.workspace_id):
        workspace = Workspace.objects.select_for_update().get(id=actor.workspace_id)
        centre = HelpCentre.objects.filter(workspace_id=workspace.id).first() or fresh(workspace)
        before = {field: getattr(centre, field) for field in CHECKS} if centre.pk else {}
        for field, value in changes.items():
            if field not in CHECKS:
                raise Refused("unknown-field", _("There is no such field: %(name)s.") % {"name": field}, field=field)
            checked = CHECKS[field](value)
            setattr(centre, field, centre.texts | checked if field == "texts" else checked)
        centre.texts = {
            language: centre.texts.get(language) or dict.fromkeys(LENGTHS, "") for language in centre.languages
        }
        changed = [field for field in CHECKS if before.get(field, ...) != getattr(centre, field)]
        if changed:
            centre.edition += 1 if before else 0
            centre.save()
            _list(centre)
            tell(HelpCentreChanged(changed), actor)
        return centre


def _list(centre: HelpCentre) -> None:
    """Make it findable by its addresses before the workspace is known."""
    wanted = {help_key(centre.slug): "slug"} | ({host_key(centre.host): "host"} if centre.host else {})
    own = Directory.objects.filter(workspace_id=centre.workspace_id)
    for prefix in (help_key(""), host_key("")):
        own.filter(key__startswith=prefix).exclude(key__in=wanted).delete()
    known = set(own.filter(key__in=wanted).values_list("key", flat=True))
    taken = {"slug": ("address-taken", _("This address is taken.")), "host": ("host-taken", _("This host is taken."))}
    for key, field in wanted.items():
        if key in known:
            continue
        try:
            with transaction.atomic():
                Directory.objects.create(key=key, workspace_id=centre.workspace_id, target_id=centre.id)
        except IntegrityError as error:
            raise Refused(*taken[field], field=field) from error


def _slug(value: Any) -> str:
    slug = typed_slug(str(value))
    if not slug or len(slug) > 60 or not slug.isascii():
        raise Refused("bad-address", _("An address is made of letters, digits and hyphens."), field="slug")
    return slug


def _host(value: Any) -> str:
    host = str(value).strip().lower().rstrip(".")
    if host and (len(host) > 253 or "." not in host or not HOST.fullmatch(host)):
        raise Refused("bad-host", _("Enter a name such as help.example.com."), field="host")
    return host


def _texts(value: Any) -> dict[str, dict[str, str]]:
    made: dict[str, dict[str, str]] = {}
    for language, texts in dict(value).items():
        if language not in LANGUAGES:
            raise _no_language()
        made[language] = {name: " ".join(str(texts.get(name, "")).split()) for name in LENGTHS}
        if any(len(made[language][name]) > longest for name, longest in LENGTHS.items()):
            raise Refused("too-long", _("This text is too long."), field="texts")
    return made


def _languages(value: Any) -> list[str]:
    languages = list(dict.fromkeys(value))
    if not languages or not set(languages) <= set(LANGUAGES):
        raise _no_language()
    return languages


def _no_language() -> Refused:
    return Refused("no-such-language", _("Choose a language."), field="languages")


def _colour(value: Any) -> str:
    colour = str(value).strip().lower()
    if colour and not COLOUR.fullmatch(colour):
        raise Refused("bad-colour", _("Enter a colour such as #2b4c7e."), field="colour")
    return colour


def _logo(value: Any) -> str:
    name = str(value or "")
    if name and not ArticlePicture.objects.filter(name=name).exists():
        raise Refused("no-such-picture", _("This picture does not exist."), field="logo")
    return name


def _share(value: Any) -> int:
    share = int(value)
    if not 0 <= share <= 50:
        raise Refused("bad-share", _("Choose a share from 0 to 50 percent."), field="held_out_percent")
    return share


def _inbox(value: Any) -> int | None:
    if not value:
        return None
    if not Inbox.objects.filter(id=value, disabled_at__isnull=True).exists():
        raise Refused("no-such-inbox", _("This inbox does not exist."), field="contact_inbox_id")
    return int(value)


CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "slug": _slug,
    "host": _host,
    "texts": _texts,
    "languages": _languages,
    "colour": _colour,
    "logo": _logo,
    "is_public": bool,
    "needs_review": bool,
    "held_out_percent": _share,
    "contact_inbox_id": _inbox,
}
