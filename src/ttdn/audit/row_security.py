"""Row-level security of PostgreSQL, declared once and created again after every migration (decision record 0006).

A policy says which rows of a table a session sees, from the setting of `ttdn.audit.reaching`. It is forced on the owner of
the tables too, because the site signs in as the owner; a superuser passes by every policy, so the site must not be one.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from ttdn.audit.reaching import ALL, SETTING

SHOWS_ALL = f"(SELECT current_setting('{SETTING}', true) = '{ALL}')"
_REACH = f"(SELECT string_to_array(NULLIF(NULLIF(current_setting('{SETTING}', true), '{ALL}'), ''), ',')::bigint[])::bigint[]"


def reached(column: str) -> str:
    """SQL: the body of this column is one that the session reaches; read once per statement, not per row."""
    return f"{column} = ANY ({_REACH})"


@dataclass(frozen=True)
class Policy:
    """The rows of a table that a session sees and writes: SQL over its columns, beside the sessions that see all.

    Attributes:
        table: which table.
        using: the condition.
        needs: tables of later migrations that the condition names; the policy waits for them.
    """

    table: str
    using: str
    needs: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of the policy in the database."""
        return f"{self.table}_reach"

    @property
    def rule(self) -> str:
        """The whole condition."""
        return f"{SHOWS_ALL} OR ({self.using})"

    @property
    def mark(self) -> str:
        """A digest of the declaration, kept with the policy, so that a changed declaration is created again."""
        return hashlib.sha256(self.rule.encode()).hexdigest()[:32]


_policies: dict[str, Policy] = {}


def register(policy: Policy) -> None:
    """Declare the policy of a table (from an app's `ready`)."""
    _policies[policy.table] = policy


def registered() -> list[Policy]:
    """Every declared policy, by table."""
    return [_policies[table] for table in sorted(_policies)]


def install(connection: BaseDatabaseWrapper, tables: set[str] | None = None) -> list[str]:
    """Create the declared policies that are missing or differ (of all tables, or of those named); gives their tables."""
    wanted = [each for each in missing(connection) if tables is None or each.table in tables]
    if not wanted:
        return []
    with connection.cursor() as cursor:
        for policy in wanted:
            table, name = f'"{policy.table}"', f'"{policy.name}"'
            cursor.execute("SELECT policyname FROM pg_policies WHERE tablename = %s", [policy.table])
            for (found,) in cursor.fetchall():
                cursor.execute(f'DROP POLICY "{found}" ON {table}')
            cursor.execute(f"CREATE POLICY {name} ON {table} USING ({policy.rule})")
            cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
            cursor.execute(_READ_BACK, [policy.table, policy.name])
            kept = f"{policy.mark} {cursor.fetchone()[0]}"
            cursor.execute(f"COMMENT ON POLICY {name} ON {table} IS '{kept}'")
    return [policy.table for policy in wanted]


_READ_BACK = """
SELECT md5(pg_get_expr(p.polqual, p.polrelid)) FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
WHERE c.relname = %s AND p.polname = %s AND pg_table_is_visible(c.oid)
"""
_STATE = """
SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity,
    (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid),
    (SELECT obj_description(p.oid, 'pg_policy') = %s || ' ' || md5(pg_get_expr(p.polqual, p.polrelid))
     FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = c.relname || '_reach')
FROM pg_class c WHERE c.relname = %s AND c.relkind = 'r' AND pg_table_is_visible(c.oid)
"""


def missing(connection: BaseDatabaseWrapper) -> list[Policy]:
    """Declared policies that the database lacks, has switched off, has changed, or has widened by another policy."""
    if connection.vendor != "postgresql":
        return []
    found = []
    with connection.cursor() as cursor:
        for policy in registered():
            cursor.execute(_STATE, [policy.mark, policy.table])
            row = cursor.fetchone()
            if row is not None and not (row[1] and row[2] == 1 and row[3]) and _are_there(cursor, policy.needs):
                found.append(policy)
    return found


def _are_there(cursor: Any, tables: tuple[str, ...]) -> bool:
    cursor.execute("SELECT count(to_regclass(name)) FROM unnest(%s::text[]) AS name", [list(tables)])
    return bool(cursor.fetchone()[0] == len(tables))


def passes_by(connection: BaseDatabaseWrapper) -> bool:
    """Whether the role of this connection passes by every policy (a superuser, or a role with BYPASSRLS)."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        row = cursor.fetchone()
    return bool(row and row[0])


def after_migrate(sender: Any, using: str, **_kwargs: Any) -> None:
    """post_migrate of an app: create the policies of its tables again."""
    tables = {model._meta.db_table for model in sender.get_models(include_auto_created=True)}
    if tables & set(_policies):
        install(connections[using], tables)
