"""The document on a business case's page: to take away, by which checksum, who agreed to it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from decisions.choices import WhoMustPass
from decisions.gate_rule import SHOWN
from decisions.gates_ahead import gates_before, gates_before_a_whole
from decisions.kinds import workstreams_about
from decisions.models import BusinessCase, CaseDocument
from decisions.redacting.places import CONTENT, DOCUMENT
from decisions.redacting.told import ToldPlace, of_row
from sharedsvc.core.rights import permission
from workstreams.models import Workstream

ALL = {
    WhoMustPass.MAJORITY: "A majority of the councils has",
    WhoMustPass.NAMED: "All that the gate names have",
    WhoMustPass.NAMED_MAJORITY: "A majority of those whom the gate names has",
    WhoMustPass.LEADS: "All leads have",
    WhoMustPass.OWNER: "The council itself has",
}


@dataclass(frozen=True)
class ShownDocument:
    """What the page of a version says of its document."""

    case: BusinessCase
    kept: CaseDocument | None
    address: str
    upload: str
    agreed: tuple[str, ...]
    taken_out: ToldPlace | None = None

    @property
    def size(self) -> str:
        """How large it is, in words."""
        return filesizeformat(self.kept.size) if self.kept else ""


def shown_for(case: BusinessCase, user: Any, day: Any) -> ShownDocument | None:
    """The document of a version; None where there is none, and this reader uploads none."""
    kept = CaseDocument.objects.filter(business_case=case.pk).defer("content").first()
    may = user.is_authenticated and user.has_perm(permission("change", case), case)
    if kept is None and not case.checksum and not may:
        return None
    names = [case.programme.code, case.code]
    return ShownDocument(
        case=case,
        kept=kept,
        address=reverse("portal:case_document", args=names) if kept and kept.size else "",
        upload=reverse("portal:upload_case_document", args=names) if may and not kept else "",
        agreed=_agreed(case, user, day) if case.checksum else (),
        taken_out=of_row(DOCUMENT, kept.pk, CONTENT) if kept and not kept.size else None,
    )


def _agreed(case: BusinessCase, user: Any, day: Any) -> tuple[str, ...]:
    """At which gates all who must pass it have approved this very document."""
    wanted = f"document {case.checksum[:SHOWN]}"
    found: dict[int, list[Any]] = {}
    for cell in _cells(case, user, day):
        if cell.gate.case_stage == case.stage:
            found.setdefault(cell.gate.pk, []).append(cell)
    return tuple(
        f"{ALL.get(some[0].gate.who_must_pass, 'All councils have')} approved this same document "
        f"at “{some[0].gate.title}”."
        for some in found.values()
        if all(cell.passed_on.endswith(wanted) for cell in some)
    )


def _cells(case: BusinessCase, user: Any, day: Any) -> list[Any]:
    about = Q(pk=case.workstream_id)
    if case.proposal_id:
        about |= Q(pk__in=workstreams_about(case.proposal_id, user))
    workstreams = Workstream.objects.visible_to(user).filter(about).select_related("programme")
    found = gates_before(workstreams, user, day, proposal=case.proposal_id)
    if not found and case.proposal:
        found = gates_before_a_whole(case.proposal, user, day)
    return found
