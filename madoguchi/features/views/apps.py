from django.apps import AppConfig


class ViewsConfig(AppConfig):
    name = "madoguchi.features.views"
    label = "views"
