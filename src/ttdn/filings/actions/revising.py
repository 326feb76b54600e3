"""After issue: a replacing document with its own number (Nghị định 30/2020/NĐ-CP, Điều 18, khoản 3)."""

from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from ttdn.accounts.models import User
from ttdn.files.secrets import refuse_if_secret_text
from ttdn.filings.actions.letters import refuse_recall_notice
from ttdn.filings.actions.locking import lock_version, require_state, standing_of, write_audit
from ttdn.filings.choices import OPEN_STATES, State
from ttdn.filings.errors import WrongState
from ttdn.filings.models import DraftedSentence, Fact, FilingVersion, Section, TableRow
from ttdn.filings.permissions import EDITORS, may_revise
from ttdn.filings.searching import index_version
from ttdn.law.text import normalise
from ttdn.web.errors import UserError, require
from ttdn.web.once import claim_once

Part = TypeVar("Part", Section, DraftedSentence, TableRow, Fact)

COPIED = (
    "form_effective",
    "book_hash",
    "language",
    "legal_bases",
    "addressees",
    "recipients",
    "signing_authority",
    "signer_position",
    "authorisation",
    "authorised_from",
    "authorised_to",
    "signer_lines",
    "signer_name",
    "urgency",
    "subject_override",
)


@transaction.atomic(durable=True)
def revise(*, version: FilingVersion, reason: str, acting_user: User, at: datetime, once: str = "") -> FilingVersion:
    """Begin a replacing document: an open copy of an issued version; the old one stays in force until it is issued.

    Raises:
        UserError: no reason.
        WrongState: neither issued nor recalled last, or a replacing document is being made already.
    """
    claim_once(once, result=version.filing.public_id)
    old = lock_version(version)
    standing = standing_of(old, acting_user, EDITORS, at)
    require_state(old, (State.ISSUED, State.RECALLED), _("lập văn bản thay thế"))
    require(may_revise(standing.roles, old.state), _("Bạn không có quyền lập văn bản thay thế."))
    refuse_recall_notice(old)
    words = normalise(reason).strip()
    if not words:
        raise UserError(_("Hãy ghi lý do lập văn bản thay thế."))
    refuse_if_secret_text(words)
    if old.filing.versions.filter(state__in=OPEN_STATES).exists():
        raise WrongState(_("Đang có một bản thay thế được soạn. Hãy soạn tiếp bản đó."))
    if old.filing.versions.filter(ordinal__gt=old.ordinal).exists():
        raise WrongState(_("Đã có bản mới hơn. Hãy lập văn bản thay thế từ bản mới nhất."))
    last = old.filing.versions.order_by("-ordinal").values_list("ordinal", flat=True).first() or 0
    new = FilingVersion.objects.create(
        filing=old.filing,
        body=old.body,
        ordinal=last + 1,
        replaces=old,
        replacing_reason=words,
        created_at=at,
        updated_at=at,
        **{name: getattr(old, name) for name in COPIED},
    )
    copy_content(old, new)
    write_audit("revised", new, acting_user=acting_user, at=at, after={"replaces": old.number_and_symbol}, note=words)
    index_version(new)
    return new


def copy_content(old: FilingVersion, new: FilingVersion) -> None:
    """Building block: sections, sentences, rows and facts of one version into another, as they stand."""
    _copy(Section, old, new)
    _copy(DraftedSentence, old, new)
    _copy(TableRow, old, new)
    _copy(Fact, old, new)


def _copy(model: type[Part], old: FilingVersion, new: FilingVersion) -> None:
    names = [
        field.attname
        for field in model._meta.concrete_fields
        if not field.primary_key and field.name not in ("version", "public_id")
    ]
    rows = model._default_manager.filter(version=old).order_by("pk").values(*names)
    model._default_manager.bulk_create([model(version=new, **row) for row in rows], batch_size=1000)
