"""A property tells and does nothing (docs/decisions.md)."""

import ast
import subprocess
from pathlib import Path

import pytest

PACKAGES = ("sharedsvc", "programmes", "workstreams", "decisions")
WRITES = {"save", "create", "delete", "bulk_create", "bulk_update", "get_or_create"}
ASKS = {"filter", "exclude", "visible_to", "exists", "values_list", "aggregate", "as_at"}
# Asked once for a reader, and anew when this process has added some.
KEPT = ["programmes/viewers.py: audiences"]

pytestmark = pytest.mark.once


def properties():
    """Every property and cached property: where it stands, the kind of it, its node."""
    tracked = ["git", "ls-files", *(f"{package}/*.py" for package in PACKAGES)]
    for name in subprocess.run(tracked, check=True, capture_output=True, text=True).stdout.split():
        if "/migrations/" in name or not Path(name).exists():
            continue
        for node in ast.walk(ast.parse(Path(name).read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                kinds = {one.id for one in node.decorator_list if isinstance(one, ast.Name)}
                for kind in kinds & {"property", "cached_property"}:
                    yield f"{name}: {node.name}", kind, node


def called(node) -> set[str]:
    """The names of the methods that are called."""
    calls = [one.func for one in ast.walk(node) if isinstance(one, ast.Call)]
    return {one.attr for one in calls if isinstance(one, ast.Attribute)}


def sets_its_own(node) -> bool:
    """Whether it sets an attribute of its own object."""
    targets = [
        part
        for one in ast.walk(node)
        if isinstance(one, ast.Assign | ast.AugAssign | ast.AnnAssign)
        for target in (one.targets if isinstance(one, ast.Assign) else [one.target])
        for part in ast.walk(target)
    ]
    return any(
        isinstance(one, ast.Attribute) and getattr(one.value, "id", "") == "self" for one in targets
    )


def test_a_property_writes_nothing():
    found = [*properties()]

    assert len(found) > 400
    does = [where for where, _, node in found if called(node) & WRITES or sets_its_own(node)]
    assert does == KEPT


def test_what_asks_the_database_is_kept_or_called():
    plain = [(where, node) for where, kind, node in properties() if kind == "property"]

    assert [where for where, node in plain if called(node) & ASKS] == []
