"""`ttdn migrate`: Django's own command, with the long history of the editor first on an empty database."""

from typing import Any

from django.core.management import call_command
from django.core.management.commands.migrate import Command as Migrate
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext_lazy

FIRST = "wagtailcore"


class Command(Migrate):
    """Make or change the tables; the same result as Django's command in half its time on an empty database.

    Each of the hundred migrations of the editor renders anew every model that is tied to accounts. With our models not
    there yet these are few.
    """

    help = gettext_lazy("Tạo hoặc cập nhật cấu trúc cơ sở dữ liệu.")  # type: ignore[assignment]

    def handle(self, *args: Any, **options: Any) -> None:
        """Everything as Django does it; on an empty database the editor's tables before all others."""
        whole = not options["app_label"] and not (options["check_unapplied"] or options["plan"] or options["fake"])
        connection = connections[options["database"]]
        # a test run may switch migrations off: then there is no module
        kept = MigrationLoader.migrations_module(FIRST)[0] is not None
        if whole and kept and not MigrationRecorder(connection).applied_migrations():
            call_command(
                "migrate",
                FIRST,
                database=options["database"],
                interactive=options["interactive"],
                verbosity=options["verbosity"],
                skip_checks=True,
            )
        super().handle(*args, **options)
