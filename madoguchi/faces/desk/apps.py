from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "madoguchi.faces.desk"
    label = "desk"

    def ready(self) -> None:
        from madoguchi.faces.desk.account import signals  # models must be loaded first

        signals.connect()
