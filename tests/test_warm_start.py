"""A worker has loaded what pages need before it takes its first request."""

import pytest

from tests.test_settings import run

pytestmark = pytest.mark.once

LOADED = """
import gc
import sharedsvc.wsgi
from django.template import engines
from django.template.base import Node
from django.urls import get_resolver
from sharedsvc.core.warm import our_templates

resolver = get_resolver()
print("addresses", "url_patterns" in vars(resolver) and resolver._populated)
(loader,) = engines["django"].engine.template_loaders
kept = {name for name in our_templates() if name in loader.get_template_cache}
print("not compiled", sorted(set(our_templates()) - kept))
compiled = [loader.get_template_cache[name] for name in kept]
nodes = [node for one in compiled for node in one.nodelist.get_nodes_by_type(Node)]
print("as written", any(one.source for one in compiled), any("token" in vars(n) for n in nodes))
print("frozen", gc.get_freeze_count() > 100_000)
print("pages", {"base.html", "portal/record_list.html", "portal/workstream.html"} <= kept)
"""
NO_SUCH_SERVER = "postgres://nobody@127.0.0.1:1/none"


LARGE = """
import sys
import sharedsvc.wsgi

seldom = {"cryptography", "edtf", "numpy", "openpyxl", "scipy", "snowballstemmer.french_stemmer"}
seldom |= {"docx", "lxml", "markdown_it", "pikepdf", "PIL", "statistics", "typst"}
print(sorted(seldom & {*sys.modules}))
"""


def test_a_worker_has_not_loaded_what_only_some_pages_need():
    """Spreadsheets, reports as PDF and Word, rankings compared, signing, other languages."""
    said = run("-c", LARGE, SECRET_KEY="x" * 60, DATABASE_URL=NO_SUCH_SERVER)

    assert (said.stdout.splitlines(), said.stderr.count("Traceback")) == (["[]"], 0)


def test_a_worker_has_loaded_addresses_and_templates_without_a_database():
    said = run("-c", LOADED, DEBUG="0", SECRET_KEY="x" * 60, DATABASE_URL=NO_SUCH_SERVER)

    assert said.stderr.count("Traceback") == 0
    assert said.stdout.splitlines() == [
        "addresses True",
        "not compiled []",
        "as written False False",
        "frozen True",
        "pages True",
    ]
