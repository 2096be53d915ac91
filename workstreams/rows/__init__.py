"""Workstreams on a day as frozen values: all that pages and files say of each.

Read in one statement a kind, straight into values: measured against JSON rows and prefetched
models, that is four times as quick (docs/decisions.md, "Pages").
"""

from workstreams.rows.alike import Alike, Counted, read_alike
from workstreams.rows.lines import Evidence, RankLine, RoleLine, StatusLine, WorkstreamLine
from workstreams.rows.reading import (
    Grouped,
    Records,
    Scope,
    by_workstream,
    ended_roles,
    grouped,
    latest_statuses,
    latest_updates,
    lineage,
    open_milestones,
    parts_of,
    rated,
    roles_in_time,
    workstreams,
)
from workstreams.rows.row import WorkstreamRow, workstream_rows
