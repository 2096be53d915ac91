from django.apps import AppConfig


class WorkstreamsConfig(AppConfig):
    """What: workstreams, roles, progress, rankings."""

    name = "workstreams"
    verbose_name = "What"
