"""What was struck out, for administrators: by whom, when and why, and the way to bring it back."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Value
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import capfirst

from sharedsvc.core.addresses import admin_address
from sharedsvc.core.models import Governed
from sharedsvc.core.people import called
from sharedsvc.core.reference import label_of
from sharedsvc.core.rights import permission

ON_A_PAGE = 50


@dataclass
class Struck:
    """A record that was struck out: what, by whom, when, why, and where it is brought back."""

    kind: str
    what: str
    who: str
    when: datetime.datetime
    why: str
    address: str


def struck_out_view(request: HttpRequest) -> HttpResponse:
    """The list, newest first, of a kind if one is asked for; only what the reader would see."""
    if not request.user.has_perm("programmes.manage_people"):
        raise PermissionDenied("Only an administrator brings back what was struck out.")
    models = _with_struck_out(request.user)
    chosen = request.GET.get("kind", "")
    shown = [model for model in models if chosen in ("", label_of(model))]
    page = Paginator(_versions(shown, request.user), ON_A_PAGE).get_page(request.GET.get("p"))
    context = {
        **admin.site.each_context(request),
        "title": "Struck out",
        "kinds": [(label_of(model), _name(model)) for model in models],
        "chosen": chosen,
        "page": page,
        "rows": [_row(label, number, request.user) for _, label, number in page],
    }
    return TemplateResponse(request, "admin/struck_out.html", context)


def _with_struck_out(user: Any) -> list[Any]:
    """The models of which a user would see records that were struck out, by name."""
    models = [m for m in apps.get_models() if issubclass(m, Governed) and not m._meta.proxy]
    asked = [
        _struck(model, user).values_list(Value(label_of(model))).order_by()[:1] for model in models
    ]
    found = {label for query in asked for (label,) in query}
    return sorted((m for m in models if label_of(m) in found), key=_name)


def _struck(model: Any, user: Any) -> Any:
    return model._base_manager.struck_out_for(user)


def _name(model: Any) -> str:
    return str(capfirst(model._meta.verbose_name_plural))


def _versions(models: list[Any], user: Any) -> list[tuple[datetime.datetime, str, int]]:
    """When, of which kind, and in which version each was struck out; newest first."""
    found: list[tuple[datetime.datetime, str, int]] = []
    for model in models:
        rows = model.history.filter(id__in=_struck(model, user).values("pk")).exclude(struck_out="")
        latest: dict[int, tuple[datetime.datetime, str, int]] = {}
        for pk, when, number in rows.order_by("history_id").values_list(
            "id", "history_date", "history_id"
        ):
            latest[pk] = (when, label_of(model), number)
        found += latest.values()
    return sorted(found, key=lambda one: (one[0], one[1], one[2]), reverse=True)


def _row(label: str, number: int, user: Any) -> Struck:
    model: Any = apps.get_model(label)
    version = model.history.select_related("history_user").get(history_id=number)
    record = model._base_manager.get(pk=version.id)
    by = version.history_user
    may = user.has_perm(permission("bring_back", record), record)
    return Struck(
        str(capfirst(model._meta.verbose_name)),
        str(record),
        called(by),
        version.history_date,
        record.struck_out,
        admin_address(model, "bring_back", record.pk) if may else "",
    )
