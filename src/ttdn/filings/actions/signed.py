"""The signed original: kept, its text compared with the snapshot, the differences confirmed by a person."""

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from ttdn.accounts.models import User
from ttdn.docgen.compare import compare_with_original, is_same
from ttdn.docgen.errors import UnreadableFileError
from ttdn.docgen.model import Document
from ttdn.docgen.reader import sniff_kind
from ttdn.files.actions import ANY, open_stored, store_upload
from ttdn.files.secrets import refuse_if_secret_text
from ttdn.filings.actions.locking import lock_version, require_state, standing_of, write_audit
from ttdn.filings.choices import ISSUED_STATES, OPEN_STATES
from ttdn.filings.models import Attachment, FilingVersion, SignedCopy
from ttdn.filings.permissions import CLERKS, EDITORS, may_attach_signed, may_edit
from ttdn.law.text import normalise
from ttdn.web.errors import UserError, require
from ttdn.web.once import claim_once

ORIGINALS = frozenset({"pdf", "docx", "png", "jpg"})
OWNER = "filings.version"
CONTEXT_WORDS = 12


@transaction.atomic(durable=True)
def attach_signed_copy(
    *, version: FilingVersion, upload: "UploadedFile[Any]", acting_user: User, at: datetime, once: str = ""
) -> SignedCopy:
    """Keep the signed original and compare its words with the snapshot; a scan without text is kept as unreadable.

    Raises:
        RefusedFile: too large, of a wrong kind, or marked as a state secret.
        NotAllowed, WrongState.
    """
    claim_once(once, result=version.filing.public_id)
    locked = lock_version(version)
    standing = standing_of(locked, acting_user, CLERKS, at)
    require_state(locked, ISSUED_STATES, _("gắn bản ký"))
    require(may_attach_signed(standing.roles, locked.state), _("Chỉ văn thư cơ quan được gắn bản chính đã ký."))
    stored = store_upload(
        upload,
        owner_kind=OWNER,
        owner_id=locked.public_id,
        body_public_id=locked.body.public_id,
        acting_user=acting_user,
        at=at,
        allowed=ORIGINALS,
    )
    with open_stored(stored) as file:
        differences = differences_of(Document.from_dict(locked.document or {}), file.read())
    copy = SignedCopy.objects.create(
        version=locked,
        file=stored,
        readable=differences is not None,
        differences=differences or [],
        by=acting_user,
        at=at,
    )
    write_audit(
        "signed_copy_attached",
        locked,
        acting_user=acting_user,
        at=at,
        after={"sha256": stored.sha256, "differences": len(differences or []), "readable": differences is not None},
    )
    return copy


def differences_of(document: Document, data: bytes) -> list[dict[str, str]] | None:
    """Each place where the original differs: words before, ours, theirs. None: it holds no text to compare."""
    kind = sniff_kind(data)
    if kind is None:
        return None
    try:
        changes = compare_with_original(document, data, kind)
    except UnreadableFileError:
        return None
    if is_same(changes):
        return []
    if all(change.kind != "same" or not change.text.strip() for change in changes):
        return None
    found: list[dict[str, str]] = []
    before = ""
    for change in changes:
        if change.kind == "same":
            before = " ".join(change.text.split()[-CONTEXT_WORDS:])
            continue
        if change.kind == "added" and found and found[-1]["before"] == before and not found[-1]["theirs"]:
            found[-1]["theirs"] = change.text.strip()
            continue
        row = {"before": before, "ours": "", "theirs": ""}
        row["ours" if change.kind == "removed" else "theirs"] = change.text.strip()
        if row["ours"] or row["theirs"]:
            found.append(row)
    return found


@transaction.atomic(durable=True)
def confirm_signed_copy(
    *, version: FilingVersion, copy: SignedCopy, remark: str, acting_user: User, at: datetime
) -> SignedCopy:
    """A person has looked at the differences (or at a scan without text) and says what they are.

    Raises:
        UserError: there are differences and no words about them.
    """
    locked = lock_version(version)
    standing = standing_of(locked, acting_user, CLERKS, at)
    require(may_attach_signed(standing.roles, locked.state), _("Chỉ văn thư cơ quan được xác nhận bản chính đã ký."))
    row = SignedCopy.objects.select_for_update().get(pk=copy.pk, version=locked)
    words = normalise(remark).strip()
    if (row.differences or not row.readable) and not words:
        raise UserError(_("Hãy ghi nhận xét về chỗ khác nhau (hoặc về bản quét không có chữ) trước khi xác nhận."))
    refuse_if_secret_text(words)
    if row.confirmed_at is None:
        row.confirmed_at, row.confirmed_by, row.confirm_remark = at, acting_user, words
        row.save(update_fields=["confirmed_at", "confirmed_by", "confirm_remark"])
        write_audit("signed_copy_confirmed", locked, acting_user=acting_user, at=at, note=words)
    return row


@transaction.atomic(durable=True)
def attach_file(
    *, version: FilingVersion, upload: "UploadedFile[Any]", title: str, acting_user: User, at: datetime, once: str = ""
) -> Attachment:
    """Add a file that goes along with an open version.

    Raises:
        RefusedFile, NotAllowed, WrongState.
    """
    claim_once(once, result=version.public_id)
    locked = lock_version(version)
    standing = standing_of(locked, acting_user, EDITORS, at)
    require_state(locked, OPEN_STATES, _("đính kèm tệp"))
    require(may_edit(standing.roles, locked.state), _("Bạn không có quyền đính kèm tệp vào văn bản này."))
    refuse_if_secret_text(title)
    stored = store_upload(
        upload,
        owner_kind=OWNER,
        owner_id=locked.public_id,
        body_public_id=locked.body.public_id,
        acting_user=acting_user,
        at=at,
        allowed=ANY,
    )
    attachment = Attachment.objects.create(
        version=locked, file=stored, title=normalise(title).strip()[:300] or stored.name, by=acting_user, at=at
    )
    write_audit("file_attached", locked, acting_user=acting_user, at=at, after={"title": attachment.title})
    return attachment
