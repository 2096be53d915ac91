"""The stamp of an export: of which programme, and as at when. An .xlsx file carries it along."""

import datetime
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils import timezone

from sharedsvc.core.workbook.raw import DAMAGED

EXPORTED = "Register exported at"
PROGRAMME = "Register programme"
PROPERTIES = "docProps/custom.xml"
LARGEST_PROPERTIES = 64 * 1024
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?", re.ASCII)


class NotATime(ValueError):
    """The text is no time of an export; the message says what was expected."""


@dataclass(frozen=True)
class Stamp:
    """When a workbook was exported; of which programme, where it says so."""

    at: datetime.datetime
    programme: str = ""

    def applies_to(self, programme: str) -> bool:
        """Whether the stamp says anything of a workbook about this programme.

        Not where the code is another's, nor where the time is still to come: nothing could have
        changed since then, and nobody would ever be asked.
        """
        return self.programme in ("", programme) and self.at <= timezone.now()


def read_time(text: str) -> datetime.datetime:
    """A time such as 2026-11-22T10:15, by the clock here unless it names its zone.

    Raises NotATime, also for a time that is still to come.
    """
    expected = f"“{text}” is not a time: write it as 2026-11-22T10:15"
    if not TIME.fullmatch(text):
        raise NotATime(f"{expected}.")
    try:
        found = datetime.datetime.fromisoformat(text)
    except ValueError as error:
        raise NotATime(f"{expected} ({error}).") from None
    if timezone.is_naive(found):
        found = timezone.make_aware(found)
    if found > timezone.now():
        raise NotATime(f"“{text}” is still to come: say when the workbook was exported.")
    return found


def put_stamp(book: Any, stamp: Stamp) -> None:
    """Let an openpyxl workbook carry a stamp, as custom document properties."""
    from openpyxl.packaging.custom import StringProperty  # loads openpyxl, and numpy with it

    at = stamp.at.astimezone(datetime.UTC).isoformat(timespec="microseconds")
    book.custom_doc_props.append(StringProperty(name=EXPORTED, value=at))
    book.custom_doc_props.append(StringProperty(name=PROGRAMME, value=stamp.programme))


def read_stamp(path: Path) -> Stamp | None:
    """The stamp that an .xlsx file carries; None where it carries none that can be read."""
    if path.suffix.lower() != ".xlsx":
        return None
    from openpyxl.packaging.custom import CustomPropertyList  # loads openpyxl, and numpy with it
    from openpyxl.xml.functions import fromstring

    try:
        with zipfile.ZipFile(path) as archive, archive.open(PROPERTIES) as stream:
            text = stream.read(LARGEST_PROPERTIES + 1)
        if len(text) > LARGEST_PROPERTIES:
            return None
        tree: Any = fromstring(text)
        properties: Any = CustomPropertyList.from_tree(tree)
        found = {item.name: str(item.value or "") for item in properties}
        return Stamp(read_time(found[EXPORTED]), found[PROGRAMME])
    except DAMAGED:
        return None
