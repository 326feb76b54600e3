"""`ttdn export_filing ID --format docx|pdf|json --out PATH`."""

import uuid
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from ttdn.filings.exporting import EXPORTS, export
from ttdn.filings.models import Filing, FilingVersion


class Command(BaseCommand):
    """Write a filing to a file."""

    help = _("Ghi một văn bản ra tệp Word, PDF hoặc JSON.")

    def add_arguments(self, parser: CommandParser) -> None:
        """Which filing, as what, where to."""
        parser.add_argument("id", type=uuid.UUID, help=_("Mã của văn bản hoặc của một bản văn bản."))
        parser.add_argument("--format", choices=sorted(EXPORTS), default="docx", help=_("Định dạng tệp."))
        parser.add_argument("--out", type=Path, required=True, help=_("Nơi ghi tệp."))

    def handle(self, *_args: Any, **options: Any) -> None:
        """Find the version: the one named, or the newest of the filing, issued first."""
        version = FilingVersion.objects.filter(public_id=options["id"]).first()
        if version is None:
            filing = Filing.objects.filter(public_id=options["id"]).first()
            if filing is None:
                raise CommandError(_("Không có văn bản nào mang mã %(id)s.") % {"id": options["id"]})
            version = filing.versions.filter(state="issued").first() or filing.versions.latest("ordinal")
        content, _name, _mime = export(version, options["format"])
        out: Path = options["out"]
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(content)
        self.stdout.write(str(out))
