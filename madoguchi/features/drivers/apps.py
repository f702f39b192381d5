from django.apps import AppConfig


class DriversConfig(AppConfig):
    name = "madoguchi.features.drivers"
    label = "drivers"
