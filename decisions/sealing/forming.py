"""The canonical form of what was confirmed: made of rows as they are read now, never of a copy."""

import datetime
from collections.abc import Mapping
from typing import Any

from decisions.sealing.canonical import FORM, digest_of, hash_of_text, new_salt
from decisions.sealing.reading import REASON, SealedRow, SealedRows
from decisions.sealing.sealed import SealedKind, is_blank

# By the key of a row: the last of its versions when it was sealed, and the salts of its texts.
Opening = Mapping[str, Any]
CONFIRMING = "confirming"


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
    rows: SealedRows, opening: Opening, *, at: datetime.datetime, by: int | None, reason: str
) -> str:
    """The digest of the canonical form of a confirmed decision. Raises DoesNotFit."""
    _refuse_others(rows, opening)
    salts = _salts(opening, CONFIRMING)[1]
    confirmed = {"at": plain(at), "by": by, "reason": _hashed(salts, REASON, reason)}
    form = {
        "form": FORM,
        "confirmed": {name: value for name, value in confirmed.items() if value is not None},
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
    last, salts = _salts(opening, row.key)
    versions = []
    for version in row.versions:
        if version["history_id"] <= last:
            versions.append(_form_of_values(row.kind, version, salts))
        elif any(version[name] != row.says[name] for name in row.kind.columns):
            raise DoesNotFit(f"version {version['history_id']} of {row.key} says otherwise")
    return {"says": _form_of_values(row.kind, row.says, salts), "versions": versions}


def _form_of_values(
    kind: SealedKind, values: Mapping[str, Any], salts: Mapping[str, str]
) -> dict[str, Any]:
    """Its columns, without the blank ones: a column that was added later changes no seal."""
    return {
        name: _hashed(salts, name, value) if _is_text(kind, name) else plain(value)
        for name, value in values.items()
        if not is_blank(name, value)
    }


def _is_text(kind: SealedKind, name: str) -> bool:
    return name == REASON or name in kind.texts


def _hashed(salts: Mapping[str, str], name: str, text: str) -> str:
    if name not in salts:
        raise DoesNotFit(f"“{name}” was blank when it was sealed")
    try:
        return hash_of_text(salts[name], text)
    except (TypeError, ValueError) as error:
        raise DoesNotFit(f"the salt of “{name}” cannot be read") from error


def _salts(opening: Opening, key: str) -> tuple[int, Mapping[str, str]]:
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
