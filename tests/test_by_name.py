"""Models are looked up by name only below the room of models, and only those of the own app."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

pytestmark = pytest.mark.once

APPS = ("programmes", "workstreams", "decisions", "sharedsvc")
BY_NAME = {"model_named", "objects_named"}
MAY_NAME = (
    "querysets",
    "viewers.py",
    "known.py",
    "lockout.py",
    "audiences/",
    "carried_on.py",
    "models/called.py",
)


def rooms() -> Iterator[Path]:
    for app in APPS:
        for path in (Path(settings.BASE_DIR) / app).rglob("*.py"):
            if "migrations" not in path.parts:
                yield path.relative_to(settings.BASE_DIR)


def calls(path: Path) -> Iterator[tuple[str, list[ast.expr]]]:
    tree = ast.parse((Path(settings.BASE_DIR) / path).read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            yield name, node.args


def literal(argument: ast.expr) -> str:
    return argument.value if isinstance(argument, ast.Constant) else ""


def test_only_rooms_below_models_name_models_and_only_their_own_apps():
    named = [(path, args) for path in rooms() for name, args in calls(path) if name in BY_NAME]
    others = [path for path, _ in named if path.parts[:2] != ("sharedsvc", "core")]
    assert others
    for path, args in named:
        if path.parts[:2] == ("sharedsvc", "core"):
            continue
        app, _, room = path.as_posix().partition("/")
        assert literal(args[0]) == app, path
        assert room.startswith(MAY_NAME), path
        if literal(args[1]):
            assert apps.get_model(app, literal(args[1]))


def test_nothing_else_looks_a_model_up_by_a_name_that_stands_in_the_code():
    found = [
        str(path)
        for path in rooms()
        for name, args in calls(path)
        if name == "get_model" and any(literal(one) for one in args)
    ]
    assert found == []
