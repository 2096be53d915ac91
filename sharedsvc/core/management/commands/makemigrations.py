"""Django's own; a field that is called otherwise, or helped otherwise, needs no migration."""

from django.core.management.commands import makemigrations

from sharedsvc.core.migrating import WordlessAutodetector


class Command(makemigrations.Command):
    """With an autodetector that looks past words."""

    autodetector = WordlessAutodetector
