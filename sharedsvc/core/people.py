"""How people are called where it is said who did something: never by e-mail address."""

from typing import Any

COMMAND_LINE = "the command line"
UNNAMED = "a signed-in person"
YOU = "you"


def called(user: Any) -> str:
    """A person's full name; where nobody was signed in, that it was the command line."""
    if user is None:
        return COMMAND_LINE
    return user.name or UNNAMED


def called_for(reader: Any, user: Any) -> str:
    """The same, as it is said to one who reads it: what they did themselves, "you" did."""
    return YOU if user is not None and user.pk == reader.pk else called(user)
