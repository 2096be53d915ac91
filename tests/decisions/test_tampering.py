"""Whatever is written behind the program's back, with the triggers dropped, is found.

Every table of what is sealed and of its history, every column, and every way: changed, deleted,
inserted, swapped, put in another order. What is not found is what is not sealed, and no more.
"""

import datetime
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, transaction

from decisions.choices import CallInRule
from decisions.models import CallIn, Chain, Clause, Condition, Decision, Seal
from decisions.sealing.reading import VERSION
from decisions.sealing.sealed import KINDS
from decisions.sealing.statements import check_kept, statement_of
from decisions.sealing.triggers import triggers
from decisions.sealing.verifying import verify
from programmes.operations import keep, strike_out
from sharedsvc.core.history import recording
from tests.decisions.sealing import a_decision, confirmed, drop_triggers, sql
from tests.factories import ClauseFactory, DecisionFactory, OrganisationFactory

pytestmark = pytest.mark.usefixtures("recorded")
TABLE, VERSIONS = "table", "table_of_versions"
TABLES = [(kind, of) for kind in KINDS for of in (TABLE, VERSIONS)]


@pytest.fixture
def chain():
    """Three confirmed decisions of one council with all that is sealed; the triggers are dropped.

    The second is the fullest: a vote, an action, an answer, a condition, call-in, and versions.
    """
    council = OrganisationFactory(code="avon")
    for number in range(3):
        decision = a_decision(
            organisation=council,
            date="2010-01-01",
            title=f"Title {number}",
            remarks="Read.",
            call_in=CallInRule.OPEN,
            call_in_until="2010-01-08",
            announced="2010-01-02",
            effective="2010-02",
        )
        clause = ClauseFactory(
            decision=decision,
            number="9",
            order=9,
            votes_for=5,
            votes_against=2,
            vote_words="As recorded",
            majority="Simple",
            who_acts="The clerk",
            act_by="2010-06",
            addressee="Cabinet",
        )
        keep(record=Condition(clause=clause, number="1", text="If.", asked_of="Clerk", due="2011"))
        strike_out(record=decision.clauses.get(number="2"), reason="A slip")
        ClauseFactory(decision=decision, number="8", text="Instead.")
        with recording(user=None, reason=f"Opened {number}"):
            keep(record=Decision.objects.get(pk=decision.pk))
        confirmed(decision)
    drop_triggers()
    yield Chain.objects.get()
    triggers().make()


@contextmanager
def undone():
    """What is written within is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def second():
    return Seal.objects.get(number=2).of


def keys_of(kind, decision):
    """The keys of all rows of a kind that belong to a decision, the struck out among them."""
    with connection.cursor() as cursor:
        of = kind.decision_of.format(row="r")
        cursor.execute(f"SELECT id FROM {kind.table} AS r WHERE {of} = %s ORDER BY id", [decision])
        return [key for (key,) in cursor.fetchall()]


def a_row(kind, of, decision):
    """The table and a condition for one row of a decision, not struck out; or its first version."""
    key = keys_of(kind, decision)[-1]
    if of == TABLE:
        return kind.table, f"id = {key}"
    table = kind.table_of_versions
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT MIN(history_id) FROM {table} WHERE id = {key}")
        return table, f"history_id = {cursor.fetchone()[0]}"


def read(table, where):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE {where}")
        return dict(zip((c[0] for c in cursor.description), cursor.fetchone(), strict=True))


def another(name, value, field):
    """Some other value of the same kind."""
    kind = field.get_internal_type()
    if name == "history_type":
        return "~" if value == "+" else "+"
    if kind == "BooleanField":
        return not value
    if kind == "DateTimeField":
        return "2001-01-01 00:00:00+00:00"
    if kind == "DateField":
        return datetime.date(2031 if name.endswith("_latest") else 2001, 1, 1)
    if kind in ("CharField", "TextField", "SlugField"):
        return "refuse" if name == "verb" else f"{value}x"[-3:]
    return (value or 0) + 70_000 if kind not in SMALL else (value or 0) + 7


SMALL = ("PositiveSmallIntegerField",)


# Constraints of a table stand against these; of its versions all are tried.
REFUSED = {"under_id", "without_delegation", "outcome", "amendment"}


def test_every_change_of_a_sealed_column_is_found_and_of_no_other(chain):
    stood_against = set()
    for kind, of in TABLES:
        found, unfound, refused = tampered(chain, kind, of)
        wanted = {*kind.columns, "id", *(VERSION if of == VERSIONS else ())}
        assert (wanted - found - refused, unfound - set(kind.apart)) == (set(), set()), kind.table
        stood_against |= {(of, name) for name in refused - set(kind.apart)}
    assert stood_against <= {(TABLE, name) for name in REFUSED}


def tampered(chain, kind, of):
    """The columns of a row whose change is found, is not, or is refused by a constraint."""
    model = kind.model if of == TABLE else kind.model.history.model
    table, where = a_row(kind, of, second())
    found, unfound, refused = set(), set(), set()
    values = read(table, where)
    for field in model._meta.concrete_fields:
        new = another(field.attname, values[field.column], field)
        try:
            with undone():
                assert sql(f'UPDATE {table} SET "{field.column}" = %s WHERE {where}', new)
                fault = verify(chain)
            (found if fault else unfound).add(field.attname)
            assert fault is None or fault.number == 2
        except IntegrityError:
            refused.add(field.attname)
    return found, unfound, refused


def test_every_row_that_is_deleted_is_found(chain):
    for kind, of in TABLES:
        table, key = getattr(kind, of), "id" if of == TABLE else "history_id"
        sealed = [row for row in keys_of(kind, second()) if not is_struck_out(kind, row)]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {key} FROM {table} WHERE id IN ({', '.join(map(str, sealed))})")
            rows = [row for (row,) in cursor.fetchall()]
        assert rows
        for row in rows:
            with undone():
                sql(f"DELETE FROM {table} WHERE {key} = %s", row)
                assert verify(chain).number == 2, table


def is_struck_out(kind, key):
    return bool(read(kind.table, f"id = {key}")["struck_out"])


INSERTED = {
    "clause": {"number": "77"},
    "condition": {"number": "77"},
    "subject": {"relation": "rests on"},
    "source": {"paragraph": "77"},
}


def test_every_row_that_is_inserted_is_found(chain):
    """A whole decision that is inserted has no seal, and reads as not confirmed."""
    for kind, of in TABLES[1:]:
        table, where = a_row(kind, of, second())
        own = {"id": 99_999} | INSERTED[kind.name] if of == TABLE else {"history_id": -1}
        row = read(table, where) | own
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join(["%s"] * len(row))
        with undone():
            sql(f"INSERT INTO {table} ({names}) VALUES ({marks})", *row.values())
            assert verify(chain).number == 2, table


def test_rows_of_two_decisions_that_are_swapped_are_found(chain):
    """Each keeps its key and says what the other did; or is said of the other's record."""
    for kind, of in TABLES[1:]:
        first, other = (a_row(kind, of, Seal.objects.get(number=n).of) for n in (1, 2))
        rows = read(*first), read(*other)
        unique = next(name for name in ("number", "record_id", "code") if name in rows[0])
        with undone():
            for place, (table, where) in enumerate((first, other)):  # out of each other's way
                sql(f"UPDATE {table} SET {unique} = %s WHERE {where}", -1 - place)
            for (table, where), row in zip((first, other), reversed(rows), strict=True):
                put(table, where, row, {"id", "history_id"} if of == TABLE else {"history_id"})
            assert verify(chain).number == 1, first[0]


def put(table, where, row, apart):
    new = {name: value for name, value in row.items() if name not in apart}
    told = ", ".join(f'"{name}" = %s' for name in new)
    sql(f"UPDATE {table} SET {told} WHERE {where}", *new.values())


def test_versions_and_clauses_in_another_order_are_found(chain):
    decision = second()
    numbers = list(Decision.history.filter(id=decision).values_list("history_id", flat=True))
    assert len(numbers) == 2
    with undone():
        for old, new in ((numbers[0], -1), (numbers[1], numbers[0]), (-1, numbers[1])):
            table = "decisions_historicaldecision"
            sql(f"UPDATE {table} SET history_id = %s WHERE history_id = %s", new, old)
        assert verify(chain).number == 2
    with undone():
        sql('UPDATE decisions_clause SET "order" = 100 - "order" WHERE decision_id = %s', decision)
        assert verify(chain).number == 2


def test_what_was_struck_out_before_and_is_brought_back_is_found(chain):
    with undone():
        sql("UPDATE decisions_clause SET struck_out = '' WHERE decision_id = %s", second())
        assert "was not there when it was sealed" in verify(chain).words


def test_every_change_of_a_seal_or_a_chain_is_found(chain):
    table, where = Seal._meta.db_table, "number = 2"
    values, spare = read(table, where), DecisionFactory()
    other = Chain.objects.create(organisation=OrganisationFactory())
    special = {"decision_id": spare.pk, "chain_id": other.pk, "opening": "{}", "number": 44}
    for field in Seal._meta.concrete_fields:
        if field.attname in ("id", "redacted_decision_id"):
            continue  # nothing hangs on the key; the other is tried with `decision_id`
        new = special.get(field.attname, another(field.attname, values[field.column], field))
        with undone():
            sql(f'UPDATE {table} SET "{field.column}" = %s WHERE {where}', new)
            assert verify(chain) is not None, field.attname
    for name, new in (
        *(("length", 2), ("length", 4), ("head", "0" * 64)),
        ("organisation_id", spare.programme.partnership_id),
    ):
        with undone():
            sql(f"UPDATE decisions_chain SET {name} = %s WHERE id = %s", new, chain.pk)
            assert verify(Chain.objects.get(pk=chain.pk)) is not None, name


def test_salts_that_are_swapped_are_found(chain):
    """Of two texts of one decision, and of two decisions."""
    seals = list(Seal.objects.order_by("number"))
    with undone():
        for seal, other in (seals[:2], seals[1::-1]):
            sql("UPDATE decisions_seal SET opening = %s WHERE id = %s", other.opening, seal.pk)
        assert verify(chain).number == 1
    with undone():
        text = seals[1].opening
        salts = [part[:34] for part in text.split(":") if part[:1] == '"' and len(part) > 34][:2]
        swapped = text.replace(salts[0], "*").replace(salts[1], salts[0]).replace("*", salts[1])
        sql("UPDATE decisions_seal SET opening = %s WHERE id = %s", swapped, seals[1].pk)
        assert verify(chain).number == 2


def test_a_tail_that_is_cut_with_its_head_is_found_by_a_kept_statement_alone(chain, settings):
    from decisions.sealing.keys import public_keys

    kept = statement_of(chain)
    keys = [key.key for key in public_keys()]
    assert check_kept(kept, keys) == ""
    with undone():
        sql("DELETE FROM decisions_seal WHERE number = 3")
        head = Seal.objects.get(number=2).digest
        sql("UPDATE decisions_chain SET length = 2, head = %s", head)
        assert verify(Chain.objects.get(pk=chain.pk)) is None
        assert "was cut" in check_kept(kept, keys)


def test_what_stands_apart_is_not_sealed_and_a_call_in_neither(chain):
    """Said in docs/seals.md: an act of its own, after what it is about was sealed."""
    clause = Clause.objects.filter(decision=second(), number="9").get()
    call = CallIn(
        decision_id=clause.decision_id, date="2010-01-05", called_by="Five", grounds="Why"
    )
    keep(record=call)
    with undone():
        sql("UPDATE decisions_callin SET grounds = 'Other'")
        sql(
            "UPDATE decisions_clause SET reported = 'Done', action = 'done' WHERE id = %s",
            clause.pk,
        )
        sql("UPDATE decisions_condition SET state = 'met', evidence = 'Paper'")
        assert verify(chain) is None
