"""Is what was issued still what was issued? Asked by `ttdn verify_audit`, beside the chains.

The triggers refuse any change; who removes them for a moment and puts them back leaves these traces.
"""

import hashlib
import uuid
from collections.abc import Iterator

from django.utils.translation import gettext as _

from ttdn.audit.models import AuditEntry
from ttdn.audit.verification import Finding
from ttdn.docgen.model import Document
from ttdn.docgen.model import content_hash as document_hash
from ttdn.files.actions import open_stored
from ttdn.files.models import StoredFile
from ttdn.filings.choices import ISSUED_STATES
from ttdn.filings.content import content_hash
from ttdn.filings.models import FilingVersion
from ttdn.filings.purging import VERSION, is_blank
from ttdn.purging.queries import purged_ids

SEALING = ("filings.version.issued", "filings.version.keyed_in")


def faults() -> Iterator[Finding]:
    """One finding for each issued version whose text, snapshot or files are no longer those of its issue."""
    issued = FilingVersion.objects.filter(state__in=ISSUED_STATES).select_related("filing__body", "body", "docx", "pdf")
    purged = purged_ids(VERSION)
    for version in issued.order_by("pk").iterator(chunk_size=50):
        if version.public_id in purged:
            if is_blank(version):
                continue
            sentence = _("Văn bản số %(number)s (%(id)s) đã được xóa nội dung nhưng lại có nội dung.")
        elif _altered(version):
            sentence = _("Văn bản đã phát hành số %(number)s (%(id)s) khác với lúc phát hành: đã bị sửa.")
        else:
            continue
        words = {"number": version.number_and_symbol, "id": version.public_id}
        yield Finding(version.body.public_id, 0, sentence % words)


def _altered(version: FilingVersion) -> bool:
    try:
        snapshot = document_hash(Document.from_dict(version.document or {}))
    except (ValueError, KeyError, TypeError):
        return True
    hashes = {"snapshot_hash": snapshot, "content_hash": content_hash(version)}
    if hashes != {"snapshot_hash": version.snapshot_hash, "content_hash": version.content_hash}:
        return True
    if any(hashes.get(name, told) != told for name, told in _sealed(version.public_id).items()):
        return True
    return not all(_is_whole(file) for file in (version.docx, version.pdf) if file is not None)


def _sealed(version: uuid.UUID) -> dict[str, str]:
    """The hashes that the audit trail kept of the issue."""
    entry = AuditEntry.objects.filter(object_id=version, action__in=SEALING).select_related("value").first()
    value = getattr(entry, "value", None)
    after = value.after if value is not None else {}
    return {name: after[name] for name in ("snapshot_hash", "content_hash") if name in after}


def _is_whole(file: StoredFile) -> bool:
    try:
        with open_stored(file) as kept:
            return hashlib.sha256(kept.read()).hexdigest() == file.sha256
    except FileNotFoundError:
        return False
