from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest

from sharedsvc.accounts.forms import AccountForm
from sharedsvc.accounts.models import User
from sharedsvc.core.careful import CarefulChangeList, is_key
from sharedsvc.core.versions import lock


@admin.register(User)
class RegisterUserAdmin(UserAdmin):
    """People who sign in, by e-mail address; what they may do stands in their grants."""

    ordering = ("email",)
    list_display = ("email", "name", "is_superuser", "is_active")
    list_filter = ("is_superuser", "is_active")
    search_fields = ("email", "name")
    filter_horizontal: ClassVar[Any] = ()
    actions = None
    form = AccountForm
    fieldsets = (
        (None, {"fields": ("email", "password", "name", "version")}),
        ("Rights", {"fields": ("is_active", "is_superuser")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "password1", "password2")}),)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        """The list that answers odd addresses with care."""
        return CarefulChangeList

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Nobody gives themselves a right."""
        own = ("is_active", "is_superuser") if obj == request.user else ()
        return ("last_login", "date_joined", *own)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """A form that knows its reader."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"reader": request.user})

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """The account; of two who save it at once the second waits, and reads it anew."""
        if request.method == "POST" and is_key(object_id):
            lock(self.model, pk=int(object_id))
        return super().get_object(request, object_id, from_field)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An account is closed, never deleted: the history names it."""
        return False
