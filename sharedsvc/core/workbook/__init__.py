"""The workbook: how programmes come in and go out, as spreadsheets that people know.

openpyxl would read by lxml where that is installed, as it is for reports in Word: our reader was
measured, and is tested, on Python's own parser. It asks when it is loaded, which is after this.
"""

import os

os.environ.setdefault("OPENPYXL_LXML", "False")
