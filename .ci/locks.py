"""Prove that the locks are complete and agree: pip, seeing only what a lock names, misses nothing.

.ci/locks.py [folder of pyproject.toml and the locks]

`pip check` leaves extras out, so a dry run that may fetch nothing looks for each requirement too.
"""

import os
import re
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import PathDistribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PYTHONS_OWN = ("PIP_", "PYTHON")  # variables that would show pip more than the lock
SITE = Path(sysconfig.get_path("purelib"))
WHOLE = "requirements-dev.lock"
PARTS = ("requirements.lock", "requirements-look.lock")
ENTRY = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>\S+)(?P<rest>(?:.*\\\n)*.*)", re.MULTILINE)


def group(groups: dict[str, list], name: str) -> Iterator[str]:
    """Yield the requirements of a dependency group, with those of the groups it includes."""
    for entry in groups[name]:
        if isinstance(entry, str):
            yield entry
        else:
            yield from group(groups, entry["include-group"])


def asked_for(pyproject: dict, lock: str) -> list[str]:
    """Return the requirements that a lock must satisfy: for developing, all that there are."""
    groups = pyproject["dependency-groups"]
    if lock == "requirements-look.lock":
        return list(group(groups, "look"))
    project = pyproject["project"]
    running = list(project["dependencies"])
    for extra in project.get("optional-dependencies", {}).values():
        running += extra
    if lock == WHOLE:
        running += (wanted for name in groups for wanted in group(groups, name))
    return running


def entries(lock: Path) -> dict[str, tuple[str, frozenset[str]]]:
    """Return version and hashes of each package that a lock names."""
    return {
        canonicalize_name(entry["name"]): (
            entry["version"],
            frozenset(re.findall(r"--hash=(\S+)", entry["rest"])),
        )
        for entry in ENTRY.finditer(lock.read_text(encoding="utf-8"))
    }


def for_this_machine(lock: Path) -> Iterator[Requirement]:
    """Yield the pins of a lock whose marker holds here."""
    for line in lock.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith((" ", "#")):
            pin = Requirement(line.rstrip("\\ "))
            if pin.marker is None or pin.marker.evaluate():
                yield pin


def show_only(pins: Iterable[Requirement], view: Path) -> Iterator[str]:
    """Link pip and the records of the packages named into a folder; yield what is missing."""
    records = {canonicalize_name(PathDistribution(it).name): it for it in SITE.glob("*.dist-info")}
    (view / "pip").symlink_to(SITE / "pip")
    for pin in pins:
        record = records.get(canonicalize_name(pin.name))
        if record is None or not pin.specifier.contains(PathDistribution(record).version, True):
            yield f"{pin} is locked and not installed: run `make setup`"
        else:
            (view / record.name).symlink_to(record)


def ask_pip(view: Path, *arguments: str) -> Iterator[str]:
    """Yield what pip complains of where it knows only what stands in the folder."""
    kept = {name: it for name, it in os.environ.items() if not name.startswith(PYTHONS_OWN)}
    said = subprocess.run(
        [sys.executable, "-S", "-m", "pip", "--disable-pip-version-check", *arguments],
        env={**kept, "PYTHONPATH": str(view), "PIP_CONFIG_FILE": os.devnull},
        capture_output=True,
        text=True,
        check=False,
    )
    if said.returncode:
        yield (said.stdout + said.stderr).strip()


def missing_from(lock: Path, wanted: list[str]) -> list[str]:
    """Return what the packages of a lock miss, extras included, to satisfy the requirements."""
    with tempfile.TemporaryDirectory() as view:
        folder = Path(view)
        return [
            *show_only(for_this_machine(lock), folder),
            *ask_pip(folder, "check"),
            *ask_pip(folder, "install", "--dry-run", "--no-index", "--quiet", *wanted),
        ]


def main(root: Path) -> int:
    """Print what is wrong with the locks; return 1 if there is anything."""
    pyproject = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    whole = entries(root / WHOLE)
    problems = []
    for name in (WHOLE, *PARTS):
        lock = root / name
        problems += [f"{name}: {it}" for it in missing_from(lock, asked_for(pyproject, name))]
        problems += [
            f"{name}: {package} differs from {WHOLE}: run `make lock`"
            for package, pinned in entries(lock).items()
            if whole.get(package) != pinned
        ]
    print(*problems, sep="\n", end="\n" if problems else "")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if sys.argv[1:] else Path(__file__).parent.parent)))
