from typing import Any

from django.apps import AppConfig
from django.core.signals import request_started
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_save

from sharedsvc.core.answering import trust_silent_connections
from sharedsvc.core.sqlite import plan_without_parameters


def skip_json_probe(connection: Any, **kwargs: Any) -> None:
    """Take it as known that SQLite has JSON functions.

    Django asks each new connection by a statement inside BEGIN IMMEDIATE: a write lock, and three
    statements, for the first page that reads JSON.
    """
    if connection.vendor == "sqlite":
        connection.features.__dict__["supports_json_field"] = True


def refuse_raw_fixtures(sender: Any, raw: bool = False, **kwargs: Any) -> None:
    """Refuse loaddata for governed records: it writes without history."""
    from sharedsvc.core.history import Unrecorded
    from sharedsvc.core.models import Governed

    if raw and issubclass(sender, Governed):
        raise Unrecorded("Fixtures skip the history: use import_workbook.")


class CoreConfig(AppConfig):
    """Bases, registries and components that every other app stands on."""

    name = "sharedsvc.core"
    label = "core"
    verbose_name = "Core"

    def import_models(self) -> None:
        """This app is the first: models and forms are imported after it knows their words."""
        from sharedsvc.core.form_words import speak_plainly

        speak_plainly()
        super().import_models()

    def ready(self) -> None:
        """Have new connections and loaded fixtures keep the register's rules."""
        connection_created.connect(skip_json_probe)
        connection_created.connect(plan_without_parameters)
        pre_save.connect(refuse_raw_fixtures)
        request_started.connect(trust_silent_connections)  # Django's own, that doubts, is earlier

        from sharedsvc.core import checks  # noqa: F401
        from sharedsvc.core.history import recorded
        from sharedsvc.core.search.index import make_index
        from sharedsvc.core.search.indexing import index_after_migrating, refresh_with_recording

        post_migrate.connect(make_index, sender=self)
        post_migrate.connect(index_after_migrating, sender=self)
        recorded.connect(refresh_with_recording)
