"""A report's content as text that is kept: canonical JSON and back, with nothing lost.

Pure: it knows the dataclasses of `content` and no record. `FORMAT` counts the forms in which
editions were ever written; a change to those dataclasses needs a new number, and a way to read what
is kept in the old.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, fields, is_dataclass
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from decisions.reports.content import Block, ReportContent

FORMAT = 1
BLOCKS: dict[str, type] = {block.kind: block for block in get_args(Block)}


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
    if kept.pop("format") != FORMAT:
        raise Unreadable("its format is not known to this version of the register")
    return _read(Rendition, kept)


def checksum_of(text: str) -> str:
    """The SHA-256 of a text in UTF-8, as hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def _read(kind: Any, value: Any) -> Any:
    """A value of this type, from what JSON made of it."""
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{f.name: _read(hints[f.name], value[f.name]) for f in fields(kind)})
    if isinstance(kind, UnionType):
        return _read(BLOCKS[value["kind"]], value)
    if get_origin(kind) is tuple:
        inner = get_args(kind)
        each = [inner[0]] * len(value) if inner[-1] is Ellipsis else inner
        return tuple(_read(k, v) for k, v in zip(each, value, strict=True))
    return value
