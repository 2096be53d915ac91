# Helpers that find a Python and fill a virtualenv from a lock. They need system.sh.

fits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

# Microseconds of a processor for the same small work, the least of some.
work_of() {
    "$1" -I -S -c '
import time

class Row:
    def __init__(self, number):
        self.number = number

    def told(self, by):
        return {"number": self.number + by, "cells": [str(self.number)] * 3}

def work():
    begun = time.process_time()
    for number in range(20_000):
        " ".join(Row(number).told(1)["cells"])
    return time.process_time() - begun

print(int(min(work() for _ in range(7)) * 1_000_000))'
}

# The newest that fits, unless another takes less than 4/5 of its time: builds of one version differ
# by a third. Distributions optimise theirs by a profile; pyenv does so only when it is told.
find_python() {
    found=
    for name in python3.13 python3.12 python3.11 python3 /usr/bin/python3; do
        fits "$name" || continue
        takes=$(work_of "$name")
        if [ -z "$found" ] || { [ $((takes * 5)) -lt $((least * 4)) ] && has_venv "$name"; }; then
            found=$name least=$takes
        fi
    done
    [ -n "$found" ] ||
        die "Needs Python 3.11, 3.12 or 3.13: install one (Debian: apt-get install python3-venv)."
    echo "$found"
}

has_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

# make_venv FOLDER: anew, with the newest Python that fits.
make_venv() {
    python=$(find_python)
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    has_venv "$python" || install_packages "$package" || true
    has_venv "$python" || die "$python lacks its venv module: run 'apt-get install $package'."
    say "Making $1 with $("$python" --version)"
    "$python" -m venv --clear "$1"
}

# install_lock FOLDER LOCK: as one, or pip before 23.3 takes the newest release of what a package
# asks for with an extra, and refuses it for its hash.
install_lock() {
    say "Installing the packages of $2: $(grep -c '^[[:alnum:]]' "$2")"
    "$1/bin/python" -m pip install --quiet --no-input --disable-pip-version-check \
        --root-user-action=ignore --no-deps --require-hashes -r "$2"
}
