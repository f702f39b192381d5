"""madoguchi search"""

import json

import click

from madoguchi.config.cli.bars import bars
from madoguchi.config.cli.told import json_option
from madoguchi.config.cli.user import workspace_option
from madoguchi.config.texts import gettext as _

LABELS = {"message": _("Messages"), "contact": _("Contacts"), "company": _("Companies")}
PART = 500  # things a transaction


@click.group(help=_("Write down the words by which is searched."))
def search() -> None:
    pass


@search.command(
    help=_(
        "Write down all words of a workspace anew. What is being searched meanwhile is found as before. Can be "
        "stopped at any time: the worker goes on with it."
    )
)
@workspace_option
@json_option
def reindex(workspace: str, as_json: bool) -> None:
    from madoguchi.config.cli.context import start_django  # only when it is needed

    start_django()
    from madoguchi.config.cli.workspaces import chosen  # needs Django
    from madoguchi.features.search.actions.reindexing import begin_reindex, go_on
    from madoguchi.features.search.queries.progress import progress_of

    place = chosen(workspace)
    begin_reindex(place.id, anew=True)
    with bars(LABELS) as progress:
        for name in LABELS:
            while go_on(name, workspace_id=place.id, most=PART):
                done, total = progress_of(place.id)[name]
                progress(name, done, total)
    click.echo(_("All words are written down."), err=True)
    if as_json:
        click.echo(json.dumps(_shown(progress_of(place.id))))


@search.command(help=_("Say how far the words of a workspace are written down."))
@workspace_option
@click.option("--json", "as_json", is_flag=True, help=_("Print the result as JSON."))
def status(workspace: str, as_json: bool) -> None:
    from madoguchi.config.cli.context import start_django  # only when it is needed

    start_django()
    from madoguchi.config.cli.workspaces import chosen  # needs Django
    from madoguchi.features.search.queries.progress import progress_of

    known = progress_of(chosen(workspace).id)
    if as_json:
        click.echo(json.dumps(_shown(known)))
        return
    for name, (done, total) in known.items():
        click.echo(f"{LABELS.get(name, name)}: {done * 100 // total if total else 100} %")


def _shown(known: dict[str, tuple[int, int]]) -> dict[str, dict[str, int]]:
    return {name: {"done": done, "of": total} for name, (done, total) in known.items()}
