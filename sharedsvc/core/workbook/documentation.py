"""docs/workbook.md, written from the declared sheets."""

from sharedsvc.core.workbook.columns import Column
from sharedsvc.core.workbook.drafting import EMPTIED
from sharedsvc.core.workbook.raw import LARGEST_FILE, MOST_ROWS
from sharedsvc.core.workbook.sheets import Registry, Sheet

INTRODUCTION = f"""\
# The workbook

<!-- Written by `manage.py document_workbook` from the declared sheets: change those. -->

One workbook holds a whole programme: one `.xlsx` file with a tab for each sheet, or a folder with
one `.csv` file (UTF-8) for each sheet, spaces in the sheet's name written as hyphens
(`report-texts.csv`). Both have the same headings.

- `manage.py import_workbook PATH [--dry-run]` says what would be added, changed (from what to what)
  and left, then writes all of it or nothing. The same workbook twice changes nothing.
- `manage.py export_workbook PROGRAMME PATH` writes a folder, or one file if PATH ends in `.xlsx`.
- The sheet `programme` has exactly one row. Every other sheet can be left out, and so can every
  column that is not needed: what is left out stays as it is in the register.
- A blank cell is *not stated*, or the default that the column names. In a row that exists
  already, a blank cell under a heading makes the value blank.
- Rows that belong to no programme are the exception: there a blank cell leaves what the register
  knows from elsewhere, as from `manage.py import_councils`. They are:
  {{shared}}.
- To make a value blank on purpose, type `{EMPTIED}`; that is understood on every sheet.
- Rows refer to one another by their codes, in any order of rows and sheets; a code may also name a
  record that the register holds already. A row that is named by several columns has them joined
  with `/`: `back-office/joint lead/ERW`.
- `manage.py export_workbook --template PATH.xlsx` writes a workbook to start from, with notes,
  drop-down lists and an example row on each sheet; rows whose first cell begins with `e.g.` are
  passed over.
- Rows are never deleted by leaving them out.
- Text that begins with `=`, `+`, `-` or `@` is written to CSV behind an apostrophe, so that no
  spreadsheet takes it for a formula; the apostrophe is taken off again on reading.
- Cells hold values: formulas are refused. A decimal number in a text column is refused, since 4.1
  may have been 4.10: format such cells as text. So is a date cell in a text column. In a date
  column a date cell is read no finer than it is shown, and a bare number such as 40227 is refused
  with the day that it may stand for.
- Merged cells and hidden sheets, columns and rows are refused, each with its place: nothing is
  taken that cannot be seen.
- A sheet has at most {MOST_ROWS:,} rows, and a file at most {LARGEST_FILE >> 20} MB, unpacked.
- A ranking says what its figures are: of the kind `ranked` they are ranks, in a `selection` there
  are none, and figures that only number the list stand under `place`. A rank given twice is pointed
  out as a tie; where the next rank is not left out (1, 2, 2, 3), the entry remarks must say so.
- Imports take turns. One that has waited for half a minute gives up and says so.
- Where a sheet has two parts (a ranking and its entries), the first part's columns are filled in
  once, in the first row; the rows below repeat only its code.
"""


def describe(registry: Registry) -> str:
    """The whole of docs/workbook.md."""
    overview = ["## Sheets", "", "| sheet | what it holds |", "|---|---|"]
    overview += [f"| [{s.name}](#{s.name.replace(' ', '-')}) | {s.help} |" for s in registry.sheets]
    return "\n".join(
        [_introduction(registry), *overview, "", *map(_describe_sheet, registry.sheets)]
    )


def _introduction(registry: Registry) -> str:
    shared = ", ".join(name for name, part in registry.parts.items() if part.shared)
    return INTRODUCTION.format(shared=shared)


def _describe_sheet(sheet: Sheet) -> str:
    lines = [f"## {sheet.name}", "", sheet.help, ""]
    for part in sheet.parts:
        if len(sheet.parts) > 1:
            lines += [
                f"### {sheet.name}: {part.name}"
                if part is not sheet.parts[0]
                else f"### {part.name}: particulars",
                "",
            ]
        key = " + ".join(column.name for column in part.key)
        lines += [f"A row is named by: {key}.", ""]
        lines += ["| column | type | needed | allowed values | what it is | example |"]
        lines += ["|---|---|---|---|---|---|"]
        lines += [_describe_column(column) for column in part.all_columns]
        lines += [""]
    return "\n".join(lines)


def _describe_column(column: Column) -> str:
    blank = column.text(column.default) or (
        f"blank is {column.default}" if column.default not in ("", None, (), False) else ""
    )
    cells = (
        column.name,
        column.type_name,
        "yes" if column.required else "",
        "; ".join(filter(None, (column.allowed, blank))),
        column.help,
        column.example,
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
