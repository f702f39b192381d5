"""madoguchi answers"""

import json
import os
from pathlib import Path

import click

from madoguchi.config.cli.backtesting import backtest
from madoguchi.config.cli.bars import bars
from madoguchi.config.texts import gettext as _

LABELS = {"learn": _("Reading articles and past questions"), "rank": _("Questions")}
TROUBLES = {
    "encoding": _("%(path)s is not UTF-8 (at byte %(detail)s)."),
    "columns": _("%(path)s has no column: %(detail)s. The first line must name the columns, tab-separated."),
    "row": _("%(path)s, line %(line)d has more fields than the first line names (%(detail)s)."),
    "id": _("%(path)s, line %(line)d has no id."),
}
_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(help=_("Find which article answers a question."))
def answers() -> None:
    pass


answers.add_command(backtest)


@answers.command(
    help=_(
        "Rank articles for questions and say which to answer. Needs no database. Files are tab-separated with a header "
        "line: articles id, title, body and perhaps lang; history question, article_id (empty: nobody could answer); "
        "questions id, question. Writes one JSON object a line."
    )
)
@click.option("--articles", required=True, type=_file, help=_("The articles."))
@click.option("--history", type=_file, help=_("Questions asked before; may be left out."))
@click.option("--questions", required=True, type=_file, help=_("The questions to answer."))
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help=_("The file to write."))
@click.option(
    "--target-precision",
    default=0.95,
    show_default=True,
    type=click.FloatRange(0.5, 0.999),
    help=_("The share of given answers that has to be right."),
)
def rank(articles: Path, history: Path | None, questions: Path, out: Path, target_precision: float) -> int:
    from madoguchi.features.answers.ranking import Ranker, tables  # numpy takes its time: not for a mere --help

    try:
        texts = tables.articles_in(articles)
        past = tables.history_in(history) if history else []
        asked = tables.questions_in(questions)
    except tables.BadTable as problem:
        facts = {"path": problem.path, "line": problem.line, "detail": problem.detail}
        click.echo(TROUBLES[problem.reason] % facts, err=True)
        return os.EX_DATAERR
    with bars(LABELS) as progress:
        ranker = Ranker.fit(
            texts, past, target_precision=target_precision, told=lambda done, total: progress("learn", done, total)
        )
        found = ranker.rank_all([text for _id, text in asked], told=lambda done, total: progress("rank", done, total))
    lines = (
        {
            "id": number,
            "ranked": [one.article_id for one in ranking.ranked],
            "confidence": round(ranking.confidence, 6),
            "answer": ranking.answer,
        }
        for (number, _text), ranking in zip(asked, found, strict=True)
    )
    out.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return 0
