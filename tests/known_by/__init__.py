"""The past stays as it was: what a register says of a day does not change by what is entered later.

`programmes/` are three invented programmes with long lives, as workbooks; `sequels.py` invents what
became of the five real ones; `cutting.py` is a workbook as it was known on a day; `later.json`
lists, case by case, what later sources say of an earlier time.
"""
