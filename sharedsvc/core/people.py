"""How people are called where it is said who did something: never by e-mail address."""

from typing import Any

COMMAND_LINE = "the command line"
UNNAMED = "a signed-in person"


def called(user: Any, *, nobody: str = COMMAND_LINE) -> str:
    """A person's full name; `nobody` says who it was where nobody was signed in."""
    if user is None:
        return nobody
    return user.name or UNNAMED
