#!/bin/sh
# Makes .venv with what requirements-dev.lock names. Called by `make setup`.
set -eu
cd "$(dirname "$0")/.."
. .ci/system.sh

fits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

find_python() {
    for name in python3.13 python3.12 python3.11 python3; do
        if fits "$name"; then
            echo "$name"
            return
        fi
    done
    die "Needs Python 3.11, 3.12 or 3.13: install one (Debian: apt-get install python3-venv)."
}

has_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

make_venv() {
    python=$(find_python)
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    has_venv "$python" || install_packages "$package" || true
    has_venv "$python" || die "$python lacks its venv module: run 'apt-get install $package'."
    "$python" -m venv --clear .venv
}

fits .venv/bin/python || make_venv
.venv/bin/python -m pip install --quiet --no-input --disable-pip-version-check \
    --root-user-action=ignore --no-deps --require-hashes -r requirements-dev.lock
