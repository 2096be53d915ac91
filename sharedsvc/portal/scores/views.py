"""The pages of a programme's scores: all councils' side by side, and one's with its working."""

from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from sharedsvc.core.as_at import read_as_at, to_plain_address
from sharedsvc.core.rights import permission
from sharedsvc.portal.programmes.found import find_programme
from sharedsvc.portal.scores.entering import scorers_of
from sharedsvc.portal.scores.records import ScoreRecords
from sharedsvc.portal.scores.working import ScoredRow, Working, tried_weights

MOST_COLUMNS = 8  # councils beside one another; of more each has its working


@dataclass(frozen=True)
class ScoredWorkstream:
    """A workstream with what each council's scores come to."""

    workstream: object
    adopted: int | None
    rows: tuple[ScoredRow, ...]

    @property
    def best(self) -> int | None:
        """The best place; None where it has none."""
        return min(self._places, default=None)

    @property
    def worst(self) -> int | None:
        """The worst place; None where it has none."""
        return max(self._places, default=None)

    @property
    def placed(self) -> int:
        """How many place it."""
        return len(self._places)

    @property
    def _places(self) -> list[int]:
        return [row.place for row in self.rows if row.place is not None]


class ScoresPage:
    """Everything that the page of a programme's scores says."""

    def __init__(self, records: ScoreRecords) -> None:
        self.records = records

    @cached_property
    def workings(self) -> list[Working]:
        """Of the latest scores of each council."""
        return [Working(self.records, given, {}) for given in self.records.current]

    @cached_property
    def superseded(self) -> list[Working]:
        """The scores that later ones of the same owner took the place of."""
        earlier = [given for given in self.records.given if given.superseded]
        return [Working(self.records, given, {}) for given in earlier]

    @property
    def is_too_wide(self) -> bool:
        """Whether there are too many scores for a table."""
        return len(self.workings) > MOST_COLUMNS

    @cached_property
    def weights(self) -> list[tuple[object, int | None, str]]:
        """Each criterion with its weight, and its share of all that count."""
        total = sum(criterion.weight or 0 for criterion in self.records.scored_criteria)
        return [(one, one.weight, self._share(one, total)) for one in self.records.criteria]

    @staticmethod
    def _share(criterion: object, total: int) -> str:
        weight = criterion.weight if criterion.has_scale else None  # type: ignore[attr-defined]
        if weight is None or not total:
            return ""
        return f"{weight * 100 / total:.1f}".removesuffix(".0") + "%"

    @cached_property
    def rows(self) -> list[ScoredWorkstream]:
        """In the order that was adopted; the others as the programme lists them."""
        by_workstream = [
            {row.workstream.pk: row for row in working.rows} for working in self.workings
        ]
        rows = [
            ScoredWorkstream(
                one,
                self.records.adopted.get(one.pk),
                tuple(found[one.pk] for found in by_workstream),
            )
            for one in self.records.workstreams
        ]
        return sorted(rows, key=lambda row: (row.adopted is None, row.adopted or 0))


@login_not_required
def scores(request: HttpRequest, code: str) -> HttpResponse:
    """A programme's criteria, and what each council's scores come to, on a date."""
    as_at = read_as_at(request)
    programme = find_programme(request, code, as_at)
    page = ScoresPage(ScoreRecords(programme, request.user, as_at))
    context = {
        "section": "programmes",
        "as_at": as_at,
        "programme": programme,
        "page": page,
        "may_enter": request.user.is_authenticated and bool(scorers_of(request.user, programme)),
    }
    return to_plain_address(request, as_at) or render(request, "portal/scores.html", context)


@login_not_required
def working(request: HttpRequest, code: str, own: str) -> HttpResponse:
    """One council's scores with their working; other weights can be tried, nothing is saved."""
    as_at = read_as_at(request)
    programme = find_programme(request, code, as_at)
    records = ScoreRecords(programme, request.user, as_at)
    given = next((one for one in records.given if one.scoring.code == own), None)
    if given is None:
        raise Http404
    found = Working(records, given, tried_weights(request.GET, records.scored_criteria))
    scoring = given.scoring
    context = {
        "section": "programmes",
        "as_at": as_at,
        "programme": programme,
        "page": found,
        "scoring": scoring,
        "may_change": request.user.is_authenticated
        and request.user.has_perm(permission("change", scoring), scoring),
    }
    return to_plain_address(request, as_at) or render(
        request, "portal/scores/working.html", context
    )
