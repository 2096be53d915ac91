"""Conflicts with their readings, and what they put in dispute."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass
class ConflictBox:
    """A conflict with its readings, and what it is about."""

    conflict: Any
    readings: list[Any]
    about: set[tuple[str, int]]


def conflict_boxes(readings: Iterable[Any]) -> list[ConflictBox]:
    """Readings gathered by conflict."""
    boxes: dict[int, ConflictBox] = {}
    for reading in readings:
        about = {(row["type"], row["subject"]) for row in reading.about_rows or []}
        box = boxes.setdefault(reading.conflict_id, ConflictBox(reading.conflict, [], about))
        box.readings.append(reading)
    return list(boxes.values())


def disputes(boxes: Iterable[ConflictBox]) -> dict[tuple[str, int], ConflictBox]:
    """The references of what is in dispute, each with the conflict: settled ones left out."""
    return {
        reference: box for box in boxes if not box.conflict.is_settled for reference in box.about
    }
