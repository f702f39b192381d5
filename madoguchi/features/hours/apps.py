from django.apps import AppConfig


class HoursConfig(AppConfig):
    name = "madoguchi.features.hours"
    label = "hours"
