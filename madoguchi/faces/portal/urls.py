"""The addresses of a help centre, by its name or (rewritten by the middleware) its host."""

from django.urls import path

from madoguchi.faces.portal import contact, feeds, players, telling, views

app_name = "portal"
urlpatterns = [
    path("", views.root, name="root"),
    path("robots.txt", feeds.robots, name="robots"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    path("style-<str:name>.css", views.style, name="style"),
    path("icon-<str:name>.svg", views.icon, name="icon"),
    path("pictures/<str:name>/", views.picture, name="picture"),
    path("play/<str:named>/", players.player, name="player"),  # at a host of its own
    path("<str:language>/", views.home, name="home"),
    path("<str:language>/feed.xml", feeds.feed, name="feed"),
    path("<str:language>/search/", views.search, name="search"),
    path("<str:language>/suggest/", views.suggest, name="suggest"),
    path("<str:language>/seen/", telling.seen, name="seen"),
    path("<str:language>/collections/<str:slug>/", views.collection, name="collection"),
    path("<str:language>/articles/<str:slug>/", views.article, name="article"),
    path("<str:language>/articles/<str:slug>/verdict/", telling.verdict, name="verdict"),
    path("<str:language>/contact/", contact.contact, name="contact"),
    path("<str:language>/contact/answers/", contact.answers, name="answers"),
    path("<str:language>/contact/sent/", contact.sent, name="sent"),
    path("<str:language>/<path:rest>", views.nothing, name="nothing"),
]
