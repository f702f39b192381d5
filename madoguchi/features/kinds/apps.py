from django.apps import AppConfig


class KindsConfig(AppConfig):
    name = "madoguchi.features.kinds"
    label = "kinds"
