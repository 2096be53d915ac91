"""Rankings in a report: lists, and how they compare."""

from typing import Any

from decisions.models import ReportItem
from decisions.reports.blocks.writer import BlockWriter, subjects_of
from decisions.reports.content import ContentBlock, Paragraph
from workstreams.ranking.compared_in_words import ComparisonText


class RankingBlocks(BlockWriter):
    """Writes rankings, and how one compares with another."""

    def ranked_list(self, item: ReportItem) -> list[ContentBlock]:
        """The entries of a ranking, or some of its ranks; a selection has bullets."""
        entries = self.records.entries[item.ranking_id or 0]
        if not item.ranking or not item.ranking.is_ranked:
            return self.listing(("", entry.label) for entry in entries)
        first, last = item.first or 1, item.last or 10_000
        chosen = [entry for entry in entries if entry.rank and first <= entry.rank <= last]
        return self.listing((f"{entry.rank}.", entry.label) for entry in chosen)

    def comparison(self, item: ReportItem) -> list[ContentBlock]:
        """How one ranking compares with another, true to every reading of it."""
        phases = [stage.phase.title for stage in self.records.stages if stage.phase]
        phase_title = phases[0] if phases else ""
        text = ComparisonText(self.records.entries, self.records.forward, phase_title)
        notes = (
            self.note(text.rival_sentence(rival, item.against, paragraphs))
            for rival, paragraphs in self._rivals(item.ranking)
        )
        return [Paragraph(text.sentence(item.ranking, item.against)), *notes]

    def _rivals(self, ranking: Any) -> list[tuple[Any, str]]:
        """Other rankings that an open conflict names beside this one, with their paragraphs."""
        rankings = {
            rows[0].ranking_id: rows[0].ranking for rows in self.records.entries.values() if rows
        }
        others: dict[int, Any] = {}
        for reading in self.records.readings:
            about = subjects_of(reading, "workstreams.ranking")
            if ranking.pk in about:
                others |= {pk: rankings[pk] for pk in about if pk != ranking.pk and pk in rankings}
        paragraphs = self.records.paragraphs
        return [(o, paragraphs.get(o.reference, "Another statement")) for o in others.values()]
