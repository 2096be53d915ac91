"""Striking a record out as a mistake, for those who may change it; and taking that back."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest

from programmes.admin.acts import ActForm, RecordAct
from programmes.admin.conflicts import told_since
from programmes.admin.fields import ReasonField
from programmes.operations import bring_back, strike_out
from programmes.resting import why_not_struck_out
from sharedsvc.core.addresses import admin_address
from sharedsvc.core.opened_form import OpenedForm
from sharedsvc.core.rights import permission


class StrikeOutForm(OpenedForm):
    """Why a record is a mistake."""

    reason = ReasonField()

    @property
    def rests_on_it(self) -> str:
        """What rests on the record, and so keeps it; "" for nothing."""
        return why_not_struck_out(self.record, self.user)

    def told_since(self, number: int | None) -> list[str]:
        """What others changed since in the record that is called a mistake."""
        return told_since(self.record, number, self.user, of_hidden=False)


def _struck_out(admin: Any, request: HttpRequest, object_id: str) -> Any:
    """The struck out record that the user would see. Raises Http404."""
    records = admin.model._default_manager.struck_out_for(request.user)
    try:
        return records.get(pk=admin.opts.pk.to_python(object_id))
    except (ValidationError, admin.model.DoesNotExist) as error:
        raise Http404 from error


def _may_bring_back(admin: Any, request: HttpRequest, record: Any) -> bool:
    return bool(request.user.has_perm(permission("bring_back", admin.model), record))


STRIKE_OUT = RecordAct(
    name="strike_out",
    template="admin/acts/strike_out.html",
    form=StrikeOutForm,
    may=lambda admin, request, record: admin.may_strike_out(request, record),
    do=lambda record, said: strike_out(record=record, reason=said["reason"]),
    done="was struck out",
    leads_to=lambda admin, record: admin_address(admin.model, "changelist"),
)

BRING_BACK = RecordAct(
    name="bring_back",
    template="admin/acts/bring_back.html",
    form=ActForm,
    found=_struck_out,
    may=_may_bring_back,
    do=lambda record, said: bring_back(record=record, reason=said["reason"]),
    done="was brought back",
    leads_to=lambda admin, record: admin_address(admin.model, "change", record.pk),
)
