from django.apps import AppConfig


class DeflectionConfig(AppConfig):
    name = "madoguchi.features.deflection"
    label = "deflection"
