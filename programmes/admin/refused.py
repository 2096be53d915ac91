"""What an operation refuses, for the form that asked for it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError

from sharedsvc.core.saving import RefusedByDatabase


class Refused(Exception):
    """An operation refused what the form with this prefix asks for."""

    def __init__(self, prefix: str | None, error: ValidationError) -> None:
        super().__init__(str(error))
        self.prefix = prefix
        self.error = error

    def explained(self) -> ValidationError:
        """Why, once what was written before it was taken back."""
        error = self.error
        return error.explained() if isinstance(error, RefusedByDatabase) else error


@contextmanager
def refusing(prefix: str | None) -> Iterator[None]:
    """Turn what an operation refuses into Refused, for the form with this prefix."""
    try:
        yield
    except ValidationError as error:
        raise Refused(prefix, error) from error
