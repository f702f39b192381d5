from django.apps import AppConfig


class BulkConfig(AppConfig):
    name = "madoguchi.features.bulk"
    label = "bulk"
