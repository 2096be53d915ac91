#!/bin/sh
# CPython 3.11.2, and every CPython with frames in pieces of memory that was tried (3.11.7, 3.12.1, 3.13.0).
#
# Frames of calls lie in pieces ("chunks of the data stack") of 16 kB. A call that finds its piece
# full maps another by mmap(), and unmaps it when it returns. So at some depths, a hundred calls or
# so apart, a loop that calls anything maps, touches and unmaps memory in every turn; the same loop
# a call higher or lower does not. Pages of a web application lie that deep, in tests deeper still: this
# was a fifth of their time there. Counted here by page faults of 10,000 calls at each of 300 depths:
#
#   most at one depth: 10000 or more; at nine depths of ten: hardly any; with one piece: hardly any
#
# One large piece is had by a function whose code says that it needs a large stack (the last line).
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

fail() { printf 'Changed: %s\n' "$*"; exit 1; }

cat >deep.py <<'PYTHON'
import resource
import sys

CALLS = 10_000


def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


def leaf():
    return None


def loop():
    before = faults()
    for _ in range(CALLS):
        leaf()
    return faults() - before


def at(depth):
    return at(depth - 1) if depth else loop()


def within(act, *given):
    return act(*given)


def measured():
    return sorted(at(depth) for depth in range(300))


as_it_is = measured()
within.__code__ = within.__code__.replace(co_stacksize=2**16 + 1)
in_one_piece = within(measured)
print(sys.version.split()[0], "most at one depth:", as_it_is[-1], end="; ")
print("at nine of ten:", as_it_is[269], "or fewer; with one piece:", in_one_piece[-1], "or fewer")
sys.exit(not (as_it_is[-1] >= CALLS and as_it_is[269] < 100 and in_one_piece[-1] < 100))
PYTHON

"${PYTHON:-python3}" deep.py || fail "no depth at which each call maps memory, or one piece does not help"
echo "As described: at some depths each call maps memory and unmaps it, unless there is one large piece."
