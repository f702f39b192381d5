from django.apps import AppConfig


class WorkspacesConfig(AppConfig):
    name = "madoguchi.core.workspaces"
    label = "workspaces"
