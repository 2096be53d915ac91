"""Options side by side, findings and principles."""

from itertools import groupby

from decisions.choices import PointKind, StylePart
from decisions.models import ReportItem
from decisions.reports.blocks.writer import BlockWriter
from decisions.reports.content import ContentBlock, Listing, OptionColumn, SideBySide, Subheading
from workstreams.models import Finding

POINT_HEADINGS = {
    PointKind.STRENGTH: "Strengths",
    PointKind.WEAKNESS: "Weaknesses",
    PointKind.COMMENT: "Comments",
    PointKind.FEATURE: "Features",
}


class OptionBlocks(BlockWriter):
    """Writes what was weighed, found and agreed."""

    def options(self, item: ReportItem) -> list[ContentBlock]:
        """The options of a proposal side by side, with the kinds of points the house shows."""
        named = {row.key: row.title for row in self.records.style_rows[StylePart.POINT]}
        headings = named or POINT_HEADINGS
        columns = []
        for option, points in self.records.options(item.proposal_id):
            by_kind = tuple(
                (heading, tuple((f"{p.number}:", p.text) for p in points if p.kind == kind))
                for kind, heading in headings.items()
                if any(p.kind == kind for p in points)
            )
            title = f"{option.number} {option.title}".strip()
            standing = option.get_standing_display()
            columns.append(OptionColumn(title, standing, option.description, by_kind))
        return [SideBySide(tuple(columns))] if columns else self.not_stated()

    def findings(self, item: ReportItem) -> list[ContentBlock]:
        """The findings of a review by group and theme; of one group, without its name."""
        blocks: list[ContentBlock] = []
        only = item.heading
        rows = [r for r in self.records.findings(item.review_id) if only in ("", r.group)]
        for group, in_group in groupby(rows, key=lambda row: row.group):
            if group and not only:
                blocks.append(Subheading(group))
            for theme, in_theme in groupby(list(in_group), key=lambda row: row.theme):
                blocks += [Subheading(theme, 2)] if theme else []
                blocks.append(Listing(tuple(map(_finding, in_theme))))
        return blocks or self.not_stated()

    def principles(self, item: ReportItem) -> list[ContentBlock]:
        """The principles of the programme."""
        return self.listing((row.number, row.text) for row in self.records.principles)


def _finding(row: Finding) -> tuple[str, str]:
    return (f"{row.number}." if row.number.isdigit() else row.number, row.text)
