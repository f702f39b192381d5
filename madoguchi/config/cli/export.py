"""madoguchi export"""

import sys
from pathlib import Path

import click

from madoguchi.config.cli.bars import bars
from madoguchi.config.cli.context import start_django
from madoguchi.config.cli.user import workspace_option
from madoguchi.config.texts import gettext as _

LABELS = {"rows": _("Rows")}


@click.command(
    help=_("Write a workspace as JSON Lines: every row, without secrets. FILE - is the standard output, the default.")
)
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path), default="-")
@workspace_option
@click.option("--files", is_flag=True, help=_("With the raw mails and attachments, in base64."))
def export(file: Path, workspace: str, files: bool) -> None:
    start_django()
    from madoguchi.config.cli.workspaces import chosen  # needs Django
    from madoguchi.config.exporting import write

    place = chosen(workspace)
    with bars(LABELS) as progress:
        if str(file) == "-":
            write(place, sys.stdout, with_files=files, progress=lambda done, total: None)
            return
        with file.open("w", encoding="utf-8") as out:
            file.chmod(0o600)
            count = write(place, out, with_files=files, progress=lambda done, total: progress("rows", done, total))
    click.echo(_("%(count)s rows in %(file)s") % {"count": count, "file": file}, err=True)
