"""What is logged, and how: to standard error, with the request's number, without personal data.

A log is read by more people than the register, and is kept elsewhere. So it says which page (by the
pattern of its address), how it ended and where in the code something went wrong, and nothing that
anybody typed or that a record holds: no names, addresses, words or values.
"""

import logging
import re
import secrets
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from sharedsvc.core.sqlite import is_of_sqlite

BASE_DIR = Path(__file__).resolve().parent.parent.parent
MANIFEST = "Missing staticfiles manifest entry"
NAMED_BY_SQLITE = re.compile(
    r"(?:[A-Z ]+ constraint failed: |no such table: |no such column: )(?P<name>[\w., ]+)", re.A
)
Raised = tuple[type[BaseException], BaseException, TracebackType | None]


SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def set_up_logging(*, development: bool) -> dict[str, Any]:
    """Set up structlog, and return what Django's LOGGING is."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"register": {"()": formatter, "development": development}},
        "filters": {"told_elsewhere": {"()": ToldElsewhere}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "register",
                "filters": ["told_elsewhere"],
            }
        },
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "pikepdf": {"level": "WARNING"},  # it tells that it was loaded
            # The development server's own line for each request holds the whole address.
            "django.server": {"handlers": [], "level": "CRITICAL", "propagate": False},
        },
    }


def formatter(*, development: bool) -> logging.Formatter:
    """JSON without values; in development readable, with the message of what was raised."""
    trace = structlog.processors.ExceptionRenderer(exception_without_values)
    last: list[Processor] = (
        [structlog.processors.format_exc_info, structlog.dev.ConsoleRenderer(colors=False)]
        if development
        else [trace, structlog.processors.JSONRenderer(ensure_ascii=False)]
    )
    return structlog.stdlib.ProcessorFormatter(
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        foreign_pre_chain=[without_arguments, *SHARED],
        pass_foreign_args=True,
        use_get_message=False,
    )


def new_number() -> str:
    """A number for the log, short enough to be read out on the telephone: "3f9a-22c1-07be"."""
    number = secrets.token_hex(6)
    return f"{number[:4]}-{number[4:8]}-{number[8:]}"


class ToldElsewhere(logging.Filter):
    """Leaves out Django's own words of an answer that the log of requests tells already."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record is to be logged: not where the request's own line tells it."""
        request = getattr(record, "request", None)
        return not (record.name == "django.request" and hasattr(request, "number"))


def without_arguments(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Leave out what a library put into its message: it may be what somebody typed.

    What has no arguments may hold values already, and is known only by its place in the code.
    """
    if not event.pop("positional_args", None):
        record: logging.LogRecord = event["_record"]
        event["event"] = f"{record.name}, {record.module} line {record.lineno}"
    return event


def exception_without_values(exc_info: Raised) -> str:
    """What was raised and where, its causes after it: without messages, variables or values."""
    lines = []
    for error in _chain(exc_info[1]):
        lines.append(f"{_name(error)}{_safe_detail(error)}")
        for frame in traceback.extract_tb(error.__traceback__):
            lines.append(f"  {_short(frame.filename)}, line {frame.lineno}, in {frame.name}")
    return "\n".join(lines)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        hidden = error.__suppress_context__
        error = error.__cause__ or (None if hidden else error.__context__)


def _name(error: BaseException) -> str:
    kind = type(error)
    return f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")


def _safe_detail(error: BaseException) -> str:
    """What helps to find the fault and never holds a value: the constraint, the missing name.

    A message as a whole may: PostgreSQL's says which value is there twice.
    """
    parts: tuple[str | None, ...] = ()
    diagnosis: Any = getattr(error, "diag", None)  # of PostgreSQL
    if diagnosis is not None:
        parts = (diagnosis.sqlstate, diagnosis.table_name, diagnosis.constraint_name)
    elif is_of_sqlite(error):
        parts = (getattr(error, "sqlite_errorname", None), _named_by_sqlite(str(error)))
    elif isinstance(error, AttributeError | NameError | ImportError):
        parts = (error.name,)
    elif isinstance(error, ValueError) and str(error).startswith(MANIFEST):
        parts = ("no static files: run manage.py collectstatic",)
    found = [part for part in parts if part]
    return f" ({', '.join(found)})" if found else ""


def _named_by_sqlite(message: str) -> str:
    """The columns, the constraint or the missing table, which SQLite names without any value."""
    found = NAMED_BY_SQLITE.fullmatch(message)
    return found["name"] if found else ""


def _short(filename: str) -> str:
    return filename.removeprefix(f"{BASE_DIR}/")
