"""The chains of confirmed decisions: their heads, signed, and all their seals, for anybody."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

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
    """Every chain with its head, the keys, and what all this proves and what not."""
    try:
        keys, trouble = public_keys(), ""
    except NoKey as error:
        keys, trouble = [], str(error)
    found = _chains(request.user).order_by("organisation__name", "pk")
    context = {"section": "records", "chains": found, "keys": keys[::-1], "trouble": trouble}
    return render(request, "portal/seals.html", context)


@login_not_required
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """The head of a chain as a signed statement. Raises Http404 where there is no key to sign."""
    chain = get_object_or_404(_chains(request.user), pk=pk)
    try:
        text = statement_of(chain)
    except NoKey as error:
        raise Http404(str(error)) from error
    return _file(text, f"statement-{chain.organisation.code}.json", "application/json")


@login_not_required
def seals(request: HttpRequest, pk: int) -> HttpResponse:
    """All seals of a chain, one a line."""
    chain = get_object_or_404(_chains(request.user), pk=pk)
    return _file("".join(lines_of(chain)), f"seals-{chain.organisation.code}.txt", "text/plain")


@login_not_required
def keys(request: HttpRequest) -> HttpResponse:
    """Every public key that statements were signed with, each endorsed by the one before."""
    try:
        return _file(keys_in_words(), "keys.json", "application/json")
    except NoKey as error:
        raise Http404(str(error)) from error


def _file(text: str, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
