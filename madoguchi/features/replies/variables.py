"""What a saved reply can have filled in: a closed list, so that no text reaches for more than a letter may say."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madoguchi.base.errors import Refused
from madoguchi.base.variables import places_in, written

VARIABLES: Mapping[str, Promise] = {
    "contact.name": gettext_lazy("The customer's full name, with 様 in Japanese"),
    "contact.family_name": gettext_lazy("Their family name, with 様 in Japanese"),
    "contact.given_name": gettext_lazy("Their given name"),
    "contact.mail": gettext_lazy("Their mail address"),
    "company.name": gettext_lazy("Their company"),
    "agent.name": gettext_lazy("Your full name"),
    "agent.family_name": gettext_lazy("Your family name"),
    "agent.given_name": gettext_lazy("Your given name"),
    "inbox.name": gettext_lazy("The inbox's name"),
    "inbox.address": gettext_lazy("The inbox's address"),
    "workspace.name": gettext_lazy("The workspace's name"),
    "conversation.subject": gettext_lazy("The subject of the conversation"),
}


def check_variables(text: str) -> None:
    """Raises Refused("unknown-variable")."""
    for name in places_in(text):
        if name not in VARIABLES:
            raise Refused(
                "unknown-variable", _("There is no %(variable)s.") % {"variable": written(name)}, field="text"
            )
