"""Every address of the product; each face brings its own."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from madoguchi.faces.desk.views import worker
from madoguchi.faces.portal import feeds, players

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("madoguchi.faces.api.urls")),
    path("intake/v1/", include("madoguchi.faces.api.urls_intake")),
    path("", RedirectView.as_view(pattern_name="desk:home")),
    path("service-worker.js", worker.script, name="service_worker"),
    path("manifest.webmanifest", worker.manifest, name="manifest"),
    path("robots.txt", feeds.robots_of_the_house, name="robots"),
    path("play/<str:named>/", players.player, name="player"),
    path("help/<str:centre>/", include("madoguchi.faces.portal.urls")),
    path("chat/", include("madoguchi.faces.widget.urls")),
    path("desk/", include("madoguchi.faces.desk.urls")),
    path("", include("madoguchi.faces.desk.account.urls")),
]

handler404 = "madoguchi.faces.desk.errors.not_found"
handler500 = "madoguchi.config.middleware.broken"
