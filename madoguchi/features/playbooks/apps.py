from django.apps import AppConfig


class PlaybooksConfig(AppConfig):
    name = "madoguchi.features.playbooks"
    label = "playbooks"
