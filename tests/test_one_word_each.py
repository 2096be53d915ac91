"""A word names one thing in the code: no two classes, or types, are called alike."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

ROOMS = ("decisions", "programmes", "sharedsvc", "workstreams")
# Django asks for it by this name.
ALIKE = {"Command"}


def test_no_two_classes_or_types_have_one_name():
    found = defaultdict(set)
    for room in ROOMS:
        for path in sorted((Path(settings.BASE_DIR) / room).rglob("*.py")):
            if "migrations" not in path.parts:
                for name in named_in(ast.parse(path.read_text(encoding="utf-8"))):
                    found[name].add(str(path))
    assert len(found) > 600
    assert {name: paths for name, paths in found.items() if len(paths) > 1} == {
        name: found[name] for name in ALIKE
    }


def named_in(module: ast.Module) -> Iterator[str]:
    """The classes of a module, and its types with names of their own: `Told = Mapping[…]`."""
    for node in module.body:
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Subscript | ast.BinOp):
            for target in node.targets:
                if isinstance(target, ast.Name) and target.id[:2].istitle():
                    yield target.id
