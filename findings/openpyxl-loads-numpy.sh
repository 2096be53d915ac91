#!/bin/sh
# openpyxl 3.1.5 with numpy 2.4.6, on Linux (Python 3.11).
#
# openpyxl does not require numpy, and reads and writes no numpy value unless it is given one. Yet
# `import openpyxl` loads numpy wherever it happens to be installed, as when another package of the
# same application needs it; there is no setting against it. Each process then keeps it in memory
# from its first import of openpyxl on, though it only writes texts. Seen after the import alone
# (modules, whether numpy is loaded, resident MB):
#
#   without numpy installed: 298 False 23
#   with numpy installed:    396 True 36
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

fail() { printf 'Changed: %s\n' "$*"; exit 1; }

python3 -m venv venv
install() { venv/bin/python -m pip install --quiet --disable-pip-version-check "$@"; }
cat >look.py <<'PYTHON'
import sys

import openpyxl  # noqa: F401

with open("/proc/self/statm") as file:
    resident = int(file.read().split()[1]) * 4 // 1024
print(len(sys.modules), "numpy" in sys.modules, resident)
PYTHON

install openpyxl==3.1.5 et-xmlfile==2.0.0
without=$(venv/bin/python look.py)
install --no-deps numpy==2.4.6
with=$(venv/bin/python look.py)
echo "modules, numpy loaded, MB resident: without numpy $without; with numpy $with"

set -- $without $with
[ "$2" = False ] || fail "numpy is loaded though it is not installed"
[ "$5" = True ] || fail "openpyxl no longer loads numpy"
[ "$4" -gt $(($1 + 50)) ] || fail "numpy brings few modules: $1 and $4"
echo "As described: openpyxl loaded numpy because it was there."
