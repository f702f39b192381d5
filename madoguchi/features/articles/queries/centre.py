"""The help centre of a workspace, and where it is found."""

from django.utils.translation import gettext as _

from madoguchi.core.workspaces.models import Directory, Workspace
from madoguchi.features.articles.models import HelpCentre


def centre_of(workspace_id: int) -> HelpCentre:
    """The workspace's own; as it would be set up where nobody has yet (without an id, in the workspace's language)."""
    found = HelpCentre.objects.filter(workspace_id=workspace_id).first()
    return found or fresh(Workspace.objects.get(id=workspace_id))


def fresh(workspace: Workspace) -> HelpCentre:
    """A help centre before anybody has set it up."""
    return HelpCentre(
        workspace_id=workspace.id,
        slug=f"help-{workspace.id}",
        languages=[workspace.language],
        texts={workspace.language: {"name": workspace.name, "welcome": _("How can we help?")}},
    )


def workspace_at(*, slug: str = "", host: str = "") -> int | None:
    """The workspace whose help centre has this address; None for nobody's. Needs no tenant."""
    key = help_key(slug) if slug else host_key(host)
    return Directory.objects.filter(key=key).values_list("workspace_id", flat=True).first()


def help_key(slug: str) -> str:
    return f"help:{slug}"


def host_key(host: str) -> str:
    return f"help-host:{host.lower()}"
