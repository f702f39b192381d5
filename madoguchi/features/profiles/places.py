"""Links that are made for each contact: which ones may be, and what becomes of them.

A template is an https address with places in braces: {external_id}, {attribute.plan}. Places stand behind the host
alone, so that no contact decides where a link leads; what is put into them is percent-encoded, so that none leaves its
place (RFC 3986, section 2).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused

PLACE = re.compile(r"\{([a-z_]+(?:\.[A-Za-z0-9_-]+)?)\}")
PLACES = frozenset({"contact_id", "external_id", "company_external_id", "mail", "phone", "name", "conversation_id"})
PERSONAL = frozenset({"external_id", "mail", "phone", "name"})
BARE = re.compile(r"https://[A-Za-z0-9.-]+(?::\d{1,5})?(?:[/?#][^\s\\\"<>^`|]*)?")
LONGEST = 500  # characters


@dataclass(frozen=True, slots=True)
class Link:
    """One link out, ready to be followed."""

    name: str
    url: str


def checked_template(text: str) -> str:
    """The template as it is kept. Raises Refused("bad-link"), "unknown-place"."""
    template = text.strip()
    if len(template) > LONGEST or not BARE.fullmatch(template) or not urlsplit(template).hostname:
        raise Refused("bad-link", _("Enter an address that begins with https:// and a fixed host."), field="url")
    rest = PLACE.sub("", template)
    if "{" in rest or "}" in rest:
        raise Refused("bad-link", _("A place looks like {external_id}."), field="url")
    for name in places_of(template):
        if name not in PLACES and not name.startswith("attribute."):
            text = _("There is no place {%(name)s}.") % {"name": name}
            raise Refused("unknown-place", text, field="url")
    return template


def places_of(template: str) -> list[str]:
    """The names in its braces."""
    return PLACE.findall(template)


def filled(template: str, values: Mapping[str, object]) -> str:
    """The address for one contact; "" where a value is missing."""
    if any(values.get(name) in (None, "") for name in places_of(template)):
        return ""
    return PLACE.sub(lambda place: quote(str(values[place[1]]), safe=""), template)
