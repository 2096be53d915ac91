"""docs/model.md: its diagrams are those of the models."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from decisions.models import Clause
from programmes.models import Citation, Meeting, Membership, Organisation, Partnership
from sharedsvc.portal.management.model_drawing import draw, not_drawn, our_models, refreshed, room

DOCUMENT = Path(settings.BASE_DIR, "docs/model.md")


def test_the_document_is_current():
    text = DOCUMENT.read_text(encoding="utf-8")
    assert refreshed(text) == text, "Run manage.py draw_model."


def test_every_model_is_in_a_diagram():
    text = DOCUMENT.read_text(encoding="utf-8")
    entities = re.findall(r"^    ([A-Z]\w+)(?: \{)?$", text, re.MULTILINE)
    assert sorted(entities) == sorted(model.__name__ for model in our_models())
    assert not_drawn(text) == []


def test_neither_proxies_nor_history_are_drawn():
    assert Organisation in our_models()
    assert Partnership not in our_models()
    assert Organisation.history.model not in our_models()


def test_a_room_is_the_module_below_the_app():
    assert (room(Meeting), room(Clause)) == ("programmes.bodies", "decisions.decisions")


def test_a_diagram_has_keys_choices_dates_and_relations():
    assert draw([Meeting]).splitlines() == [
        "```mermaid",
        "erDiagram",
        "    Meeting {",
        "        text code UK",
        "        choice state",
        '        dates as_known "date"',
        "    }",
        '    Body ||--o{ Meeting : "body"',
        "```",
        "",
        "- `Meeting.state`: Planned; Held; Cancelled; Outcome not recorded.",
    ]


def test_a_proxy_is_drawn_as_its_table_and_a_link_as_any_record():
    assert '    Organisation ||--o{ Membership : "partnership"' in draw([Membership]).splitlines()
    assert '    AnyRecord ||--o{ Citation : "record"' in draw([Citation]).splitlines()


@pytest.mark.parametrize("marker", ["decisions", "decisions.decisions decisions"])
def test_an_app_stands_for_the_modules_that_no_other_marker_names(marker):
    text = f"<!-- diagram: {marker} -->\nold\n<!-- end -->\n"
    drawn = refreshed(text)
    assert "old" not in drawn
    assert ("    Clause {" in drawn, "    Gate {" in drawn) == (True, True)
    apart = refreshed(f"{text}<!-- diagram: decisions.gates -->\n<!-- end -->\n")
    assert apart.partition("<!-- end -->")[0].count("    Gate {") == 0


def test_the_command_writes_the_file(tmp_path):
    path, rules = tmp_path / "model.md", tmp_path / "rules.md"
    path.write_text("# Model\n<!-- diagram: accounts -->\n<!-- end -->\nend\n", encoding="utf-8")
    rules.write_text("<!-- constraints: accounts -->\n<!-- end -->\n", encoding="utf-8")
    said, warned = StringIO(), StringIO()
    call_command("draw_model", folder=tmp_path, stdout=said, stderr=warned)
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# Model\n<!-- diagram: accounts -->\n```mermaid\nerDiagram\n    User {")
    assert text.endswith("<!-- end -->\nend\n")
    assert said.getvalue() == f"Written to {path}.\nWritten to {rules}.\n"
    first = warned.getvalue().splitlines()[0]
    assert first == "No diagram shows decisions.agreements: add it to a marker in model.md."


def test_records_that_are_not_built_get_a_dagger():
    text = "`Meeting`† and `Partnership` and `Seance` and `Clause.verb`"
    assert refreshed(text) == "`Meeting` and `Partnership` and `Seance`† and `Clause.verb`"
