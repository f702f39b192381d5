from django.apps import AppConfig


class InboxesConfig(AppConfig):
    name = "madoguchi.core.inboxes"
    label = "inboxes"
