from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """Who: organisations, people, partnerships, bodies, meetings, sources."""

    name = "programmes"
    verbose_name = "Who"

    def ready(self) -> None:
        """Let no account be closed that must stay open."""
        from programmes.lockout import why_account_stays_open
        from sharedsvc.accounts.closing import ask_before_closing

        ask_before_closing(why_account_stays_open)
