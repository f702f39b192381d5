from django.apps import AppConfig


class LlmConfig(AppConfig):
    name = "madoguchi.features.llm"
    label = "llm"
