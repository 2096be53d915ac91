"""Sharing: what a member's own administrator or clerk starts and ends."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from programmes.models import Membership, Organisation, Partnership, Sharing
from programmes.operations import end_sharing, start_sharing
from programmes.viewers import administers
from sharedsvc.core.history import recording
from sharedsvc.portal.sharing.forms import EndSharingForm, StartSharingForm


@dataclass
class PartTaken:
    """An organisation's part in a partnership: whether it is a member today, and whether shares."""

    organisation: Organisation
    partnership: Partnership
    is_member: bool = False
    sharing: Sharing | None = None

    @property
    def is_to_come(self) -> bool:
        """It will share from a later day on."""
        return self.sharing is not None and self.sharing.start_latest > datetime.date.today()


def sharing(request: HttpRequest) -> HttpResponse:
    """In which partnerships the reader's organisations take part, and where they share."""
    organisations = _organisations(request.user)
    context = {"section": "sharing", "parts": _parts(organisations, request.user)}
    return render(request, "portal/sharing.html", context)


def start(request: HttpRequest, organisation: int, partnership: int) -> HttpResponse:
    """Say what sharing opens in each direction, ask from when and by what, and start it."""
    council = get_object_or_404(_organisations(request.user), pk=organisation)
    parts = _parts(Organisation.objects.filter(pk=council.pk), request.user)
    part = next((one for one in parts if one.is_member and one.partnership.pk == partnership), None)
    if part is None:
        raise Http404
    if part.sharing is not None:
        messages.info(request, f"{council} shares in {part.partnership} already.")
        return redirect("portal:sharing")
    form = StartSharingForm(
        request.POST or None, needs_source=not administers(request.user, council)
    )
    if request.method == "POST" and form.is_valid() and _start(request, form, part):
        messages.success(request, f"Sharing is recorded: {council} in {part.partnership}.")
        return redirect("portal:sharing")
    others = Sharing.objects.visible_to(request.user).in_force(datetime.date.today())
    context = {
        "section": "sharing",
        "form": form,
        "part": part,
        "others": others.filter(partnership=partnership).select_related("organisation"),
    }
    return render(request, "portal/start_sharing.html", context)


def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why sharing ends, and end it at once."""
    own = Sharing.objects.visible_to(request.user).not_ended(datetime.date.today())
    sharing = get_object_or_404(own.filter(organisation__in=_organisations(request.user)), pk=pk)
    form = EndSharingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        with recording(user=request.user, reason=reason):
            end_sharing(record=sharing, reason=reason)
        messages.success(
            request, f"{sharing.organisation} no longer shares in {sharing.partnership}."
        )
        return redirect("portal:sharing")
    context = {"section": "sharing", "form": form, "sharing": sharing}
    return render(request, "portal/end_sharing.html", context)


def _organisations(user: Any) -> Any:
    """Those for which a user starts and ends sharing. Raises PermissionDenied for anybody else."""
    if not user.has_perm("programmes.share"):
        raise PermissionDenied("Only an administrator or a clerk starts and ends sharing.")
    return Organisation.objects.shared_for_by(user)


def _parts(organisations: Any, user: Any) -> list[PartTaken]:
    """The partnerships of these organisations: as members today, or as still sharing."""
    today = datetime.date.today()
    members = Membership.objects.visible_to(user).surely(today)
    sharings = Sharing.objects.visible_to(user).not_ended(today)
    found: dict[tuple[int, int], PartTaken] = {}
    for row in [
        *members.filter(organisation__in=organisations).select_related(
            "partnership", "organisation"
        ),
        *sharings.filter(organisation__in=organisations),
    ]:
        pair = (row.organisation_id, row.partnership_id)
        part = found.setdefault(pair, PartTaken(row.organisation, row.partnership))
        if isinstance(row, Sharing):
            part.sharing = row
        else:
            part.is_member = True
    return sorted(found.values(), key=lambda part: (part.organisation.name, part.partnership.name))


def _start(request: HttpRequest, form: StartSharingForm, part: PartTaken) -> bool:
    """Whether sharing could be started; if not, the form says why."""
    wanted = {name: value for name, value in form.cleaned_data.items() if name != "reason"}
    try:
        with recording(user=request.user, reason=form.cleaned_data["reason"]):
            start_sharing(partnership=part.partnership, organisation=part.organisation, **wanted)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True
