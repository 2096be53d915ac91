#!/bin/sh
# typst (the Python package) 0.15.2: a Compiler that was given its input as bytes compiles once.
#
# Asked again, it looks for the input as a file and does not find it ("file not found (searched at
# …/__typst_py_bytes__.typ)"); given a path, or the bytes with each call, it compiles as often as it
# is asked. Here: decisions/reports/renderers/pdf.py gives the bytes with each call.
#
# Fails where a second call succeeds.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m venv "$scratch/venv"
"$scratch/venv/bin/pip" install --quiet --disable-pip-version-check typst==0.15.2
cd "$scratch"
"$scratch/venv/bin/python" - <<'PYTHON'
import typst

compiler = typst.Compiler(input=b"= Title")
assert compiler.compile(format="pdf").startswith(b"%PDF")
try:
    compiler.compile(format="pdf")
except typst.TypstError as error:
    assert "file not found" in str(error), error
else:
    raise SystemExit("It compiles a second time: this finding is out of date.")
given_each_time = typst.Compiler()
for _ in range(2):
    assert given_each_time.compile(b"= Title", format="pdf").startswith(b"%PDF")
print("Compiles its bytes once; given them each time, always.")
PYTHON
