"""Hold how many public functions say in a docstring what they do.

.ci/docstrings.py [--missing]

Public are functions of modules and methods of classes without a leading underscore, in the packages
of the register, migrations apart. One without a docstring counts as missing whatever it overrides:
whoever reads it there sees nothing else. `--missing` names them.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

BAR = 90  # per cent
PACKAGES = ("sharedsvc", "programmes", "workstreams", "decisions")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def modules() -> Iterator[Path]:
    """The modules under version control that are looked at."""
    named = subprocess.run(
        ["git", "ls-files", "-z", *(f"{package}/*.py" for package in PACKAGES)],
        check=True,
        capture_output=True,
        text=True,
    )
    paths = (Path(name) for name in named.stdout.split("\0") if name)
    return (path for path in paths if "migrations" not in path.parts and path.exists())


def public(node: ast.AST, within: str = "") -> Iterator[tuple[str, ast.AST]]:
    """Public functions below a module or class, by their dotted names; not those in functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef):
            yield from public(child, f"{within}{child.name}.")
        elif isinstance(child, FUNCTIONS) and not child.name.startswith("_"):
            yield f"{within}{child.name}", child


def main() -> int:
    """Tell the share; 1 where it is below the bar."""
    found = [
        (f"{path}: {name}", bool(ast.get_docstring(node)))
        for path in modules()
        for name, node in public(ast.parse(path.read_text("utf-8")))
    ]
    missing = [name for name, has_one in found if not has_one]
    if "--missing" in sys.argv:
        print("\n".join(missing))
    share = 100 * (1 - len(missing) / len(found))
    print(
        f"{len(found) - len(missing)} of {len(found)} public functions say what they do: "
        f"{share:.1f} %; the bar is {BAR} %."
    )
    return int(share < BAR)


if __name__ == "__main__":
    sys.exit(main())
