#!/bin/sh
# SQLite 3.46.1 (the version of Debian 13), by pysqlite3-binary 0.5.4; Python 3.11.
#
# A table with an index of some rows (`WHERE gone = ''`), and an ordinary question with that
# condition, its value a parameter, beside an OR. SQLite looks at the parameter to see that the index
# may serve, and then finds no plan at all: it raises "internal query planner error". The same
# question with the value written into it is answered, and so is every form of it by 3.46.0 and,
# where they are installed, by 3.40 and 3.45. Frameworks send values as parameters, and keep codes
# unique among rows that are not deleted by just such indexes. Seen:
#
#   3.46.0 parameter: [] literal: []
#   3.46.1 parameter: InternalError: internal query planner error literal: []
#
# A connection that plans without looking at parameters (SQLITE_DBCONFIG_ENABLE_QPSG) answers.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

fail() { printf 'Changed: %s\n' "$*"; exit 1; }

python3 -m venv venv
install() { venv/bin/python -m pip install --quiet --disable-pip-version-check "$@"; }
cat >ask.py <<'PYTHON'
from pysqlite3 import dbapi2 as sqlite

connection = sqlite.connect(":memory:")
connection.executescript("""
    CREATE TABLE code (id INTEGER PRIMARY KEY, gone TEXT NOT NULL, one INTEGER, other INTEGER);
    CREATE UNIQUE INDEX once ON code (one, other) WHERE gone = '';
    CREATE INDEX by_one ON code (one);
    CREATE INDEX by_other ON code (other);
""")


def ask(condition, *values):
    question = f"SELECT other FROM code WHERE {condition} AND (one = ? OR other IN (?))"
    try:
        return connection.execute(question, values).fetchall()
    except sqlite.Error as error:
        return f"{type(error).__name__}: {error}"


print(sqlite.sqlite_version, "parameter:", ask("gone = ?", "", 1, 1), end=" ")
print("literal:", ask("gone = ''", 1, 1))
PYTHON

install pysqlite3-binary==0.5.3
before=$(venv/bin/python ask.py)
install pysqlite3-binary==0.5.4
after=$(venv/bin/python ask.py)
printf '%s\n%s\n' "$before" "$after"

[ "$before" = "3.46.0 parameter: [] literal: []" ] || fail "3.46.0 answers otherwise"
[ "$after" = "3.46.1 parameter: InternalError: internal query planner error literal: []" ] ||
    fail "3.46.1 answers otherwise"
echo "As described: 3.46.1 finds no plan where the value is a parameter."
