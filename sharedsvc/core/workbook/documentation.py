"""docs/workbook.md, written from the declared sheets."""

from sharedsvc.core.workbook.columns import SheetColumn
from sharedsvc.core.workbook.drafting import EMPTIED, MOST_PROBLEMS
from sharedsvc.core.workbook.measure import MOST_LINES, MOST_PLACES, MOST_ROWS, MOST_WEIGHT
from sharedsvc.core.workbook.raw import LARGEST_FILE, LONGEST_CELL
from sharedsvc.core.workbook.sheets import Registry, Sheet

INTRODUCTION = f"""\
# The workbook

<!-- Written by `manage.py document_workbook` from the declared sheets: change those. -->

One workbook holds a whole programme: one `.xlsx` file with a tab for each sheet, or a folder with
one `.csv` file (UTF-8) for each sheet, spaces in the sheet's name written as hyphens
(`report-texts.csv`). Both have the same headings.

- `manage.py import_workbook PATH [--dry-run]` says what would be added, changed (from what to what)
  and left, then writes all of it or nothing. The same workbook twice changes nothing.
- What somebody else changed since the workbook was exported is not overwritten unasked: see below.
- `manage.py export_workbook PROGRAMME PATH` writes a folder, or one file if PATH ends in `.xlsx`.
- The sheet `programme` has exactly one row. Every other sheet can be left out, and so can every
  column that is not needed: what is left out stays as it is in the register.
- A blank cell is *not stated*, or the default that the column names. In a row that exists
  already, a blank cell under a heading makes the value blank.
- Rows that belong to no programme are the exception: there a blank cell leaves what the register
  knows from elsewhere, as from `manage.py import_councils`. They are:
  {{shared}}; and documents that belong elsewhere.
- To make a value blank on purpose, type `{EMPTIED}`; that is understood on every sheet.
- Rows refer to one another by their codes, in any order of rows and sheets; a code may also name a
  record that the register holds already. A row that is named by several columns has them joined
  with `/`: `back-office/joint lead/ERW`.
- `manage.py export_workbook --template PATH.xlsx` writes a workbook to start from, with notes,
  drop-down lists and an example row on each sheet; rows whose first cell begins with `e.g.` are
  passed over.
- Rows are never deleted by leaving them out.
- An export is whole: it holds what the programme rests on wherever that was entered, in the admin,
  on a page, or by another programme's workbook. With an organisation go its other names, with a
  partnership its memberships, with a post those who held it; with the programme's own partnership
  all its bodies and meetings. An empty register that takes the file in shows the same pages.
- A document belongs to one programme or to none, and may be cited in the workbook of any: there it
  is listed with *yes* under `belongs elsewhere`, and stays whose it is. An empty register takes it
  in as no programme's; the workbook of its own programme, taken in later, makes it that one's.
- A cell of sources in a row that is not the programme's own adds to the sources that stand in the
  documents of others, and takes none of them out.
- Text that begins with `=`, `+`, `-` or `@` is written to CSV behind an apostrophe, so that no
  spreadsheet takes it for a formula; the apostrophe is taken off again on reading.
- Cells hold values: formulas are refused. A decimal number in a text column is refused, since 4.1
  may have been 4.10: format such cells as text. So is a date cell in a text column. In a date
  column a date cell is read no finer than it is shown, and a bare number such as 40227 is refused
  with the day that it may stand for.
- A number or a date whose format puts words beside it ("Quarter to March 2026") is refused: type as
  text what is meant. `TRUE` and `FALSE`, which LibreOffice saves as formulas, are *yes* and *no*.
- Merged cells and hidden sheets, columns and rows are refused, each with its place: nothing is
  taken that cannot be seen. So are rows, cells and parts of a text that are crossed out.
- A line break in a field of one line is a blank.
- `2024/2025` is refused, as it is the financial year `2024/25` to some and the years `2024 to 2025`
  to others; `2009-10` is read as October 2009, and the import says how the financial year is
  written. A weekday that contradicts the day is refused: write the day that is right, or what the
  source says under *as stated*.
- Entering from a Word document: accept all changes first (*Review*, *Accept*), since texts that are
  copied lose what was inserted or keep what was struck out; and cite paragraphs by the numbers of a
  PDF made of it, since numbers that Word gives by itself are not in the text that is copied.
- A date cell that no spreadsheet can show (before 1900, after 9999, 29 February 1900) is refused;
  a workbook that counts its days from 1904 is read as it shows them.
- A character that nobody sees is refused with its place: controls, marks of direction, blanks
  without width, soft hyphens. It would make a text read otherwise than it is kept.
- A sheet stands in a workbook once: two files or tabs whose names differ only in case, blanks or
  hyphens are refused by name, and so are files of one name in two folders of a `.zip`.
- Limits, so that no file takes much memory, whatever it unpacks to: a text of {LONGEST_CELL:,}
  characters; in the whole workbook {MOST_ROWS:,} rows, {MOST_LINES:,} lines and {MOST_PLACES:,}
  cells with the blank ones, {MOST_WEIGHT >> 20} MB of rows and texts as they are kept while it is
  read; {LARGEST_FILE >> 20} MB unpacked. Only what is in the file counts, never the time it takes.
- Of more than {MOST_PROBLEMS} problems the first are listed and the others counted.
- A ranking says what its figures are: of the kind `ranked` they are ranks, in a `selection` there
  are none, and figures that only number the list stand under `place`. A rank given twice is pointed
  out as a tie; where the next rank is not left out (1, 2, 2, 3), the entry remarks must say so.
  Ranks beside places 1, 2, 3 … that could as well be an order (which number comes in each place),
  and ranks that do not begin at 1, are asked about: nothing is written until the ranks are mended
  or an entry remark says what they are.
- Imports take turns. One that has waited for half a minute gives up and says so.
- An import changes what its columns say, and nothing else: what somebody edits while it runs stays,
  or is told as an overlap. Its rows are locked meanwhile: whoever edits one waits until it ends.
- Where a sheet has two parts (a ranking and its entries), the first part's columns are filled in
  once, in the first row; the rows below repeat only its code.

## How to enter what a report says

- **Only what is printed.** Wording columns and *as stated* hold printed words, parts joined by a
  semicolon; remarks hold yours, and say what is your reading.
- **End as stated.** “Until the new director is in post” and “a trial of twelve months” stand there,
  with a blank end, on the workstream and on every role, arrangement and agreement they limit.
- **An end that a later document states**: cite that document beside the first. Pages of days before
  it then show no end, as nobody knew of one; a row that cites the first alone shows it from there.
- **Date of a document or report**: the one in its header; other days printed go into remarks.
- **Standing**: the weaker reading stands, with a remark. *Confirmed* needs words that somebody
  agreed or named; *in force* that it runs. So with *approved* and *already running when recorded*.
- **Start of what is only proposed**: blank, or the day of the proposal; with the day on which it
  is to take effect there, no page would show it before. That day stands in the wording and as a
  milestone.
- **Roles**: a *commissioner* is the council that receives what a *provider* gives; *partner* where
  no direction is stated. *Named* is filled in only where several are named together; *post* is the
  post that acts.
- **Sources**: a paragraph that says it outright has no mark; one from which it follows is
  *(inferred)*. Paragraphs that a remark rests on are cited too: the header, where “this year”
  becomes a year.
- **Owner**: the council whose own the row is: its asks, reports, texts, risks and own milestones,
  never a shared workstream's.
- **Components**: a row of its own where it can be followed by itself; otherwise text in the scope.
- **Delivery model**, **kind** of council and **powers** of a body: only as far as they are stated.
- **Agreements**: arrangements not said to be in writing belong there too, as kind *other*. A
  **partnership** that no report names is allowed, each membership inferred.

## Another name than the register's

Whatever has a name (organisations, bodies, posts, people, programmes, phases, workstreams,
agreements, gates, proposals) keeps on each day the name of that day. Where a row names something
that the register knows otherwise, the import asks, once for the row: *renamed from when, or
corrected?* Nothing at all is written until it is answered:

- *since when* it is called so (1 April 2022): before that day it keeps the register's name;
- *corrected*: the register's name was wrong, on every day;
- *keep*: the register's name stays, as for a workbook of an earlier time.

In the browser the preview asks, name by name. At a terminal the command does; elsewhere it gives up
with an error, unless `--names` was given: one answer for all, or a `.csv` file with the columns
`sheet`, `code` and `answer`. A row on the sheet *dated values* with the new name and its day
answers too. A name that was blank, or is made blank, is not asked about.

A former name on the sheet *other names* is the name of the days on which it surely was: its end
must be given. What a source called something stays where it stands: the title in a ranking, or in
a phase.

## What somebody else changed since the export

A row of a workbook sets every column that it has, also those that nobody touched in the
spreadsheet. So an import that would set a column to something else than it now holds looks in the
history whether somebody else changed that column, or the rows that hang on it (sources, subjects,
parties …), since the workbook was exported. Each such *overlap* is told with its sheet, row, code
and column: what the register now says, what the workbook says, what stood at the export, who
changed it, when and why. Nothing at all is written then, until somebody agrees:

- at a terminal the command asks *Overwrite these 3 changes? [y/N]*;
- elsewhere it gives up with an error, unless `--overwrite` was given; a dry run only tells.

Agreed is only what was told: if the register changes between the look and the writing, nothing is
written, and what is new is told.

When the workbook was exported:

- An `.xlsx` file says so itself: it carries a stamp, among its custom properties, with the time and
  the programme's code. LibreOffice keeps it, as the tests show. A program that drops it leaves a
  workbook without a stamp.
- A folder cannot. Give `--exported 2026-11-22T10:15`; the export says what to give. Without an
  offset it is the time by the clock here. What is given counts before a file's own stamp.
- Without either, and where the stamp is another programme's or still to come, everything counts
  that was changed after a row was first recorded. Whatever one import wrote when it added the row,
  its sources included, is its first recording.

What is an overlap, and what is not:

- A column that the other changed and that the workbook still holds as it was is one: the import
  would take the change back. A column that the workbook leaves out is none, nor is one that nobody
  changed, one where the workbook agrees with the other, one that was changed and changed back, or
  a name that is to stay (*keep*).
- A row that somebody added since the export under a code that the workbook adds too: each column
  that differs is an overlap.
- A row that somebody struck out since the export and that the workbook still has: the import would
  add it again.
- One's own changes are none, but they do not hide another's beneath them. The command line is
  nobody in particular, so that what it imported counts as somebody else's, there too.
"""


def describe(registry: Registry) -> str:
    """The whole of docs/workbook.md."""
    overview = ["## Sheets", "", "| sheet | what it holds |", "|---|---|"]
    overview += [f"| [{s.name}](#{s.name.replace(' ', '-')}) | {s.help} |" for s in registry.sheets]
    return "\n".join(
        [_introduction(registry), *overview, "", *map(_describe_sheet, registry.sheets)]
    )


def _introduction(registry: Registry) -> str:
    shared = ", ".join(
        name for name, part in registry.parts.items() if part.shared and not part.own
    )
    return INTRODUCTION.format(shared=shared)


def _describe_sheet(sheet: Sheet) -> str:
    lines = [f"## {sheet.name}", "", sheet.help, ""]
    lines += [sheet.notes, ""] if sheet.notes else []
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


def _describe_column(column: SheetColumn) -> str:
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
