"""The documents written to `var/demo/`: plan and report of one ministry, and the national report."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext as _

from ttdn.config.demonstration.script import Silence
from ttdn.filings.exporting import export
from ttdn.filings.queries import current_version, find_filing
from ttdn.organisations.queries import body_by_code
from ttdn.web.errors import UserError

MINISTRY = "bng"
NAMES = (
    "plan.docx",
    "plan.pdf",
    "report.docx",
    "report.pdf",
    "national-report.docx",
    "national-report.pdf",
    "national-report.xlsx",
)


def folder() -> Path:
    """Where the documents are written."""
    return Path(settings.VAR) / "demo"


def write_documents() -> int:
    """Write those that are missing; gives how many files are there."""
    place = folder()
    place.mkdir(parents=True, exist_ok=True)
    for form_id, stem in (("annual_plan", "plan"), ("annual_report", "report")):
        for kind in ("docx", "pdf"):
            path = place / f"{stem}.{kind}"
            if not path.exists():
                path.write_bytes(_content(form_id, kind))
    if not all((place / name).exists() for name in NAMES):
        call_command("national_report", year=2024, out=place, stdout=Silence())
    return sum((place / name).exists() for name in NAMES)


def _content(form_id: str, kind: str) -> bytes:
    body = body_by_code(MINISTRY)
    filing = find_filing(body, form_id, "2024") if body else None
    version = current_version(filing) if filing else None
    if version is None:
        raise UserError(
            _("Chưa có văn bản năm 2024 của %(code)s để ghi ra tệp. Hãy chạy lại lệnh trình diễn.") % {"code": MINISTRY}
        )
    return export(version, kind)[0]
