"""The collections: made, named, put in order."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.core.people.policies import require
from madoguchi.faces.desk.answers import saved
from madoguchi.faces.desk.authoring import Shelf, centre_of_seat, languages_of, shelves
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.faces.desk.typed import number_in
from madoguchi.features.articles.actions.collections import (
    change_collection,
    delete_collection,
    make_collection,
    move_collection,
)
from madoguchi.features.articles.models import Article, Collection, CollectionText, HelpCentre

ARRANGES = "article.publish"


@require_safe
@seated
def show_all(request: DeskRequest) -> HttpResponse:
    """All of them, in the order in which visitors see them."""
    require(request.seat.actor, ARRANGES)
    centre = centre_of_seat(request.seat)
    named: dict[int, set[str]] = {}
    for collection_id, language in CollectionText.objects.values_list("collection_id", "language"):
        named.setdefault(collection_id, set()).add(language)
    counted = Article.objects.filter(archived_at__isnull=True).values("collection_id").annotate(number=Count("id"))
    numbers = {row["collection_id"]: row["number"] for row in counted}
    found = shelves(request.seat.workspace.id, centre.language)
    rows = [
        {
            "shelf": shelf,
            "articles": numbers.get(shelf.id, 0),
            "missing": [name for code, name in languages_of(centre) if code not in named.get(shelf.id, ())],
            "before": _step(found, shelf, -1),
            "after": _step(found, shelf, 1),
        }
        for shelf in found
    ]
    return render(request, "desk/articles/collections.html", {"area": "articles", "rows": rows})


@require_http_methods(["GET", "POST"])
@seated
def new(request: DeskRequest) -> HttpResponse:
    """Making one."""
    require(request.seat.actor, ARRANGES)
    centre = centre_of_seat(request.seat)
    if request.method == "POST":
        make_collection(_texts(request.POST, centre), fields=_fields(request.POST), actor=request.seat.actor)
        return saved(request, _("Created."))
    return _dialog(request, Collection(), centre)


@require_http_methods(["GET", "POST", "DELETE"])
@seated
def one(request: DeskRequest, collection_id: int) -> HttpResponse:
    """Changing one; DELETE throws an empty one away."""
    actor = request.seat.actor
    require(actor, ARRANGES)
    if request.method == "DELETE":
        delete_collection(collection_id, actor=actor)
        return saved(request, _("Deleted."))
    centre = centre_of_seat(request.seat)
    if request.method == "POST":
        texts, fields = _texts(request.POST, centre), _fields(request.POST)
        change_collection(collection_id, texts=texts, fields=fields, actor=actor)
        return saved(request, _("Saved."))
    found = Collection.objects.prefetch_related("texts").filter(id=collection_id).first()
    if found is None:
        raise Http404
    return _dialog(request, found, centre)


@require_POST
@seated
def place(request: DeskRequest, collection_id: int) -> HttpResponse:
    """Put it before another one (`before`), or last."""
    move_collection(collection_id, before=number_in(request.POST.get("before", "")), actor=request.seat.actor)
    return saved(request, _("Moved."))


def _step(found: list[Shelf], shelf: Shelf, step: int) -> int | str | None:
    """Before which one it stands after a step; "" for last, None where there is no step."""
    row = [one for one in found if one.parent_id == shelf.parent_id]
    at = row.index(shelf)
    if not 0 <= at + step < len(row):
        return None
    wanted = at - 1 if step < 0 else at + 2
    return row[wanted].id if wanted < len(row) else ""


def _dialog(request: DeskRequest, collection: Collection, centre: HelpCentre) -> HttpResponse:
    said: Mapping[str, Any] = {row.language: row for row in collection.texts.all()} if collection.id else {}
    parents = [
        one for one in shelves(request.seat.workspace.id, centre.language)
        if one.parent_id is None and one.id != collection.id
    ]  # fmt: skip
    context = {
        "collection": collection,
        "texts": [(code, name, said.get(code)) for code, name in languages_of(centre)],
        "title": next((row.title for row in said.values()), ""),
        "parents": parents,
    }
    return render(request, "desk/articles/collection_dialog.html", context)


def _texts(data: QueryDict, centre: HelpCentre) -> dict[str, dict[str, str]]:
    found = {
        code: {"title": data.get(f"title_{code}", ""), "description": data.get(f"description_{code}", "")}
        for code in centre.languages
    }
    return {code: text for code, text in found.items() if text["title"].strip() or code == centre.language}


def _fields(data: QueryDict) -> dict[str, Any]:
    return {"is_manual": data.get("is_manual") == "1", "parent_id": number_in(data.get("parent", ""))}
