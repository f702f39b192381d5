"""Every address of the product; each face brings its own."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("madoguchi.faces.desk.account.urls")),
]
