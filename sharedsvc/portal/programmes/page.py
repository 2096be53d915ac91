"""Pages of tables about one programme on a date: each section is a kind's list, narrowed to it."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from programmes.models import Programme
from sharedsvc.core.as_at import PARAMETER, AsAt
from sharedsvc.core.kinds.kind import Kind
from sharedsvc.portal.gathered.children import attach_sources, citations_of
from sharedsvc.portal.gathered.ended import ended_by
from sharedsvc.portal.gathered.section_rows import SectionAsked, kind_of
from sharedsvc.portal.gathered.sections import RecordSection, fill, records_in

OF_PROGRAMME = "programme"


class PagePart:
    """A section of such pages: a kind, in which columns, and what else its list is narrowed by.

    Without a title it is called as its kind is; without columns it has all but the programme's.
    """

    def __init__(self, kind: str, title: str = "", columns: str = "", **filters: str) -> None:
        self.key, self.title, self.columns, self.filters = kind, title, columns.split(), filters

    def rows(self, viewer: Any, day: Any, *, programme: Any) -> QuerySet:
        """The records of the programme: the same as its kind's list has with these filters."""
        kind = kind_of(self.key)
        declared = {one.name: one for one in kind.filters}
        found = kind.on(kind.model.objects.visible_to(viewer), day)  # type: ignore[attr-defined]
        for name, value in {OF_PROGRAMME: programme, **self.filters}.items():
            found = declared[name].narrow(found, value, viewer, day)
        return kind.listed_apart(found)

    def section(self, programme: Programme, user: Any, as_at: AsAt) -> RecordSection:
        """The section of a programme's page."""
        kind = kind_of(self.key)
        title = self.title or f"{kind.plural[0].upper()}{kind.plural[1:]}"
        asked = SectionAsked(self, {"programme": programme.pk}, user, as_at.date)
        address = self._address(programme, as_at)
        return RecordSection(kind, asked, title, self.key, address, self._columns(kind))

    def _address(self, programme: Programme, as_at: AsAt) -> str:
        asked = {OF_PROGRAMME: programme.code, **self.filters}
        if not as_at.is_today:
            asked[PARAMETER] = as_at.date.isoformat()
        return f"{reverse('portal:record_list', args=[self.key])}?{urlencode(asked)}"

    def _columns(self, kind: Kind) -> list[Any]:
        if not self.columns:
            return [c for c in kind.columns if not c.name.endswith(OF_PROGRAMME)]
        known = {column.name: column for column in (*kind.facts, *kind.columns)}
        return [known[name] for name in self.columns]


class ProgrammePage:
    """The sections of a page about a programme on a date, with the documents they rest on."""

    def __init__(
        self, parts: Sequence[PagePart], programme: Programme, user: Any, as_at: AsAt
    ) -> None:
        self.programme = programme
        self.ended = ended_by(programme, user, as_at.date)
        self.sections = [part.section(programme, user, as_at) for part in parts]
        fill(self.sections, user, as_at)
        records = records_in(self.sections)
        self.documents = attach_sources(records, citations_of(records, user), as_at.date)

    @property
    def empty_titles(self) -> list[str]:
        """What nothing is recorded of; of a programme that had ended that is not said."""
        if self.ended:
            return []
        return [section.title for section in self.sections if not section.count]


PROPOSALS = (
    PagePart("proposals", columns="title kind standing description"),
    PagePart("options", "Options weighed", "number title proposal model standing description"),
    PagePart("points"),
    PagePart("business-cases", columns="title about stage state date in_scope"),
    PagePart("approvals"),
    PagePart("conditions"),
    PagePart("asks", "To be asked", "text of report", answered="to come"),
    PagePart("delegations"),
    PagePart("agreements", columns="title kind state parties covers parent drafted_by exclusive"),
    PagePart("arrangements", "How each workstream is delivered"),
)
BACKGROUND = (
    PagePart("principles"),
    PagePart("criteria"),
    PagePart("milestones", "Key dates and tasks", "title due done who", of="programme"),
    PagePart("risks"),
    PagePart("contributions"),
    PagePart("consultations"),
    PagePart("reviews"),
    PagePart("findings"),
    PagePart("workstreams", "Components of workstreams", "title ref parent scope", component="yes"),
    PagePart("organisations", columns="name short_name abbreviation kind"),
    PagePart("names"),
    PagePart("posts", "Posts and who holds them"),
    PagePart("people"),
    PagePart("bodies"),
    PagePart("meetings"),
    PagePart("documents", columns="title number date organisation held"),
)
