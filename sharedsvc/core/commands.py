"""Commands leave a trace in the log too: which, how it ended, how long it took; never its words."""

import sys
import time

import structlog
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line, get_commands

from sharedsvc.core.deep_calls import with_room
from sharedsvc.core.logs import new_number

# Of Django's own, those that write; all of ours but the one that serves.
WRITE = frozenset({"migrate", "createsuperuser", "changepassword", "collectstatic"})
SERVE = frozenset({"start"})

logger = structlog.get_logger(__name__)


def run(arguments: list[str]) -> None:
    """Run a command of manage.py; what fails is logged without values, and said with its number.

    Raises SystemExit, ImproperlyConfigured where settings are missing, and in development whatever
    went wrong.
    """
    number, began = new_number(), time.perf_counter()
    structlog.contextvars.bind_contextvars(command_id=number)
    try:
        with_room(execute_from_command_line)(arguments)
    except ImproperlyConfigured:
        raise
    except SystemExit as ended:
        _tell(arguments, began, code=ended.code if isinstance(ended.code, int) else 1)
        raise
    except Exception:
        if settings.DEBUG:
            raise
        logger.exception("command_failed", command=_name(arguments), ms=_since(began))
        sys.exit(f"Something went wrong. In the log it has the number {number}.")
    _tell(arguments, began, code=0)


def _tell(arguments: list[str], began: float, *, code: int) -> None:
    name = _name(arguments)
    own = not get_commands().get(name, "django.").startswith("django.")
    if settings.DEBUG:
        return  # who develops sees what the command says
    if name in WRITE or (own and name not in SERVE):
        logger.info("command_finished", command=name, code=code, ms=_since(began))


def _name(arguments: list[str]) -> str:
    """The command; what is none may be anything that was typed."""
    name = arguments[1] if len(arguments) > 1 else ""
    return name if name in get_commands() else "(no such command)"


def _since(began: float) -> int:
    return round((time.perf_counter() - began) * 1000)
