"""Which workstreams of a large programme are shown: filtered and paged on the server."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.http import QueryDict

from sharedsvc.portal.position_totals import Row, counted
from workstreams.choices import LifecycleStage

LARGE = 200  # workstreams up to which a page shows all
PER_PAGE = 100
AT_MOST = 1_000  # rows that one page shows where all are asked for
NOBODY = "-"
NOT_A_CHOICE = {"invalid_choice": "That is not one of the choices. Choose another, or “All”."}


class PositionFilter(forms.Form):
    """What narrows the table of a large programme."""

    q = forms.CharField(label="Words in title or reference", required=False)
    who = forms.ChoiceField(label="Who answers", required=False, error_messages=NOT_A_CHOICE)
    stage = forms.ChoiceField(label="Stage", required=False, error_messages=NOT_A_CHOICE)
    which = forms.ChoiceField(
        label="Which",
        required=False,
        choices=(("", "Taken forward"), ("merged", "Went into another")),
        error_messages=NOT_A_CHOICE,
    )

    def __init__(self, data: Any, rows: Iterable[Row]) -> None:
        super().__init__(data, auto_id="filter_%s")
        rows = list(rows)
        names = sorted({name for one, _ in counted(rows) for name in one.holders})
        found = {row.stage.stage for row in rows if row.stage}
        stages = [(one.value, one.label) for one in LifecycleStage if one.value in found]
        self._offer("who", [(NOBODY, "Nobody"), *((name, name) for name in names)])
        self._offer("stage", stages)

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", "All"), *choices]  # type: ignore[attr-defined]

    @property
    def is_narrowed(self) -> bool:
        """Something was chosen."""
        return any(self.data.get(name) for name in self.fields)

    def of(self, going: list[Row], gone: list[Row]) -> list[Row]:
        """The rows that are left; none where a choice cannot be read."""
        if not self.is_valid():
            return []
        rows = gone if self.cleaned_data["which"] else going
        return [row for row in rows if self._keeps(row)] if self.is_narrowed else rows

    def _keeps(self, row: Row) -> bool:
        chosen = self.cleaned_data
        text = f"{row.title} {row.workstream.title} {row.workstream.ref}".casefold()
        return (
            all(word in text for word in chosen["q"].casefold().split())
            and (not chosen["who"] or chosen["who"] in (row.answering.holders or (NOBODY,)))
            and (not chosen["stage"] or bool(row.stage and row.stage.stage == chosen["stage"]))
        )


@dataclass(frozen=True)
class Shown:
    """The rows that are shown; of a large programme with its filter and the page they are on."""

    rows: tuple[Row, ...]
    is_large: bool = False
    filter: PositionFilter | None = None
    page: Page | None = None

    @property
    def is_part(self) -> bool:
        """Not every row is shown."""
        return self.page is not None

    @property
    def left(self) -> int:
        """How many the filter leaves."""
        return self.page.paginator.count if self.page else len(self.rows)

    @property
    def may_be_whole(self) -> bool:
        """All that are left may be shown on one page."""
        return bool(self.page and self.page.has_other_pages() and self.left <= AT_MOST)

    @property
    def in_words(self) -> str:
        """Which rows of how many are shown, and why not all."""
        page = self.page
        if page is None or not self.rows:
            return ""
        places = f"{page.start_index():,} to {page.end_index():,} of {self.left:,}"
        if not page.has_other_pages():
            return f"All {self.left:,} that the choice leaves are shown."
        return (
            f"Workstreams {places} are shown, in this order. More than {LARGE} are shown "
            f"{PER_PAGE} to a page; the numbers above and the gates below count all."
        )


@dataclass(frozen=True)
class Choice:
    """What an address asks for: all rows, or the page and filter of a large programme."""

    data: QueryDict | None = None
    every: bool = False

    @property
    def may_be_part(self) -> bool:
        """Whether of a large programme only some rows are shown."""
        return self.data is not None and not self.every

    def among(self, going: list[Row], gone: list[Row]) -> Shown:
        """The rows that are shown of a programme."""
        is_large = len(going) > LARGE
        if not is_large or self.data is None or not self.may_be_part:
            return Shown(tuple(going), is_large and not self.every)
        chosen = PositionFilter(self.data, [*going, *gone])
        left = chosen.of(going, gone)
        whole = self.data.get("rows") == "all" and len(left) <= AT_MOST
        page = Paginator(left, AT_MOST if whole else PER_PAGE).get_page(self.data.get("page"))
        return Shown(tuple(page.object_list), is_large, chosen, page)


WHOLE = Choice()
EVERY_ROW = Choice(every=True)
