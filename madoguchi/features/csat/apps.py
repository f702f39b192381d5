from django.apps import AppConfig


class CsatConfig(AppConfig):
    name = "madoguchi.features.csat"
    label = "csat"
