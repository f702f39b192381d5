"""What articles are made of besides words: reusable parts and pictures."""

from itertools import groupby

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.base.errors import Refused
from madoguchi.base.paging import page_of
from madoguchi.core.people.policies import require
from madoguchi.faces.desk.answers import saved
from madoguchi.faces.desk.authoring import centre_of_seat, languages_of, picture_address
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.faces.desk.views.bodies import bytes_of
from madoguchi.features.articles.actions.pictures import keep_picture
from madoguchi.features.articles.actions.snippets import delete_snippet, keep_snippet
from madoguchi.features.articles.models import Snippet
from madoguchi.features.articles.picturing import LARGEST
from madoguchi.features.articles.queries.articles import article_for
from madoguchi.features.articles.queries.pictures import picture_named
from madoguchi.features.articles.queries.snippets import BY_KEY, snippets_visible_to

WRITES_PARTS = "article.publish"


@require_safe
@seated
def snippets(request: DeskRequest) -> HttpResponse:
    """All reusable parts, each in its languages."""
    require(request.seat.actor, WRITES_PARTS)
    page = page_of(
        snippets_visible_to(request.seat.actor), order=BY_KEY, cursor=request.GET.get("after", ""), limit=200
    )
    keyed = [(key, list(rows)) for key, rows in groupby(page.rows, key=lambda row: row.key)]
    return render(request, "desk/articles/snippets.html", {"area": "articles", "snippets": keyed, "page": page})


@require_http_methods(["GET", "POST"])
@seated
def new_snippet(request: DeskRequest) -> HttpResponse:
    """Writing one."""
    require(request.seat.actor, WRITES_PARTS)
    if request.method == "POST":
        return _keep(request, request.POST.get("key", "").strip())
    return _dialog(request, "")


@require_http_methods(["GET", "POST"])
@seated
def snippet(request: DeskRequest, key: str) -> HttpResponse:
    """Changing one; a language left empty is taken away."""
    require(request.seat.actor, WRITES_PARTS)
    if not snippets_visible_to(request.seat.actor).filter(key=key).exists():
        raise Http404
    return _keep(request, key) if request.method == "POST" else _dialog(request, key)


@require_POST
@seated
def pictures(request: DeskRequest, article_id: int) -> HttpResponse:
    """Keep a picture that was chosen, pasted or dropped; the answer tells the editor where it is."""
    article_for(article_id, request.seat.actor)
    sent = request.FILES.get("file")
    if sent is None or (sent.size or 0) > LARGEST:
        raise Refused("file-too-large", _("Pictures may have 10 MB at most."), field="file")
    kept = keep_picture(sent.name or "", sent.read(), actor=request.seat.actor)
    context = {"picture": kept.name, "address": picture_address(kept.name), "file_name": kept.file_name}
    return render(request, "desk/articles/picture.html", context)


@require_safe
@seated
def picture(request: DeskRequest, name: str) -> HttpResponse:
    """The picture itself."""
    require(request.seat.actor, "article.read")
    found = picture_named(request.seat.workspace.id, name)
    if found is None:
        raise Http404
    return bytes_of(found.blob, found.file_name, found.content_type, disposition="inline")


def _keep(request: DeskRequest, key: str) -> HttpResponse:
    actor = request.seat.actor
    known = set(Snippet.objects.filter(key=key).values_list("language", flat=True))
    for language, _name in languages_of(centre_of_seat(request.seat)):
        body = request.POST.get(f"body_{language}", "")
        if body.strip() or not known:
            keep_snippet(key, language, body=body, actor=actor)
            known.add(language)
        elif language in known:
            delete_snippet(key, language, actor=actor)
    return saved(request, _("Saved."), to=reverse("desk:snippets"))


def _dialog(request: DeskRequest, key: str) -> HttpResponse:
    centre = centre_of_seat(request.seat)
    said = dict(Snippet.objects.filter(key=key).values_list("language", "body")) if key else {}
    texts = [(code, name, said.get(code, "")) for code, name in languages_of(centre)]
    return render(request, "desk/articles/snippet_dialog.html", {"key": key, "texts": texts})
