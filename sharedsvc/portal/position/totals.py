"""What is counted of a programme's workstreams: told of all, whatever rows are shown."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from programmes.models import Programme
from sharedsvc.core.prose import in_figures
from sharedsvc.core.states import NOT_STATED
from workstreams.answering import PRINCIPAL_KINDS, Answering, is_named
from workstreams.choices import FIRM, DurationClass
from workstreams.lifecycle import phase_of
from workstreams.rows import Counted, WorkstreamRow

# Either tells what is counted: rows of few workstreams, of thousands no more than that.
Row = WorkstreamRow | Counted

# Those that are stated, then that none is.
CLASSES = sorted(DurationClass, key=lambda one: one == DurationClass.NOT_STATED)


@dataclass(frozen=True)
class Totals:
    """The numbers of a position, each counted once.

    `going` are the workstreams that are taken forward under their own name, `gone` those that went
    into another; `rated` those whose latest update has a rating.
    """

    programme: Programme
    going: tuple[Row, ...]
    gone: tuple[Row, ...]
    rated: frozenset[int]

    @cached_property
    def phase_title(self) -> str:
        """The phase whose priorities the workstreams carry."""
        return phase_of(self.going)

    @cached_property
    def principal_word(self) -> str:
        """Lead, or what stands in its place throughout the programme: host, provider."""
        kinds = {role.kind for one, _ in counted(self.going) for role in one.principals}
        for word, of_kind in zip(("lead", "host", "provider"), PRINCIPAL_KINDS, strict=True):
            if kinds and kinds <= set(of_kind):
                return word
        return "lead, host or provider" if kinds else "lead"

    @cached_property
    def principals_differ(self) -> bool:
        """Some have a lead, others a host or a provider: then each says which."""
        return " or " in self.principal_word or self.principal_word == "provider"

    @cached_property
    def class_totals(self) -> dict[str, Any]:
        """How many workstreams of each duration class each organisation answers for.

        Where a class is stated of none there are no lines; where of some, all are counted.
        """
        rows = self.going
        of_class = {c: [r for r in rows if r.workstream.duration_class == c] for c in CLASSES}
        present = {c: counted(some) for c, some in of_class.items() if some}
        if present.keys() <= {DurationClass.NOT_STATED}:
            return {"holders": [], "lines": []}
        all_of_them = counted(rows)
        holders = sorted({name for one, _ in all_of_them for name in one.holders})
        lines = [class_line(c.label, some, holders) for c, some in present.items()]
        if len(lines) > 1:
            lines.append(class_line("All", all_of_them, holders))
        perhaps = any(line["perhaps"] for line in lines)
        return {"holders": holders, "lines": lines, "perhaps": perhaps}

    @cached_property
    def in_words(self) -> str:
        """How many there are, and how many were ranked."""
        count, merged = len(self.going), len(self.gone)
        ranks = sum(row.own_ranks for row in (*self.going, *self.gone))
        unsure = sum(1 for row in self.going if row.workstream.may_be)
        words = in_figures(count, "workstream")
        words += f", {unsure} of them not certain on this day" if unsure else ""
        if ranks and merged:
            return f"{words}, from {ranks} ranks: {merged} went forward as part of another."
        return f"{words}."

    @cached_property
    def answered(self) -> dict[str, Any]:
        """Of how many somebody answers, and how firmly: as the sentence on top tells it."""
        answers = counted(self.going)
        firm = sum(number for one, number in answers if one.somebody_with(FIRM))
        hoped = [pair for pair in answers if pair[0].holders and not pair[0].somebody_with(FIRM)]
        named = [role for one, _ in hoped for role in one.principals if is_named(role)]
        standings = {role.standing for role in named} - {NOT_STATED}
        return {
            "workstreams": len(self.going),
            "phase": self.phase_title,
            "in_phase": sum(1 for row in self.going if row.phase),
            "word": self.principal_word,
            "firm": firm,
            "hoped": sum(number for _, number in hoped),
            "hoped_as": standings.pop() if len(standings) == 1 else "not yet confirmed",
            "unsure": sum(number for one, number in answers if one.somebody_may),
        }


def counted(rows: Iterable[Row]) -> list[tuple[Answering, int]]:
    """Who answers for workstreams, and for how many alike: such share one reading of it."""
    readings = {id(row.answering): row.answering for row in rows}
    numbers = Counter(id(row.answering) for row in rows)
    return [(reading, numbers[key]) for key, reading in readings.items()]


def class_line(
    label: str, answers: list[tuple[Answering, int]], holders: list[str]
) -> dict[str, Any]:
    """One line of the totals: how many, and for how many each of the holders answers."""
    by_holder = Counter[str]()
    for one, number in answers:
        for name in set(one.holders):
            by_holder[name] += number
    return {
        "label": label,
        "count": sum(number for _, number in answers),
        "by_holder": [(name, by_holder[name]) for name in holders],
        "perhaps": sum(number for one, number in answers if one.somebody_may),
        "nobody": sum(number for one, number in answers if one.is_nobodys),
    }
