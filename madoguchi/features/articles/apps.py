from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "madoguchi.features.articles"
    label = "articles"
