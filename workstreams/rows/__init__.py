"""Workstreams on a day as frozen values: all that pages and files say of each.

Read in one statement a kind, straight into values: measured against JSON rows and prefetched
models, that is four times as quick (docs/decisions.md, "Pages").
"""

from workstreams.rows.lines import Evidence, RankLine, RoleLine, StatusLine, WorkstreamLine
from workstreams.rows.reading import (
    Records,
    Scope,
    by_workstream,
    latest_statuses,
    latest_updates,
    open_milestones,
    parts_of,
    rated,
    roles_in_time,
    workstreams,
)
from workstreams.rows.row import WorkstreamRow, workstream_rows

__all__ = [
    "Evidence",
    "RankLine",
    "Records",
    "RoleLine",
    "Scope",
    "StatusLine",
    "WorkstreamLine",
    "WorkstreamRow",
    "by_workstream",
    "latest_statuses",
    "latest_updates",
    "open_milestones",
    "parts_of",
    "rated",
    "roles_in_time",
    "workstream_rows",
    "workstreams",
]
