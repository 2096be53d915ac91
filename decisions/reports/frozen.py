"""A report's content as text that is kept: canonical JSON and back, with nothing lost.

Pure: it knows the dataclasses of `content` and no record. `FORMAT` counts the forms in which
editions were ever written; a change to those dataclasses needs a new number, and a way to read what
is kept in the old: what came with 2 has a value for where nothing was kept.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import MISSING, asdict, dataclass, fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from decisions.reports.content import ContentBlock, ReportContent

FORMAT = 2
READABLE = frozenset({1, FORMAT})  # 1 knew less of a report: what it lacks has its default
BLOCKS: dict[str, type] = {block.kind: block for block in get_args(ContentBlock)}


class Unreadable(ValueError):
    """What is kept of a report cannot be read; the message says why, for the log."""


@dataclass(frozen=True)
class Rendition:
    """A report's content for one group of its readers.

    `rests_on` names the versions that only some may see, as model label and number of the version:
    it is for those who may see them all.
    """

    content: ReportContent
    rests_on: tuple[tuple[str, int], ...] = ()


def freeze(rendition: Rendition) -> str:
    """The text that is kept of a rendition; equal ones have equal texts."""
    kept = {"format": FORMAT, **asdict(rendition)}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def thaw(text: str, checksum: str) -> Rendition:
    """The rendition of which a text was kept. Raises Unreadable where it is not what was kept."""
    if checksum_of(text) != checksum:
        raise Unreadable("its checksum does not match")
    kept = json.loads(text)
    if kept.pop("format") not in READABLE:
        raise Unreadable("its format is not known to this version of the register")
    rendition: Rendition = _reader(Rendition)(kept)
    return rendition


def freeze_blocks(blocks: Iterable[ContentBlock]) -> list[dict[str, Any]]:
    """Blocks as they are kept in JSON."""
    return [asdict(block) for block in blocks]


def thaw_blocks(kept: Iterable[dict[str, Any]]) -> list[ContentBlock]:
    """The blocks that were kept so. Raises KeyError where there is no block of a kind any more."""
    return [_reader(BLOCKS[one["kind"]])(one) for one in kept]


def checksum_of(text: str) -> str:
    """The SHA-256 of a text in UTF-8, as hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """What makes a value of this type from what JSON made of it; worked out once for each type."""
    if isinstance(kind, type) and is_dataclass(kind):
        return _reader_of_fields(kind)
    if isinstance(kind, UnionType):
        return lambda value: _reader(BLOCKS[value["kind"]])(value)
    if get_origin(kind) is tuple:
        return _reader_of_tuples(get_args(kind))
    return _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _reader_of_fields(kind: Any) -> Callable[[Any], Any]:
    hints = get_type_hints(kind)
    readers = {field.name: _reader(hints[field.name]) for field in fields(kind)}
    has_default = {field.name for field in fields(kind) if field.default is not MISSING}

    def read(value: Any) -> Any:
        given = readers.keys() - (has_default - value.keys())
        return kind(**{name: readers[name](value[name]) for name in given})

    return read


def _reader_of_tuples(inner: tuple[Any, ...]) -> Callable[[Any], Any]:
    readers = [_reader(one) for one in inner if one is not Ellipsis]
    plain = all(read is _as_it_is for read in readers)
    if inner[-1] is Ellipsis:
        return tuple if plain else lambda value: tuple(map(readers[0], value))
    return lambda value: tuple(read(v) for read, v in zip(readers, value, strict=True))
