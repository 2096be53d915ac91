#!/bin/sh
# openpyxl 3.1.5, reading what XlsxWriter 3.2.9 writes.
#
# In .xlsx files _xHHHH_ stands for the character with that number (ECMA-376 part 1, ST_Xstring): a
# carriage return in a cell, which some programs write for Alt+Enter, is _x000D_, and text that only
# looks like one has _x005F_ for its first underline. XlsxWriter writes so. openpyxl has functions for
# it (openpyxl.utils.escape), but reads shared strings without them: it takes the characters x005F_ out
# of any text, whatever stands before and behind, and leaves _x000D_ in it as seven characters.
#
#   written: 'Box max005F_1'           read: 'Box ma1'
#   written: 'First\r\nsecond'         read: 'First_x000D_\nsecond'
#   written: 'called _x000D_ there'    read: 'called _x000D_ there'
#
# So the last two cannot be told apart any more, and the first has lost six characters.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
    openpyxl==3.1.5 et-xmlfile==2.0.0 XlsxWriter==3.2.9 2>/dev/null
cat >look.py <<'PYTHON'
import zipfile

import xlsxwriter
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

WRITTEN = ["Box max005F_1", "First\r\nsecond", "called _x000D_ there"]
book = xlsxwriter.Workbook("written.xlsx")
sheet = book.add_worksheet()
for row, text in enumerate(WRITTEN):
    sheet.write_string(row, 0, text)
book.close()
kept = zipfile.ZipFile("written.xlsx").read("xl/sharedStrings.xml").decode()
read = [cell.value for cell in load_workbook("written.xlsx").active["A"]]
print("in the file:", kept[kept.index("<si>") :])
print("read:", read)
assert "First_x000D_\nsecond" in kept and "_x005F_x000D_" in kept, "it is written otherwise"
assert read == ["Box ma1", "First_x000D_\nsecond", "called _x000D_ there"], "it is read otherwise"
assert unescape("First_x000D_\nsecond") == "First\r\nsecond", "its own function reads otherwise"
PYTHON
venv/bin/python look.py || { echo "Changed: see above"; exit 1; }
echo "As described: what is escaped is not read as the standard has it, and characters are lost."
