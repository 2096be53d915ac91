"""A programme's background: principles, risks, reviews, who is who, meetings, documents."""

from typing import Any

from programmes.models import (
    Body,
    Criterion,
    Document,
    Meeting,
    Organisation,
    OrganisationName,
    Person,
    Post,
    PostOrganisation,
    Principle,
    Tenure,
)
from sharedsvc.core.certainty import POSSIBLY
from sharedsvc.portal.programme_page import ProgrammePage
from sharedsvc.portal.sections import TableSection
from workstreams.milestones import done_in_words
from workstreams.models import (
    Consultation,
    Contribution,
    Finding,
    Milestone,
    Review,
    Risk,
    Workstream,
    WorkstreamRole,
)


def _until(record: Any) -> str:
    """When it ends: wording alone speaks for itself, also where it is a length of time."""
    return f"until {record.end_in_words}" if record.end else f"“{record.end_words}”"


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
        return self.table(key, title, ("No.", "Text"), records, lambda r: (r.number, r.text))

    def _milestones(self) -> TableSection:
        milestones = self.of_programme(Milestone).filter(workstream__isnull=True)
        return self.table(
            "milestones",
            "Key dates and tasks",
            ("What", "Due", "Done", "Who must act"),
            milestones.order_by("due_latest", "done_latest", "code"),
            lambda m: (
                m.title,
                m.due_in_words,
                done_in_words(m) or "Not recorded",
                m.who,
            ),
        )

    def _risks(self) -> TableSection:
        return self.table(
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
        return self.table(
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
        return self.table(
            "consultations",
            "Consultation",
            ("Of whom", "On what", "From", "Until", "What came back"),
            self.begun(Consultation).order_by("code"),
            lambda c: (c.who, c.on_what, c.start_in_words, c.end_in_words, c.responses),
        )

    def _reviews(self) -> TableSection:
        return self.table(
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
            self.table(
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
        return self.table(
            "components",
            "Components of workstreams",
            ("Component", "Reference", "Of", "Scope"),
            components.select_related("parent").order_by("parent__order", "order", "ref"),
            lambda w: (w.title, w.ref, f"{w.parent.ref} {w.parent.title}", w.scope),
        )

    def _organisations(self) -> TableSection:
        return self.table(
            "organisations",
            "Organisations",
            ("Organisation", "Known as", "Abbreviation", "Kind"),
            self.cited(Organisation).order_by("name", "pk"),
            lambda o: (o.name, o.short_name or o.name, o.abbreviation, o.get_kind_display()),
        )

    def _names(self) -> TableSection:
        names = self.cited(OrganisationName).select_related("organisation")
        return self.table(
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
            about = "About: " if tenure.certainty == POSSIBLY else ""
            end = f", {_until(tenure)}" if tenure.end or tenure.end_words else ""
            holders.setdefault(tenure.post_id, []).append(f"{about}{holder}{end}")
        return self.table(
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
        return self.table(
            "people",
            "People",
            ("Person", "Post or role"),
            people,
            lambda p: (p.name, "; ".join(part.get(p.pk, []))),
        )

    def _bodies(self) -> TableSection:
        return self.table(
            "bodies",
            "Bodies",
            ("Body", "Of", "Kind", "What it does"),
            self.cited(Body).select_related("organisation").order_by("name", "pk"),
            lambda b: (b.name, b.organisation.name, b.get_kind_display(), b.powers),
        )

    def _meetings(self) -> TableSection:
        return self.table(
            "all-meetings",
            "Meetings",
            ("Meeting", "Date", "State", "Purpose"),
            self.cited(Meeting).select_related("body").order_by("date_earliest", "pk"),
            lambda m: (m.body.in_full, m.date_in_english, m.get_state_display(), m.purpose),
        )

    def _documents(self) -> TableSection:
        documents = self.visible(Document).filter(programme=self.programme)
        return self.table(
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
