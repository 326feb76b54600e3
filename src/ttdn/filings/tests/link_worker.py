"""A real process that answers through a link: `python -m ttdn.filings.tests.link_worker prepare|send` (TTDN_VAR says where).

`prepare` makes one link with a document waiting in it; `send` prints "ready", waits for a line, confirms, and prints what
became of it.
"""

# ruff: noqa: PLC0415  (models can be imported once Django is set up)

import os
import sys
from datetime import date, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ttdn.config.test_settings")


def prepare() -> None:
    """A database with one duty, its link, and what waits to be confirmed."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.core.management import call_command

    from ttdn.files.tests.makers import pdf_bytes
    from ttdn.filings.actions.links import AnswerData, keep_answer, make_link
    from ttdn.filings.tests.builders import AT, ON, World
    from ttdn.law import shipped_book
    from ttdn.obligations.actions import materialise_year
    from ttdn.obligations.models import Obligation
    from ttdn.organisations.queries import reach_of
    from ttdn.organisations.tests.builders import make_body

    call_command("migrate", run_syncdb=True, verbosity=0)
    world = World()
    silent = make_body("ministry", "Bộ Im Lặng", "BIM")
    materialise_year(2026, book=shipped_book(), at=AT)
    link, _secret = make_link(
        obligation=Obligation.objects.get(rule_id="annual_report", bearer=silent, year=2026),
        days=14,
        address="",
        reach=reach_of(world.staff, ON),
        acting_user=world.staff,
        at=AT,
    )
    data = AnswerData("125", "BC-BIM", date(2026, 11, 20), "Nguyễn Văn Ký", "Trần Thị Liên", "024 3000 0000")
    keep_answer(link=link, data=data, upload=SimpleUploadedFile("da-ky.pdf", pdf_bytes("Bao cao")), at=AT)


def send() -> None:
    """Confirm at the word."""
    from ttdn.filings.actions.links import LinkClosed, send_answer
    from ttdn.filings.links import draft_digest
    from ttdn.filings.models import AnswerLink
    from ttdn.filings.tests.builders import AT

    link = AnswerLink.objects.select_related("obligation", "draft_file").get()
    digest = draft_digest(link)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    try:
        send_answer(link=link, digest=digest, at=AT + timedelta(hours=1))
    except LinkClosed as closed:
        sys.stdout.write(f"{closed.state}\n")
    else:
        sys.stdout.write("sent\n")


def main() -> None:
    """Run the verb given."""
    from django.apps import apps
    from django.conf import settings

    django.setup()
    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    if sys.argv[1] == "prepare":
        prepare()
    else:
        send()


if __name__ == "__main__":
    main()
