"""The rules by which Snowball makes stems of English words."""

import sys
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from typing import Any

PACKAGE = "snowballstemmer"


def english_stemmer() -> Any:
    """The class of stemmers for English.

    The package loads the rules of every language with it, 2.3 MB of each process: here it is known
    to Python by its folder alone while those of one are loaded.
    """
    spec = find_spec(PACKAGE)
    if spec is None or PACKAGE in sys.modules:
        return _rules()
    sys.modules[PACKAGE] = module_from_spec(spec)
    try:
        return _rules()
    finally:
        del sys.modules[PACKAGE]


def _rules() -> Any:
    return import_module(f"{PACKAGE}.english_stemmer").EnglishStemmer
