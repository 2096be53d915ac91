"""Operations for migrations that Django does not have."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import F, QuerySet

WORDS = ("verbose_name", "help_text")


class WordlessAutodetector(MigrationAutodetector):
    """Finds what changes tables: what a field is called, and its help, do not."""

    def deep_deconstruct(self, obj: Any) -> Any:
        """A field without its words; anything else as Django takes it apart."""
        found = super().deep_deconstruct(obj)
        if isinstance(obj, models.Field):
            for word in WORDS:
                found[2].pop(word, None)
        return found


class AddToEach(Operation):
    """Add the same column to many tables of an app.

    Django's own operation works out every model anew for each table, which takes half a minute for
    a column of all; this one does so once.
    """

    def __init__(self, model_names: Sequence[str], name: str, field: models.Field) -> None:
        self.model_names = [one.lower() for one in model_names]
        self.name = name
        self.field = field

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # models are worked out anew when they are asked for
        for one in self.model_names:
            state.add_field(app_label, one, self.name, self.field, preserve_default=True)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for one in self.model_names:
            before = from_state.apps.get_model(app_label, one)
            after = to_state.apps.get_model(app_label, one)
            schema_editor.add_field(before, after._meta.get_field(self.name))

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for one in self.model_names:
            before = from_state.apps.get_model(app_label, one)
            schema_editor.remove_field(before, before._meta.get_field(self.name))

    def describe(self) -> str:
        return f"Add field {self.name} to {len(self.model_names)} tables"


def end_with(apps: Any, schema_editor: Any, part: str, *wholes: str) -> None:
    """Let what ends with what it belongs to (`programmes.ends`) do so in rows that are there.

    `part` is the label of a model, `wholes` its fields. Those of one that was ended are asked row
    by row: few were.
    """
    alias = schema_editor.connection.alias
    model = apps.get_model(part)
    for name in wholes:
        ended: QuerySet = QuerySet(model._meta.get_field(name).related_model, using=alias)
        ends = ended.filter(end_earliest__lt=datetime.date.max).order_by("end_latest")
        for pk, earliest, latest in ends.values_list("pk", "end_earliest", "end_latest"):
            parts: QuerySet = QuerySet(model, using=alias).filter(**{name: pk})
            _end_no_later(parts, "end_earliest", earliest)
            _end_no_later(parts, "end_latest", latest)


def _end_no_later(parts: QuerySet, bound: str, day: datetime.date) -> None:
    """Not later than the day; what started after it is left its first day."""
    late = parts.filter(**{f"{bound}__gt": day})
    late.filter(start_earliest__gt=day).update(**{bound: F("start_earliest")})
    late.filter(start_earliest__lte=day).update(**{bound: day})
