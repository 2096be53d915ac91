"""manage.py rotate_seal_key: make the key that signs statements, or a new one in its place."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from decisions.sealing.keys import NoKey, folder, rotate


class Command(BaseCommand):
    """Writes into the folder SEAL_KEYS alone; the database knows no key."""

    help = (
        "Make a new key for signed statements of chains of decisions, endorsed by the one before, "
        "which is forgotten. Statements signed with an older key can still be checked."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it. Raises CommandError where the folder cannot be written or read."""
        try:
            made = rotate()
        except NoKey as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{folder()} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"Signs from now on: {made.key}")
        self.stdout.write(
            f"Keep {folder()} outside the database and its backups, and copy it to every server."
        )
