"""manage.py make_scale --workstreams N --seed S: a made-up register of that size."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sharedsvc.portal.scale.make import IN_A_PROGRAMME, NotMade, make_scale


class Command(BaseCommand):
    """Fills an empty database with made-up councils, for measuring. Development only."""

    help = "Fill an empty database with made-up councils and workstreams, where DEBUG is on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--workstreams", type=int, required=True, metavar="N")
        parser.add_argument(
            "--seed",
            type=int,
            default=1,
            metavar="S",
            help="The same seed makes the same register.",
        )
        parser.add_argument(
            "--in-a-programme",
            type=int,
            default=IN_A_PROGRAMME,
            metavar="N",
            help="How many workstreams a programme has.",
        )
        parser.add_argument(
            "--into-filled", action="store_true", help="Add to a database that is not empty."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make up a register of that size. Raises CommandError."""
        try:
            make_scale(
                options["workstreams"],
                options["seed"],
                in_a_programme=options["in_a_programme"],
                into_filled=options["into_filled"],
                say=self.stdout.write,
            )
        except NotMade as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Made {options['workstreams']:,} workstreams.")
