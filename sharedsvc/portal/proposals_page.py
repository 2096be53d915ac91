"""A programme's proposals: what is asked for, agreed in writing, and subject to what."""

from typing import Any

from decisions.models import (
    Agreement,
    Approval,
    BusinessCase,
    Condition,
    Delegation,
    Option,
    OptionPoint,
    Party,
    Proposal,
    Recommendation,
)
from sharedsvc.portal.programme_page import ProgrammePage
from sharedsvc.portal.sections import TableSection
from workstreams.models import Arrangement


class ProposalsPage(ProgrammePage):
    """What is proposed, what was agreed in writing, and what it is subject to."""

    def make_sections(self) -> list[TableSection]:
        return [
            self._proposals(),
            self._options(),
            *self._points(),
            self._cases(),
            self._approvals(),
            self._conditions(),
            self._to_come(),
            self._delegations(),
            self._agreements(),
            self._arrangements(),
        ]

    def _proposals(self) -> TableSection:
        return self.table(
            "proposals",
            "Proposals",
            ("Proposal", "Kind", "Standing", "Description"),
            self.of_programme(Proposal).order_by("code"),
            lambda p: (p.title, p.get_kind_display(), p.get_standing_display(), p.description),
        )

    def _options(self) -> TableSection:
        return self.table(
            "options",
            "Options weighed",
            ("Option", "Of", "Delivery model", "Standing", "Description"),
            self.of_programme(Option)
            .select_related("proposal")
            .order_by("proposal__code", "order"),
            lambda o: (
                f"{o.number} {o.title}".strip(),
                o.proposal.title,
                o.get_model_display(),
                o.get_standing_display(),
                o.description,
            ),
        )

    def _points(self) -> list[TableSection]:
        points = self.of_programme(OptionPoint, "option__programme").select_related("option")
        by_option: dict[int, list[Any]] = {}
        for point in points.order_by("option__order", "kind", "order", "pk"):
            by_option.setdefault(point.option_id, []).append(point)
        return [
            self.table(
                f"points-{rows[0].option.code}",
                f"{rows[0].option.title}: points",
                ("Point", "Text"),
                rows,
                lambda p: (f"{p.get_kind_display()} {p.number}", p.text),
            )
            for rows in by_option.values()
        ]

    def _cases(self) -> TableSection:
        return self.table(
            "cases",
            "Business cases",
            ("Business case", "Of", "Stage", "State", "Date", "Scope, benefits, contents"),
            self.visible(BusinessCase)
            .filter(programme=self.programme)
            .select_related("workstream", "proposal")
            .order_by("code"),
            lambda c: (
                c.title,
                _of_what(c),
                c.get_stage_display(),
                c.get_state_display(),
                c.date_in_english,
                c.in_scope,
            ),
        )

    def _approvals(self) -> TableSection:
        approvals = self.visible(Approval).as_at(self.as_at.date)
        approvals = approvals.filter(proposal__programme=self.programme) | approvals.filter(
            workstream__programme=self.programme
        )
        return self.table(
            "approvals",
            "Outcomes at gates",
            ("Organisation", "Gate", "Of", "Outcome", "Date"),
            approvals.select_related("organisation", "gate", "workstream", "proposal").order_by(
                "date_latest", "pk"
            ),
            lambda a: (
                a.organisation.label,
                a.gate,
                _of_what(a),
                a.get_outcome_display(),
                a.date_in_english,
            ),
        )

    def _conditions(self) -> TableSection:
        return self.table(
            "conditions",
            "Conditions",
            ("Condition", "Of", "State", "Reported so far"),
            self.of_programme(Condition, "clause__decision__programme")
            .select_related("clause__decision")
            .order_by("clause__decision", "clause__order", "order"),
            lambda c: (
                f"{c.number}. {c.text}",
                f"Clause {c.clause.number}, {c.clause.decision.date_in_english}",
                c.get_state_display(),
                c.progress or "Nothing reported",
            ),
        )

    def _to_come(self) -> TableSection:
        asks = self.visible(Recommendation).filter(
            report__programme=self.programme, anticipated=True
        )
        return self.table(
            "to-come",
            "To be asked",
            ("Ask", "Of", "When"),
            asks.stated_by(self.as_at.date).for_list().select_related("body__organisation"),
            lambda a: (
                a.text,
                a.body.in_full if a.body else "",
                a.meeting.date_in_english if a.meeting else "",
            ),
        )

    def _delegations(self) -> TableSection:
        delegations = self.of_programme(Delegation)
        return self.table(
            "delegations",
            "Delegations",
            ("To", "In consultation with", "On what", "State", "By"),
            delegations.select_related("to", "in_consultation_with", "by__organisation").order_by(
                "code"
            ),
            lambda d: (
                d.to.title,
                d.in_consultation_with.title if d.in_consultation_with else "",
                d.on_what,
                d.get_state_display(),
                d.by.in_full if d.by else "",
            ),
        )

    def _agreements(self) -> TableSection:
        parties: dict[int, list[str]] = {}
        rows = self.visible(Party).filter(agreement__programme=self.programme)
        for party in rows.select_related("organisation").order_by("order", "pk"):
            parties.setdefault(party.agreement_id, []).append(party.organisation.label)
        agreements = self.of_programme(Agreement).select_related("parent", "drafted_by")
        return self.table(
            "agreements",
            "Agreements",
            (
                "Agreement",
                "Kind",
                "State",
                "Parties",
                "Covers",
                "Part of",
                "Drafted by",
                "Exclusive",
            ),
            agreements.order_by("order", "code"),
            lambda a: (
                a.title,
                a.get_kind_display(),
                a.get_state_display(),
                " and ".join(parties.get(a.pk, [])),
                a.covers,
                a.parent or "No other agreement",
                a.drafted_by.label if a.drafted_by else "",
                a.get_exclusive_display(),
            ),
        )

    def _arrangements(self) -> TableSection:
        arrangements = self.of_programme(Arrangement, "workstream__programme")
        return self.table(
            "arrangements",
            "How each workstream is delivered",
            ("Workstream", "Delivery model", "Standing", "As stated", "From", "Until"),
            arrangements.select_related("workstream").order_by("workstream__order", "pk"),
            lambda a: (
                a.workstream.title,
                a.get_model_display(),
                a.get_standing_display(),
                a.wording,
                a.start_in_words,
                a.end_in_words,
            ),
        )


def _of_what(record: Any) -> str:
    """The workstream and the proposal that a business case or an outcome is of."""
    return ": ".join(found.title for found in (record.workstream, record.proposal) if found)
