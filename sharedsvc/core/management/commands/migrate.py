"""Django's own, which misses no migration of a field that is only called otherwise."""

from django.core.management.commands import migrate

from sharedsvc.core.migrating import WordlessAutodetector


class Command(migrate.Command):
    """With an autodetector that looks past words."""

    autodetector = WordlessAutodetector
