"""The styles of a report in Word: the register's own, or those of a council's template by name."""

from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import qn

from decisions.reports.renderers.paper import LANGUAGE

OWN = Path(__file__).with_name("styles.xml")


@cache
def _own() -> Any:
    return parse_xml(OWN.read_bytes())


def styles_by_name(document: Any, *, is_ours: bool) -> dict[str, str]:
    """The id of each style by its name, with what is missing put in.

    In a document of ours our styles take the place of those there; in a template those stay, and
    only what it has not is added.
    """
    styles = document.styles.element
    there = {_name_of(style): style for style in styles.style_lst}
    for own in _own().style_lst:
        name = _name_of(own)
        if name in there and not is_ours:
            continue
        if name in there:
            styles.remove(there[name])
        there[name] = deepcopy(own)
        styles.append(there[name])
    if is_ours:
        _speak_english(document)
    return {name: style.styleId for name, style in there.items()}


def _name_of(style: Any) -> str:
    return str(style.name_val).lower()


def _speak_english(document: Any) -> None:
    """Say in which language all of it is, where nothing else is said."""
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
        language.set(qn("w:eastAsia"), LANGUAGE)
    for language in document.settings.element.iter(qn("w:themeFontLang")):
        language.set(qn("w:val"), LANGUAGE)
