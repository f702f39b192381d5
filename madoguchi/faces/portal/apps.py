from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "madoguchi.faces.portal"
    label = "portal"
