"""Columns of what a row is about, or rests on."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from programmes.choices import SubjectRelation
from programmes.models import Subject
from programmes.operations import set_subjects_of_many
from sharedsvc.core.reference import label_of
from sharedsvc.core.workbook.columns import CellProblem, Target
from sharedsvc.core.workbook.reference_columns import LinkColumn
from sharedsvc.core.workbook.register import NamesWithheld


@dataclass(frozen=True, kw_only=True)
class Subjects(LinkColumn):
    """What a row is about: rows of other sheets, named as sheet:code."""

    name: str = "about"
    help: str = "What the row is about: other rows, each as sheet:code, separated by semicolons."
    example: str = "workstreams:back-office; roles:back-office/joint lead/IVC"
    relation: str = SubjectRelation.ABOUT
    blank_means_all: bool = False

    type_name = "references, each as sheet:code, separated by semicolons"

    def parse_filled(self, text: str) -> tuple[Target, ...]:
        """Each as (sheet, code), in order. Raises CellProblem."""
        found = []
        for part in text.split(";"):
            sheet, colon, code = part.strip().partition(":")
            if part.strip():
                if not colon or not code.strip():
                    raise CellProblem("each as sheet:code, for instance workstreams:back-office")
                found.append((sheet.strip(), code.strip()))
        if len(set(found)) < len(found):
            raise CellProblem("each row once")
        return tuple(found)

    def text(self, value: Any) -> str:
        """Each as sheet:code."""
        return "; ".join(f"{sheet}:{code}" for sheet, code in value)

    def targets(self, value: Any) -> list[Target]:
        """The rows named."""
        return list(value)

    def resolve(self, value: Any, directory: Any) -> Any:
        """The records of these rows, and the directory that knows what else a record may name."""
        return [directory.record(sheet, code) for sheet, code in value], directory

    def get(self, record: Any, directory: Any) -> Any:
        """What of it the workbook may name."""
        found = _subjects_of(record, self.relation, directory)
        targets = [directory.target(*reference) for reference in found]
        return tuple(target for target in targets if target)

    def is_cut_short(self, record: Any, directory: Any) -> bool:
        """Where it is about what the workbook cannot name alone, a blank would say: about all."""
        found = _subjects_of(record, self.relation, directory)
        return self.blank_means_all and bool(found) and not self.get(record, directory)

    def link_history(self, model: Any, pks: Collection[int], programme: Any) -> Any:
        """Every version of what they are about."""
        of_relation = Subject.history.filter(relation=self.relation)
        return of_relation.filter(record_type=label_of(model), record_id__in=pks)

    def value_of_links(self, links: list[Any], directory: Any) -> Any:
        """What versions say together; what the workbook does not hold is left out."""
        targets = [
            directory.target(link.subject_type, link.subject_id)
            for link in sorted(links, key=lambda link: (link.order, link.id))
        ]
        return tuple(target for target in targets if target)

    def save_links(self, record: Any, resolved: Any) -> None:
        """Write what one record is about."""
        self.save_links_of_many([(record, resolved)])

    def save_links_of_many(self, pairs: Sequence[tuple[Any, Any]]) -> None:
        """Write what records of one model are about. Raises ValidationError.

        What the workbook cannot name stays: of a council's own gate a workstream of another
        programme, say.
        """
        subjects = [
            (record, [*named, *self._not_nameable(record, directory)])
            for record, (named, directory) in pairs
        ]
        set_subjects_of_many(subjects=subjects, relation=self.relation)

    def _not_nameable(self, record: Any, directory: Any) -> Iterator[Any]:
        for label, pk in _subjects_of(record, self.relation, directory):
            if not _can_be_named(label, pk, directory):
                yield apps.get_model(label)._base_manager.get(pk=pk)


def _can_be_named(label: str, pk: int, directory: Any) -> bool:
    try:
        return directory.target(label, pk) is not None
    except NamesWithheld:
        return False


def _subjects_of(record: Any, relation: str, directory: Any) -> list[tuple[str, int]]:
    """What a record is about, in order; read together with what all others are."""
    if "subjects" not in directory.cache:
        directory.cache["subjects"] = _subjects()
    found: list[tuple[str, int]] = directory.cache["subjects"][(*record.reference, relation)]
    return found


def _subjects() -> dict[tuple[str, int, str], list[tuple[str, int]]]:
    found = defaultdict(list)
    for subject in Subject.objects.not_struck_out().order_by("record_type", "record_id", "order"):
        found[(*subject.record_reference, subject.relation)].append(subject.subject_reference)
    return found


def rests_on() -> Subjects:
    """What a decision or clause rests on: earlier decisions, documents, asks."""
    return Subjects(
        name="rests on",
        relation=SubjectRelation.RESTS_ON,
        help="What it rests on: earlier rows, each as sheet:code, separated by semicolons.",
        example="decisions:cabinet-2008-10-07; documents:deloitte-report",
    )


def settles() -> Subjects:
    """What a clause settles: roles, rankings, conditions, gates."""
    return Subjects(
        name="settles",
        relation=SubjectRelation.SETTLES,
        help="What moves with the clause once it is in force: other rows, each as sheet:code.",
        example="roles:back-office/joint lead/IVC",
    )


@dataclass(frozen=True, kw_only=True)
class CarriesOn(Subjects):
    """The programmes that a successor carries on; those of other workbooks stay as they are."""

    name: str = "carries on"
    help: str = "The workbook's programme, where the successor carries it on."
    example: str = "programme:clyde-valley"
