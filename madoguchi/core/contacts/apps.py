from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "madoguchi.core.contacts"
    label = "contacts"
