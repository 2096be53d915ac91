"""People and rights: who holds which role, invitations, and roles that end."""

import datetime
from typing import Any

import structlog
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from programmes.choices import GrantRole
from programmes.models import Grant, Organisation
from programmes.operations import end_role, invite
from sharedsvc.accounts.invitations import send_invitation
from sharedsvc.core.careful import is_key
from sharedsvc.core.recorded_form import recording_by
from sharedsvc.core.sending import after_saving
from sharedsvc.core.versions import lock
from sharedsvc.portal.people.forms import EndRoleForm, InvitationForm

logger = structlog.get_logger(__name__)


def people_and_rights(request: HttpRequest) -> HttpResponse:
    """Who holds a role in the organisations that the reader looks after; a form to invite."""
    organisations = _administered(request.user)
    form = InvitationForm(request.POST or None, organisations=organisations)
    if request.method == "POST" and form.is_valid() and _invite(request, form):
        return redirect("portal:people_and_rights")
    grants = Grant.objects.visible_to(request.user).filter(organisation__in=organisations)
    today = datetime.date.today()
    context = {
        "section": "people",
        "form": form,
        "grants": grants.filter(end_latest__gte=today).for_list(),
        "ended": grants.filter(end_latest__lt=today).for_list(),
    }
    return render(request, "portal/people_and_rights.html", context)


def end_grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why a role ends, and end it."""
    if request.method == "POST" and is_key(str(pk)):
        lock(Grant, pk=pk)
    organisations = _administered(request.user)
    grants = Grant.objects.visible_to(request.user).filter(organisation__in=organisations)
    grant = get_object_or_404(grants.select_related("user", "organisation"), pk=pk)
    if not request.user.has_perm("programmes.change_grant", grant):
        raise PermissionDenied("Nobody ends a role of their own: ask another administrator.")
    form = EndRoleForm(request.POST or None, record=grant, user=request.user)
    if request.method == "POST" and form.is_valid() and _end(request, grant, form):
        messages.success(request, f"Ended: {grant}.")
        return redirect("portal:people_and_rights")
    context = {"section": "people", "form": form, "grant": grant}
    return render(request, "portal/end_grant.html", context)


def _end(request: HttpRequest, grant: Grant, form: EndRoleForm) -> bool:
    """Whether the role could be ended; if not, the form says why."""
    reason = form.cleaned_data["reason"]
    with recording_by(form, request.user):
        end_role(record=grant, reason=reason)
    return form.is_valid()


def _administered(user: Any) -> Any:
    """The organisations that a user looks after. Raises PermissionDenied for anybody else."""
    if not user.has_perm("programmes.manage_people"):
        raise PermissionDenied("Only an administrator gives and ends roles.")
    return Organisation.objects.administered_by(user)


def _invite(request: HttpRequest, form: InvitationForm) -> bool:
    """Whether the person could be invited; if not, the form says why."""
    wanted = {name: value for name, value in form.cleaned_data.items() if name != "reason"}
    try:
        with recording_by(form, request.user):
            user = invite(**wanted)
    except PermissionDenied:
        form.add_error(None, "Nobody gives themselves a right: ask another administrator.")
    if not form.is_valid():
        return False
    given = GrantRole(wanted["role"]).label, str(wanted["organisation"])
    messages.success(request, f"{user.name_or_address} has the role now.")
    after_saving(request, lambda: _tell(request, user, *given))
    return True


def _tell(request: HttpRequest, user: Any, role: str, organisation: str) -> None:
    who = user.name_or_address
    try:
        send_invitation(request, user, role=role, organisation=organisation)
    except OSError:
        logger.exception("mail_not_sent")
        messages.warning(
            request,
            f"The mail to {who} could not be sent. Ask {who} to choose “Forgotten your password?” "
            "where people sign in.",
        )
    else:
        messages.success(request, f"A mail to {who} says how to sign in.")
