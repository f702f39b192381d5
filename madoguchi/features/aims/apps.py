from django.apps import AppConfig


class AimsConfig(AppConfig):
    name = "madoguchi.features.aims"
    label = "aims"
