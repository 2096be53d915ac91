"""Tables as Word knows them: a first row that comes again on each page, rows that stay whole."""

from collections.abc import Iterator, Sequence
from typing import Any

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.table import CT_Tbl
from docx.shared import Twips

from decisions.reports.content import Table
from decisions.reports.renderers.paper import widths_of

LETTER, CELL_GAP = 124, 260  # twentieths of a point that a letter takes, and what parts two cells


def widths_in(table: Table, room: int) -> list[int]:
    """The width of each column in twentieths of a point, which together take the room."""
    columns = list(zip(*(table.columns, *table.rows), strict=True))
    shares = widths_of(table)
    needed = [
        0 if share else LETTER * max(map(len, cells)) + CELL_GAP
        for share, cells in zip(shares, columns, strict=True)
    ]
    left = max(room - sum(needed), room // 3)
    parts = sum(shares)
    wide = [own or round(left * share / parts) for own, share in zip(needed, shares, strict=True)]
    return [round(width * min(1, room / sum(wide))) for width in wide]


def empty_table(rows: int, widths: Sequence[int], style: str, indent: int, *, head: bool) -> Any:
    """A table without texts; its first row, if it is a `head`, comes again on each page."""
    table: Any = CT_Tbl.new_tbl(rows, len(widths), Twips(sum(widths)))
    properties = table.tblPr
    properties.style = style
    for told in (
        f'<w:tblW {nsdecls("w")} w:w="{sum(widths)}" w:type="dxa"/>',
        f'<w:tblInd {nsdecls("w")} w:w="{indent}" w:type="dxa"/>',
        f'<w:tblLayout {nsdecls("w")} w:type="fixed"/>',
        f'<w:tblLook {nsdecls("w")} w:val="{LOOKS[head]}" w:firstRow="{int(head)}" w:lastRow="0" '
        f'w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>',
    ):
        _replace(properties, parse_xml(told))
    for column, width in zip(table.tblGrid.gridCol_lst, widths, strict=True):
        column.set(qn("w:w"), str(width))
    for row in table.tr_lst:
        for cell, width in zip(row.tc_lst, widths, strict=True):
            cell.tcPr.tcW.set(qn("w:w"), str(width))
    if head:
        table.tr_lst[0].get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    return table


def keep_whole(row: Any) -> None:
    """Let no page end within a row."""
    row.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))


def _replace(properties: Any, told: Any) -> None:
    """Put a property in its place: the schema wants them in one order."""
    there = properties.find(told.tag)
    if there is not None:
        properties.remove(there)
    after = [qn(f"w:{name}") for name in ORDER[ORDER.index(told.tag.split("}")[1]) + 1 :]]
    place = next((one for one in properties if one.tag in after), None)
    if place is None:
        properties.append(told)
    else:
        place.addprevious(told)


LOOKS = ("0600", "0620")  # without and with a first row, for what does not read the words
ORDER = ("tblStyle", "tblW", "jc", "tblInd", "tblBorders", "tblLayout", "tblCellMar", "tblLook")


def cells_of(row: Any, spans: Sequence[int]) -> Iterator[Any]:
    """The cells of a row, joined where one spans several columns."""
    for place, span in enumerate(spans):  # those joined are gone when the next is taken
        cell = row.tc_lst[place]
        if span > 1:
            joined = row.tc_lst[place + 1 : place + span]
            width = sum(int(one.tcPr.tcW.get(qn("w:w"))) for one in (cell, *joined))
            cell.tcPr.tcW.set(qn("w:w"), str(width))
            cell.grid_span = span
            for one in joined:
                row.remove(one)
        yield cell
