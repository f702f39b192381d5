from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "madoguchi.features.chat"
    label = "chat"
