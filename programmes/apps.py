from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """Who: organisations, people, partnerships, bodies, meetings, sources."""

    name = "programmes"
    verbose_name = "Who"
