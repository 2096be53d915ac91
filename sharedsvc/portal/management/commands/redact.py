"""manage.py redact: take a personal detail out of all texts, or tell what was taken out."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from decisions.choices import PersonalDetail
from decisions.redacting.doing import redact
from decisions.redacting.finding import TooMany, documents, find
from decisions.redacting.places import TextPlace
from decisions.redacting.texts import Detail
from decisions.redacting.told import latest, texts_taken_out
from sharedsvc.core.history import recording
from sharedsvc.portal.redaction.uploads import forget_uploads_with


class Command(BaseCommand):
    """The detail is read from the standard input: it stands in no list of processes or commands."""

    help = (
        "Take a personal detail out of records, their versions, search, published reports and "
        "uploaded workbooks that wait, of whatever organisation. It is read from the standard "
        "input. Without --for-good it is only told where it stands. It is not undone."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--for-good", action="store_true", help="Take it out.")
        parser.add_argument("--kind", choices=PersonalDetail.values, help="What it is.")
        parser.add_argument("--reason", default="", help="Why, without the detail itself.")
        parser.add_argument(
            "--place", action="append", default=[], help="Only there, as it is listed; repeatable."
        )
        parser.add_argument("--done", action="store_true", help="Tell what was taken out.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell, or take out. Raises CommandError where it is nowhere, or cannot be taken out."""
        if options["done"]:
            self._tell_done()
            return
        if options["for_good"] and not (options["kind"] and options["reason"].strip()):
            raise CommandError("Say with --kind what it is, and with --reason why it is taken out.")
        detail = Detail(input().strip(), datetime.date.today())
        try:
            places = find(detail, None).places if detail.text else []
        except TooMany as error:
            raise CommandError("It stands in too many places: give more of it.") from error
        if not options["for_good"]:
            self._tell(places)
            return
        chosen = options["place"] or [place.key for place in places]
        self._take_out(detail, options["kind"], options["reason"], chosen)

    def _tell(self, places: list[TextPlace]) -> None:
        for place in places:
            self.stdout.write(f"{place.key}\t{place.heading}\t{place.about}")
        self.stdout.write(f"It stands in {len(places)} places. Documents, which are not searched:")
        for place in documents(None):
            self.stdout.write(f"{place.key}\t{place.says['']}\t{place.about}")

    def _take_out(self, detail: Detail, kind: str, reason: str, chosen: list[str]) -> None:
        try:
            with recording(user=None, reason=reason):
                made = redact(detail=detail, kind=kind, chosen=chosen)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        forgotten = forget_uploads_with(detail.stands_in)
        places = texts_taken_out(made)
        self.stdout.write(f"Taken out of {places} texts. Uploads deleted: {forgotten}.")

    def _tell_done(self) -> None:
        for told in latest(None, most=None):
            when = timezone.localtime(told.redaction.at)
            kind, why = told.redaction.get_kind_display(), told.redaction.reason
            self.stdout.write(f"{when:%Y-%m-%d %H:%M}, {told.by}: {kind}. {why}")
            for one in told.places:
                place = one.place
                self.stdout.write(f"\t{place.record_type} {place.record_id}: {one.heading}")
