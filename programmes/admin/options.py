"""What the form of a record and the rows of an inline have in common."""

from functools import cache
from typing import Any

from django.db import models
from django.http import HttpRequest

from programmes.admin.fields import DATE_HELP, RecordChoiceField, RecordSelect
from sharedsvc.core.date_fields import DateAsKnownField
from sharedsvc.core.field_words import heading_of, help_of
from sharedsvc.core.kinds import kinds
from sharedsvc.core.kinds.kind import Kind
from sharedsvc.core.text_widgets import AdminLines
from sharedsvc.core.workbook.sheets import registry

COMMON = ("visibility", "owner", "remarks")


class RecordOptions:
    """What the form of a record and the rows of an inline have in common."""

    model: Any
    opts: Any
    admin_site: Any

    @property
    def kind(self) -> Kind | None:
        """The kind of the model's records, if they have pages."""
        return kinds.of_model(self.model)

    @property
    def joins(self) -> tuple[str, ...]:
        """What a list of records reads beside them."""
        if self.kind is not None:
            return self.kind.joins
        return tuple(
            field.name for field in self.opts.fields if field.is_relation and field.name != "owner"
        )

    def get_queryset(self, request: HttpRequest) -> Any:
        """The records that may be seen."""
        return self.visible(request.user).order_by(*(self.opts.ordering or ()), "pk")

    def visible(self, user: Any) -> Any:
        """The records that a user may see, with what a list reads beside them."""
        found = self.model._default_manager.visible_to(user)
        return found.select_related(*self.joins) if self.joins else found

    def get_autocomplete_fields(self, request: HttpRequest) -> tuple[str, ...]:
        """The links to records that are looked up by their words."""
        return tuple(
            field.name
            for field in self.opts.fields
            if field.is_relation
            and self.admin_site.is_registered(field.related_model)
            and hasattr(field.related_model._default_manager, "visible_to")
        )

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A field that looks records up, among those that may be seen."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = RecordSelect(db_field, self.admin_site)
            kwargs["form_class"] = RecordChoiceField  # the form knows its user, and what that sees
            kwargs["queryset"] = db_field.related_model._default_manager.none()
        return db_field.formfield(**kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A form's field; dates as known are typed as people write them."""
        if isinstance(db_field, models.ForeignKey):
            field = self.formfield_for_foreignkey(db_field, request, **kwargs)
        elif db_field.name in self.model.known_dates:
            field = DateAsKnownField(
                label=heading_of(db_field), required=False, max_length=db_field.max_length
            )
        else:
            if isinstance(db_field, models.TextField):
                kwargs["widget"] = AdminLines
            field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if field is not None:
            field.help_text = self._help(db_field) or field.help_text
        return field

    def _help(self, db_field: Any) -> str:
        """What the field says of itself, with the example of its column in the workbook."""
        name, told = db_field.name, help_of(db_field)
        if name in self.model.known_dates:
            return f"{told} {DATE_HELP}".strip()
        part = registry.part_of(self.model)
        columns = [c for c in (part.all_columns if part else ()) if c.attribute == name]
        example = next((f"For example: {c.example}." for c in columns if c.example), "")
        return f"{told} {example}".strip()

    def bound_form(self, form: type, request: HttpRequest) -> type:
        """The form class, for this request's user.

        Not made by Django's metaclass, which would make all fields anew.
        """
        seen = request.__dict__.setdefault("_that_may_be_chosen", {})
        own = {"user": request.user, "refusals": getattr(request, "refusals", {}), "seen": seen}
        bound: type = type.__new__(type(form), form.__name__, (form,), own)
        return bound

    def own_fields(self, without: tuple[str, ...] = ()) -> list[str]:
        """The fields that people fill in, dates apart."""
        return [name for name in _filled_in(self.model) if name not in without]

    def date_fields(self) -> list[tuple[str, str]]:
        """Each date as known with its wording."""
        return [(name, f"{name}_words") for name in self.model.known_dates]

    def common_fields(self) -> list[str]:
        """The fields that every kind has and this one too: remarks, visibility, owner."""
        names = {field.name for field in self.opts.concrete_fields}
        return [name for name in COMMON if name in names]


@cache
def _filled_in(model: Any) -> tuple[str, ...]:
    dates = {f"{name}{end}" for name in model.known_dates for end in ("", "_words")}
    others = {*COMMON, *dates, "struck_out"}
    return tuple(
        field.name
        for field in model._meta.concrete_fields
        if field.editable and not field.primary_key and field.name not in others
    )
