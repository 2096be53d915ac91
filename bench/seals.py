"""How much processor time verifying confirmed decisions takes, beside reading the same rows."""

import json
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any

from bench.builds import Build
from bench.databases import Databases
from bench.table import table

MOST = 1.5  # times as long as without a chain
MORE_MEMORY = 1.1  # times as much for ten times as many
HEADINGS = (
    "decisions",
    "read and canonicalised, s",
    "verified, s",
    f"at most {MOST} ×",
    "MB at most",
)


def measure_seals(
    databases: Databases, build: Build, sizes: Sequence[int], say: Callable[[str], None]
) -> str:
    """Fill a register with so many confirmed decisions, each size anew, and tell what it took."""
    found = []
    for size in sizes:
        say(f"{size:,} confirmed decisions")
        name = f"seals_{size}"
        databases.make(name)
        here = build.with_database(databases.address(name))
        here.manage("migrate", "--verbosity", "0")
        found.append(json.loads(here.inside("seals", str(size))))
        databases.drop(name)
    return in_words(found)


def in_words(found: Sequence[dict[str, Any]]) -> str:
    """The table: medians, the median of the ratios within rounds, and the memory."""
    rows = []
    for one in found:
        ratio = median(verified / plain for plain, verified in one["rounds"])
        plain, verified = (median(times) for times in zip(*one["rounds"], strict=True))
        kept = "kept" if ratio <= MOST else "MISSED"
        figures = f"{plain:.2f}", f"{verified:.2f}", f"{ratio:.2f} ×, {kept}"
        rows.append((f"{one['decisions']:,}", *figures, f"{max(one['megabytes']):.0f}"))
    return table(HEADINGS, rows)
