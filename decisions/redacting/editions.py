"""The kept text of a published report: its words, and the same without a detail.

It is the canonical JSON of `decisions.reports.frozen`; what is no word of the report stays.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps

NO_WORDS = frozenset({"kind", "format", "rests_on", "code"})


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_changed(one, change) for one in value]
    if isinstance(value, dict):
        return {
            name: one if name in NO_WORDS else _changed(one, change) for name, one in value.items()
        }
    return value


def texts_of(content: str) -> Iterator[str]:
    """All that a kept text says."""
    texts: list[str] = []
    _changed(json.loads(content), lambda text: texts.append(text) or text)  # type: ignore[func-returns-value]
    return iter(texts)


def rests_on(content: str) -> list[tuple[Any, set[int]]]:
    """The versions of records that only some may see and on which it rests, by model."""
    found: dict[str, set[int]] = defaultdict(set)
    for label, number in json.loads(content)["rests_on"]:
        found[label].add(number)
    return [(apps.get_model(label), numbers) for label, numbers in found.items()]


def rewritten(content: str, change: Callable[[str], str]) -> tuple[str, str]:
    """A kept text with all its words changed so, and its new SHA-256."""
    kept = _changed(json.loads(content), change)
    text = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text, hashlib.sha256(text.encode()).hexdigest()
