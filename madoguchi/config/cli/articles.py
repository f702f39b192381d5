"""madoguchi articles"""

from pathlib import Path

import click

from madoguchi.config.cli.bars import bars
from madoguchi.config.cli.told import json_option, tell
from madoguchi.config.cli.user import workspace_option
from madoguchi.config.texts import gettext as _

LABELS = {"articles": _("Articles")}
LANGUAGES = ["ja", "en", "zh-hans", "zh-hant", "ko", "vi", "th", "id", "es", "pt", "fr", "de"]


@click.group(help=_("Bring articles of the help centre in, and take them out."))
def articles() -> None:
    pass


@articles.command(
    "import",
    help=_(
        "Bring in articles: a folder or a zip of Markdown files (with front matter) or of the HTML pages of another "
        "help centre, or one CSV file. What was brought in before and says the same is left as it is."
    ),
)
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@workspace_option
@click.option("--language", type=click.Choice(LANGUAGES), help=_("Language of those that do not say it [the default]."))
@click.option("--publish", is_flag=True, help=_("Publish them at once; they stay drafts otherwise."))
@click.option("--collection", default="", metavar="TITLE", help=_("Collection of those that stand in none."))
@json_option
def bring(
    path: Path, workspace: str, language: str | None, publish: bool, collection: str, as_json: bool
) -> None:  # one for each option
    from madoguchi.config.cli.context import start_django  # only when it is needed

    start_django()
    from madoguchi.base.tenancy import tenant  # needs Django
    from madoguchi.config.cli.workspaces import chosen, console
    from madoguchi.features.articles.bringing import bring_in
    from madoguchi.features.articles.importing.files import files_at
    from madoguchi.features.articles.importing.pages import Wishes
    from madoguchi.features.articles.queries.centre import centre_of

    place = chosen(workspace)
    with tenant(place.id):
        usual = centre_of(place.id).language
    wishes = Wishes(language or usual, publish, collection)
    with bars(LABELS) as progress:
        brought = bring_in(
            files_at(path),
            wishes=wishes,
            actor=console(place),
            progress=lambda done, total: progress("articles", done, total),
        )
    for name, problem in (*brought.problems, *brought.left_out):
        click.echo(f"{name}: {problem}", err=True)
    sentence = _("%(added)d added, %(changed)d changed, %(unchanged)d unchanged, %(kept)d kept as written here")
    tell(
        sentence % brought.counts,
        {**brought.counts, "problems": brought.problems, "left_out": brought.left_out},
        as_json=as_json,
    )


@articles.command(help=_("Write all articles and their pictures into a zip of Markdown files."))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@workspace_option
@json_option
def export(file: Path, workspace: str, as_json: bool) -> None:
    from madoguchi.config.cli.context import start_django  # only when it is needed

    start_django()
    from madoguchi.base.tenancy import tenant  # needs Django
    from madoguchi.config.cli.workspaces import chosen, console
    from madoguchi.features.articles.exporting import write_zip

    place = chosen(workspace)
    with tenant(place.id), file.open("wb") as out:
        count = write_zip(out, actor=console(place))
    facts = {"count": count, "file": str(file)}
    tell(_("%(count)d texts in %(file)s") % facts, facts, as_json=as_json)
