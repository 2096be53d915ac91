from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest

from sharedsvc.accounts.models import User
from sharedsvc.core.careful import CarefulChangeList


@admin.register(User)
class RegisterUserAdmin(UserAdmin):
    """People who sign in, by e-mail address; what they may do stands in their grants."""

    ordering = ("email",)
    list_display = ("email", "name", "is_superuser", "is_active")
    list_filter = ("is_superuser", "is_active")
    search_fields = ("email", "name")
    filter_horizontal: ClassVar[Any] = ()
    actions = None
    fieldsets = (
        (None, {"fields": ("email", "password", "name")}),
        ("Rights", {"fields": ("is_active", "is_superuser")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "password1", "password2")}),)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        return CarefulChangeList

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Nobody gives themselves a right."""
        own = ("is_active", "is_superuser") if obj == request.user else ()
        return ("last_login", "date_joined", *own)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An account is closed, never deleted: the history names it."""
        return False
