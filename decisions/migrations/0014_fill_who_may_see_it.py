"""Who may see a record: worked out for all that is recorded, as the rule read before."""

from django.db import migrations

from programmes.audiences.filling import Filling
from programmes.audiences.shapes import Shape

# Parents before what is seen through them; as the models said on the day of this migration.
SHAPES = {
    "programmes.organisation": Shape(),
    "programmes.person": Shape(),
    "programmes.post": Shape(),
    "programmes.subject": Shape(),
    "programmes.body": Shape(("organisation",)),
    "programmes.organisationname": Shape(("organisation",)),
    "programmes.succession": Shape(("predecessor", "successor")),
    "programmes.membership": Shape(("partnership", "organisation"), "partnership"),
    "programmes.sharing": Shape(("partnership", "organisation")),
    "programmes.programme": Shape(("partnership",), "partnership"),
    "decisions.housestyle": Shape(("organisation",)),
    "programmes.postorganisation": Shape(("post", "organisation")),
    "programmes.tenure": Shape(("post", "person")),
    "programmes.meeting": Shape(("body",)),
    "programmes.phase": Shape(("programme",), "programme__partnership"),
    "programmes.principle": Shape(("programme",), "programme__partnership"),
    "programmes.criterion": Shape(("programme",), "programme__partnership"),
    "programmes.document": Shape(("programme",), "programme__partnership"),
    "programmes.conflict": Shape(("programme",), "programme__partnership"),
    "workstreams.workstream": Shape(("programme", "parent"), "programme__partnership"),
    "workstreams.review": Shape(("programme",), "programme__partnership"),
    "workstreams.ranking": Shape(("programme", "by"), "programme__partnership"),
    "decisions.agreement": Shape(("programme", "parent"), "programme__partnership"),
    "decisions.decision": Shape(("programme",), "programme__partnership"),
    "decisions.delegation": Shape(("programme", "to"), "programme__partnership"),
    "decisions.proposal": Shape(("programme",), "programme__partnership"),
    "decisions.gate": Shape(("programme", "by"), "programme__partnership"),
    "decisions.housesection": Shape(("style",)),
    "decisions.report": Shape(
        ("programme", "style", "organisation"), "programme__partnership", kept_by="organisation"
    ),
    "programmes.citation": Shape(("document",)),
    "programmes.reading": Shape(("conflict",), "conflict__programme__partnership"),
    "workstreams.lineage": Shape(("predecessor", "successor"), "successor__programme__partnership"),
    "workstreams.stage": Shape(
        ("workstream", "phase", "owner"), "workstream__programme__partnership"
    ),
    "workstreams.arrangement": Shape(("workstream",), "workstream__programme__partnership"),
    "workstreams.risk": Shape(("programme", "workstream"), "programme__partnership"),
    "workstreams.contribution": Shape(
        ("programme", "workstream", "organisation"), "programme__partnership"
    ),
    "workstreams.consultation": Shape(("programme", "workstream"), "programme__partnership"),
    "workstreams.milestone": Shape(("programme", "workstream"), "programme__partnership"),
    "workstreams.statusupdate": Shape(("workstream",), "workstream__programme__partnership"),
    "workstreams.workstreamrole": Shape(
        ("workstream", "organisation", "person", "post"), "workstream__programme__partnership"
    ),
    "workstreams.finding": Shape(("review",), "review__programme__partnership"),
    "workstreams.rankingentry": Shape(("ranking", "workstream"), "ranking__programme__partnership"),
    "decisions.party": Shape(("agreement", "organisation"), "agreement__programme__partnership"),
    "decisions.clause": Shape(("decision",), "decision__programme__partnership"),
    "decisions.option": Shape(("programme", "proposal"), "programme__partnership"),
    "decisions.businesscase": Shape(
        ("programme", "proposal", "workstream"), "programme__partnership"
    ),
    "decisions.gatetest": Shape(("gate",)),
    "decisions.approval": Shape(("gate", "proposal", "workstream", "organisation")),
    "decisions.reportmeeting": Shape(("report", "meeting")),
    "decisions.recommendation": Shape(("report",), "report__programme__partnership"),
    "decisions.reportitem": Shape(
        (
            "report",
            "ranking",
            "against",
            "phase",
            "document",
            "person",
            "post",
            "proposal",
            "review",
        ),
        "report__programme__partnership",
    ),
    "decisions.condition": Shape(("clause",), "clause__decision__programme__partnership"),
    "decisions.optionpoint": Shape(("option",), "option__programme__partnership"),
}


def fill_audiences(apps, schema_editor) -> None:
    Filling(apps, schema_editor.connection.alias).fill(SHAPES)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0004_searchentry_audience"),
        ("programmes", "0006_who_may_see_it"),
        ("workstreams", "0003_who_may_see_it"),
        ("decisions", "0013_who_may_see_it"),
    ]

    operations = [migrations.RunPython(fill_audiences, migrations.RunPython.noop)]
