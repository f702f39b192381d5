"""The player of a video of a known host, alone on a page of ours: only this page may hold its frame, and it is asked
for when somebody has pressed play. It can be held by any page (a chat stands on the sites of customers), for it knows
nothing and can do nothing but play.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from madoguchi.base.videos import NAMED

KEPT = "public, max-age=86400"
PLAYERS: Mapping[str, tuple[str, str]] = {
    "youtube": ("https://www.youtube-nocookie.com", "/embed/{name}"),
    "vimeo": ("https://player.vimeo.com", "/video/{name}"),
    "loom": ("https://www.loom.com", "/embed/{name}"),
    "niconico": ("https://embed.nicovideo.jp", "/watch/{name}"),
}
POLICY = "default-src 'none'; frame-src {host}; style-src 'self'; base-uri 'none'; form-action 'none'"


@require_safe
def player(request: HttpRequest, named: str, centre: str = "") -> HttpResponse:
    """`named` as in base/videos.py; the same for each `centre`. Raises Http404 for what is none."""
    if not NAMED.fullmatch(named):
        raise Http404
    kind, _colon, name = named.partition(":")
    host, path = PLAYERS[kind]
    more = {"autoplay": "1"}
    if kind == "vimeo":
        name, _dash, key = name.partition("-")
        more |= {"dnt": "1"} | ({"h": key} if key else {})
    context = {"address": f"{host}{path.format(name=name)}?{urlencode(more)}", "title": named}
    response = render(request, "portal/player.html", context)
    response["Content-Security-Policy"] = POLICY.format(host=host)
    response["Referrer-Policy"] = "strict-origin-when-cross-origin"  # without any, some hosts play nothing
    response["Cache-Control"] = KEPT
    response.xframe_options_exempt = True  # see above
    return response
