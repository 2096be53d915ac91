"""The public register of councils: read as published, matched and never doubled."""

import csv
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from programmes.councils.reading import NEEDED, NotTheRegister, read_councils
from programmes.models import Organisation, OrganisationName, Succession
from tests.factories import OrganisationFactory

PUBLISHED = Path("../shared/data/uk_local_authorities.csv")
OLD = {
    "local-authority-code": "OLD",
    "official-name": "Old County Council",
    "nice-name": "Old County",
    "gss-code": "E1",
    "end-date": "2023-04-01",
    "replaced-by": "NWA,NWB",
    "local-authority-type": "CTY",
    "alt-names": "Old County,old county,Oldshire",
}
NEW = {
    "local-authority-code": "NWA",
    "official-name": "New A Council",
    "nice-name": "New A",
    "gss-code": "E2",
    "start-date": "2023-04-01",
    "local-authority-type": "UA",
}
OTHER = {**NEW, "local-authority-code": "NWB", "official-name": "New B Council", "nice-name": "B"}
OTHER |= {"gss-code": "E3", "start-date": "2005-06-18"}


@pytest.fixture
def register(tmp_path):
    """Writes made-up rows as the published file has them; returns its path."""

    def write(*rows):
        path = tmp_path / "register.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, NEEDED, restval="")
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


def test_ends_starts_and_names_are_read_as_they_are_meant(register):
    old, new, other = read_councils(register(OLD, NEW, OTHER))
    assert (old.end, old.end_as_stated) == ("2023-03-31", "2023-04-01")
    assert (old.successors, old.other_names) == (("NWA", "NWB"), ("Oldshire",))
    assert (new.start, other.start) == ("2023-04-01", "")


def test_every_problem_is_said_at_once(register):
    bad = {**NEW, "local-authority-type": "XX", "end-date": "soon", "replaced-by": "ZZZ"}
    with pytest.raises(NotTheRegister) as refusal:
        read_councils(register(bad, {**OTHER, "official-name": ""}))
    assert str(refusal.value).splitlines() == [
        "row 2: “XX” is no type of council that is known",
        "row 2: end-date “soon” is not a date",
        "row 2: successor “ZZZ” is not in the file",
        "row 3: official-name is blank",
    ]


def test_another_file_is_refused(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("name\nAnn\n", encoding="utf-8")
    with pytest.raises(NotTheRegister, match="lacks the column"):
        read_councils(path)


def test_a_council_that_is_there_is_completed_not_doubled(recorded, register, capsys):
    there = OrganisationFactory(code="new-a", name="New A", kind="council")
    path = register(OLD, NEW, OTHER)
    call_command("import_councils", path)
    there.refresh_from_db()
    assert (there.name, there.kind, there.official_code) == ("New A", "unitary", "E2")
    assert sorted(Organisation.objects.values_list("code", flat=True)) == ["NWB", "OLD", "new-a"]
    assert set(OrganisationName.objects.values_list("name", flat=True)) == {
        "New A Council",
        "Oldshire",
    }
    assert Succession.objects.count() == 2
    capsys.readouterr()
    call_command("import_councils", path)
    assert capsys.readouterr().out == "0 added, 0 changed, 3 left as they are.\n"


def test_nothing_is_written_of_a_faulty_file(db, register):
    with pytest.raises(CommandError, match="Nothing was written"):
        call_command("import_councils", register(NEW, {**OTHER, "end-date": "soon"}))
    assert Organisation.objects.count() == 0


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published file is not here")
def test_all_470_as_published(db, capsys):
    call_command("import_councils", PUBLISHED)
    *damaged, told = capsys.readouterr().out.splitlines()
    assert told == "470 added, 0 changed, 0 left as they are."
    assert [line.split(",")[1].split(":")[0].strip() for line in damaged] == ["AGY", "SWA"]
    names = OrganisationName.objects.filter(
        organisation__code__in=["BST", "ABC"], name__contains=","
    )
    assert set(names.values_list("name", flat=True)) == {
        "Bristol, City of",
        "armagh, banbridge and craigavon",
    }
    assert Organisation.objects.get(code="CHE").start == "2009-04-01"
