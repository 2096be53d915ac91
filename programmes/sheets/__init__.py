"""The sheets of "who"; other apps take the shared columns from here."""

from programmes.sheets import declared
from programmes.sheets.columns import (
    FROM_TO,
    WHEN,
    About,
    Remarks,
    Sources,
    dated,
    rests_on,
    standard,
)

__all__ = [
    "FROM_TO",
    "WHEN",
    "About",
    "Remarks",
    "Sources",
    "dated",
    "declared",
    "rests_on",
    "standard",
]
