"""Triggers that refuse to change, delete or add to what was confirmed, by whatever way.

On SQLite and on PostgreSQL; made again after every `migrate`, since SQLite loses a table's triggers
when Django rebuilds it. They stop whoever writes by mistake or past the program. Whoever owns the
database can drop them: that is what the seals are for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections

from decisions.models import Chain, RedactedPlace, Redaction, Seal
from decisions.sealing.reading import REASON
from decisions.sealing.sealed import DECISIONS, KINDS, redactable
from sharedsvc.core.reference import label_of
from sharedsvc.core.saving import REFUSED

WORDS = (
    "A confirmed decision is neither changed, deleted nor added to. To correct it, record a "
    "decision that supersedes it and say in its remarks why."
)
MESSAGE = f"{REFUSED}{WORDS}"
OF_REDACTIONS = (
    f"{REFUSED}The record of a redaction is written by the redaction alone, and is neither changed "
    "nor deleted."
)
SEALS, CHAINS = Seal._meta.db_table, Chain._meta.db_table
REDACTIONS, PLACES = Redaction._meta.db_table, RedactedPlace._meta.db_table
IS_SEALED = f"EXISTS (SELECT 1 FROM {SEALS} WHERE decision_id = {{of}})"
IS_OPEN = f"EXISTS (SELECT 1 FROM {REDACTIONS} WHERE id = NEW.redaction_id AND is_open)"
# The columns of a row that a redaction names which is being made: the one door there is.
NAMED = (
    f'SELECT place."column" FROM {PLACES} AS place '
    f"JOIN {REDACTIONS} AS act ON act.id = place.redaction_id "
    "WHERE act.is_open AND place.record_type = '{label}' AND place.record_id = OLD.id"
)


@dataclass(frozen=True)
class Guard:
    """What is refused in a table: to change all but the columns `apart`, to delete, to add.

    `decision_of` is SQL for the decision of the row `{row}`; without one every row is guarded.
    `allowed` is SQL for the one change of such a row that is right; `added` for when one may be
    added, where that is asked. `label` is what redactions call its rows, whose `texts` they may
    write.
    """

    table: str
    decision_of: str = ""
    apart: tuple[str, ...] = ()
    added: str = ""
    allowed: str = ""
    label: str = ""
    texts: tuple[str, ...] = ()
    refusal: str = MESSAGE

    @property
    def name(self) -> str:
        """What its triggers, and on PostgreSQL its function, are called."""
        return f"sealed_{self.table}"

    def sealed(self, row: str) -> str:
        """SQL: whether the row OLD or NEW is guarded."""
        if not self.decision_of:
            return "1 = 1"
        return IS_SEALED.format(of=self.decision_of.format(row=row))

    @property
    def redacted(self) -> str:
        """SQL: the columns of the row OLD that may be written now."""
        names = ", ".join(f"'{name}'" for name in self.texts)
        return f'{NAMED.format(label=self.label)} AND place."column" IN ({names})'


def guards() -> list[Guard]:
    """What is guarded: the rows that are sealed, their versions, seals, chains and redactions."""
    found = []
    for kind in KINDS:
        of = {"decision_of": kind.decision_of, "label": label_of(kind.model)}
        added = f"NOT {IS_SEALED.format(of=kind.decision_of.format(row='NEW'))}"
        texts = redactable(kind.model)
        found.append(Guard(kind.table, apart=kind.apart, added=added, texts=texts, **of))
        of["table"] = kind.table_of_versions
        found.append(Guard(apart=("audience",), texts=(*texts, REASON), **of))
    only_further = "NEW.length = OLD.length + 1 AND NEW.organisation_id = OLD.organisation_id"
    found.append(Guard(SEALS, label=label_of(Seal), texts=("opening", "reason")))
    found.append(Guard(CHAINS, allowed=f"NEW.id = OLD.id AND {only_further}"))
    found.append(Guard(REDACTIONS, allowed=ONLY_SHUT, refusal=OF_REDACTIONS))
    found.append(Guard(PLACES, added=IS_OPEN, refusal=OF_REDACTIONS))
    return found


SAME = ("id", "kind", "reason", "at")
ONLY_SHUT = (
    "OLD.is_open AND NOT NEW.is_open AND COALESCE(NEW.by_id, 0) = COALESCE(OLD.by_id, 0) AND "
    + " AND ".join(f"NEW.{name} = OLD.{name}" for name in SAME)
)


class TriggersOfSQLite:
    """A trigger for each way of writing; its text is compared, so that it follows the columns."""

    def __init__(self, using: str) -> None:
        self.connection = connections[using]

    def wanted(self) -> dict[str, str]:
        """Each trigger by its name, as the database keeps it."""
        return {name: text for guard in guards() for name, text in self._of(guard)}

    def _of(self, guard: Guard) -> Iterator[tuple[str, str]]:
        columns = [name for name in self._columns(guard.table) if name not in guard.apart]
        differs = " OR ".join(self._differs(guard, name) for name in columns)
        changes = f"NOT ({guard.allowed})" if guard.allowed else f"({differs})"
        either = f"({guard.sealed('OLD')} OR {guard.sealed('NEW')})"
        yield self._trigger(guard, "update", "BEFORE UPDATE", f"{changes} AND {either}")
        yield self._trigger(guard, "delete", "BEFORE DELETE", guard.sealed("OLD"))
        if guard.added:
            yield self._trigger(guard, "insert", "AFTER INSERT", f"NOT ({guard.added})")

    @staticmethod
    def _differs(guard: Guard, name: str) -> str:
        differs = f'OLD."{name}" IS NOT NEW."{name}"'
        return (
            f"{differs} AND '{name}' NOT IN ({guard.redacted})" if name in guard.texts else differs
        )

    def _columns(self, table: str) -> list[str]:
        """Asked of SQLite itself: Django's description of a table parses how it was made."""
        with self.connection.cursor() as cursor:
            cursor.execute(f'PRAGMA table_info("{table}")')
            return [name for _, name, *_ in cursor.fetchall()]

    @staticmethod
    def _trigger(guard: Guard, way: str, when: str, condition: str) -> tuple[str, str]:
        name = f"{guard.name}_{way}"
        refusal = f"SELECT RAISE(ABORT, '{guard.refusal}');"
        return name, (
            f"CREATE TRIGGER {name} {when} ON {guard.table} WHEN {condition} BEGIN {refusal} END"
        )

    def present(self) -> dict[str, str]:
        """The triggers that there are, by name."""
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT name, sql FROM sqlite_master "
                "WHERE type = 'trigger' AND name LIKE 'sealed_%'"
            )
            return dict(cursor.fetchall())

    def make(self) -> None:
        """Make those that are missing or differ."""
        present = self.present()
        with self.connection.cursor() as cursor:
            for name, text in self.wanted().items():
                if present.get(name) != text:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
                    cursor.execute(text)

    def remove(self) -> None:
        """Drop them all."""
        with self.connection.cursor() as cursor:
            for name in self.present():
                cursor.execute(f"DROP TRIGGER {name}")

    def missing(self) -> list[str]:
        """The names of those that are missing or say something else."""
        present = self.present()
        return [name for name, text in self.wanted().items() if present.get(name) != text]


class TriggersOfPostgreSQL:
    """A function for each table, which compares whole rows; triggers that call it.

    Whoever adds to a decision takes its row FOR KEY SHARE first: who confirms it meanwhile holds it
    FOR UPDATE, and is then seen.
    """

    WAYS = (
        ("update", "BEFORE UPDATE ON {table} FOR EACH ROW"),
        ("delete", "BEFORE DELETE ON {table} FOR EACH ROW"),
        ("truncate", "BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"),
        ("insert", "AFTER INSERT ON {table} FOR EACH ROW"),
    )

    def __init__(self, using: str) -> None:
        self.connection = connections[using]

    def wanted(self) -> dict[str, tuple[Guard, str]]:
        """Each trigger by its name, with its guard and when it fires."""
        return {
            f"{guard.name}_{way}": (guard, when.format(table=guard.table))
            for guard in guards()
            for way, when in self.WAYS
            if way != "insert" or guard.added
        }

    def _function(self, guard: Guard) -> str:
        names = ", ".join(f"'{name}'" for name in guard.apart)
        apart = f"ARRAY[{names}]::text[]"
        if guard.texts:
            apart = f"({apart} || ARRAY({guard.redacted})::text[])"
        same = f"to_jsonb(OLD) - {apart} = to_jsonb(NEW) - {apart}"
        hold = (
            f"PERFORM 1 FROM {DECISIONS.table} WHERE id = {guard.decision_of.format(row='NEW')} "
            "FOR KEY SHARE;"
            if guard.decision_of
            else ""
        )
        refuse = f"RAISE EXCEPTION '{guard.refusal}' USING ERRCODE = 'check_violation';"
        return f"""CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'TRUNCATE' THEN
                IF EXISTS (SELECT 1 FROM {SEALS}) THEN {refuse} END IF;
                RETURN NULL;
            ELSIF TG_OP = 'INSERT' THEN
                {hold}
                IF NOT ({guard.added or "1 = 1"}) THEN {refuse} END IF;
                RETURN NEW;
            ELSIF TG_OP = 'DELETE' THEN
                IF {guard.sealed("OLD")} THEN {refuse} END IF;
                RETURN OLD;
            END IF;
            IF ({guard.sealed("OLD")} OR {guard.sealed("NEW")}) AND NOT ({guard.allowed or same})
            THEN {refuse} END IF;
            RETURN NEW;
        END $$"""

    def present(self) -> set[str]:
        """The names of the triggers that there are and that fire."""
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
                "WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') "
                "AND starts_with(tgname, 'sealed_') "
                "AND relnamespace = current_schema()::regnamespace"
            )
            return {name for (name,) in cursor.fetchall()}

    def make(self) -> None:
        """Make the functions anew and the triggers that are missing."""
        present = self.present()
        with self.connection.cursor() as cursor:
            for guard in guards():
                cursor.execute(self._function(guard))
            for name, (guard, when) in self.wanted().items():
                if name not in present:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {guard.table}")
                    cursor.execute(f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {guard.name}()")

    def remove(self) -> None:
        """Drop them all."""
        with self.connection.cursor() as cursor:
            for name, (guard, _) in self.wanted().items():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {guard.table}")

    def missing(self) -> list[str]:
        """The names of those that are missing or switched off."""
        present = self.present()
        return [name for name in self.wanted() if name not in present]


VENDORS: dict[str, Any] = {"sqlite": TriggersOfSQLite, "postgresql": TriggersOfPostgreSQL}


def triggers(using: str = "default") -> Any:
    """The triggers of a database, by its vendor."""
    return VENDORS[connections[using].vendor](using)


def make_triggers(using: str = "default", **kwargs: Any) -> None:
    """Make them, where all the tables are there: after the last migration, not on the way."""
    if has_tables(using):
        triggers(using).make()


def take_triggers_away(using: str = "default", plan: Sequence[Any] = (), **kwargs: Any) -> None:
    """Before migrations: a table that triggers name cannot be made anew, nor old rows completed.

    `make_triggers` makes them again after the last; where one fails, the next `migrate` does.
    """
    if plan:
        triggers(using).remove()


def missing_triggers(using: str = "default") -> Sequence[str]:
    """The names of those that are missing; none where there are no tables yet."""
    return triggers(using).missing() if has_tables(using) else []


def has_tables(using: str = "default") -> bool:
    """Whether all tables that are guarded have been made."""
    tables = connections[using].introspection.table_names()
    return {guard.table for guard in guards()} <= set(tables)
