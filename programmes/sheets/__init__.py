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
    point_out_unusual,
    standard,
)
from programmes.sheets.parts import PartOfProgramme
from programmes.sheets.sources import Sources
from programmes.sheets.subjects import Subjects, rests_on, settles
