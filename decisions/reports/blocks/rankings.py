"""Rankings in a report: lists, and how they compare."""

from typing import Any

from decisions.models import ReportItem
from decisions.reports.blocks.writer import BlockWriter, subjects_of
from decisions.reports.content import ContentBlock, Paragraph
from workstreams.ranking.compared_in_words import ComparisonText, phases_in_words
from workstreams.rivals import are_rivals


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
        """How one ranking compares with another, true to every reading of it.

        The same sentences as on the page that compares a programme's rankings.
        """
        named = (self.records.entries[pk or 0] for pk in (item.ranking_id, item.against_id))
        if not (all(named) and item.against and item.against.is_ranked):
            return self.not_stated()
        phase_title = phases_in_words(it.phase.title for it in self.records.stages if it.phase)
        text = ComparisonText(self.records.entries, self.records.forward, phase_title)
        said, *of_rivals = text.sentences(item.ranking, item.against, self._rivals(item.ranking))
        return [Paragraph(said), *map(self.note, of_rivals)]

    def _rivals(self, ranking: Any) -> list[tuple[Any, str]]:
        """Other readings of this ranking, with the paragraphs that give them."""
        disputed = [subjects_of(it, "workstreams.ranking") for it in self.records.readings]
        rankings = (rows[0].ranking for rows in self.records.entries.values() if rows)
        others = [other for other in rankings if are_rivals(other, ranking, disputed)]
        paragraphs = self.records.paragraphs
        return [(o, paragraphs.get(o.reference, "Another statement")) for o in others]
