"""One measurement in a process of its own, so that its peak of memory is its own; prints JSON.

Usage: python national_measure.py data BODIES FACTS | report | bare | pages
"""

# ruff: noqa: E402  (Django is set up before our modules are imported)

import io
import json
import os
import resource
import statistics
import sys
import time
import zipfile
from datetime import UTC, date, datetime
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ttdn.config.settings")

import django

django.setup()

import national_data
import xlsxwriter
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ttdn.accounts.models import User
from ttdn.consolidation.annex import annex_workbook
from ttdn.consolidation.building import FORM, draft_document
from ttdn.consolidation.compliance import Compliance
from ttdn.consolidation.figures import National
from ttdn.consolidation.views.report_views import facts_url
from ttdn.docgen.word import render_docx
from ttdn.law import shipped_book
from ttdn.notifications.models import Notice
from ttdn.obligations.models import Request
from ttdn.organisations.models import Body, Membership
from ttdn.plans.models import Plan

YEAR, ON, AT = national_data.YEAR, date(2026, 11, 20), datetime(2026, 11, 20, 3, tzinfo=UTC)
ROUNDS = 5

AGGREGATION = (
    "SELECT section, kind, g.key, estimated, SUM(g.value) FROM filings_fact, json_each(figures) g WHERE year = %s GROUP BY 1, 2, 3, 4",
    "SELECT section, kind, estimated, COUNT(*) FROM filings_fact WHERE year = %s GROUP BY 1, 2, 3",
    "SELECT j.value, estimated, COUNT(*) FROM filings_fact, json_each(channels) j WHERE year = %s GROUP BY 1, 2",
    "SELECT j.value, estimated, COUNT(*) FROM filings_fact, json_each(languages) j WHERE year = %s GROUP BY 1, 2",
    "SELECT region, estimated, COUNT(*) FROM filings_fact WHERE year = %s GROUP BY 1, 2",
    """SELECT version_id, section, kind, g.key, estimated, SUM(g.value), COUNT(*)
       FROM filings_fact, json_each(figures) g WHERE year = %s GROUP BY 1, 2, 3, 4, 5""",
)
"""What the report needs, from the facts themselves: totals, channels, languages, regions, each body's part."""


def report() -> dict[str, Any]:
    """The document from the database, as Word, and its annex; seconds of the processor, as the machine is shared."""
    begun = time.process_time()
    book = shipped_book()
    document = draft_document(YEAR, book=book, on=ON)
    drafted = time.process_time()
    word = render_docx(document)
    del document
    worded = time.process_time()
    annex = annex_workbook(National(YEAR, book=book, on=ON), Compliance(YEAR, ON), book.form(FORM, ON), created=AT)
    ended = time.process_time()
    for name, data in (("national.docx", word), ("national.xlsx", annex)):
        with open(os.path.join(os.environ["TTDN_VAR"], name), "wb") as file:  # noqa: PTH118, PTH123
            file.write(data)
    return {
        "seconds": ended - begun,
        "draft": drafted - begun,
        "docx": worded - drafted,
        "xlsx": ended - worded,
        "docx_bytes": len(word),
        "xlsx_bytes": len(annex),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def bare() -> dict[str, Any]:
    """The bare aggregation, and files of the same content through xlsxwriter and zip, nothing between."""
    folder = os.environ["TTDN_VAR"]
    with zipfile.ZipFile(os.path.join(folder, "national.docx")) as package:  # noqa: PTH118
        parts = {name: package.read(name) for name in package.namelist()}
    from openpyxl import load_workbook  # noqa: PLC0415  (reads what is to be written; not measured)

    sheets = [
        [list(row) for row in sheet.iter_rows(values_only=True)]
        for sheet in load_workbook(os.path.join(folder, "national.xlsx"), read_only=True)  # noqa: PTH118
    ]
    begun = time.process_time()
    with connection.cursor() as cursor:
        for statement in AGGREGATION:
            cursor.execute(statement, [YEAR])
            cursor.fetchall()
    summed = time.process_time()
    book = xlsxwriter.Workbook(io.BytesIO(), {"constant_memory": True, "strings_to_urls": False})
    for rows in sheets:
        target = book.add_worksheet()
        for line, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, int | float):
                    target.write_number(line, column, value)
                elif value is not None:
                    target.write_string(line, column, str(value))
    book.close()
    with zipfile.ZipFile(io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    ended = time.process_time()
    return {"seconds": ended - begun, "sql": summed - begun, "files": ended - summed}


def pages() -> list[dict[str, Any]]:
    """Time on the wall and of the processor, queries and bytes of each page: the first visit apart, medians of five more.

    The coordinator's reader works in the ministry that a tenth of all activities belongs to; the officer in another.
    """
    call_command("collectstatic", interactive=False, verbosity=0)
    first, other = Body.objects.order_by("pk")[:2]
    coordinator = _reader("do@thu.example", first, ("coordinator_staff", "officer"))
    officer = _reader("can-bo@thu.example", other, ("officer",))
    found = [_page(coordinator, name, url) for name, url in _addresses(first).items()]
    wanted = ("home", "duties", "filings", "incoming documents", "activities", "own compliance", "plans")
    return found + [_page(officer, f"{name}, an officer", _addresses(other)[name]) for name in wanted]


def _reader(email: str, body: Body, roles: tuple[str, ...]) -> Client:
    """A person with roles at a body and two hundred notices, signed in."""
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email=email, full_name="Người Đo", password="mật khẩu")
        for role in roles:
            Membership.objects.create(user=user, body=body, role=role, valid_from=date(2016, 1, 1))
        Notice.objects.bulk_create(
            Notice(user=user, kind="k", subject=f"Thông báo {place}", at=AT, key=f"k{place}") for place in range(200)
        )
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client


def _addresses(body: Body) -> dict[str, str]:
    """Every page that lists or sums, by name."""
    board, listed = reverse("consolidation_board") + f"?year={YEAR}", reverse("activities_list") + f"?year={YEAR}"
    plan = Plan.objects.get(body=body)
    request = Request.objects.order_by("pk")[0]
    return {
        "home": reverse("desk_home"),
        "board": board,
        "board, overdue": f"{board}&status=late_open",
        "board, in a state nobody is in": f"{board}&status=late",
        "board with acts": f"{board}&acts=on",
        "compliance over the years": reverse("consolidation_compliance"),
        "national figures": reverse("consolidation_national", args=[YEAR]),
        "inputs": reverse("consolidation_inputs", args=[YEAR]),
        "facts of a kind": facts_url(YEAR, {"muc": "II.3", "loai": "training_course"}),
        "facts of a figure": facts_url(YEAR, {"muc": "II.3", "loai": "training_course", "so": "participants"}),
        "facts of a channel": facts_url(YEAR, {"chieu": "channel", "ma": "events"}),
        "facts of a language, estimated": facts_url(YEAR, {"chieu": "language", "ma": "lo", "uoc": "1"}),
        "facts of a region": facts_url(YEAR, {"chieu": "region", "ma": "europe"}),
        "years compared": reverse("consolidation_compare", args=[YEAR]),
        "remarks": reverse("consolidation_remarks"),
        "reminder batches": reverse("consolidation_batches"),
        "own compliance": reverse("consolidation_own") + f"?year={YEAR}",
        "duties": reverse("obligations_list"),
        "duties of every body": reverse("obligations_list") + f"?year={YEAR}&status=late_open",
        "requests": reverse("obligations_requests"),
        "a request to every body": reverse("obligations_request", args=[request.public_id]),
        "the law": reverse("obligations_law"),
        "filings": reverse("filings_list"),
        "filings of a year and form": reverse("filings_list") + f"?year={YEAR}&form=annual_report",
        "incoming documents": reverse("filings_inbox"),
        "incoming, accepted": reverse("filings_inbox") + "?state=accepted",
        "activities": listed,
        "activities of a month": f"{listed}&month=5",
        "activities of a kind": f"{listed}&kind=training_course",
        "activities of a section": f"{listed}&section=II.5.a",
        "activities of a channel": f"{listed}&channel=portal",
        "activities by words": f"{listed}&q=hoạt+động+số+15",
        "activities by words not found": f"{listed}&q=khong+co+gi",
        "activities, cancelled": f"{listed}&state=cancelled",
        "activities of every year": reverse("activities_list") + "?year=all",
        "plans": reverse("plans_list"),
        "a plan of 60 tasks": reverse("plans_page", args=[plan.public_id]),
        "programmes": reverse("plans_programmes"),
        "rounds": reverse("rounds_list"),
        "bodies": reverse("organisations_list"),
        "a body": reverse("organisations_detail", args=[body.public_id]),
        "people": reverse("organisations_people", args=[body.public_id]),
        "audit": reverse("audit_list"),
        "notices": reverse("notifications_list"),
        "search": reverse("desk_search") + "?q=hoạt+động",
    }


def _page(client: Client, name: str, url: str) -> dict[str, Any]:
    begun = time.perf_counter()
    answer = client.get(url)
    first = time.perf_counter() - begun
    times, processor = [], []
    for _ in range(ROUNDS):
        begun, used = time.perf_counter(), time.process_time()
        answer = client.get(url)
        times.append(time.perf_counter() - begun)
        processor.append(time.process_time() - used)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    return {
        "page": name,
        "status": answer.status_code,
        "first_ms": round(first * 1000),
        "ms": round(statistics.median(times) * 1000),
        "cpu_ms": round(statistics.median(processor) * 1000),
        "queries": len(queries),
        "bytes": len(answer.content),
    }


if __name__ == "__main__":
    wanted = sys.argv[1]
    if wanted == "data":
        print(json.dumps(national_data.make(int(sys.argv[2]), int(sys.argv[3]))))
    else:
        print(json.dumps({"report": report, "bare": bare, "pages": pages}[wanted]()))
