"""manage.py demo_people: people to try the register as, one for each role. Development only."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sharedsvc.portal.people.demo import NotInDevelopment, make_demo_people


class Command(BaseCommand):
    """Makes demo people where they are missing and prints them with a new password."""

    help = "Make demo people, one for each role in each programme, where DEBUG is on."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the demo people and tell their addresses and password. Raises CommandError."""
        try:
            people, password = make_demo_people()
        except NotInDevelopment as refusal:
            raise CommandError(str(refusal)) from refusal
        width = max(len(person.user.email) for person in people)
        self.stdout.write("Demo people, for this machine only. Sign in as one of them:")
        for person in people:
            self.stdout.write(f"  {person.user.email:<{width}}  {person.role}, {person.where}")
        self.stdout.write(f"The password of them all, until the next start: {password}")
