"""madoguchi backup, madoguchi restore"""

import dataclasses
import json
from pathlib import Path

import click

from madoguchi.config import first_run, keys
from madoguchi.config.cli import steady
from madoguchi.config.cli.bars import bars
from madoguchi.config.cli.context import database_url, environment, start_django
from madoguchi.config.environment import Environment
from madoguchi.config.texts import gettext as _

LABELS = {"database": _("Database"), "files": _("Files"), "verify": _("Checking the file")}


@click.command(help=_("Write database and files into FILE, while everything runs on."))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--with-keys", is_flag=True, help=_("Put the keys in too. Then the file alone opens all stored passwords.")
)
@click.option("--json", "as_json", is_flag=True, help=_("Print what was written as JSON."))
def backup(file: Path, with_keys: bool, as_json: bool) -> None:
    from madoguchi.config.backup import write  # psycopg takes its time: not for a mere --help

    settings = environment()
    url = database_url()
    with bars(LABELS) as progress:
        manifest = write(file.absolute(), settings, url, with_keys=with_keys, progress=progress)
    size = file.stat().st_size
    if as_json:
        click.echo(json.dumps({"file": str(file.absolute()), "bytes": size, **dataclasses.asdict(manifest)}))
        return
    click.echo(_("%(file)s: %(size).1f MB") % {"file": file, "size": size / 1e6})
    _show_rows(manifest.rows)
    if not with_keys:
        click.echo(_("The keys are not in it. Keep a copy of %s elsewhere.") % (settings.home / "keys"), err=True)


@click.command(help=_("Read FILE back. Refuses a database that is not empty, and checks every byte and every count."))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help=_("Replace what is there. It is kept until the new is whole."))
@click.option("--check", is_flag=True, help=_("Only check that the file is whole; change nothing."))
@click.option("--json", "as_json", is_flag=True, help=_("Print what was read as JSON."))
def restore(file: Path, force: bool, check: bool, as_json: bool) -> None:
    from madoguchi.config import backup as work  # psycopg takes its time: not for a mere --help

    settings = environment()
    try:
        with bars(LABELS) as progress:
            manifest = work.verify(file, progress)
        rows = manifest.rows
        if not check:
            url = database_url()
            rows = work.restore(file, manifest, settings, url, force=force)
            _after(settings, work.keys_in(file), manifest.keys)
    except work.Broken as problem:
        raise click.ClickException(str(problem)) from problem
    if as_json:
        click.echo(json.dumps({"restored": not check, **dataclasses.asdict(manifest), "rows": rows}))
        return
    click.echo(_("Written %(at)s by version %(version)s") % {"at": manifest.made_at, "version": manifest.version})
    _show_rows(rows)
    click.echo(_("The file is whole.") if check else _("Everything is back, and counted."))


def _after(settings: Environment, found: dict[str, str], fingerprints: list[str]) -> None:
    if found:
        keys.adopt(settings.home, found.get("secret", ""), found.get("encryption", "").split())
    start_django()
    from madoguchi.config import migrating  # needs Django

    steady.forget(settings.home)
    first_run.forget(settings.home)
    migrating.grant()
    migrating.migrate()
    if not set(fingerprints) <= set(keys.fingerprint(settings.encryption_keys)):
        click.echo(
            _(
                "Stored passwords and tokens cannot be read without the keys of the old installation (%s): "
                "put its keys/encryption in place, or name them by MADOGUCHI_ENCRYPTION_KEYS."
            )
            % ", ".join(fingerprints),
            err=True,
        )


def _show_rows(rows: dict[str, int]) -> None:
    for name, count in rows.items():
        if count and not name.startswith(("django_", "auth_", "procrastinate_")):
            click.echo(f"  {name:<28} {count:>12,}")
