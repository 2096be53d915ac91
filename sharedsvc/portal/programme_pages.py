"""What surrounds a programme's position: its proposals and agreements, and its background."""

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
from programmes.models import (
    Body,
    Citation,
    Criterion,
    Document,
    Meeting,
    Organisation,
    OrganisationName,
    Person,
    Post,
    PostOrganisation,
    Principle,
    Programme,
    Tenure,
)
from sharedsvc.core.as_at import AsAt
from sharedsvc.portal.sections import TableSection, attach_citations, table
from workstreams.models import (
    Arrangement,
    Consultation,
    Contribution,
    Finding,
    Milestone,
    Review,
    Risk,
    Workstream,
    WorkstreamRole,
)


class ProgrammePage:
    """A page of tables about one programme on a date."""

    def __init__(self, programme: Programme, user: Any, as_at: AsAt) -> None:
        self.programme = programme
        self.user = user
        self.as_at = as_at
        self.sections = self.make_sections()
        self.documents = attach_citations(self.sections, programme, user)

    def make_sections(self) -> list[TableSection]:
        """The tables, in the order in which they are read."""
        raise NotImplementedError

    def visible(self, model: Any) -> Any:
        return model.objects.visible_to(self.user)

    def of_programme(self, model: Any, path: str = "programme") -> Any:
        """The visible records of the programme; those with dates as at the page's date."""
        records = self.visible(model).filter(**{path: self.programme})
        return records.as_at(self.as_at.date) if hasattr(records, "as_at") else records

    def begun(self, model: Any) -> Any:
        """The visible records of the programme that had begun by the day, ended ones among them."""
        records = self.visible(model).filter(programme=self.programme)
        return records.filter(start_earliest__lte=self.as_at.date)

    def cited(self, model: Any) -> Any:
        """The visible shared records that the programme's documents state."""
        label = model._meta.concrete_model._meta.label_lower
        stated = Citation.objects.not_struck_out().filter(
            record_type=label, document__programme=self.programme
        )
        return self.visible(model).filter(pk__in=stated.values("record_id"))


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
        return table(
            "proposals",
            "Proposals",
            ("Proposal", "Kind", "Standing", "Description"),
            self.of_programme(Proposal).order_by("code"),
            lambda p: (p.title, p.get_kind_display(), p.get_standing_display(), p.description),
        )

    def _options(self) -> TableSection:
        return table(
            "options",
            "Options weighed",
            ("Option", "Delivery model", "Standing", "Description"),
            self.of_programme(Option).order_by("proposal__code", "order"),
            lambda o: (
                f"{o.number} {o.title}".strip(),
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
            table(
                f"points-{rows[0].option.code}",
                f"{rows[0].option.title}: points",
                ("Point", "Text"),
                rows,
                lambda p: (f"{p.get_kind_display()} {p.number}", p.text),
            )
            for rows in by_option.values()
        ]

    def _cases(self) -> TableSection:
        return table(
            "cases",
            "Business cases",
            ("Business case", "Stage", "State", "Date", "In scope"),
            self.visible(BusinessCase).filter(programme=self.programme).order_by("code"),
            lambda c: (
                c.title,
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
        return table(
            "approvals",
            "Outcomes at gates",
            ("Organisation", "Gate", "Outcome", "Date"),
            approvals.select_related("organisation", "gate").order_by("date_latest", "pk"),
            lambda a: (a.organisation.label, a.gate, a.get_outcome_display(), a.date_in_english),
        )

    def _conditions(self) -> TableSection:
        return table(
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
        return table(
            "to-come",
            "To be asked",
            ("Ask", "Of", "When"),
            asks.stated_by(self.as_at.date).for_list(),
            lambda a: (
                a.text,
                a.body.name if a.body else "",
                a.meeting.date_in_english if a.meeting else "",
            ),
        )

    def _delegations(self) -> TableSection:
        delegations = self.of_programme(Delegation)
        return table(
            "delegations",
            "Delegations",
            ("To", "In consultation with", "On what", "State", "By"),
            delegations.select_related("to", "in_consultation_with", "by").order_by("code"),
            lambda d: (
                d.to.title,
                d.in_consultation_with.title if d.in_consultation_with else "",
                d.on_what,
                d.get_state_display(),
                d.by.name if d.by else "",
            ),
        )

    def _agreements(self) -> TableSection:
        parties: dict[int, list[str]] = {}
        rows = self.visible(Party).filter(agreement__programme=self.programme)
        for party in rows.select_related("organisation").order_by("order", "pk"):
            parties.setdefault(party.agreement_id, []).append(party.organisation.label)
        agreements = self.of_programme(Agreement).select_related("parent", "drafted_by")
        return table(
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
                a.parent or "Not a part",
                a.drafted_by.label if a.drafted_by else "",
                a.get_exclusive_display(),
            ),
        )

    def _arrangements(self) -> TableSection:
        arrangements = self.of_programme(Arrangement, "workstream__programme")
        return table(
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


class BackgroundPage(ProgrammePage):
    """Principles, criteria, risks, reviews; who is who; bodies, meetings and documents."""

    def make_sections(self) -> list[TableSection]:
        return [
            self._numbered(Principle, "principles", "Principles"),
            self._numbered(Criterion, "criteria", "Criteria"),
            self._milestones(),
            self._risks(),
            self._contributions(),
            self._consultations(),
            self._reviews(),
            *self._findings(),
            self._components(),
            self._organisations(),
            self._names(),
            self._posts(),
            self._people(),
            self._bodies(),
            self._meetings(),
            self._documents(),
        ]

    def _numbered(self, model: Any, key: str, title: str) -> TableSection:
        records = self.of_programme(model).order_by("order", "number")
        return table(key, title, ("No.", "Text"), records, lambda r: (r.number, r.text))

    def _milestones(self) -> TableSection:
        milestones = self.of_programme(Milestone).filter(workstream__isnull=True)
        return table(
            "milestones",
            "Key dates and tasks",
            ("What", "Due", "Done", "Who must act"),
            milestones.order_by("due_latest", "done_latest", "code"),
            lambda m: (
                m.title,
                m.due_in_words,
                m.date_in_words("done") if m.done or m.done_words else "Not recorded",
                m.who,
            ),
        )

    def _risks(self) -> TableSection:
        return table(
            "risks",
            "Risks and opportunities",
            ("Risk or opportunity", "Kind", "Category", "Mitigation", "Workstream"),
            self.of_programme(Risk).select_related("workstream").order_by("code"),
            lambda r: (
                r.text or r.get_category_display(),
                r.get_kind_display(),
                r.get_category_display(),
                r.mitigation,
                r.workstream or "The programme",
            ),
        )

    def _contributions(self) -> TableSection:
        contributions = self.of_programme(Contribution)
        return table(
            "contributions",
            "Contributions",
            ("Who", "What", "Kind", "As stated", "Workstream"),
            contributions.select_related("organisation", "workstream").order_by("code"),
            lambda c: (
                c.organisation.label,
                c.text,
                c.get_kind_display(),
                c.wording,
                c.workstream or "The programme",
            ),
        )

    def _consultations(self) -> TableSection:
        return table(
            "consultations",
            "Consultation",
            ("Of whom", "On what", "From", "Until", "What came back"),
            self.begun(Consultation).order_by("code"),
            lambda c: (c.who, c.on_what, c.start_in_words, c.end_in_words, c.responses),
        )

    def _reviews(self) -> TableSection:
        return table(
            "reviews",
            "Reviews",
            ("Review", "From", "Until", "What it is"),
            self.begun(Review).order_by("code"),
            lambda r: (r.title, r.start_in_words, r.end_in_words, r.description),
        )

    def _findings(self) -> list[TableSection]:
        findings = self.visible(Finding).filter(review__programme=self.programme)
        by_theme: dict[tuple[int, str, str], list[Any]] = {}
        for finding in findings.select_related("review").order_by("review__code", "order"):
            key = (finding.review_id, finding.group, finding.theme)
            by_theme.setdefault(key, []).append(finding)
        return [
            table(
                f"findings-{place}",
                f"{rows[0].review.title}: {' – '.join(filter(None, key[1:]))}",
                ("No.", "Finding"),
                rows,
                lambda f: (f.number or "No number", f.text),
            )
            for place, (key, rows) in enumerate(by_theme.items(), start=1)
        ]

    def _components(self) -> TableSection:
        components = self.of_programme(Workstream).filter(parent__isnull=False)
        return table(
            "components",
            "Components of workstreams",
            ("Component", "Reference", "Of", "Scope"),
            components.select_related("parent").order_by("parent__order", "order", "ref"),
            lambda w: (w.title, w.ref, f"{w.parent.ref} {w.parent.title}", w.scope),
        )

    def _organisations(self) -> TableSection:
        return table(
            "organisations",
            "Organisations",
            ("Organisation", "Known as", "Abbreviation", "Kind"),
            self.cited(Organisation).order_by("name", "pk"),
            lambda o: (o.name, o.short_name or o.name, o.abbreviation, o.get_kind_display()),
        )

    def _names(self) -> TableSection:
        names = self.cited(OrganisationName).select_related("organisation")
        return table(
            "names",
            "Other names",
            ("Name", "Of", "Kind"),
            names.order_by("organisation__name", "name"),
            lambda n: (n.name, n.organisation.name, n.get_kind_display()),
        )

    def _posts(self) -> TableSection:
        posts = list(self.cited(Post).order_by("title", "pk"))
        employers: dict[int, list[str]] = {}
        rows = self.visible(PostOrganisation).filter(post__in=posts).select_related("organisation")
        for row in rows.order_by("organisation__name"):
            employers.setdefault(row.post_id, []).append(row.organisation.label)
        holders: dict[int, list[str]] = {}
        tenures = self.visible(Tenure).as_at(self.as_at.date).filter(post__in=posts)
        for tenure in tenures.select_related("person").order_by("start_latest", "pk"):
            holder = tenure.person.name if tenure.person else "Vacant"
            until = f" until {tenure.end_in_words}" if tenure.end or tenure.end_words else ""
            holders.setdefault(tenure.post_id, []).append(f"{holder}{until}")
        return table(
            "posts",
            "Posts and who holds them",
            ("Post", "At", "Held by"),
            posts,
            lambda p: (
                p.title,
                " and ".join(employers.get(p.pk, [])),
                ", ".join(holders.get(p.pk, [])),
            ),
        )

    def _people(self) -> TableSection:
        people = list(self.cited(Person).order_by("name", "pk"))
        part: dict[int, list[str]] = {}
        tenures = self.visible(Tenure).filter(person__in=people).select_related("post")
        for tenure in tenures.order_by("post__title"):
            part.setdefault(tenure.person_id, []).append(tenure.post.title)
        roles = self.visible(WorkstreamRole).filter(person__in=people).select_related("workstream")
        for role in roles.order_by("workstream__order"):
            words = f"{role.get_kind_display()}, {role.get_standing_display().lower()}"
            part.setdefault(role.person_id, []).append(f"{words}: {role.workstream.title}")
        return table(
            "people",
            "People",
            ("Person", "Post or role"),
            people,
            lambda p: (p.name, "; ".join(part.get(p.pk, []))),
        )

    def _bodies(self) -> TableSection:
        return table(
            "bodies",
            "Bodies",
            ("Body", "Of", "Kind", "What it does"),
            self.cited(Body).select_related("organisation").order_by("name", "pk"),
            lambda b: (b.name, b.organisation.name, b.get_kind_display(), b.powers),
        )

    def _meetings(self) -> TableSection:
        return table(
            "all-meetings",
            "Meetings",
            ("Meeting", "Date", "State", "Purpose"),
            self.cited(Meeting).select_related("body").order_by("date_earliest", "pk"),
            lambda m: (m.body.name, m.date_in_english, m.get_state_display(), m.purpose),
        )

    def _documents(self) -> TableSection:
        documents = self.visible(Document).filter(programme=self.programme)
        return table(
            "documents",
            "Documents",
            ("Document", "Number", "Date", "Whose", "Held"),
            documents.select_related("organisation").order_by("-date_latest", "title", "pk"),
            lambda d: (
                d.title,
                d.number,
                d.date_in_english,
                d.organisation.label if d.organisation else "",
                d.get_held_display(),
            ),
        )
