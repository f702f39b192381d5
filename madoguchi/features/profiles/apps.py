from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    name = "madoguchi.features.profiles"
    label = "profiles"
