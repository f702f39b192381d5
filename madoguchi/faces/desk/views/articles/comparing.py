"""What publishing a draft would change among the questions of the past."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.features.answers.actions.compare import ask_comparison
from madoguchi.features.answers.regressions import changes_in, comparison_of


@require_http_methods(["GET", "POST"])
@seated
def comparison(request: DeskRequest, article_id: int, language: str) -> HttpResponse:
    """How far it is, or what it found; POST has it done for what is saved now."""
    actor = request.seat.actor
    ask = ask_comparison if request.method == "POST" else comparison_of
    row = ask(article_id, language, actor=actor)
    context = {"changes": changes_in(row, actor) if row else None, "article_id": article_id, "language": language}
    return render(request, "desk/articles/comparison.html", context)
