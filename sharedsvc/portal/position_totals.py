"""What is counted of a programme's workstreams: told of all, whatever rows are shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from programmes.models import Programme
from workstreams.answering import PRINCIPAL_KINDS, is_named
from workstreams.choices import FIRM, DurationClass
from workstreams.rows import WorkstreamRow

# Those that are stated, then that none is.
CLASSES = sorted(DurationClass, key=lambda one: one == DurationClass.NOT_STATED)


@dataclass(frozen=True)
class Totals:
    """The numbers of a position, each counted once.

    `going` are the workstreams that are taken forward under their own name, `gone` those that went
    into another; `rated` those whose latest update has a rating.
    """

    programme: Programme
    going: tuple[WorkstreamRow, ...]
    gone: tuple[WorkstreamRow, ...]
    rated: frozenset[int]

    @cached_property
    def phase_title(self) -> str:
        """The phase whose priorities the workstreams carry."""
        return next((row.phase.phase_title or "" for row in self.going if row.phase), "")

    @cached_property
    def principal_word(self) -> str:
        """Lead, or what stands in its place throughout the programme: host, provider."""
        kinds = {role.kind for row in self.going for role in row.answering.principals}
        for word, of_kind in zip(("lead", "host", "provider"), PRINCIPAL_KINDS, strict=True):
            if kinds and kinds <= set(of_kind):
                return word
        return "lead, host or provider" if kinds else "lead"

    @cached_property
    def principals_differ(self) -> bool:
        """Some have a lead, others a host or a provider: then each says which."""
        return " or " in self.principal_word

    @cached_property
    def class_totals(self) -> dict[str, Any]:
        """How many workstreams of each duration class each organisation answers for.

        Where a class is stated of none there are no lines; where of some, all are counted.
        """
        rows = self.going
        of_class = {c: [r for r in rows if r.workstream.duration_class == c] for c in CLASSES}
        present = {c: some for c, some in of_class.items() if some}
        if present.keys() <= {DurationClass.NOT_STATED}:
            return {"holders": [], "lines": []}
        holders = sorted({name for row in rows for name in row.answering.holders})
        lines = [class_line(c.label, some, holders) for c, some in present.items()]
        if len(lines) > 1:
            lines.append(class_line("All", rows, holders))
        perhaps = any(line["perhaps"] for line in lines)
        return {"holders": holders, "lines": lines, "perhaps": perhaps}

    @cached_property
    def has_ranks(self) -> bool:
        return any(row.rank_text for row in self.going)

    @cached_property
    def has_references(self) -> bool:
        return any(row.workstream.printed_ref for row in self.going)

    @cached_property
    def in_words(self) -> str:
        """How many there are, and how many were ranked."""
        count, merged = len(self.going), len(self.gone)
        ranks = sum(
            1
            for row in (*self.going, *self.gone)
            for rank in row.ranks
            if rank.by == self.programme.partnership_id and rank.rank
        )
        words = f"{count} workstream{'' if count == 1 else 's'}"
        if ranks and merged:
            return f"{words}, from {ranks} ranks: {merged} went forward as part of another."
        return f"{words}."

    @cached_property
    def answered(self) -> dict[str, Any]:
        """Of how many somebody answers, and how firmly: as the sentence on top tells it."""
        answers = [row.answering for row in self.going]
        firm = sum(1 for one in answers if one.somebody_with(FIRM))
        hoped = [one for one in answers if one.holders and not one.somebody_with(FIRM)]
        standings = {role.standing for one in hoped for role in one.principals if is_named(role)}
        return {
            "workstreams": len(answers),
            "phase": self.phase_title,
            "in_phase": sum(1 for row in self.going if row.phase),
            "word": self.principal_word,
            "firm": firm,
            "hoped": len(hoped),
            "hoped_as": standings.pop() if len(standings) == 1 else "not yet confirmed",
            "unsure": sum(1 for one in answers if one.somebody_may),
        }


def class_line(label: str, rows: Iterable[WorkstreamRow], holders: list[str]) -> dict[str, Any]:
    """One line of the totals: how many, and for how many each of the holders answers."""
    answers = [row.answering for row in rows]
    return {
        "label": label,
        "count": len(answers),
        "by_holder": [(name, sum(1 for one in answers if name in one.holders)) for name in holders],
        "perhaps": sum(1 for one in answers if one.somebody_may),
        "nobody": sum(1 for one in answers if one.is_nobodys),
    }
