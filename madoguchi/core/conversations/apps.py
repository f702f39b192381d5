from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "madoguchi.core.conversations"
    label = "conversations"
