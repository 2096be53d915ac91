"""What a tagged PDF says of its tables: which cells name the rows, what the table is called."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

TableHeads = tuple[int, frozenset[int]]


def with_row_headers(pdf: bytes, tables: Iterable[TableHeads]) -> bytes:
    """The PDF with the cells that name rows marked as such; the same PDF gives the same bytes.

    `tables` has for each table, in reading order, how many columns it has and which of them name
    its rows. A row with fewer cells, some of which span, has none.
    """
    import pikepdf

    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        found = _elements(document.Root.StructTreeRoot, "/Table")
        for element, (across, heads) in zip(list(found), tables, strict=True):
            _take_in_caption(element)
            for row in _elements(element, "/TR"):
                _mark(list(_children(row)), across, heads)
        document.save(out, deterministic_id=True)
    return out.getvalue()


def _take_in_caption(table: Any) -> None:
    """Put what typst sets beside a table as its caption into it, where readers look for it."""
    import pikepdf

    around = table.P.P
    caption = next((one for one in _children(around) if one.S == "/Caption"), None)
    if caption is not None:
        around.K = pikepdf.Array([one for one in _children(around) if one.S != "/Caption"])
        table.K = pikepdf.Array([caption, *_children(table)])
        caption.P = table


def _mark(cells: list[Any], across: int, heads: frozenset[int]) -> None:
    import pikepdf

    for place, cell in enumerate(cells):
        if cell.S == "/TD" and len(cells) == across and place in heads:
            cell.S = pikepdf.Name.TH
            cell.A = pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=pikepdf.Name.Row)
        else:
            _let_scopes_speak(cell)


def _let_scopes_speak(cell: Any) -> None:
    """Take away the list of header cells: typst names columns alone, and it would outdo scopes."""
    import pikepdf

    attributes = cell.get("/A", ())
    for one in [attributes] if isinstance(attributes, pikepdf.Dictionary) else attributes:
        if "/Headers" in one:
            del one["/Headers"]


def _elements(parent: Any, kind: str) -> Iterator[Any]:
    """The elements of a kind below another, in reading order; not those within one another."""
    for child in _children(parent):
        if kind == child.S:
            yield child
        else:
            yield from _elements(child, kind)


def _children(parent: Any) -> Iterator[Any]:
    """What stands in an element of the structure tree, but the marks of content."""
    import pikepdf

    kids = parent.get("/K", ())
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
