"""Grants in the admin: nobody gives themselves one, administrators only in their own council."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from programmes.admin.base import RecordAdmin
from programmes.admin.form import RecordForm
from programmes.models import Organisation
from sharedsvc.accounts.models import User


class GrantForm(RecordForm):
    """Who gets the role is named by e-mail address, so that nobody browses other people."""

    person = forms.EmailField(
        label="E-mail address of the person",
        help_text="The address that the person signs in with. Somebody without an account is "
        "invited first, under People and rights. For example: a.clerk@council.example.",
    )

    def clean_person(self) -> User:
        """The account with that address. Raises ValidationError."""
        user = User.objects.filter(email=self.cleaned_data["person"]).first()
        if user is None:
            raise ValidationError("Nobody signs in with this address: invite the person first.")
        if user == self.user:
            raise ValidationError("Nobody gives themselves a right: ask another administrator.")
        return user

    def _post_clean(self) -> None:
        if self.cleaned_data.get("person"):
            self.instance.user = self.cleaned_data["person"]
        super()._post_clean()


class GrantAdmin(RecordAdmin):
    """What people may do, in which organisation, from when to when."""

    list_display = ("user", "user__email", "role", "organisation", "start_in_words", "end_in_words")
    search_fields = ("user__email", "user__name", "organisation__name")
    makes_forms_once = False  # of which organisations, depends on who gives the role

    def __init__(self, model: Any, admin_site: Any) -> None:
        super().__init__(model, admin_site)
        self.form = type("GrantForm", (GrantForm,), dict(self.form.declared_fields))

    @property
    def joins(self) -> tuple[str, ...]:
        """The records that its list names, in one statement."""
        return ("user", "organisation")

    def own_fields(self, without: tuple[str, ...] = ()) -> list[str]:
        """Role and organisation; the person stands before them."""
        return ["role", "organisation"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """With the person, who is chosen once."""
        (_, first), *others = super().get_fieldsets(request, obj)
        person = "user" if obj else "person"
        return [(None, {"fields": [person, *first["fields"]]}), *others]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Who holds the role is never changed."""
        return ["user", "person"] if obj else []

    def get_autocomplete_fields(self, request: HttpRequest) -> tuple[str, ...]:
        """System administrators look after every organisation: too many to list."""
        return ("organisation",) if request.user.is_superuser else ()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only organisations whose people the reader looks after."""
        if db_field.name == "organisation":
            kwargs["queryset"] = Organisation.objects.administered_by(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """For those who look after people."""
        return request.user.has_perm("programmes.manage_people")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """For those who look after people."""
        may = request.user.has_perm("programmes.manage_people")
        return may and super().has_view_permission(request, obj)
