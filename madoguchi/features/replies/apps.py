from django.apps import AppConfig


class RepliesConfig(AppConfig):
    name = "madoguchi.features.replies"
    label = "replies"
