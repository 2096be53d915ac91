#!/bin/sh
# gunicorn 27.0.1, on Linux.
#
# Every gunicorn opens a control socket, whose address is the same for all of one user's servers
# (gunicorn/gunicorn.ctl in XDG_RUNTIME_DIR, else .gunicorn/gunicorn.ctl in the home). The second one
# started takes it from the first without a word: both logs say "Control socket listening at" the
# same path, and no warning. `gunicornc`, which steers workers, then speaks to the second whichever was
# meant; nothing reaches the first any more:
#
#   $ gunicornc -c "show listeners"     # with two servers running
#   Total: 1 listeners                  # that of the second
#
# With --no-control-socket there is none; with --control-socket each can have its own.
set -eu
scratch=$(mktemp -d)
servers=
trap 'kill $servers 2>/dev/null || true; wait; rm -rf "$scratch"' EXIT
cd "$scratch"

fail() { printf 'Changed: %s\n' "$*"; exit 1; }

python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check gunicorn==27.0.1 packaging==26.3
cat >application.py <<'PYTHON'
def application(environment, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"here"]
PYTHON
mkdir home
export HOME="$scratch/home"
unset XDG_RUNTIME_DIR

serve() {
    timeout 60 venv/bin/gunicorn application --bind 127.0.0.1:0 2>"$1" &
    servers="$servers $!"
    for _ in $(seq 100); do
        ! grep -q 'Control socket listening at' "$1" || return 0
        sleep 0.1
    done
    fail "no control socket: $(cat "$1")"
}
address() { grep -o 'http://127\.0\.0\.1:[0-9]*' "$1"; }

serve first
venv/bin/gunicornc -c 'show listeners' | grep -q "$(address first)" || fail "the first is not reached"
serve second
venv/bin/gunicornc -c 'show listeners' >said
cat said
grep -q "$(address second)" said || fail "the second is not reached"
! grep -q "$(address first)" said || fail "the first is reached still"
! grep -Eq 'WARNING|ERROR' first second || fail "a log warns: $(cat first second)"
[ "$(grep -ho 'listening at .*ctl' first second | sort -u | wc -l)" = 1 ] || fail "two sockets"
echo "As described: the second server took the first one's control socket, and neither says so."
