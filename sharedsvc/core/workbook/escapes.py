"""Characters as .xlsx files keep them: what XML cannot hold, a carriage return, is `_x000D_`.

Source: ECMA-376, part 1, 22.9.2.19 (ST_Xstring).
"""

import re

ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def as_shown(text: str) -> str:
    """The text of a cell as a spreadsheet shows it."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def as_kept(text: str) -> str:
    """A text as the file keeps it, so that nothing in it is taken for such a character."""
    return LOOKS_ESCAPED.sub("_x005F_", text)
