"""What became of a call, in words for whoever set the model up."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OUTCOMES: dict[str, str | Promise] = {
    "ok": _("It answered."),
    "off": _("It is not connected, or not switched on for this."),
    "budget": _("The budget is used up."),
    "resting": _("It failed several times and is left out for a while."),
    "sealed": _("Its key cannot be opened any more. Enter it again."),
    "timeout": _("It did not answer in time."),
    "unreachable": _("Nothing answers at this address."),
    "forbidden": _(
        "This address is inside the network and may not be called. Whoever runs this installation can open it with "
        "MADOGUCHI_REACHABLE."
    ),
    "key": _("It refuses the key."),
    "model": _("It does not know this model, or the address is not the one of its API."),
    "busy": _("It takes no more calls for now: too many, or the account there has no credit left."),
    "server": _("It reports a fault of its own."),
    "refused": _("It does not take the request."),
    "unreadable": _("What came back is not an answer of an OpenAI-compatible API."),
    "too_large": _("Its answer was too large."),
    "unusable": _("What it said could not be used."),
    "lost": _("The call was broken off."),
}
