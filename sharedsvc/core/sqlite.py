"""What a version of SQLite gets wrong, found by trying.

SQLite is loaded only where it is used: a process that asks PostgreSQL does without.
"""

import sys
from contextlib import closing
from functools import cache
from typing import Any

TRIED = """
CREATE TABLE tried (id INTEGER PRIMARY KEY, struck_out TEXT NOT NULL, one INTEGER, other INTEGER);
CREATE UNIQUE INDEX tried_once ON tried (one, other) WHERE struck_out = '';
CREATE INDEX tried_one ON tried (one);
CREATE INDEX tried_other ON tried (other);
"""
ASKED = "SELECT other FROM tried WHERE struck_out = ? AND (one = ? OR other IN (?))"


@cache
def loses_its_plan() -> bool:
    """Whether this SQLite fails where a parameter lets OR use an index of some rows.

    3.46.1, which is Debian 13's, does (`findings/sqlite-loses-its-plan.sh`); 3.40 and 3.45 do not.
    """
    import sqlite3

    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(TRIED)
        try:
            connection.execute(ASKED, ("", 1, 1))
        except sqlite3.InternalError:
            return True
    return False


def plan_without_parameters(connection: Any, **kwargs: Any) -> None:
    """Have such a SQLite plan statements without looking at their parameters.

    It then leaves indexes of some rows alone where a parameter says which: slower, but it answers.
    Python has the switch from 3.12 on.
    """
    if connection.vendor == "sqlite" and loses_its_plan():
        import sqlite3

        switch = getattr(sqlite3, "SQLITE_DBCONFIG_ENABLE_QPSG", None)
        if switch is not None:
            connection.connection.setconfig(switch, True)


def is_of_sqlite(error: Any) -> bool:
    """Whether SQLite raised an error."""
    loaded = sys.modules.get("sqlite3")
    return loaded is not None and isinstance(error, loaded.Error)
