from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """Who: organisations, people, partnerships, bodies, meetings, sources."""

    name = "programmes"
    verbose_name = "Who"

    def ready(self) -> None:
        """Let no account be closed that must stay open, and refusals say whose right it is."""
        from programmes.lockout import why_account_stays_open
        from programmes.permissions.saying import who_may_write
        from sharedsvc.accounts.closing import ask_before_closing
        from sharedsvc.core.rights import name_who_may

        ask_before_closing(why_account_stays_open)
        name_who_may(who_may_write)
