from django.apps import AppConfig


class StylesConfig(AppConfig):
    name = "madoguchi.features.styles"
    label = "styles"
