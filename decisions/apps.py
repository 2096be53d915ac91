from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models.signals import post_migrate, pre_migrate

ON_MIGRATING = (
    "Published before it was kept what reports say: as the register stood on the day of migrating."
)


def keep_what_was_published(using: str, **kwargs: Any) -> None:
    """Keep what each published report says, where that is not kept yet, and its files.

    After `migrate` and not by a migration: a report is written from the models as they are.
    """
    from decisions.models import Report, ReportFile

    tables = connections[using].introspection.table_names()
    if ReportFile._meta.db_table not in tables:
        return
    reports = Report.objects.using(using).exclude(published="")
    if not reports.filter(editions__files=None).exists():
        return
    executor = MigrationExecutor(connections[using])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return  # only part of the way: the tables are not yet those of the models

    from decisions.reports.keeping import keep_missing_files, keep_what_is_missing
    from sharedsvc.core.history import recording

    with recording(user=None, reason=ON_MIGRATING):
        keep_what_is_missing()
        keep_missing_files()


RULE = "what_took_effect_before_its_gates"  # the migration with which nothing takes effect early


def note_what_was_early(plan: Any = (), **kwargs: Any) -> None:
    """Once, with the migration that brings the rule: say what of older records is in its way."""
    if not any(migration.name.endswith(RULE) for migration, is_back in plan if not is_back):
        return
    from decisions import taking_effect
    from programmes.models import Programme
    from sharedsvc.core.history import recording

    if Programme.objects.exists():
        with recording(user=None, reason="Recorded before the register asked for gates"):
            taking_effect.note_what_was_early()


class DecisionsConfig(AppConfig):
    """May it start, and what was decided: gates, decisions, reports."""

    name = "decisions"
    verbose_name = "Decided"

    def ready(self) -> None:
        """Keep, after migrating, what was published before editions were; guard the sealed.

        Hold all that is written to it that nothing takes effect before its gates.
        """
        from decisions import checks  # noqa: F401
        from decisions.sealing.triggers import make_triggers, take_triggers_away
        from decisions.taking_effect import refuse_before_gates
        from sharedsvc.core.history import hold_to

        pre_migrate.connect(take_triggers_away, sender=self)
        post_migrate.connect(keep_what_was_published, sender=self)
        post_migrate.connect(note_what_was_early, sender=self)
        post_migrate.connect(make_triggers, sender=self)
        hold_to(refuse_before_gates)
