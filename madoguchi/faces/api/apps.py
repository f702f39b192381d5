from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "madoguchi.faces.api"
    label = "api"
