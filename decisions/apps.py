from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    """May it start, and what was decided: gates, decisions, reports."""

    name = "decisions"
    verbose_name = "Decided"
