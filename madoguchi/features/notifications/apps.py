from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "madoguchi.features.notifications"
    label = "notifications"
