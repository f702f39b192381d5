from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "madoguchi.features.registry"
    label = "registry"
