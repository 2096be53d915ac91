"""Texts of several lines in forms: one kind of line end, whatever a browser sends."""

import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings

from sharedsvc.core.text_widgets import Lines

pytestmark = pytest.mark.once
ROOMS = ("decisions", "programmes", "sharedsvc", "workstreams")


class OneText(forms.Form):
    text = forms.CharField(widget=Lines)


def test_what_a_browser_sends_back_unchanged_is_no_change():
    form = OneText({"text": "One\r\nTwo"}, initial={"text": "One\nTwo"})
    assert form.is_valid() and form.cleaned_data == {"text": "One\nTwo"}
    assert not form.has_changed()


def test_no_form_has_a_text_of_several_lines_of_another_kind():
    paths = [path for room in ROOMS for path in (Path(settings.BASE_DIR) / room).rglob("*.py")]
    assert len(paths) > 300
    plain = re.compile(r"\b(forms\.Textarea|AdminTextareaWidget)\b")
    having = {path.name for path in paths if plain.search(path.read_text(encoding="utf-8"))}
    assert having == {"text_widgets.py"}
