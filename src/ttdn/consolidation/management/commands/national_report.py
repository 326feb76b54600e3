"""`ttdn national_report`: the national report of a year as Word, PDF and its XLSX annex."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from ttdn.consolidation.annex import annex_workbook
from ttdn.consolidation.building import FORM, figures_for, national_report
from ttdn.consolidation.compliance import Compliance
from ttdn.docgen.pdf import render_pdf
from ttdn.docgen.word import render_docx
from ttdn.files.actions import open_stored
from ttdn.files.models import StoredFile
from ttdn.obligations.book import current_book
from ttdn.web.errors import UserError


class Command(BaseCommand):
    """Write national-report.docx, .pdf and .xlsx into a folder."""

    help = "Ghi báo cáo quốc gia của một năm ra tệp Word, PDF và phụ lục bảng tính."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Year and folder."""
        parser.add_argument("--year", type=int, required=True, help="Năm báo cáo, ví dụ 2024.")
        parser.add_argument("--out", type=Path, required=True, help="Thư mục ghi tệp; được tạo nếu chưa có.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the files; the coordinator's own report where there is one, else a draft of this moment."""
        year, out = options["year"], options["out"]
        at = timezone.now()
        on = timezone.localdate(at)
        book = current_book()
        try:
            report = national_report(year, book=book, on=on)
        except UserError as error:
            raise CommandError(str(error)) from error
        out.mkdir(parents=True, exist_ok=True)
        version = report.version
        docx = version.docx if version and version.is_issued else None
        pdf = version.pdf if version and version.is_issued else None
        (out / "national-report.docx").write_bytes(_stored(docx) if docx else render_docx(report.document))
        (out / "national-report.pdf").write_bytes(_stored(pdf) if pdf else render_pdf(report.document))
        national = figures_for(year, book=book, on=on, report=report.version)
        annex = annex_workbook(national, Compliance(year, on), book.form(FORM, on), created=at)
        (out / "national-report.xlsx").write_bytes(annex)
        if report.version is None:
            self.stdout.write(_("Chưa có báo cáo quốc gia được lập: đã ghi bản dự thảo từ số liệu lúc này."))
        for name in ("national-report.docx", "national-report.pdf", "national-report.xlsx"):
            self.stdout.write(str(out / name))


def _stored(file: StoredFile) -> bytes:
    """What was issued, byte for byte."""
    with open_stored(file) as stream:
        return stream.read()
