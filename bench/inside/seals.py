"""Fills an empty register with confirmed decisions, and times how long they take to verify.

Called with how many, and perhaps in how many rounds. Each has two clauses, a source and a subject
for each, and their versions, as one that was recorded by the operations; the rest are copies of its
rows. Prints JSON.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django

django.setup()

import rfc8785  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import QuerySet  # noqa: E402
from django.utils import timezone  # noqa: E402

from decisions.models import Chain, Clause, Decision, Seal  # noqa: E402
from decisions.operations import record_clause, record_decision  # noqa: E402
from decisions.sealing.canonical import (  # noqa: E402
    BEFORE_THE_FIRST,
    FORM,
    seal_of,
    written,
)
from decisions.sealing.forming import content_of, opening_for, plain  # noqa: E402
from decisions.sealing.reading import SealedRows, rows_of  # noqa: E402
from decisions.sealing.sealed import KINDS  # noqa: E402
from decisions.sealing.verifying import AT_ONCE, verify  # noqa: E402
from programmes.choices import OrganisationKind  # noqa: E402
from programmes.models import (  # noqa: E402
    Citation,
    Document,
    Organisation,
    Partnership,
    Programme,
    Subject,
)
from programmes.operations import keep  # noqa: E402
from sharedsvc.core.history import recording  # noqa: E402

FIRST, APART, ROUNDS = 1_000_000, 10, 3  # keys of copies; of each kind fewer than that a decision
REASON = "Made up for measuring."
TEXT = "That the made-up service be shared from the day on which all have agreed to it. " * 3


def template() -> Decision:
    """One decision, recorded by the operations."""
    with recording(user=None, reason=REASON):
        kind = OrganisationKind.PARTNERSHIP
        together = keep(record=Partnership(code="together", name="Together", kind=kind))
        programme = Programme(code="p", title="Made up", partnership=together, start="2009-01-01")
        keep(record=programme)
        council = keep(record=Organisation(code="avon", name="Avon", kind="unitary"))
        document = Document(code="minute", title="Minute", programme=programme, date="2010-01-15")
        keep(record=document)
        values = {"title": "Made up", "date": "2010-01-15", "remarks": REASON}
        decision = Decision(programme=programme, organisation=council, code="d0", **values)
        record_decision(record=decision)
        for number in ("1", "2"):
            clause = Clause(decision=decision, number=number, verb="agree", text=TEXT)
            link = {"record_type": "decisions.clause", "record_id": record_clause(record=clause).pk}
            keep(record=Citation(**link, document=document, paragraph=f"2.{number}"))
            about = {"subject_type": "programmes.programme", "subject_id": programme.pk}
            keep(record=Subject(**link, **about))
    return decision


def copied(number: int) -> None:
    """That many copies of it, rows and versions, past the program: each column as it is, or so."""
    series = f"generate_series(1, {number}) AS n"
    for kind in KINDS:
        firsts = list(QuerySet(kind.model).order_by("pk").values_list("pk", flat=True))
        if not firsts:
            continue
        clause = QuerySet(Clause).order_by("pk").values_list("pk", flat=True).first()
        new = f"{FIRST} + n * {APART} + t.{{key}} - {firsts[0]}"
        of_clause = f"{FIRST} + n * {APART} + t.record_id - {clause}"
        values = {
            "decision": {"id": new.format(key="id"), "code": "'d' || n"},
            "clause": {
                "id": new.format(key="id"),
                "decision_id": f"{FIRST} + n * {APART}",
            },
        }.get(kind.name, {"id": new.format(key="id"), "record_id": of_clause})
        _copy(kind.table, values, series)
        versions = kind.model.history.model
        oldest = QuerySet(versions).order_by("pk").values_list("pk", flat=True).first()
        number_of_version = f"{FIRST} + n * {APART} + t.history_id - {oldest}"
        _copy(kind.table_of_versions, {**values, "history_id": number_of_version}, series)


def _copy(table: str, changed: dict[str, str], series: str) -> None:
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, table)
        columns = [one.name for one in described]
        names = ", ".join(f'"{name}"' for name in columns)
        values = ", ".join(changed.get(name, f't."{name}"') for name in columns)
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} AS t, {series} "
            f"WHERE t.{'history_id' if 'history_id' in columns else 'id'} < {FIRST}"
        )


def portions() -> Iterator[tuple[list[int], dict[int, SealedRows]]]:
    """The keys of all decisions, some at a time, with their rows."""
    last = 0
    while True:
        keys = QuerySet(Decision).filter(pk__gt=last).order_by("pk")
        some = list(keys.values_list("pk", flat=True)[:AT_ONCE])
        if not some:
            return
        yield some, rows_of(some)
        last = some[-1]


@transaction.atomic
def seal_all() -> None:
    """Seal them as `confirm` does, many at once; the chain, which only goes on by one, at last."""
    chain = Chain(pk=1, organisation=Organisation.objects.get(code="avon"))
    at, number, previous = timezone.now(), 0, BEFORE_THE_FIRST
    for keys, rows in portions():
        seals = []
        for key in keys:
            number += 1
            opening = opening_for(rows[key], REASON)
            content = content_of(rows[key], opening, at=at, by=None, reason=REASON)
            digest = seal_of(chain.pk, number, previous, content)
            seals.append(
                Seal(
                    **{"decision_id": key, "chain_id": chain.pk, "number": number, "form": FORM},
                    **{"previous": previous, "content": content, "digest": digest},
                    **{"opening": written(opening), "at": at, "reason": REASON},
                )
            )
            previous = digest
        QuerySet(Seal).bulk_create(seals)
    chain.length, chain.head = number, previous
    with recording(user=None, reason=REASON):
        chain.save(force_insert=True)


def canonicalised() -> None:
    """Read the same rows and put each decision into canonical JSON, without salts and chain."""
    for keys, rows in portions():
        for key in keys:
            rfc8785.dumps({row.key: _all_of(row) for row in rows[key]})


def _all_of(row: Any) -> dict[str, Any]:
    return {"says": _said(row.says), "versions": [_said(version) for version in row.versions]}


def _said(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: plain(value)
        for name, value in values.items()
        if value is not None and value != "" and value is not False
    }


def verified() -> None:
    """Verify the chain. Raises AssertionError where it does not fit."""
    fault = verify(Chain.objects.get())
    assert fault is None, fault


def seconds(act: Callable[[], None]) -> float:
    """How much processor time something took, here and in the database."""
    began = processor()
    act()
    return processor() - began


def processor() -> float:
    """Seconds of processor time of this process and of the one that serves its connection.

    Whatever else the machine does meanwhile: as long as the database is on it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        served_by = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not served_by.exists():
        return time.process_time()
    ticks = served_by.read_text().rpartition(") ")[2].split()
    return time.process_time() + (int(ticks[11]) + int(ticks[12])) / os.sysconf("SC_CLK_TCK")


def megabytes() -> float:
    """The most memory that was held up to now."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(number: int, turns: int = ROUNDS) -> None:
    """Fill, measure in turns, and print."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")  # a server of the tests has one
    template()
    copied(number - 1)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    seal_all()
    rounds, memory = [], []
    for turn in range(turns):
        acts = (canonicalised, verified) if turn % 2 else (verified, canonicalised)
        took = {act.__name__: seconds(act) for act in acts}
        rounds.append((took["canonicalised"], took["verified"]))
        memory.append(megabytes())
    print(json.dumps({"decisions": number, "rounds": rounds, "megabytes": memory}))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
