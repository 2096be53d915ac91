"""A page of tables about one programme on a date: what its kinds have in common."""

from collections.abc import Callable, Iterable
from typing import Any

from programmes.models import Citation, Programme
from sharedsvc.core.as_at import AsAt
from sharedsvc.core.showing import withhold
from sharedsvc.portal.sections import TableSection, attach_citations, table


class ProgrammePage:
    """A page of tables about one programme on a date."""

    def __init__(self, programme: Programme, user: Any, as_at: AsAt) -> None:
        self.programme = programme
        self.user = user
        self.as_at = as_at
        self.sections = self.make_sections()
        self.documents = attach_citations(self.sections, programme, user)
        for section in self.sections:
            for row in section.rows:
                if getattr(row.record, "programme_id", None) == programme.pk:
                    row.record.programme = programme  # its address has the programme's code

    @property
    def empty_titles(self) -> list[str]:
        """What nothing is recorded of."""
        return [section.title for section in self.sections if not section.rows]

    def make_sections(self) -> list[TableSection]:
        """The tables, in the order in which they are read."""
        raise NotImplementedError

    def table(
        self,
        key: str,
        title: str,
        headings: tuple[str, ...],
        records: Iterable[Any],
        cells: Callable[[Any], tuple[Any, ...]],
    ) -> TableSection:
        """A section with one row for each record, without the links that may not be seen."""
        return table(key, title, headings, withhold(records, self.user), cells)

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
        stated = Citation.objects.in_visible_documents(self.user).filter(
            record_type=label, document__programme=self.programme
        )
        return self.visible(model).filter(pk__in=stated.values("record_id"))
