"""manage.py draw_model: writes what docs/model.md and docs/rules.md take from the models anew."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from sharedsvc.portal.management.model_drawing import not_drawn, refreshed

NAMES = ("model.md", "rules.md")


class Command(BaseCommand):
    """Rewrites what stands between the markers; the text around them stays."""

    help = "Write the diagrams of docs/model.md and the constraints of docs/rules.md anew."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "docs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the drawings and lists of docs/model.md anew."""
        for path in (options["folder"] / name for name in NAMES):
            path.write_text(refreshed(path.read_text(encoding="utf-8")), encoding="utf-8")
            self.stdout.write(f"Written to {path}.")
        drawn = (options["folder"] / NAMES[0]).read_text(encoding="utf-8")
        for name in not_drawn(drawn):
            self.stderr.write(f"No diagram shows {name}: add it to a marker in {NAMES[0]}.")
