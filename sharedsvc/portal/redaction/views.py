"""Personal details: look where one stands, choose, see what it will read like, take it out."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from decisions.redacting.doing import redact
from decisions.redacting.finding import TooMany, WhereItStands, documents, find
from decisions.redacting.places import TextPlace
from decisions.redacting.texts import Detail
from decisions.redacting.told import latest, texts_taken_out
from sharedsvc.core.kinds import kinds
from sharedsvc.core.recorded_form import recording_by
from sharedsvc.portal.redaction.forms import OFTEN, LookForm, RedactionForm
from sharedsvc.portal.redaction.uploads import forget_uploads_with

NO_RIGHT = "Only an administrator takes personal details out."
TOO_OFTEN = "This stands in too many places to look at each: type more of it."
PASSAGES = 3


@dataclass(frozen=True)
class ShownPlace:
    """A place with its context, as it reads now and as it will."""

    place: TextPlace
    detail: Detail
    is_chosen: bool = True

    @property
    def address(self) -> str:
        """The page on which it stands."""
        return kinds.address(self.place.about)

    @property
    def where(self) -> str:
        """In which versions, in words."""
        versions = len([which for which in self.place.says if which])
        counted = f"{versions} version{'' if versions == 1 else 's'}"
        if "" not in self.place.says:
            return f"in {counted}"
        return f"as it stands, and in {counted}" if versions else "as it stands"

    @property
    def passages(self) -> Iterator[tuple[str, str, str, str]]:
        """Some passages: what is before, the detail, what stands there afterwards, what follows."""
        return islice(dict.fromkeys(self._passages()), PASSAGES)

    def _passages(self) -> Iterator[tuple[str, str, str, str]]:
        for text in self.place.says.values():
            if self.place.is_code:
                yield "", text, f"redacted-{self.place.pk}", ""
                continue
            mark = self.detail.marker_in(text, self.place.longest)
            for one in self.detail.passages(text):
                yield one.before, one.found, mark, one.after


@sensitive_post_parameters("text", "password")
def redaction(request: HttpRequest) -> HttpResponse:
    """What was taken out, a form to look for a detail and, once it is sent, where it stands.

    The detail is sent in the form alone: it is in no address, and so in no log.
    """
    if not request.user.has_perm("programmes.redact"):
        raise PermissionDenied(NO_RIGHT)
    look = LookForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"section": "people", "look": look}
    if look.is_bound and look.is_valid():
        detail = Detail(look.cleaned_data["text"], datetime.date.today())
        try:
            found = find(detail, request.user)
        except TooMany:
            look.add_error("text", TOO_OFTEN)
        else:
            form = _form(request, found)
            if form.is_bound and _redacted(request, form, detail):
                return redirect("portal:redaction")
            context |= _shown(found, form, detail)
    context["done"] = latest(request.user)
    return render(request, "portal/redaction.html", context)


def _form(request: HttpRequest, found: WhereItStands) -> RedactionForm:
    data = request.POST if "redact" in request.POST else None
    kept = documents(request.user)
    return RedactionForm(data, user=request.user, places=found.places, documents=kept)


def _shown(found: WhereItStands, form: RedactionForm, detail: Detail) -> dict[str, Any]:
    chosen = set(form.data.getlist("places")) if form.is_bound else None  # type: ignore[attr-defined]
    places = [
        ShownPlace(place, detail, chosen is None or place.key in chosen) for place in found.places
    ]
    elsewhere = [(kinds.address(record), record) for record in found.elsewhere]
    kept = documents(form.user)
    return {"form": form, "places": places, "elsewhere": elsewhere, "documents": kept}


def _redacted(request: HttpRequest, form: RedactionForm, detail: Detail) -> bool:
    """Whether it was taken out; if not, the form says why."""
    if not ratelimit.consume(request, action="reauthenticate", user=request.user):
        form.add_error("password", OFTEN)
    if not form.is_valid():
        return False
    with recording_by(form, request.user):
        made = redact(detail=detail, kind=form.cleaned_data["kind"], chosen=form.chosen)
    if not form.is_valid():
        return False
    forgotten = forget_uploads_with(detail.stands_in)
    places = texts_taken_out(made)
    messages.success(request, f"Taken out of {places} text{'' if places == 1 else 's'}.")
    if forgotten:
        some = "1 uploaded workbook" if forgotten == 1 else f"{forgotten} uploaded workbooks"
        messages.info(request, f"{some} that held it and waited to be written: deleted.")
    return True
