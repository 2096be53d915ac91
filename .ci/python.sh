# Helpers that find a Python and fill a virtualenv from a lock. They need system.sh.

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
