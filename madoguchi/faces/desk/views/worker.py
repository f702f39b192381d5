"""The service worker, and what makes the desk a thing that can be installed: both for the whole origin."""

from functools import cache

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from madoguchi.faces.desk.assets import address_of

SCRIPT = "desk/js/service_worker.js"
SIZES = (192, 512)


@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """The script of the service worker. It stands at the root, because what it may open is everything below."""
    response = HttpResponse(_script(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"  # a new release is noticed at once
    response.headers["Service-Worker-Allowed"] = "/"
    return response


@require_safe
@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> HttpResponse:
    """The web app manifest: iPhones let only what is on the home screen ring."""
    home = reverse("desk:home")
    icons = [
        {"src": address_of(f"desk/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"} for size in SIZES
    ]
    told = {
        "name": "Madoguchi",
        "short_name": "Madoguchi",
        "id": home,
        "start_url": home,
        "scope": "/",
        "display": "standalone",
        "background_color": "#faf8f2",
        "theme_color": "#165e83",
        "icons": icons,
    }
    return JsonResponse(told, content_type="application/manifest+json")


@cache
def _script() -> bytes:
    path = finders.find(SCRIPT)
    assert isinstance(path, str)
    with open(path, "rb") as file:  # noqa: PTH123 (a path of Django's finders)
        return file.read()
