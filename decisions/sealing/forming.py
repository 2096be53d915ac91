"""The canonical form of what was confirmed: made of rows as they are read now, never of a copy."""

import datetime
from collections.abc import Collection, Mapping
from typing import Any

from decisions.sealing.canonical import FORM, digest_of, hash_of_text, new_salt
from decisions.sealing.reading import REASON, SealedRow, SealedRows
from decisions.sealing.sealed import SealedKind, is_blank

# By the key of a row: the last of its versions when it was sealed, and the salts of its texts; of a
# text that was redacted the hashes of what each version said, in place of the salt.
Opening = Mapping[str, Any]
Salts = Mapping[str, Any]
CONFIRMING = "confirming"
AS_IT_STANDS = "now"  # what the row itself says, beside its versions by their numbers
CONFIRMED, REDACTED = "confirmed", "redacted"  # what was sealed, and stands in the form


class DoesNotFit(Exception):
    """What is read now is not what was sealed; says in words what differs, as far as it is told."""


def opening_for(rows: SealedRows, reason: str) -> dict[str, Any]:
    """Fresh salts for every text of these rows and their versions, and the last version of each."""
    opening: dict[str, Any] = {CONFIRMING: [0, {REASON: new_salt()} if reason else {}]}
    for row in rows:
        said = [row.says, *row.versions]
        texts = [name for name in (*row.kind.columns, REASON) if _is_text(row.kind, name)]
        used = [name for name in texts if any(one.get(name) for one in said)]
        last = row.versions[-1]["history_id"] if row.versions else 0
        opening[row.key] = [last, {name: new_salt() for name in used}]
    return opening


def content_of(
    rows: SealedRows,
    opening: Opening,
    *,
    at: datetime.datetime,
    by: int | None,
    reason: str,
    act: str = CONFIRMED,
) -> str:
    """The digest of the canonical form of a decision as it was sealed. Raises DoesNotFit."""
    _refuse_others(rows, opening)
    salts = salts_of(opening, CONFIRMING)[1]
    sealed = {"at": plain(at), "by": by, "reason": _hashed(salts, REASON, reason, AS_IT_STANDS)}
    form = {
        "form": FORM,
        act: {name: value for name, value in sealed.items() if value is not None},
        "rows": {row.key: _form_of(row, opening) for row in rows},
    }
    return digest_of(form)


def _refuse_others(rows: SealedRows, opening: Opening) -> None:
    """Name what was added or is gone since; the form would not fit either way."""
    now, then = {row.key for row in rows}, set(opening) - {CONFIRMING}
    if now - then:
        raise DoesNotFit(f"{min(now - then)} was not there when it was sealed")
    if then - now:
        raise DoesNotFit(f"{min(then - now)} is gone")


def _form_of(row: SealedRow, opening: Opening) -> dict[str, Any]:
    last, salts = salts_of(opening, row.key)
    versions = []
    for version in row.versions:
        number = version["history_id"]
        if number <= last:
            versions.append(_form_of_values(row.kind, version, salts, str(number)))
        elif any(version[name] != row.says[name] for name in row.kind.columns):
            raise DoesNotFit(f"version {number} of {row.key} says otherwise")
    said = _form_of_values(row.kind, row.says, salts, AS_IT_STANDS)
    return {"says": said, "versions": versions}


def _form_of_values(
    kind: SealedKind, values: Mapping[str, Any], salts: Salts, which: str
) -> dict[str, Any]:
    """Its columns, without the blank ones: a column that was added later changes no seal."""
    return {
        name: _hashed(salts, name, value, which) if _is_text(kind, name) else plain(value)
        for name, value in values.items()
        if not is_blank(name, value)
    }


def _is_text(kind: SealedKind, name: str) -> bool:
    return name == REASON or name in kind.texts


def _hashed(salts: Salts, name: str, text: str, which: str) -> str:
    """What stands for a text: its salted hash or, of one that was redacted, the hash it had."""
    salt: Any = salts.get(name)
    if isinstance(salt, dict):
        kept = salt.get(which)
        if isinstance(kept, str):
            return kept
        salt = ""
    if not salt:
        raise DoesNotFit(f"“{name}” was blank when it was sealed")
    try:
        return hash_of_text(salt, text)
    except (TypeError, ValueError) as error:
        raise DoesNotFit(f"the salt of “{name}” cannot be read") from error


def without_salts(
    opening: Opening, rows: SealedRows, reason: str, texts: Mapping[str, Collection[str]]
) -> dict[str, Any]:
    """An opening that no longer opens these texts (names of columns by the key of a row).

    In place of the salt stands the hash of what the row, and each version sealed with it, says now:
    the seal still fits, and nobody can try texts until one has that hash.
    """
    says = {row.key: _said_by_version(row) for row in rows}
    says[CONFIRMING] = {AS_IT_STANDS: {REASON: reason}}
    found = dict(opening)
    for key in texts.keys() & found.keys():
        last, salts = salts_of(opening, key)
        salts = dict(salts)
        for name in texts[key]:
            if isinstance(salts.get(name), str):
                salts[name] = _hashes(says[key], name, salts[name], last)
        found[key] = [last, salts]
    return found


def _said_by_version(row: SealedRow) -> dict[str, Mapping[str, Any]]:
    versions = {str(version["history_id"]): version for version in row.versions}
    return {AS_IT_STANDS: row.says, **versions}


def _hashes(
    says: Mapping[str, Mapping[str, Any]], name: str, salt: str, last: int
) -> dict[str, str]:
    """The hash of each that said something in this column when it was sealed."""
    return {
        which: hash_of_text(salt, said[name])
        for which, said in says.items()
        if said.get(name) and (which == AS_IT_STANDS or int(which) <= last)
    }


def is_redacted(opening: Opening, written: str) -> bool:
    """Whether some text of what was sealed can no longer be opened. Raises DoesNotFit.

    `written` is the opening as it is kept: where it holds no more braces than salts of rows have,
    as nearly always, it need not be gone through.
    """
    if written.count("{") <= len(opening) + 1:
        return False
    texts = (text for key in opening for text in salts_of(opening, key)[1].values())
    return any(isinstance(text, dict) for text in texts)


def salts_of(opening: Opening, key: str) -> tuple[int, Salts]:
    """The last version of a row when it was sealed, and its salts. Raises DoesNotFit."""
    try:
        last, salts = opening[key]
        return int(last), dict(salts)
    except (KeyError, TypeError, ValueError) as error:
        raise DoesNotFit("what opens the seal cannot be read") from error


def plain(value: Any) -> Any:
    """A value that is no text as canonical JSON takes it: days and moments as ISO 8601, in UTC."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat(timespec="microseconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value
