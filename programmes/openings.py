"""For migrations: when the visibility and owner of what is recorded already were set."""

from typing import Any

# Of each run of versions with the same visibility and owner, the first one's time.
VERSIONS = """
WITH turns AS (
    SELECT history_id, id, history_date,
        CASE WHEN visibility = LAG(visibility) OVER in_turn
            AND COALESCE(owner_id, 0) = COALESCE(LAG(owner_id) OVER in_turn, 0)
        THEN 0 ELSE 1 END AS turned
    FROM {history}
    WINDOW in_turn AS (PARTITION BY id ORDER BY history_id)
), runs AS (
    SELECT history_id, id, history_date,
        SUM(turned) OVER (PARTITION BY id ORDER BY history_id) AS run
    FROM turns
), openings AS (
    SELECT history_id, MIN(history_date) OVER (PARTITION BY id, run) AS opened FROM runs
)
UPDATE {history} SET opened = openings.opened
FROM openings WHERE openings.history_id = {history}.history_id
"""
RECORDS = """
UPDATE {records} SET opened = latest.opened
FROM (
    SELECT id, opened FROM {history}
    WHERE history_id IN (SELECT MAX(history_id) FROM {history} GROUP BY id)
) latest
WHERE latest.id = {records}.id
"""


def fill_opened(apps: Any, schema_editor: Any, app: str) -> None:
    """Fill `opened` of an app's records and their versions from the history, in bulk."""
    for model in apps.get_app_config(app).get_models():
        names = {field.name for field in model._meta.fields}
        if {"opened", "history_id"} <= names:
            history = model._meta.db_table
            records = model._meta.db_table.replace("_historical", "_")
            for statement in (VERSIONS, RECORDS):
                quoted = {
                    "history": schema_editor.quote_name(history),
                    "records": schema_editor.quote_name(records),
                }
                schema_editor.execute(statement.format(**quoted))
