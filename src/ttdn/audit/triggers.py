"""Database triggers, declared once for both databases and re-created after every migration.

Django's schema editor drops triggers silently when it remakes a table on SQLite, so `post_migrate` creates them again,
`ttdn check --database default` warns of a missing one and `ttdn verify_audit` fails on it.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True)
class Trigger:
    """A trigger: its name (unique in the database), its table, and the whole statements that create it.

    `postgres_sql` may hold several statements (function first); `sqlite_sql` holds one CREATE TRIGGER. An empty text:
    that database does not need it.
    """

    name: str
    table: str
    sqlite_sql: str
    postgres_sql: str


_triggers: dict[str, Trigger] = {}


def register(trigger: Trigger) -> None:
    """Declare a trigger (from an app's `ready`)."""
    _triggers[trigger.name] = trigger


def registered() -> list[Trigger]:
    """Every declared trigger, by name."""
    return [_triggers[name] for name in sorted(_triggers)]


def refusing(
    name: str, table: str, *, event: str, sentence: str, when: str = "", postgres_when: str = "", unless: str = ""
) -> Trigger:
    """A trigger that refuses an event on a table.

    Args:
        name: of the trigger.
        table: name of the table.
        event: DELETE, UPDATE, INSERT, or UPDATE OF column, column.
        sentence: the error that the database raises.
        when: condition over OLD and NEW under which it refuses (SQLite); empty: always.
        postgres_when: the same for PostgreSQL; empty: as for SQLite.
        unless: condition over OLD and NEW, subqueries allowed, under which it lets through all the same (both databases).
    """
    quoted = sentence.replace("'", "''")
    conditions = [f"({when})"] * bool(when) + [f"NOT ({unless})"] * bool(unless)
    lite = f" WHEN {' AND '.join(conditions)}" if conditions else ""
    given = "OLD" if event == "DELETE" else "NEW"
    door = f"IF {unless} THEN RETURN {given}; END IF; " if unless else ""
    post = f" WHEN ({postgres_when or when})" if when else ""
    return Trigger(
        name,
        table,
        sqlite_sql=(
            f'CREATE TRIGGER {name} BEFORE {event} ON "{table}" FOR EACH ROW{lite} '
            f"BEGIN SELECT RAISE(ABORT, '{quoted}'); END"
        ),
        postgres_sql=(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$refuse$ BEGIN {door}"
            f"RAISE EXCEPTION USING MESSAGE = '{quoted}', ERRCODE = 'integrity_constraint_violation'; END $refuse$;"
            f'CREATE TRIGGER {name} BEFORE {event} ON "{table}" FOR EACH ROW{post} EXECUTE FUNCTION {name}()'
        ),
    )


def refusing_truncate(name: str, table: str, *, sentence: str) -> Trigger:
    """A trigger that refuses TRUNCATE, which passes by the triggers on rows (SQLite has no TRUNCATE)."""
    quoted = sentence.replace("'", "''")
    return Trigger(
        name,
        table,
        sqlite_sql="",
        postgres_sql=(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $refuse$ BEGIN "
            f"RAISE EXCEPTION USING MESSAGE = '{quoted}', ERRCODE = 'integrity_constraint_violation'; END $refuse$;"
            f'CREATE TRIGGER {name} BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT EXECUTE FUNCTION {name}()'
        ),
    )


def _sql(connection: BaseDatabaseWrapper, trigger: Trigger) -> str:
    return trigger.sqlite_sql if connection.vendor == "sqlite" else trigger.postgres_sql


def install(connection: BaseDatabaseWrapper, tables: set[str] | None = None) -> list[str]:
    """Create the declared triggers of the tables that exist (all tables, or those named); gives the names created."""
    wanted = [each for each in registered() if tables is None or each.table in tables]
    if not wanted:
        return []
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        made = []
        for trigger in wanted:
            if trigger.table in present and _sql(connection, trigger):
                cursor.execute(_drop(connection, trigger))
                cursor.execute(_sql(connection, trigger))
                made.append(trigger.name)
    return made


def drop(connection: BaseDatabaseWrapper) -> None:
    """Drop the declared triggers: for tests that empty the tables, never in the product."""
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        for trigger in registered():
            if trigger.table in present:
                cursor.execute(_drop(connection, trigger))


def _drop(connection: BaseDatabaseWrapper, trigger: Trigger) -> str:
    if connection.vendor == "sqlite":
        return f"DROP TRIGGER IF EXISTS {trigger.name}"
    return f'DROP TRIGGER IF EXISTS {trigger.name} ON "{trigger.table}"'


def missing(connection: BaseDatabaseWrapper) -> list[Trigger]:
    """Declared triggers that the database lacks (or has switched off) although their table is there."""
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE NOT t.tgisinternal AND t.tgenabled <> 'D'"
            )
        found = {(str(name), str(table)) for name, table in cursor.fetchall()}
    return [
        each
        for each in registered()
        if _sql(connection, each) and each.table in present and (each.name, each.table) not in found
    ]


def after_migrate(sender: Any, using: str, **_kwargs: Any) -> None:
    """post_migrate of an app: create the triggers on its tables again."""
    tables = {model._meta.db_table for model in sender.get_models(include_auto_created=True)}
    install(connections[using], tables)
