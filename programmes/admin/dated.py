"""Dated values in the admin: added from the form of the record that they are of, field by field."""

from typing import Any, ClassVar

from django import forms
from django.apps import apps
from django.http import HttpRequest, HttpResponse

from programmes.admin.base import RecordAdmin
from programmes.models import DatedValue
from sharedsvc.core.careful import is_key
from sharedsvc.core.dated.fields import dated_fields_of
from sharedsvc.core.kinds import kinds
from sharedsvc.core.reference import label_of
from sharedsvc.core.rights import permission


class DatedValueForm(forms.ModelForm):
    """A value of one field of a record, typed as the record's own form takes it."""

    new: ClassVar[DatedValue | None] = None  # of what a new one is

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and self.new is not None:
            of_what(self.instance, self.new.record, self.new.field)
        if "value" in self.fields and self.instance.field:
            self.fields["value"] = self._as_there(str(self.fields["value"].help_text))

    def _as_there(self, help_text: str) -> forms.Field:
        """The field as the record's own form has it; of a list nothing is chosen beforehand."""
        found: Any = self.instance.of_field.formfield(label="Value", required=True, initial="")
        found.help_text = help_text
        if isinstance(found, forms.ChoiceField) and self.instance.pk is None:
            there: Any = found.choices
            found.choices = [("", "---------"), *(one for one in there if one[0])]
        return found


class DatedValueAdmin(RecordAdmin):
    """Since when something was so."""

    search_fields = ("field", "value")

    def __init__(self, model: Any, admin_site: Any) -> None:
        super().__init__(model, admin_site)
        self.form = type("DatedValueForm", (DatedValueForm, self.form), {})

    def own_fields(self, without: tuple[str, ...] = ()) -> list[str]:
        return ["value"]

    def common_fields(self) -> list[str]:
        """None: it is seen by those who see its record."""
        return []

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        value, dates, *others = super().get_fieldsets(request, obj)
        return [value, dates, ("Remarks", {"fields": ["remarks"]}), *others]

    def bound_form(self, form: type, request: HttpRequest) -> type:
        bound = super().bound_form(form, request)
        bound.new = _asked_for(request)  # type: ignore[attr-defined]
        return bound

    def has_add_permission(self, request: HttpRequest) -> bool:
        """To the record from whose form one comes; the list leads nowhere."""
        new = _asked_for(request)
        return new is not None and request.user.has_perm(permission("add", DatedValue), new)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The form, which says whose value it is."""
        value = kwargs.get("obj") or _asked_for(request)
        context["show_save_and_add_another"] = False
        if value is not None and value.record is not None:
            context["title"] = f"Since when: {value.field_in_words} of {value.record}"
        return super().render_change_form(request, context, *args, **kwargs)

    def links_to(self, request: HttpRequest, record: Any) -> list[tuple[str, str]]:
        kind = kinds.of(record.record) if record.record else None
        return [(f"The {kind.singular}", kind.address(record.record))] if kind else []


def of_what(value: DatedValue, record: Any, field: str) -> DatedValue:
    """The value, told of which record and field it is."""
    value.record_type, value.record_id = record.reference
    value.field = field
    value.__dict__["record"] = record
    return value


def _asked_for(request: HttpRequest) -> DatedValue | None:
    """The new value that the address asks for: of a field of a record that the user may see."""
    label, _, pk = request.GET.get("of", "").partition(":")
    field = request.GET.get("field", "")
    model: Any = _models().get(label)
    if model is None or field not in dated_fields_of(model) or not is_key(pk):
        return None
    known = request.__dict__.setdefault("_of_which_value", {})
    if (label, pk) not in known:
        known[label, pk] = model.objects.visible_to(request.user).filter(pk=pk).first()
    record = known[label, pk]
    return None if record is None else of_what(DatedValue(), record, field)


def _models() -> dict[str, Any]:
    found = [m for m in apps.get_models() if hasattr(m, "reads_on_days") and not m._meta.proxy]
    return {label_of(model): model for model in found}
