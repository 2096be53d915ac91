"""manage.py compare_rankings FILE [--format text|json] [--unranked omit|bottom]."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from workstreams.ranking.ballots import Profile, Unranked
from workstreams.ranking.kemeny import SECONDS
from workstreams.ranking.problems import BadRankings
from workstreams.ranking.reading import read_rankings
from workstreams.ranking.stability import leave_one_out
from workstreams.ranking.study import as_data, study, without_each
from workstreams.ranking.words import study_in_words, without_each_in_words

BAD_FILE = 2


class Command(BaseCommand):
    """Compares the rankings of a file; nothing is stored. Exit status 2 for a file that is wrong.

    Its problems go to standard error, a line for each.
    """

    help = "Compare rankings from a file of PrefLib (.soc, .soi, .toc, .toi) or a CSV table."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--format", choices=("text", "json"), default="text")
        parser.add_argument(
            "--unranked",
            choices=[str(it) for it in Unranked],
            default=str(Unranked.OMIT),
            help="Of two items of which an owner ranks one: say nothing (omit, strict_omit), or "
            "put the ranked one above (bottom, strict_bottom).",
        )
        parser.add_argument(
            "--figures",
            choices=("ranks", "order"),
            default="",
            help="What a table's figures are: each item's rank, or the item in each place.",
        )
        parser.add_argument(
            "--rows", choices=("owners", "items"), default="", help="What a table's rows are."
        )
        parser.add_argument(
            "--seconds",
            type=float,
            default=SECONDS,
            help="How long Kemeny's orders may take where there are many items.",
        )
        parser.add_argument(
            "--stability",
            action="store_true",
            help="Also leave each owner out in turn, and say which orders change. Takes as long "
            "again.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the rankings, compare them, and tell it as text or JSON. Raises CommandError."""
        profile = self._read(options["file"], options["figures"], options["rows"])
        found = study(profile, Unranked(options["unranked"]), options["seconds"])
        without = None
        if options["stability"]:
            without = leave_one_out(found.read, options["seconds"], found.kemeny)
        if options["format"] == "json":
            data = as_data(found) if without is None else as_data(found) | without_each(without)
            self.stdout.write(json.dumps(data, ensure_ascii=False, indent=1))
        else:
            said = study_in_words(found) + without_each_in_words(without or ())
            self.stdout.write(said, ending="")

    def _read(self, path: Path, figures: str, rows: str) -> Profile:
        try:
            return read_rankings(path.read_bytes(), path.name, figures, rows)
        except OSError as error:
            problems = [f"{path.name} cannot be read: {error.strerror}."]
        except BadRankings as error:
            problems = [str(problem) for problem in error.problems]
        for problem in problems:
            self.stderr.write(problem)
        sys.exit(BAD_FILE)
