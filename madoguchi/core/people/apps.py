from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "madoguchi.core.people"
    label = "people"
