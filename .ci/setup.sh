#!/bin/sh
# Makes .venv with what requirements-dev.lock names. Called by `make setup`.
set -eu
cd "$(dirname "$0")/.."
. .ci/system.sh
. .ci/python.sh

fits .venv/bin/python || make_venv .venv
install_lock .venv requirements-dev.lock
