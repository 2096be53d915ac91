from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from sharedsvc.accounts.models import User


@admin.register(User)
class RegisterUserAdmin(UserAdmin):
    """People who sign in, by e-mail address."""

    ordering = ("email",)
    list_display = ("email", "name", "is_staff", "is_active")
    search_fields = ("email", "name")
    fieldsets = (
        (None, {"fields": ("email", "password", "name")}),
        ("Rights", {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "password1", "password2")}),)
