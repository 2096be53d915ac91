from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PortalConfig(AppConfig):
    """Pages and commands that show several apps at once. No models, no rules."""

    name = "sharedsvc.portal"
    label = "portal"

    def ready(self) -> None:
        """Have every app declare what it knows, in its rooms of these names."""
        autodiscover_modules("permissions", "permissions_of_people", "sheets", "kinds", "search")
