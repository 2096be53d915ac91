"""manage.py import_councils CSV [--edition DATE] [--accept FILE] [--dry-run]."""

import csv
import datetime
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from programmes.councils.comparing import RECORD, REGISTER
from programmes.councils.matching import NEW, Answers
from programmes.councils.reading import Council, NotTheRegister, read_councils
from programmes.models import Organisation, OrganisationName
from programmes.operations import OlderEdition, Unanswered, take_in_register
from programmes.operations.councils import CouncilTold, RegisterTaken
from sharedsvc.core.history import recording
from sharedsvc.core.planner import tell_planner

COLUMNS = ("code", "field", "answer")
HOW = (
    f"Answer in a .csv file with the columns {', '.join(COLUMNS)}, and give it with --accept: "
    f"“{REGISTER}” or “{RECORD}” for what a field is to say; for the field council the code of the "
    f"organisation that it is, or “{NEW}”."
)


class Command(BaseCommand):
    """Takes the councils of the public register in; twice changes nothing."""

    help = "Take in the public register of UK councils (UK Local Authority Names and Codes)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument(
            "--edition",
            default="",
            metavar="DATE",
            help="Of which day the register is, as 2025-04-01. Today where it is not given.",
        )
        parser.add_argument(
            "--accept",
            default="",
            metavar="FILE",
            help="Answers to what was asked: a .csv file with the columns code, field and answer.",
        )
        parser.add_argument("--dry-run", action="store_true", help="Only say what would be done.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take in the register of councils: all or nothing. Raises CommandError."""
        path, edition = Path(options["path"]), _edition(options["edition"])
        answers = _answers(options["accept"])
        councils = self._read(path)
        with transaction.atomic(), recording(user=None, reason=f"Imported from {path.name}"):
            taken = self._take_in(councils, edition, answers)
            transaction.set_rollback(options["dry_run"])
        self._tell(councils, taken)
        if options["dry_run"]:
            self.stdout.write("Nothing was written: this was a dry run.")
        else:
            tell_planner(len(taken.added) + len(taken.changed))

    def _read(self, path: Path) -> list[Council]:
        known = [
            *Organisation.objects.not_struck_out().values_list("name", flat=True),
            *OrganisationName.objects.not_struck_out().values_list("name", flat=True),
        ]
        try:
            return read_councils(path, known=(name for name in known if "," in name))
        except NotTheRegister as error:
            raise CommandError(f"Nothing was written.\n{error}") from error

    def _take_in(
        self, councils: list[Council], edition: datetime.date, answers: Answers
    ) -> RegisterTaken:
        try:
            return take_in_register(councils=councils, edition=edition, answers=answers)
        except OlderEdition as error:
            raise CommandError(f"Nothing was written. {error}") from error
        except Unanswered as error:
            raise CommandError(f"Nothing was written.\n{error}\n{HOW}") from error

    def _tell(self, councils: list[Council], taken: RegisterTaken) -> None:
        for council in councils:
            for name in council.damaged:
                self.stdout.write(
                    f"damaged  row {council.row}, {council.code}: “{name}” has lost letters: it is "
                    "not taken as a name"
                )
        for told in taken.told:
            self._tell_one(told)
        if taken.missing:
            self.stdout.write(
                f"not in this edition, and left as they are: {', '.join(sorted(taken.missing))}"
            )
        self.stdout.write(
            f"{len(taken.added)} added, {len(taken.changed)} changed, {len(taken.left)} left as "
            "they are."
        )

    def _tell_one(self, told: CouncilTold) -> None:
        council, organisation = told.council, told.organisation
        if told.found_by:
            self.stdout.write(
                f"found    {council.code}, {council.name}: is {organisation.code}, by its "
                f"{told.found_by}"
            )
        if told.is_new and organisation.code != council.code:
            self.stdout.write(f"added    {council.code}, {council.name}: as {organisation.code}")
        if not told.is_new:
            for change in told.changes:
                self.stdout.write(f"changed  {organisation.code}: {change}")


def _edition(text: str) -> datetime.date:
    """The day of which the register is. Raises CommandError."""
    today = datetime.date.today()
    try:
        edition = datetime.date.fromisoformat(text) if text else today
    except ValueError as error:
        raise CommandError(f"“{text}” is not a day: write it as 2025-04-01.") from error
    if edition > today:
        raise CommandError(f"The edition {edition.isoformat()} is later than today.")
    return edition


def _answers(given: str) -> Answers:
    """What was answered, by code and field. Raises CommandError."""
    if not given:
        return {}
    path = Path(given)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [
                [(row.get(name) or "").strip() for name in COLUMNS] for row in csv.DictReader(file)
            ]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CommandError(f"{path} cannot be read as a .csv file.") from error
    blank = [str(n) for n, row in enumerate(rows, start=2) if any(row) and not all(row)]
    if blank:
        raise CommandError(f"{path.name}, row {', '.join(blank)}: fill in {', '.join(COLUMNS)}.")
    answers = {(code.casefold(), field.lower()): answer for code, field, answer in rows if code}
    doubled = Counter((code.casefold(), field.lower()) for code, field, _ in rows if code)
    twice = [f"{code}, {field}" for (code, field), times in doubled.items() if times > 1]
    if twice:
        raise CommandError(f"{path.name} answers more than once: {'; '.join(twice)}.")
    return answers
