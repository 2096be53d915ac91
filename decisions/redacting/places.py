"""Where texts stand that may hold a personal detail, and by whose right they are written.

Records with their versions; beside these what is kept of acts: what a published report said,
uploaded documents, and why a decision was confirmed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import SlugField

from decisions.models import CaseDocument, ReportEdition, ReportFile, Seal
from decisions.sealing.reading import REASON
from decisions.sealing.sealed import redactable
from sharedsvc.core.field_words import heading_of
from sharedsvc.core.models import Governed
from sharedsvc.core.reference import label_of
from sharedsvc.core.rights import permission

# Words by which the register itself finds something.
MACHINE = frozenset({("programmes.datedvalue", "field"), ("decisions.housesection", "key")})
EDITION, FILE, DOCUMENT, SEAL = (
    label_of(model) for model in (ReportEdition, ReportFile, CaseDocument, Seal)
)
CONTENT = "content"
# What is kept of acts, by its label: the columns with words, and the record that it is of.
OF_ACTS = {
    EDITION: ((CONTENT, "reason"), "report"),
    DOCUMENT: (("name", CONTENT), "business_case"),
    SEAL: (("reason",), "of_decision"),
}
CALLED = {
    (EDITION, CONTENT): "What the report said when it was published",
    (EDITION, "reason"): "Why it was published",
    (DOCUMENT, "name"): "The name of the document",
    (DOCUMENT, CONTENT): "The document itself",
    (SEAL, "reason"): "Why the decision was confirmed",
    (SEAL, "opening"): "What opened its seal",
}
WHY = "Why it was changed"


@dataclass(frozen=True)
class TextPlace:
    """A column of a row, with what it says by the number of its version ("" for the row itself).

    `about` is the record by the right to which it may be redacted, and on whose page it stands.
    """

    label: str
    pk: int
    column: str
    about: Any
    says: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What forms know it by."""
        return f"{self.label}:{self.pk}:{self.column}"

    @property
    def heading(self) -> str:
        """What the column is called."""
        return called(self.label, self.column)

    @property
    def is_code(self) -> bool:
        """Whether it is a code, which addresses hold."""
        if self.label in OF_ACTS or self.column == REASON:
            return False
        return isinstance(model_of(self.label)._meta.get_field(self.column), SlugField)

    @property
    def longest(self) -> int | None:
        """How long the text may be."""
        if self.column == REASON:
            return None
        return getattr(model_of(self.label)._meta.get_field(self.column), "max_length", None)


def model_of(label: str) -> Any:
    """The model of a label."""
    return apps.get_model(label)


def called(label: str, column: str) -> str:
    """What a column is called on pages."""
    if column == REASON:
        return WHY
    return CALLED.get((label, column)) or heading_of(model_of(label)._meta.get_field(column))


def record_models() -> Iterator[Any]:
    """Every model whose versions are kept, by its concrete table."""
    for model in apps.get_models():
        if issubclass(model, Governed) and not model._meta.proxy:
            yield model


def columns_of(model: Any) -> tuple[str, ...]:
    """The columns of a record in which a detail may stand."""
    label = label_of(model)
    return tuple(name for name in redactable(model) if (label, name) not in MACHINE)


def about(label: str, pk: int) -> Any:
    """The record by the right to which a row may be redacted; None where there is none."""
    row = model_of(label)._base_manager.filter(pk=pk).first()
    return getattr(row, OF_ACTS[label][1]) if row is not None and label in OF_ACTS else row


def may_redact(user: Any, record: Any) -> bool:
    """Whether somebody may take details out of a record; the command line (None) is not asked."""
    return user is None or user.has_perm(permission("redact", record), record)


def place_of(key: str) -> TextPlace | None:
    """The place that a form names; None where there is no such place."""
    label, _, rest = key.partition(":")
    pk, _, column = rest.partition(":")
    known = {label_of(model): (*columns_of(model), REASON) for model in record_models()}
    known |= {label: columns for label, (columns, _) in OF_ACTS.items()}
    if column not in known.get(label, ()) or not pk.isdecimal():
        return None
    of = about(label, int(pk))
    return None if of is None else TextPlace(label, int(pk), column, of)
