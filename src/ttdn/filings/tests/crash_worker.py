"""A real process that issues documents: `python -m ttdn.filings.tests.crash_worker prepare|issue` (TTDN_VAR says where).

`issue` prints "ready" and issues every approved version until none is left; the test kills it at any moment.
"""

# ruff: noqa: PLC0415  (models can be imported once Django is set up)

import os
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ttdn.config.test_settings")


def prepare(count: int) -> None:
    """A database with `count` approved versions of a body numbered by the product."""
    from django.core.management import call_command

    from ttdn.filings import actions
    from ttdn.filings.models import Fact
    from ttdn.filings.tests.builders import AT, World
    from ttdn.law import shipped_book
    from ttdn.obligations.actions import materialise_year
    from ttdn.web.ids import uuid7

    call_command("migrate", run_syncdb=True, verbosity=0)
    world = World()
    world.ministry.numbering = "internal"
    world.ministry.save(update_fields=["numbering"])
    materialise_year(2026, book=shipped_book(), at=AT)
    for number in range(count):
        form = ("annual_report", "annual_plan")[number % 2]
        version = world.start(form, 2026 - number // 2)
        version.sections.update(text="Nội dung.")
        Fact.objects.create(
            version=version,
            body=world.ministry,
            year=2026,
            section="II.1",
            kind="k",
            record_kind="r",
            record_id=uuid7(),
            label="Việc",
        )
        version = actions.submit(version=version, acting_user=world.officer, at=AT)
        actions.approve(version=version, content_hash=version.content_hash, acting_user=world.leader, at=AT)


def issue_all() -> None:
    """Issue what is approved, one after the other."""
    from ttdn.accounts.models import User
    from ttdn.filings import actions
    from ttdn.filings.errors import WrongState
    from ttdn.filings.models import FilingVersion
    from ttdn.filings.tests.builders import AT, ON

    clerk = User.objects.get(full_name="Văn Thư Bộ")
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for version in FilingVersion.objects.filter(state="approved").select_related("filing", "body").order_by("?"):
        try:
            actions.issue(version=version, issued_on=ON, acting_user=clerk, at=AT + timedelta(hours=1))
        except WrongState:
            continue


def main() -> None:
    """Run the verb given."""
    from django.apps import apps
    from django.conf import settings

    django.setup()
    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    if sys.argv[1] == "prepare":
        prepare(int(sys.argv[2]))
    else:
        issue_all()


if __name__ == "__main__":
    main()
