"""What docs/model.md and docs/rules.md say of the models, written from the models.

- `<!-- diagram: programmes.people accounts -->` … `<!-- end -->` holds a Mermaid entity diagram of
  rooms of models: a module of an app, or an app, which then stands for those of its modules that no
  other marker names.
- `<!-- constraints: programmes -->` … `<!-- end -->` holds a table of an app's constraints, and
  `<!-- constraints: every -->` those that many tables have alike.
- A record named as `Workstream` in running text gets a dagger while there is no such table.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalChanges

OUR_APPS = ("accounts", "programmes", "workstreams", "decisions")
DIAGRAM = re.compile(r"(?<=<!-- diagram: )([\w. ]+)( -->\n).*?(?=<!-- end -->)", re.DOTALL)
CONSTRAINTS = re.compile(r"(?<=<!-- constraints: )(\w+)( -->\n).*?(?=<!-- end -->)", re.DOTALL)
RECORD = re.compile(r"`([A-Z][a-z]\w+)`†?")
EVERY = "every"
IN_EVERY_RECORD = ("id", "owner", "visibility")
ANY_RECORD = "AnyRecord"

Model = type[models.Model]


def our_models() -> list[Model]:
    """Every table of ours: no proxies, no history, no tables that Django makes between two."""
    found = [model for label in OUR_APPS for model in _all_of(label)]
    return [m for m in found if not m._meta.proxy and not issubclass(m, HistoricalChanges)]


def room(model: Model) -> str:
    """Where a model is written: "programmes.people"; "accounts" where an app has one module."""
    module = model.__module__.partition(".models.")[2]
    return f"{model._meta.app_label}.{module}" if module else model._meta.app_label


def refreshed(text: str) -> str:
    """The text with what stands between its markers drawn anew."""
    named = {name for found in DIAGRAM.finditer(text) for name in found[1].split()}

    def draw_again(found: re.Match[str]) -> str:
        return f"{found[1]}{found[2]}{draw(_in_rooms(found[1].split(), named))}"

    def list_again(found: re.Match[str]) -> str:
        return f"{found[1]}{found[2]}{constraint_table(found[1])}"

    text = CONSTRAINTS.sub(list_again, DIAGRAM.sub(draw_again, text))
    return _mark_what_is_not_built(text)


def _mark_what_is_not_built(text: str) -> str:
    built = {model.__name__ for label in OUR_APPS for model in _all_of(label)}

    def mark(found: re.Match[str]) -> str:
        return f"`{found[1]}`" + ("" if found[1] in built else "†")

    return RECORD.sub(mark, text)


def _all_of(label: str) -> list[Model]:
    return list(apps.get_app_config(label).get_models())


def not_drawn(text: str) -> list[str]:
    """The rooms of models that no marker of the text names."""
    named = {name for found in DIAGRAM.finditer(text) for name in found[1].split()}
    rooms = {room(model) for model in our_models()}
    return sorted(name for name in rooms if not {name, name.partition(".")[0]} & named)


def _in_rooms(rooms: Sequence[str], named: Iterable[str]) -> list[Model]:
    def belongs(model: Model) -> bool:
        here = room(model)
        return here in rooms or (here not in named and model._meta.app_label in rooms)

    return [model for model in our_models() if belongs(model)]


def draw(chosen: Sequence[Model]) -> str:
    """A Mermaid block with these models and their relations, then their vocabularies as a list."""
    lines = ["```mermaid", "erDiagram"]
    for model in chosen:
        lines += _entity(model)
    for model in chosen:
        lines += _relations(model)
    vocabularies = [line for model in chosen for line in _vocabularies(model)]
    return "\n".join([*lines, "```", "", *vocabularies, *([""] if vocabularies else [])])


def _fields(model: Model) -> list[Any]:
    """The columns that say something of this model in particular."""
    hidden = {f"{name}_{end}" for name in _dates(model) for end in ("words", "earliest", "latest")}
    left_out = {*IN_EVERY_RECORD, *_dates(model), *hidden}
    return [field for field in model._meta.concrete_fields if field.name not in left_out]


def _dates(model: Model) -> tuple[str, ...]:
    return tuple(getattr(model, "known_dates", ()))


def _entity(model: Model) -> list[str]:
    keys = _key_fields(model)
    rows = [row for field in _fields(model) if (row := _attribute(field, field.name in keys))]
    if _dates(model):
        rows.append(f'dates as_known "{", ".join(_dates(model))}"')
    name = model.__name__
    return (
        [f"    {name} {{", *(f"        {row}" for row in rows), "    }"]
        if rows
        else [f"    {name}"]
    )


def _key_fields(model: Model) -> set[str]:
    """Fields that are unique, alone or together with others."""
    keys = {field.name for field in model._meta.concrete_fields if field.unique}
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            keys |= {*constraint.fields, *_named_in(constraint.expressions)}
    return keys


def _named_in(expressions: Iterable[Any]) -> set[str]:
    found: set[str] = set()
    for expression in expressions:
        parts = [expression] if isinstance(expression, models.F) else expression.flatten()
        found |= {part.name for part in parts if isinstance(part, models.F)}
    return found


def _attribute(field: models.Field, is_key: bool) -> str:
    if field.is_relation or _points_anywhere(field):
        return ""
    if field.choices:
        return f"choice {field.name}{' UK' if is_key else ''}"
    if isinstance(field, models.BooleanField):
        return f"yes_no {field.name}"
    kind = "number" if isinstance(field, models.IntegerField) else "text"
    return f"{kind} {field.name}{' UK' if is_key else ''}" if is_key else ""


def _points_anywhere(field: models.Field) -> bool:
    """One of the two columns that name a record of any kind."""
    stem = field.name.rpartition("_")[0]
    names = {other.name for other in field.model._meta.concrete_fields}
    return bool(stem) and {f"{stem}_type", f"{stem}_id"} <= names


def _relations(model: Model) -> list[str]:
    lines = []
    for field in _fields(model):
        if field.is_relation:
            target = field.related_model._meta.concrete_model.__name__
            lines.append(_line(target, model, field.name, field))
        elif _points_anywhere(field) and field.name.endswith("_id"):
            lines.append(_line(ANY_RECORD, model, field.name.removesuffix("_id"), field))
    return lines


def _line(target: str, model: Model, label: str, field: models.Field) -> str:
    one = "|o" if field.null else "||"
    many = "o|" if field.unique else "o{"
    return f'    {target} {one}--{many} {model.__name__} : "{label}"'


def _vocabularies(model: Model) -> list[str]:
    lines = []
    for field in _fields(model):
        if field.choices:
            words = "; ".join(str(word) for _, word in field.flatchoices)
            lines.append(f"- `{model.__name__}.{field.name}`: {words}.")
    return lines


def constraint_table(of: str) -> str:
    """The constraints of an app, or (`every`) those alike in many tables, as a Markdown table."""
    rows = _alike() if of == EVERY else _apart(of)
    heading = [
        "| record | rule | message | database constraint | on both databases |",
        "|" + "---|" * 5,
    ]
    return "\n".join([*heading, *rows, ""])


def short_name(model: Model, constraint: models.BaseConstraint) -> str:
    """The name of a constraint; "…_bounds", without app and record, where many tables have it."""
    prefix = f"{model._meta.app_label}_{model._meta.model_name}"
    return (
        f"…{constraint.name.removeprefix(prefix)}"
        if _is_alike(model, constraint)
        else constraint.name
    )


def _is_alike(model: Model, constraint: models.BaseConstraint) -> bool:
    return constraint.name.startswith(f"{model._meta.app_label}_{model._meta.model_name}_")


def _apart(label: str) -> list[str]:
    return [
        _row(f"`{model.__name__}`", model, constraint)
        for model in our_models()
        if model._meta.app_label == label
        for constraint in model._meta.constraints
        if not _is_alike(model, constraint)
    ]


def _alike() -> list[str]:
    found: dict[str, list[tuple[Model, Any]]] = {}
    for model in our_models():
        for constraint in model._meta.constraints:
            if _is_alike(model, constraint):
                found.setdefault(short_name(model, constraint), []).append((model, constraint))
    return [
        _row(", ".join(f"`{model.__name__}`" for model, _ in pairs), *pairs[0])
        for pairs in found.values()
    ]


def _row(records: str, model: Model, constraint: Any) -> str:
    message = constraint.violation_error_message
    cells = (records, _rule(constraint), message, f"`{short_name(model, constraint)}`")
    return f"| {' | '.join(cells)} | {_on_both_databases(constraint)} |"


def _on_both_databases(constraint: Any) -> str:
    """PostgreSQL alone knows deferred constraints and NULLS NOT DISTINCT."""
    only_postgres = ("deferrable", "nulls_distinct")
    return (
        "no"
        if any(getattr(constraint, name, None) is not None for name in only_postgres)
        else "yes"
    )


def _rule(constraint: Any) -> str:
    if isinstance(constraint, models.CheckConstraint):
        return _in_words(constraint.condition)
    names = [*constraint.fields]
    for expression in constraint.expressions:
        names += _named_in([expression])
    return f"one for the same {', '.join(names)}"


def _in_words(condition: Any) -> str:
    """A condition as people read it: "priority is blank or phase is given"."""
    parts = [
        f"({_in_words(child)})" if _needs_brackets(condition, child) else _part_in_words(child)
        for child in condition.children
    ]
    words = f" {condition.connector.lower()} ".join(parts)
    return f"not ({words})" if condition.negated else words


def _needs_brackets(condition: Any, child: Any) -> bool:
    if not isinstance(child, Q) or child.negated or len(child.children) < 2:
        return False
    return child.connector != condition.connector


def _part_in_words(part: Any) -> str:
    if isinstance(part, Q):
        return _in_words(part)
    name, _, lookup = part[0].partition("__")
    value = part[1].name if isinstance(part[1], models.F) else part[1]
    if lookup == "isnull":
        return f"{name} is {'blank' if value else 'given'}"
    if lookup == "in":
        return f"{name} is {' or '.join(f'“{one}”' for one in value)}"
    if value == "":
        return f"{name} is blank"
    sign = {"gte": "≥", "lte": "≤", "gt": ">", "lt": "<"}.get(lookup, "is")
    return f"{name} {sign} {f'“{value}”' if isinstance(part[1], str) else value}"
