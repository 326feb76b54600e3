"""Test machinery of the whole suite."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import settings

from ttdn.audit import triggers

# The same examples each time, so that a run says what changed; `pytest --hypothesis-profile=search` looks for new ones.
settings.register_profile("search", max_examples=1000)
settings.register_profile("steady", derandomize=True)
settings.load_profile("steady")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what meets the database: all else had its turn on SQLite and would come out the same."""
    if connection.vendor != "postgresql":
        return
    meets = {"db", "transactional_db", "django_db_setup"}
    kept = [
        each for each in items if each.get_closest_marker("django_db") or meets & set(getattr(each, "fixturenames", ()))
    ]
    config.hook.pytest_deselected(items=list(set(items) - set(kept)))
    items[:] = kept


@pytest.fixture(autouse=True, scope="session")
def _guards_lifted_to_empty_tables() -> Iterator[None]:
    """Tests with real transactions end by emptying every table, which the guards of the trail refuse.

    They are lifted for that moment; Django's `flush` sends `post_migrate`, which sets them again.
    """
    original = TransactionTestCase._fixture_teardown

    def teardown(case: Any) -> None:
        triggers.drop(connection)
        original(case)

    TransactionTestCase._fixture_teardown = teardown
    yield
    TransactionTestCase._fixture_teardown = original


@pytest.fixture(autouse=True, scope="session")
def _programs_unmeasured() -> None:
    """Programs that a test starts run at their own speed: the coverage of a worker is its own."""
    os.environ.pop("COVERAGE_PROCESS_CONFIG", None)


@pytest.fixture(scope="session")
def _first_tables(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the tables lie as migration made them, before any test emptied what migration had put in."""
    return tmp_path_factory.mktemp("tables") / "ttdn.sqlite3"


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: Any, pytestconfig: pytest.Config, _first_tables: Path
) -> None:
    """The database of the suite; on SQLite its first state is kept for the sites that tests start."""
    if connection.vendor == "sqlite" and not pytestconfig.getoption("nomigrations"):
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            # run alone, tests that ask for no database get none, and there is nothing to keep
            if "django_migrations" in connection.introspection.table_names(cursor):
                cursor.execute("VACUUM INTO %s", [str(_first_tables)])


@pytest.fixture(scope="session")
def lay_tables(django_db_setup: None, _first_tables: Path) -> Callable[[Path], None]:
    """Puts an empty, migrated SQLite database into the folder of a new site, without the minute that migrating takes."""

    def lay(var: Path) -> None:
        if not _first_tables.exists():
            environment = {name: value for name, value in os.environ.items() if not name.startswith("TTDN_")}
            environment |= {"TTDN_VAR": str(_first_tables.parent), "DJANGO_SETTINGS_MODULE": "ttdn.config.settings"}
            subprocess.run(
                [sys.executable, "-m", "ttdn.config.console", "migrate", "-v", "0"], env=environment, check=True
            )
        var.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_first_tables, var / "ttdn.sqlite3")

    return lay
