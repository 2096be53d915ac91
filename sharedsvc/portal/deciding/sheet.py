"""The whole form: the decision, its clauses in order, what each is about and may settle."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import SimpleNamespace
from typing import Any

from django.forms.utils import ErrorDict

from decisions.choices import AnswerToAsk
from decisions.models import Decision, Gate, Proposal, Recommendation
from decisions.movers import MOVERS, outcome_at_gate
from decisions.offered import OfferedToSettle, offered_to
from programmes.kinds import attach_subjects
from programmes.models import Body, Organisation, Post
from sharedsvc.core.kinds import kinds
from sharedsvc.portal.deciding.forms import ClauseForm, DecisionForm, by_key
from sharedsvc.portal.deciding.place import PlaceOfDeciding
from sharedsvc.portal.deciding.wording import MarkedRun, as_one_line, changes
from workstreams.models import Ranking, Workstream

ORDER = "clauses"  # the field that holds the prefixes of the clauses, in order
MOST_CLAUSES = 60
ABOUT, SETTLES, ALSO = "about", "settles", "also"
VOTE = (
    *("votes_for", "votes_against", "votes_abstained", "votes_cast"),
    *("vote_words", "majority"),
)
PUT_OFF = (AnswerToAsk.DEFERRED, AnswerToAsk.REFERRED)
SUMMARY = {
    AnswerToAsk.AS_RECOMMENDED: "as recommended",
    AnswerToAsk.AMENDED: "amended",
    AnswerToAsk.NOT_AGREED: "not agreed",
    AnswerToAsk.DEFERRED: "deferred",
    AnswerToAsk.REFERRED: "referred",
}


@dataclass(frozen=True)
class Tick:
    """A box that can be ticked: what stands beside it, and from what to what it moves."""

    name: str
    record: Any
    is_ticked: bool
    was: str = ""
    becomes: str = ""


@dataclass
class ClauseRow:
    """A clause on the page: its form, and what it is about and may settle."""

    prefix: str
    ask: Recommendation | None
    form: ClauseForm
    about: list[Tick] = field(default_factory=list)
    settles: list[Tick] = field(default_factory=list)

    @property
    def is_added(self) -> bool:
        """Whether no recommendation stands behind it."""
        return self.ask is None

    @property
    def diff(self) -> list[MarkedRun]:
        """What was changed in the wording of the ask; nothing where nothing was."""
        new = as_one_line(str(self.form["text"].value() or ""))
        if self.ask is None or not new or new == as_one_line(self.ask.text):
            return []
        return changes(as_one_line(self.ask.text), new)

    @property
    def also(self) -> str:
        """The name of the list from which one more record is chosen."""
        return f"{self.prefix}-{ALSO}"

    def ticked(self, which: str) -> list[Any]:
        """The records that are ticked."""
        return [one.record for one in getattr(self, which) if one.is_ticked]

    @property
    def hangs_on(self) -> bool:
        """Whether anything is said of its conditions, delegation or place."""
        names = ("conditions", "delegate_to", "delegate_what", "part_of", "own_only")
        return self._is_open(*names, "in_principle")

    @property
    def is_put_off(self) -> bool:
        """Whether the ask was deferred or referred, or anything is said of that."""
        names = ("deferred_until", "deferred_until_words", "referred_to")
        return self.form.outcome_typed in PUT_OFF or self._is_open(*names)

    def _is_open(self, *names: str) -> bool:
        """Whether what is folded away holds something: it is unfolded then."""
        return any(self.form[name].value() or self.form[name].errors for name in names)


class DecisionSheet:
    """Everything that the page of a decision to be recorded says, from what was typed.

    `is_checked`: what is wrong is told; else the page only shows what was typed.
    """

    draft: Any = None  # what its author kept of it

    def __init__(
        self,
        place: PlaceOfDeciding,
        user: Any,
        typed: Mapping[str, str],
        *,
        is_checked: bool = False,
    ) -> None:
        self.place, self.user, self.typed = place, user, dict(typed)
        self.is_checked = is_checked

    @cached_property
    def form(self) -> DecisionForm:
        """The form of the whole."""
        form = DecisionForm(self.typed, place=self.place, user=self.user)
        return form if self.is_checked else _unchecked(form)

    @cached_property
    def given(self) -> SimpleNamespace:
        """What clauses choose from: posts and bodies, each asked for once."""
        bodies = Body.objects.visible_to(self.user).select_related("organisation")
        return SimpleNamespace(
            posts=by_key(Post.objects.visible_to(self.user).order_by("title", "pk")),
            bodies=by_key(bodies.order_by("name", "pk"), named=lambda body: body.in_full),
        )

    @property
    def prefixes(self) -> list[str]:
        """The prefixes of the clauses, in order."""
        return self.typed.get(ORDER, "").split()[:MOST_CLAUSES]

    @cached_property
    def asks(self) -> dict[str, Recommendation]:
        """The recommendations that may be answered, by their keys as typed."""
        attach_subjects(self.place.asks, self.user)
        return {str(ask.pk): ask for ask in self.place.asks}

    @cached_property
    def organisation(self) -> Organisation | None:
        """Who decided, as far as it is known or chosen by now."""
        if self.place.organisation:
            return self.place.organisation
        chosen = self.typed.get("organisation", "")
        return next((one for one in self.place.organisations if str(one.pk) == chosen), None)

    @cached_property
    def decision(self) -> Decision:
        """The decision, not saved, of which the clauses would be."""
        return Decision(programme=self.place.programme, organisation=self.organisation)

    @cached_property
    def offered(self) -> OfferedToSettle:
        """What its clauses could settle."""
        return offered_to(self.decision, self.user)

    @cached_property
    def rows(self) -> list[ClauseRow]:
        """The clauses, in order."""
        return [self._row(prefix) for prefix in self.prefixes]

    def _row(self, prefix: str) -> ClauseRow:
        ask = self.asks.get(self.typed.get(f"{prefix}-ask", ""))
        form = ClauseForm(self.typed, prefix=prefix, ask=ask, given=self.given)
        row = ClauseRow(prefix, ask, form if self.is_checked else _unchecked(form))
        row.about = self._about(row)
        row.settles = self._settles(row)
        return row

    def _about(self, row: ClauseRow) -> list[Tick]:
        """What the ask is about, and what was chosen besides, ticked or not."""
        typed = self._named(row.prefix, ABOUT)
        also = self.typed.get(row.also, "")
        chosen = [*typed, *([_key(also)] if _key(also) else [])]
        records = {one.reference: one for one in (row.ask.shown_about if row.ask else ())}  # type: ignore[attr-defined]
        missing = [key for key in chosen if key and key not in records]
        records |= {one.reference: one for one in self._found(missing)}
        return [
            Tick(_name(row.prefix, ABOUT, one), one, one.reference in chosen)
            for one in records.values()
        ]

    def _settles(self, row: ClauseRow) -> list[Tick]:
        ticked = set(self._named(row.prefix, SETTLES))
        if row.form.is_amendment:
            return []
        clause = SimpleNamespace(pk=None, verb=row.form["verb"].value() or "")
        clause.decision, clause.outcome = self.decision, row.form.outcome_typed
        clause.in_principle = bool(row.form["in_principle"].value())
        offered = self.offered.for_clause(row.ticked(ABOUT), clause.verb)
        missing = ticked - {one.reference for one in offered}
        return [
            self._settling(row, one, clause, one.reference in ticked)
            for one in [*offered, *self._settled_before(missing)]
        ]

    def _settled_before(self, keys: Iterable[tuple[str, int]]) -> list[Any]:
        """What is ticked and offered no more: it moved with the decision that is put right."""
        found = self._found([key for key in sorted(keys) if key[0] in MOVERS])
        return [one for one in found if MOVERS[one.reference[0]].is_its(one, self.decision)]

    def _settling(self, row: ClauseRow, record: Any, clause: Any, is_ticked: bool) -> Tick:
        mover = MOVERS[record.reference[0]]
        if isinstance(record, Gate):
            has_conditions = bool(str(row.form["conditions"].value() or "").strip())
            outcome = outcome_at_gate(
                clause.outcome,
                clause.verb,
                has_conditions=has_conditions,
                in_principle=clause.in_principle,
            )
            becomes = str(outcome.label)
        else:
            becomes = mover.becomes(record, clause)
        was = mover.was(record, clause)
        return Tick(_name(row.prefix, SETTLES, record), record, is_ticked, was, becomes)

    def _named(self, prefix: str, which: str) -> list[tuple[str, int]]:
        """The keys of the records whose boxes were ticked."""
        begin = f"{prefix}-{which}-"
        keys = [_key(name.removeprefix(begin)) for name in self.typed if name.startswith(begin)]
        return [key for key in keys if key]

    def _found(self, keys: list[tuple[str, int]]) -> list[Any]:
        """The records of these keys that the user may see."""
        found = []
        for label in dict.fromkeys(label for label, _ in keys):
            kind = kinds.of_label(label)
            if kind is not None:
                rows: Any = kind.model.objects.visible_to(self.user)  # type: ignore[attr-defined]
                wanted = [pk for name, pk in keys if name == label]
                found += list(kind.shaped(rows.filter(pk__in=wanted)))
        return found

    @cached_property
    def choices(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """What a clause may be about besides, by kind: the programme's own."""
        programme = self.place.programme
        of_it = {"programme": programme}
        seen = {
            "Workstreams": Workstream.objects.visible_to(self.user).filter(**of_it),
            "Proposals": Proposal.objects.visible_to(self.user).filter(**of_it),
            "Gates": Gate.objects.visible_to(self.user).filter(**of_it),
            "Rankings": Ranking.objects.visible_to(self.user).filter(**of_it),
            "Decisions": Decision.objects.visible_to(self.user).filter(**of_it),
        }
        groups = [("Programme", [programme])]
        groups += [(name, list(rows.order_by("pk"))) for name, rows in seen.items()]
        return [
            (name, [("{}-{}".format(*one.reference), str(one)) for one in some])
            for name, some in groups
            if some
        ]

    # What is said

    def is_valid(self) -> bool:
        """Whether all may be recorded; every form is asked, so that all is told at once."""
        return all([self.form.is_valid(), *(row.form.is_valid() for row in self.rows)])

    @property
    def forms(self) -> list[Any]:
        """All forms, for what is wrong in any."""
        return [self.form, *(row.form for row in self.rows)]

    @property
    def has_errors(self) -> bool:
        """Whether anything is wrong."""
        return any(form.errors for form in self.forms)

    @property
    def summary(self) -> str:
        """How many clauses, and how many of each outcome, in a sentence."""
        if not self.rows:
            return "No clause yet: add the first."
        said = [row.form.outcome_typed for row in self.rows if row.ask]
        counts = [f"{said.count(one)} {words}" for one, words in SUMMARY.items() if one in said]
        open_ones, added = said.count(""), sum(row.is_added for row in self.rows)
        counts += [f"{open_ones} still to be said"] if open_ones else []
        counts += [f"{added} without a recommendation"] if added else []
        many = "1 clause" if len(self.rows) == 1 else f"{len(self.rows)} clauses"
        return f"{many}: {', '.join(counts)}."

    @property
    def moves(self) -> list[tuple[ClauseRow, Tick]]:
        """Everything that is ticked to move, in order."""
        return [(row, one) for row in self.rows for one in row.settles if one.is_ticked]


def _unchecked(form: Any) -> Any:
    """A form with what was typed and no errors yet: it was not sent to be recorded."""
    form._errors = ErrorDict()
    form.cleaned_data = {}
    return form


def _name(prefix: str, which: str, record: Any) -> str:
    return "{}-{}-{}-{}".format(prefix, which, *record.reference)


def _key(text: str) -> tuple[str, int] | None:
    """Kind and key of a record, as a field's name or value gives them."""
    label, _, pk = text.rpartition("-")
    return (label, int(pk)) if label and pk.isdigit() else None
