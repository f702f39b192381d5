from django.apps import AppConfig


class GlossaryConfig(AppConfig):
    name = "madoguchi.features.glossary"
    label = "glossary"
