"""The sheets of "who"; other apps take the shared columns and helpers from here."""

from programmes.sheets import dated_values, declared
from programmes.sheets.columns import (
    FROM_TO,
    ORDER,
    SPELL,
    WHEN,
    Remarks,
    all_of,
    always,
    dated,
    new_in_programme,
    of_programme,
    point_out_unusual,
    standard,
)
from programmes.sheets.sources import Sources
from programmes.sheets.subjects import Subjects, rests_on

__all__ = [
    "FROM_TO",
    "ORDER",
    "SPELL",
    "WHEN",
    "Remarks",
    "Sources",
    "Subjects",
    "all_of",
    "always",
    "dated",
    "dated_values",
    "declared",
    "new_in_programme",
    "of_programme",
    "point_out_unusual",
    "rests_on",
    "standard",
]
