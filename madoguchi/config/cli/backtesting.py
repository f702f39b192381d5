"""madoguchi answers backtest"""

import json
import os

import click

from madoguchi.config.cli.bars import bars
from madoguchi.config.cli.told import json_option
from madoguchi.config.cli.user import workspace_option
from madoguchi.config.texts import gettext as _

LABELS = {"questions": _("Questions of the past")}


@click.command(
    help=_(
        "Ask the assistant the questions of the past of a workspace, knowing for each only what came before it: "
        "what it would have answered, and how rightly."
    )
)
@workspace_option
@click.option("--drafts", is_flag=True, help=_("With the drafts of articles in place of what is published."))
@json_option
def backtest(workspace: str, drafts: bool, as_json: bool) -> int:
    from madoguchi.config.cli.context import start_django  # only when it is needed

    start_django()
    from madoguchi.base.errors import Refused  # these need Django
    from madoguchi.base.tenancy import tenant
    from madoguchi.config.cli.workspaces import chosen
    from madoguchi.core.people.actor import system
    from madoguchi.faces.api.shapes.answers import report_of as shaped
    from madoguchi.features.answers.actions import backtest as actions
    from madoguchi.features.answers.backtests import report_of

    actor = system(chosen(workspace).id)
    try:
        row = actions.begin(with_drafts=drafts, actor=actor)
    except Refused as refused:
        click.echo(refused.text, err=True)
        return os.EX_DATAERR
    with bars(LABELS) as progress:
        done = actions.run(row.id, workspace_id=actor.workspace_id, told=lambda one, of: progress("questions", one, of))
    if done is None or done.state != "done":
        click.echo(_("The backtest could not be done."), err=True)
        return os.EX_SOFTWARE
    with tenant(actor.workspace_id):
        report = shaped(report_of(done, actor))
    click.echo(json.dumps({"id": done.id, **report}, ensure_ascii=False) if as_json else _told(report))
    return 0


def _told(report: dict[str, object]) -> str:
    """The figures as lines for people."""
    lines = []
    for name, label in (
        ("answered", _("Would have been answered")),
        ("precision", _("Of them certainly right")),
        ("proven", _("Right, where the right article is known")),
    ):
        share = report[name]
        assert isinstance(share, dict)
        value = "–" if share["value"] is None else f"{100 * share['value']:.0f} %"
        lines.append(
            f"{label}: {value} ({100 * share['low']:.0f}–{100 * share['high']:.0f} %, {share['count']}/{share['of']})"
        )
    lines.append(_("Minutes saved: %(minutes)s") % {"minutes": report["minutes_saved"]})
    return "\n".join(lines)
