"""The register's addresses, and some that fail, each in its own way, with a secret in hand."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError, connection
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.urls import path

from sharedsvc import urls
from sharedsvc.accounts.models import User

handler400, handler500 = urls.handler400, urls.handler500
SECRET = "mrs-amber-quill@example.org"
LOCKED = type("OperationalError", (Exception,), {})


def with_a_cause():
    try:
        int(SECRET)
    except ValueError as error:
        raise RuntimeError(f"It was {SECRET}.") from error


def raised(error):
    raise error


def twice():
    User.objects.create_user(SECRET)
    User.objects.create_user(SECRET)


def broken_template():
    engines["django"].from_string("{% load static %}{% static value %}{% nothing %}")


def asked(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def away():
    raise OperationalError(f"no answer from {SECRET}") from LOCKED("server closed the connection")


FAULTS = {
    "value": lambda: int(SECRET),
    "validation": lambda: raised(ValidationError({"email": f"{SECRET} is taken."})),
    "key": lambda: {}[SECRET],
    "cause": with_a_cause,
    "twice": twice,
    "template": broken_template,
    "sql": lambda: asked(f"SELECT {SECRET!r} FROM nowhere"),
    "number": lambda: asked("SELECT CAST(%s AS integer) / 0 FROM nowhere", SECRET),
    "attribute": lambda: object().nothing,
}
ANSWERS = {
    "forbidden": lambda: raised(PermissionDenied("Not for you.")),
    "missing": lambda: raised(Http404(SECRET)),
    "away": away,
}


@login_not_required
def fails(request, how):
    typed = request.GET.get("q", SECRET)  # a local variable that no log may show
    {**FAULTS, **ANSWERS}[how]()
    return HttpResponse(typed)


@login_not_required
def reads(request):
    return render(request, "portal/accessibility.html", {"n": len(request.POST)})


urlpatterns = [
    path("fails/<str:how>/", fails),
    path("reads/", reads),
    *urls.urlpatterns,
]
