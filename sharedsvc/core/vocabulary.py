"""The base of every vocabulary, offered to a model's field by name."""

from collections.abc import Iterator
from functools import cache

from django.db.models import TextChoices
from django.utils.choices import BaseChoiceIterator


class Vocabulary(TextChoices):
    """Words that people say and the values kept for them.

    A field takes ``choices=Visibility.offered``, without brackets: a migration then names the
    vocabulary and not its words, so a new word needs no migration.
    """

    @classmethod
    def offered(cls) -> "Offered":
        """Return the values with their labels, made once: pages ask for each label they print."""
        return _offered(cls)


class Offered(BaseChoiceIterator):
    """Values with labels in the form that Django's fields hand on as it is."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._pairs = tuple(pairs)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._pairs)


@cache
def _offered(vocabulary: type[TextChoices]) -> Offered:
    return Offered(vocabulary.choices)
