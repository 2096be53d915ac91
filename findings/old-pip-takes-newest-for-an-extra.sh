#!/bin/sh
# pip 23.2.1 (and before; mended in 23.3) with --require-hashes, and a lock by uv 0.11.30.
#
# pytest-cov 6.0.0 asks for coverage[toml]. `uv pip compile` writes the lock with coverage==7.6.0 and
# its hashes, without the extra: the extra changes nothing that is to be installed. From this lock,
# which names every package needed, pip up to 23.2.1 takes the newest coverage for coverage[toml], not
# the one that is pinned, and stops:
#
#   ERROR: In --require-hashes mode, all requirements must have their versions pinned with ==.
#   These do not: coverage[toml]>=7.5 from …/coverage-7.17.5-….whl (from pytest-cov==6.0.0->…)
#
# While the pinned release is the newest there is, the same lock installs: it breaks on the day of the
# next release, with nothing changed here. coverage 7.6.0 is old, so this is true on any day.
# With pip 23.3 it installs; with --no-deps pip 23.2.1 installs it too.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

fail() { printf 'Changed: %s\n' "$*"; exit 1; }
install() { venv/bin/python -m pip install --quiet --disable-pip-version-check "$@"; }
uninstall() { venv/bin/python -m pip uninstall --quiet --yes pytest-cov coverage; }

python3 -m venv venv
install uv==0.11.30 pip==23.2.1
printf '%s\n' pytest-cov==6.0.0 coverage==7.6.0 pytest==8.3.4 iniconfig==2.0.0 packaging==24.2 \
    pluggy==1.5.0 >asked
venv/bin/uv pip compile asked --universal --python-version 3.11 --generate-hashes --quiet \
    --no-header -o lock >/dev/null
grep -q '^coverage==7\.6\.0 ' lock || fail "uv writes coverage otherwise"

if install --require-hashes -r lock 2>said; then fail "pip 23.2.1 installs the lock"; fi
grep -q 'coverage\[toml\]>=7.5 from .*coverage-' said || fail "pip 23.2.1 says: $(cat said)"
grep 'coverage\[toml\]>=7.5 from' said

install --no-deps --require-hashes -r lock || fail "pip 23.2.1 with --no-deps fails"
uninstall
install pip==23.3
install --require-hashes -r lock || fail "pip 23.3 fails"
echo "As described: pip 23.2.1 refuses the lock that it installs with --no-deps, and that pip 23.3 installs."
