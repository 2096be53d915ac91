from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Bases, registries and components that every other app stands on."""

    name = "sharedsvc.core"
    label = "core"
    verbose_name = "Core"
