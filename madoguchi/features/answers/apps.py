from django.apps import AppConfig


class AnswersConfig(AppConfig):
    name = "madoguchi.features.answers"
    label = "answers"
