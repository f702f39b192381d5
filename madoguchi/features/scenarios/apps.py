from django.apps import AppConfig


class ScenariosConfig(AppConfig):
    name = "madoguchi.features.scenarios"
    label = "scenarios"
