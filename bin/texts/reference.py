"""The pages of docs/reference that are made from the code, so that they cannot say something else."""

from pathlib import Path

import click

from bin.texts import catalogues
from bin.texts.catalogues import Texts
from madoguchi.config.cli.main import COMMANDS, madoguchi
from madoguchi.config.environment import described

HEADS = {
    "en": {
        "settings": """# Settings

All settings come from environment variables. `madoguchi doctor` checks them; a name that is misspelt is reported.

| variable | what it is | default |
|---|---|---|
""",
        "commands": """# The command line

Made from the commands themselves; `madoguchi COMMAND --help` says the same.
""",
    },
    "ja": {
        "settings": """# 設定

設定はすべて環境変数で行います。`madoguchi doctor` が内容を確認し、綴りの誤りも知らせます。

| 変数 | 内容 | 既定値 |
|---|---|---|
""",
        "commands": """# コマンドライン

このページはコマンド自身から作られています。`madoguchi コマンド --help` でも同じ説明を表示できます。
""",
    },
}


def pages(root: Path) -> dict[Path, str]:
    """Path to content."""
    japanese = catalogues.compile_all(root / "madoguchi" / "locale").get("ja", {})
    made: dict[Path, str] = {}
    for language, folder, known in (("en", root / "docs", {}), ("ja", root / "docs" / "ja", japanese)):
        made[folder / "reference" / "settings.md"] = HEADS[language]["settings"] + _settings(known)
        made[folder / "reference" / "commands.md"] = HEADS[language]["commands"] + _commands(known)
    return made


def _settings(known: Texts) -> str:
    rows = []
    for variable in described().values():
        default = f"`{variable['default']}`" if variable["default"] else "—"
        about = known.get(("", variable["about"]), variable["about"])
        rows.append(f"| `{variable['name']}` | {about} | {default} |\n")
    return "".join(rows)


def _commands(known: Texts) -> str:
    parts = []
    for name in COMMANDS:
        command = madoguchi.get_command(click.Context(madoguchi), name)
        assert command
        inner = command.commands.items() if isinstance(command, click.Group) else []
        parts.append(_command(f"madoguchi {name}", command, known))
        parts += [_command(f"madoguchi {name} {word}", one, known) for word, one in inner]
    return "".join(parts)


def _command(title: str, command: click.Command, known: Texts) -> str:
    said = command.help or ""
    lines = [f"\n## {title}\n\n{known.get(('', said), said)}\n"]
    for option in command.params:
        if isinstance(option, click.Option) and option.help:
            names = " / ".join([*option.opts, *option.secondary_opts])
            lines.append(f"\n- `{names}` — {known.get(('', option.help), option.help)}")
    return "".join(lines) + ("\n" if len(lines) > 1 else "")
