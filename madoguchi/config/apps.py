from django.apps import AppConfig


class MadoguchiConfig(AppConfig):
    """The top floor: wires consequences and channels together once the models are loaded."""

    name = "madoguchi.config"
    label = "madoguchi"

    def ready(self) -> None:
        from madoguchi.config import registry  # models must be loaded first

        registry.register()
