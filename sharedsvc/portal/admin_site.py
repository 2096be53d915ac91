"""The admin's door: for those who hold a role that writes, and for system administrators."""

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.text import capfirst

from sharedsvc.core.kinds import kinds

OWN = {
    "programmes": "Who: councils, people, meetings, documents, programmes",
    "workstreams": "What: workstreams and how they stand",
    "decisions": "Decided: proposals, gates, decisions, reports, house styles",
    "accounts": "Accounts",
}
NAMES = {  # of what has no list of its own on the pages
    "Citation": "Sources of records",
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


class RegisterAdminSite(AdminSite):
    """Every record, for those who may see it."""

    site_header = "Shared services register: records"
    site_title = "Shared services register"
    index_title = "Records"
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
        }

    def get_urls(self) -> list[Any]:
        from sharedsvc.portal import workbook_views as views
        from sharedsvc.portal.struck_out import struck_out_view

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
        """Every record under the name that its list has on the pages; who, what, decided."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["name"] = OWN[app["app_label"]]
            for model in app["models"]:
                kind = next((kind for kind in kinds if kind.model is model["model"]), None)
                plural = kind.plural if kind else NAMES.get(model["object_name"], model["name"])
                model["name"] = capfirst(plural)
            app["models"].sort(key=lambda model: model["name"])
        return sorted(apps, key=lambda app: [*OWN].index(app["app_label"]))

    def index(self, request: HttpRequest, extra_context: Any = None) -> Any:
        may_import = request.user.has_perm("programmes.import_workbook")
        context = {
            "may_import_workbook": may_import,
            "may_bring_back": request.user.has_perm("programmes.manage_people"),
            **(extra_context or {}),
        }
        return super().index(request, context)
