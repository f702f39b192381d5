from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "madoguchi.features.search"
    label = "search"
