"""madoguchi articles, in the tests' own database."""

import json
from pathlib import Path

import click
from click.testing import CliRunner

from madoguchi.base.tenancy import tenant
from madoguchi.config.cli.articles import articles
from madoguchi.features.articles.models import ArticleText
from tests.world import World

HERE = ["--workspace", "こよみワークス", "--json"]


def run(*words: str) -> dict[str, object]:
    done = CliRunner().invoke(articles, [*words, *HERE], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    made: dict[str, object] = json.loads(done.stdout)
    return made


def test_articles_come_in_once_and_go_out(world: World, tmp_path: Path) -> None:
    assert isinstance(articles, click.Group)
    (tmp_path / "in" / "en").mkdir(parents=True)
    (tmp_path / "in" / "返金.md").write_text("# 返金\n\n14日以内です。")
    (tmp_path / "in" / "en" / "返金.md").write_text("# Refunds\n\nWithin 14 days.")
    (tmp_path / "in" / "wrong.csv").write_text("a,b\n1,2")
    first = run("import", str(tmp_path / "in"), "--publish", "--language", "ja")
    assert (first["added"], len(first["problems"])) == (2, 1)  # type: ignore[arg-type]
    assert run("import", str(tmp_path / "in"))["added"] == 0
    with tenant(world.koyomi.id):
        assert ArticleText.objects.filter(published_at__isnull=False).count() == 2
    assert run("export", str(tmp_path / "out.zip"))["count"] == 2
    assert run("import", str(tmp_path / "out.zip"))["unchanged"] == 2
