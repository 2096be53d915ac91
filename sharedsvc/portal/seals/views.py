"""The chains of confirmed decisions: their heads, signed, and all their seals, for anybody."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from decisions.models import Chain
from decisions.sealing.keys import NoKey, public_keys
from decisions.sealing.statements import keys_in_words, lines_of, statement_of
from programmes.models import Organisation


def _chains(user: Any) -> Any:
    """The chains of the organisations that the reader may see."""
    seen = Organisation.objects.visible_to(user).order_by().values("pk")
    return Chain.objects.filter(organisation__in=seen).select_related("organisation")


@login_not_required
def chains(request: HttpRequest) -> HttpResponse:
    """Every chain with its head, the keys, and what all this proves and what not.

    As a file (`?format=keys`) every public key there was, each endorsed by the one before.
    """
    try:
        if request.GET.get("format") == "keys":
            return _file(keys_in_words(), "keys.json")
        keys, trouble = public_keys(), ""
    except NoKey as error:
        keys, trouble = [], str(error)
    found = _chains(request.user).order_by("organisation__name", "pk")
    context = {"section": "records", "chains": found, "keys": keys[::-1], "trouble": trouble}
    return render(request, "portal/seals.html", context)


@login_not_required
def chain(request: HttpRequest, pk: int) -> HttpResponse:
    """A chain as a file: its head, signed, or all its seals, one a line; else where it is listed.

    Raises Http404 where there is no key to sign.
    """
    found = get_object_or_404(_chains(request.user), pk=pk)
    wanted, code = request.GET.get("format", ""), found.organisation.code
    if wanted == "seals":
        return _file("".join(lines_of(found)), f"seals-{code}.txt")
    if wanted != "statement":
        return redirect(f"{reverse('portal:seals')}#chain-{found.pk}")
    try:
        return _file(statement_of(found), f"statement-{code}.json")
    except NoKey as error:
        raise Http404(str(error)) from error


def _file(text: str, name: str) -> HttpResponse:
    kind = "application/json" if name.endswith(".json") else "text/plain"
    response = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
