"""Pytest plugin: what each test asks of the database, written into the folder ASKED_FOLDER.

A statement is noted as its text, without the numbers in it and however many values are in its
lists, with the types of its values and whether rows came back: what a database may treat
differently. One that is refused is noted with the rule that refused it. See .ci/asked_elsewhere.
"""

import json
import os
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.db.backends.utils import CursorWrapper

from tests.databases import has_real_transactions

FOLDER = "ASKED_FOLDER"
AT_MOST = 60  # types of values that are told in their order
LISTS = re.compile(r"\(?%s(?:::\w+(?:\[\])?)?(?:\)?, \(?%s(?:::\w+(?:\[\])?)?)+\)?")
_asked: dict[str, set[str]] = defaultdict(set)
_took: dict[str, float] = defaultdict(float)
_real: set[str] = set()  # transactions
_now = ["before all tests"]


@cache
def without_numbers(sql: str) -> str:
    """The text of a statement, alike for whatever differs from one asking to the next."""
    sql = re.sub(r'"(s\d+|_django_curs_)[\w-]*"', '"name"', sql)
    sql = re.sub(r"(?:\((?:%s(?:, )?)+\)(?:, )?){2,}", "(%s), (%s)", sql)
    return re.sub(r"\b\d+\b", "0", LISTS.sub("%s, …", sql))


def types_of(values: Any) -> str:
    """The types of values, in order, each once where it is repeated."""
    if values is None:
        return ""
    values = values.values() if isinstance(values, dict) else values
    names = [
        f"{type(one).__name__}{'' if one else '!'}"
        if isinstance(one, list | tuple)
        else type(one).__name__
        for one in values
    ]
    found = [name for at, name in enumerate(names) if not at or names[at - 1] != name]
    return " ".join(found if len(found) <= AT_MOST else sorted(set(found)))


def _noted(usual: Callable[..., Any], *, many: bool) -> Callable[..., Any]:
    def execute(self: Any, sql: Any, parameters: Any = None) -> Any:
        text = without_numbers(str(sql))
        try:
            answer = usual(self, sql, parameters)
        except Exception as error:
            rule = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
            _asked[_now[0]].add(f"{text} | refused: {type(error).__name__} {rule}")
            raise
        types = " / ".join({types_of(one) for one in parameters}) if many else types_of(parameters)
        rows = "rows" if self.cursor.rowcount > 0 else "none"
        _asked[_now[0]].add(f"{text} | {types} | {rows}")
        return answer

    return execute


@pytest.fixture(autouse=True, scope="session")
def statements_noted(django_db_setup: None) -> Iterator[None]:
    """From when the tables are made."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("execute", "executemany"):
            usual = getattr(CursorWrapper, name)
            patch.setattr(CursorWrapper, name, _noted(usual, many=name == "executemany"))
        yield


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    _now[0], begun = item.nodeid, time.process_time()
    if has_real_transactions(item):
        _real.add(item.nodeid)
    yield
    _took[item.nodeid] += time.process_time() - begun
    _now[0] = "between tests"


def pytest_sessionfinish() -> None:
    """Each worker writes what its tests asked into a file of its own."""
    if not _took:
        return
    statements = {text: at for at, text in enumerate(sorted(set().union(*_asked.values())))}
    told = {
        "statements": list(statements),
        "tests": {
            test: {
                "took": took,
                "real": test in _real,
                "asked": sorted(statements[text] for text in _asked[test]),
            }
            for test, took in _took.items()
        },
    }
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    Path(os.environ[FOLDER], f"{worker}.json").write_text(json.dumps(told), encoding="utf-8")
