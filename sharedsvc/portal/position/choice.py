"""Which workstreams of a programme are shown: filtered, and of a large one paged, on the server."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.http import QueryDict

from sharedsvc.core.search.query import Query, read_query
from sharedsvc.portal.position.totals import Row, counted
from workstreams.answering import HOSTS, PRINCIPALS
from workstreams.choices import LEAD_KINDS, LifecycleStage, Rating

LARGE = 200  # workstreams up to which a page shows all
PER_PAGE = 100
AT_MOST = 1_000  # rows that one page shows where all are asked for
FEW = 3  # workstreams up to which there is nothing to narrow
NOBODY = "-"
UNSURE = ("~", "Not certain")  # who answers: as the table says it of such a workstream
Ratings = Mapping[int, str]
NOT_A_CHOICE = {"invalid_choice": "That is not one of the choices. Choose another, or “All”."}


def _choice(label: str, choices: Iterable[tuple[str, str]] = ()) -> forms.ChoiceField:
    """A field that may be left blank for all."""
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=[("", "All"), *choices],
        error_messages=NOT_A_CHOICE,
    )


class PositionFilter(forms.Form):
    """What narrows the table of a programme.

    A field in which nothing can be chosen is left out, unless the address chooses something there:
    then it is told that it cannot be.
    """

    q = forms.CharField(label="Words in title or reference", required=False)
    who = _choice("Who answers")
    phase = _choice("Phase")
    stage = _choice("Stage")
    rating = _choice("Rating")
    without = _choice(
        "Missing",
        [
            ("lead", "No lead recorded"),
            ("host", "No host or provider recorded"),
            ("anybody", "Neither recorded"),
        ],
    )
    which = forms.ChoiceField(
        label="Which",
        required=False,
        choices=(("", "Taken forward"), ("merged", "Went into another")),
        error_messages=NOT_A_CHOICE,
    )

    def __init__(self, data: Any, going: list[Row], gone: list[Row], ratings: Ratings) -> None:
        super().__init__(data, auto_id="filter_%s")
        self.ratings = ratings
        rows = [*going, *gone]
        answers = counted(rows)
        names = sorted({name for one, _ in answers for name in one.holders})
        unsure = [UNSURE] if any(one.somebody_may for one, _ in answers) else []
        phases = dict.fromkeys(row.phase.phase_title for row in rows if row.phase)
        stages = {row.stage.stage for row in rows if row.stage}
        given = {ratings.get(row.pk, NOBODY) for row in rows}
        self._offer("who", [(NOBODY, "Not recorded"), *unsure, *_same(names)])
        self._offer("phase", [*_same(phases), (NOBODY, "In no phase")])
        self._offer("stage", [(s.value, s.label) for s in LifecycleStage if s.value in stages])
        told = [*((r.value, r.label) for r in Rating), (NOBODY, "Not reported")]
        self._offer("rating", [one for one in told if one[0] in given])
        if not gone:
            self._leave_out("which")

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", "All"), *choices]  # type: ignore[attr-defined]
        if len(choices) < 2:
            self._leave_out(name)

    def _leave_out(self, name: str) -> None:
        if not self.data.get(name):
            del self.fields[name]

    @property
    def is_narrowed(self) -> bool:
        """Something was chosen."""
        return any(self.data.get(name) for name in self.fields)

    def of(self, going: list[Row], gone: list[Row]) -> list[Row]:
        """The rows that are left; none where a choice cannot be read."""
        if not self.is_valid():
            return []
        rows = gone if self.cleaned_data.get("which") else going
        return [row for row in rows if self._keeps(row)] if self.is_narrowed else rows

    def _keeps(self, row: Row) -> bool:
        text = f"{row.title} {row.workstream.title} {row.workstream.ref}"
        return (not self._wanted.typed or self._wanted.stands_in(text)) and all(
            getattr(self, f"_of_{name}")(row, value)
            for name, value in self.cleaned_data.items()
            if value and name not in {"q", "which"}
        )

    @cached_property
    def _wanted(self) -> Query:
        return read_query(self.cleaned_data["q"])

    def _of_who(self, row: Row, value: str) -> bool:
        may = row.answering.somebody_may
        return value in (row.answering.holders or (UNSURE[0] if may else NOBODY,))

    def _of_phase(self, row: Row, value: str) -> bool:
        return value == (row.phase.phase_title if row.phase else NOBODY)

    def _of_stage(self, row: Row, value: str) -> bool:
        return bool(row.stage and row.stage.stage == value)

    def _of_rating(self, row: Row, value: str) -> bool:
        return value == self.ratings.get(row.pk, NOBODY)

    def _of_without(self, row: Row, value: str) -> bool:
        """As the list of workstreams has it: nobody is named in such a part, not even perhaps."""
        kinds = {"lead": LEAD_KINDS, "host": HOSTS, "anybody": PRINCIPALS}[value]
        return not row.answering.names(kinds)


def _same(values: Iterable[Any]) -> list[tuple[str, str]]:
    return [(value, value) for value in values]


@dataclass(frozen=True)
class PositionShown:
    """The rows that are shown, with the filter; of a large programme the page they are on."""

    rows: tuple[Row, ...]
    of: int = 0
    is_large: bool = False
    filter: PositionFilter | None = None
    page: Page | None = None

    @property
    def is_part(self) -> bool:
        """Not every row is shown."""
        return self.page is not None

    @property
    def is_narrowed(self) -> bool:
        """A choice leaves rows out, or cannot be read."""
        return bool(self.filter and self.filter.is_narrowed)

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
        if page is None and self.is_narrowed and self.rows:
            return f"{self.left:,} of {self.of:,} are shown: those that the choice leaves."
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
class PositionChoice:
    """What an address asks for: a filter, and the page of a large programme or every row."""

    data: QueryDict | None = None
    every: bool = False

    @property
    def may_be_part(self) -> bool:
        """Whether of a large programme only some rows are shown."""
        return self.data is not None and not self.every

    def among(self, going: list[Row], gone: list[Row], ratings: Ratings) -> PositionShown:
        """The rows that are shown of a programme."""
        is_large = len(going) > LARGE and not self.every
        if self.data is None:
            return PositionShown(tuple(going), len(going), is_large)
        chosen = PositionFilter(self.data, going, gone, ratings)
        left = chosen.of(going, gone)
        if not is_large:
            offered = chosen if len(going) > FEW or chosen.is_narrowed else None
            return PositionShown(tuple(left), len(going), filter=offered)
        whole = self.data.get("rows") == "all" and len(left) <= AT_MOST
        page = Paginator(left, AT_MOST if whole else PER_PAGE).get_page(self.data.get("page"))
        return PositionShown(tuple(page.object_list), len(going), is_large, chosen, page)


WHOLE = PositionChoice()
