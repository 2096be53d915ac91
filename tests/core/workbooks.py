"""Small workbooks for tests: what each sheet holds is written as the text of its CSV file."""

from pathlib import Path

from sharedsvc.core.workbook.files import read_workbook
from sharedsvc.core.workbook.raw import Cell, RawSheet

BINS = {
    "programme": "code,title,partnership,sources\nbins,Sharing bins,board,report 1.1\n",
    "organisations": (
        "code,name,kind\nboard,Bins Board,partnership\nAVC,Avon Council,\nBRC,Brook Council,\n"
    ),
    "memberships": "partnership,organisation,sources\nboard,AVC,report 1.1\nboard,BRC,report 1.2\n",
    "documents": "code,title,date\nreport,Report on bins,2010-02-18\n",
    "workstreams": "ref,title,parent,start\nbins,Bins,,2010-01\nlorries,Lorries,bins,2010-01\n",
    "roles": "workstream,role,organisation,standing,start\nbins,lead,AVC,confirmed,2010-01-15\n",
}


def corrected(other) -> str:
    """The answer that whatever is called otherwise was wrong before."""
    return "corrected"


def write_folder(folder: Path, sheets: dict[str, str]) -> Path:
    """Write each text as a .csv file and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in sheets.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    return folder


def read_sheets(folder: Path, sheets: dict[str, str]) -> list[RawSheet]:
    """The sheets as `read_workbook` gives them."""
    return read_workbook(write_folder(folder, sheets))


def texts(sheet: RawSheet) -> list[list[str]]:
    """Headings and rows as plain texts, to compare."""
    return [
        sheet.headings,
        *([row.cells.get(name, Cell()).text for name in sheet.headings] for row in sheet.rows),
    ]


COUNCILS = ("AVC", "BRC", "CDC", "DNC", "ERC")


def large(rows: int) -> dict[str, str]:
    """A programme of made-up councils with so many rows beside nine that all rest on.

    Workstreams with their stages, roles, milestones and updates, each with a source.
    """
    share = rows // 5
    numbers = range(rows - 4 * share)
    names = [f"w{number}" for number in numbers]
    some, days = names[:share], [f"2010-{n % 12 + 1:02d}-{n % 28 + 1:02d}" for n in numbers]
    found = {
        "programme": ["code,title,partnership,sources", "large,Large programme,board,report 1"],
        "organisations": ["code,name,kind", "board,Board,partnership"]
        + [f"{code},{code.title()} Council," for code in COUNCILS],
        "documents": ["code,title,date", "report,Report,2010-02-18", "note,Note,2010-03-01"],
        "workstreams": ["ref,title,order,scope,start,sources"]
        + [
            f"{name},Workstream {n},{n % 9_999},Scope of {name},{days[n]},report 2.{n % 50}"
            for n, name in enumerate(names)
        ],
        "stages": ["workstream,stage,start,sources"]
        + [f"{name},identified,{days[n]},report 3.{n % 50}" for n, name in enumerate(some)],
        "roles": ["workstream,role,organisation,standing,start,sources"]
        + [
            f"{name},lead,{COUNCILS[n % 5]},confirmed,{days[n]},report 4.{n % 50}"
            for n, name in enumerate(some)
        ],
        "milestones": ["code,workstream,title,who,due,sources"]
        + [
            f"m{n},{name},Milestone {n},The lead,by {days[n]},note {n % 50}"
            for n, name in enumerate(some)
        ],
        "updates": ["workstream,date,rating,what has happened,sources"]
        + [f"{name},{days[n]},green,Something {n},note {n % 50}" for n, name in enumerate(some)],
    }
    return {name: "\n".join(lines) + "\n" for name, lines in found.items()}
