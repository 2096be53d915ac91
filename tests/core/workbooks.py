"""Small workbooks for tests: what each sheet holds is written as the text of its CSV file."""

from pathlib import Path

from sharedsvc.core.workbook.files import Cell, RawSheet, read_workbook

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
