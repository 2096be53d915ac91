"""The admin's door: for those who hold a role that writes, and for system administrators."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.text import capfirst, slugify

from sharedsvc.core.kinds import kinds
from sharedsvc.portal.admin.groups import GROUPS

OWN = ("programmes", "workstreams", "decisions", "accounts")
NAMES = {  # of what has no list of its own on the pages
    "Citation": "Sources of records",
    "DatedValue": "Dated values: since when something was so",
    "Grant": "Grants: who may do what",
    "HouseSection": "Sections of house styles",
    "NameAgreement": "Names agreed to",
    "Party": "Parties to agreements",
    "PostOrganisation": "Organisations that posts belong to",
    "ReportItem": "Texts of committee reports",
    "ReportMeeting": "Meetings that reports go to",
    "Subject": "What records are about",
    "User": "Users: people who sign in",
}


# Where a kind is added to on a page of its own: the address by its name, and what the link says.
ADDED_ELSEWHERE = {"StatusUpdate": ("portal:update_grid", "Update your workstreams")}


def _name_of(model: dict[str, Any]) -> str:
    kind = kinds.of_model(model["model"])
    return capfirst(kind.plural if kind else NAMES.get(model["object_name"], model["name"]))


class RegisterAdminSite(AdminSite):
    """Every record, for those who may see it."""

    site_header = "Shared Services Register: records"
    site_title = "Shared Services Register"
    index_title = "Keep records"
    enable_nav_sidebar = False
    empty_value_display = "not stated"

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only our own records: other libraries' tables hold rights of their own."""
        models: Any = (
            [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        )
        own = [model for model in models if model._meta.app_label in OWN]
        super().register(own, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether somebody keeps records: the admin's door is a role."""
        return bool(request.user.has_perm("programmes.keep_records"))

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The one way to sign in is that of the pages; who is signed in and may not enter: 403."""
        if not request.user.is_authenticated:
            return redirect_to_login(
                request.GET.get("next", reverse("admin:index")), settings.LOGIN_URL
            )
        if not self.has_permission(request):
            raise PermissionDenied("The admin is for people whose role keeps records.")
        return redirect("admin:index")

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page needs: without the list of all models, which only the index shows."""
        return {
            "site_title": self.site_title,
            "site_header": self.site_header,
            "site_url": reverse("portal:home"),
            "has_permission": self.has_permission(request),
            "available_apps": [],
            "is_popup": False,
            "is_nav_sidebar_enabled": False,
            "section": "admin",
        }

    def autocomplete_view(self, request: HttpRequest) -> Any:
        """What a pick list offers for words that are typed."""
        from programmes.admin.lists import PickList

        return PickList.as_view(admin_site=self)(request)

    def get_urls(self) -> list[Any]:
        """With the pages of workbooks and of what was struck out."""
        from sharedsvc.portal.admin.struck_out import struck_out_view
        from sharedsvc.portal.workbook import views

        pages: list[tuple[str, Any, str]] = [
            ("workbook/", views.upload, "workbook"),
            ("workbook/template/", views.template, "workbook_template"),
            ("workbook/preview/<str:token>/", views.preview, "workbook_preview"),
            ("workbook/<slug:code>.<str:ending>", views.download, "workbook_download"),
            ("struck-out/", struck_out_view, "struck_out"),
        ]
        own = [path(route, self.admin_view(view), name=name) for route, view, name in pages]
        return [*own, *super().get_urls()]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The records that somebody may see, by what people look for: `GROUPS`, as they stand.

        Of one app alone where its label is given. Every kind has the name of its list on the pages.
        """
        found = super().get_app_list(request, app_label)
        models = {model["object_name"]: model for app in found for model in app["models"]}
        for model in models.values():
            model["name"] = _name_of(model)
            model["add_elsewhere"] = ADDED_ELSEWHERE.get(model["object_name"])
        groups = [
            {
                "name": group.title,
                "app_label": slugify(group.title),
                "app_url": "",
                "models": [models[name] for name in group.models if name in models],
            }
            for group in GROUPS
        ]
        return [group for group in groups if group["models"]]

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> Any:
        """The groups of one app: who, what or decided. Raises Http404 where none may be seen."""
        title = f"Keep records: {apps.get_app_config(app_label).verbose_name.lower()}"
        return super().app_index(request, app_label, {"title": title, **(extra_context or {})})

    def index(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The kinds of record by what people look for, and what else the reader may do."""
        may_import = request.user.has_perm("programmes.import_workbook")
        context = {
            "may_update": request.user.has_perm("workstreams.add_statusupdate"),
            "may_import_workbook": may_import,
            "may_bring_back": request.user.has_perm("programmes.manage_people"),
            **(extra_context or {}),
        }
        return super().index(request, context)
