from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People who sign in."""

    name = "sharedsvc.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Register the checks, and what notes visits."""
        from sharedsvc.accounts import checks, visits  # noqa: F401
