from django.apps import AppConfig


class WidgetConfig(AppConfig):
    name = "madoguchi.faces.widget"
    label = "widget"
