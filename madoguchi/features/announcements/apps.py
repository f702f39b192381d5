from django.apps import AppConfig


class AnnouncementsConfig(AppConfig):
    name = "madoguchi.features.announcements"
    label = "announcements"
