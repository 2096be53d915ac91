"""What is asked before an account is closed: the apps above say what stands against it."""

from collections.abc import Callable
from typing import Any

_asked: list[Callable[[Any], str]] = []


def ask_before_closing(why_not: Callable[[Any], str]) -> None:
    """Have a function say why a user's account cannot be closed; "" where it can."""
    _asked.append(why_not)


def why_not_close(user: Any) -> list[str]:
    """All that stands against closing a user's account."""
    return [reason for why_not in _asked if (reason := why_not(user))]
