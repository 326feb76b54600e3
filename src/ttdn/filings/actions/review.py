"""Putting a version before the leader, returning it, approving exactly what is shown; remarks on sections."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ttdn.accounts.models import User
from ttdn.files.secrets import refuse_if_secret_text
from ttdn.filings.actions.letters import check_letter
from ttdn.filings.actions.locking import (
    lock_version,
    require_state,
    standing_of,
    tell,
    void_approval,
    write_audit,
)
from ttdn.filings.choices import EDITABLE_STATES, FROZEN_STATES, OPEN_STATES, State, Step
from ttdn.filings.content import content_hash as hash_content
from ttdn.filings.errors import HashMismatch, Incomplete
from ttdn.filings.models import Approval, Comment, FilingVersion
from ttdn.filings.permissions import (
    APPROVERS,
    EDITORS,
    RETURNERS,
    may_approve,
    may_comment,
    may_reopen,
    may_return,
    may_submit,
)
from ttdn.filings.queries import form_of, missing_sections
from ttdn.filings.searching import index_version
from ttdn.law.text import normalise
from ttdn.web.errors import UserError, require
from ttdn.web.once import claim_once


@transaction.atomic(durable=True)
def submit(*, version: FilingVersion, acting_user: User, at: datetime, remark: str = "") -> FilingVersion:
    """Freeze the content under its hash and put it before the leader.

    Raises:
        Incomplete: required sections are empty; the sentence names each.
        NotAllowed, WrongState.
    """
    locked = lock_version(version)
    standing = standing_of(locked, acting_user, EDITORS, at)
    require_state(locked, EDITABLE_STATES, _("trình duyệt"))
    require(may_submit(standing.roles, locked.state), _("Bạn không có quyền trình văn bản này."))
    _refuse_incomplete(locked)
    check_letter(locked)
    before = locked.state
    locked.state = State.IN_REVIEW
    locked.content_hash = hash_content(locked)
    locked.submitted_at, locked.submitted_by, locked.updated_at = at, acting_user, at
    locked.save(update_fields=["state", "content_hash", "submitted_at", "submitted_by", "updated_at"])
    index_version(locked)
    _sign_sheet(locked, Step.SUBMIT, acting_user, at, remark=remark, grantor=standing.grantor)
    write_audit(
        "submitted",
        locked,
        acting_user=acting_user,
        at=at,
        before={"state": before},
        after={"state": locked.state, "content_hash": locked.content_hash},
        note=remark,
    )
    tell(
        locked,
        APPROVERS,
        kind="filings.submitted",
        subject=gettext_lazy("Trình duyệt: %(title)s"),
        text=gettext_lazy("Văn bản đã được trình. Hãy mở văn bản, đọc bản trình và duyệt hoặc trả lại."),
        acting_user=acting_user,
        at=at,
    )
    return locked


def _refuse_incomplete(version: FilingVersion) -> None:
    form = form_of(version)
    missing = missing_sections(version, form)
    if missing:
        names = "; ".join(f"{section.label or ''} {section.heading_vi}".strip() for section in missing)
        raise Incomplete(
            _(
                "Chưa trình được: còn thiếu nội dung ở các mục: %(names)s. Hãy viết nội dung hoặc xác nhận “Không có nội dung”."
            )
            % {"names": names},
            tuple(section.code for section in missing),
        )
    if not version.addressees:
        raise Incomplete(_("Chưa trình được: chưa có nơi nhận. Hãy chọn nơi nhận ở phần Thể thức."))
    if not version.signer_name.strip():
        raise Incomplete(_("Chưa trình được: chưa có họ tên người ký. Hãy ghi người ký ở phần Thể thức."))


def _sign_sheet(
    version: FilingVersion, step: Step, by: User, at: datetime, *, remark: str, grantor: User | None
) -> Approval:
    refuse_if_secret_text(remark)
    return Approval.objects.create(
        version=version,
        step=step,
        by=by,
        at=at,
        content_hash=version.content_hash,
        remark=normalise(remark).strip(),
        as_delegate=grantor is not None,
        delegated_by=grantor,
    )


@transaction.atomic(durable=True)
def return_for_changes(*, version: FilingVersion, reason: str, acting_user: User, at: datetime) -> FilingVersion:
    """Send a version back to the officer with a reason; an approval, if any, is void.

    Raises:
        UserError: no reason was given.
    """
    locked = lock_version(version)
    standing = standing_of(locked, acting_user, RETURNERS, at)
    require_state(locked, FROZEN_STATES, _("trả lại"))
    require(may_return(standing.roles, locked.state), _("Bạn không có quyền trả lại văn bản này."))
    words = normalise(reason).strip()
    if not words:
        raise UserError(_("Hãy ghi lý do trả lại để cán bộ soạn biết cần sửa gì."))
    refuse_if_secret_text(words)
    before = {"state": locked.state, "content_hash": locked.content_hash}
    locked.approvals.filter(voided_at=None, step__in=(Step.APPROVE, Step.SUBMIT)).update(voided_at=at)
    _sign_sheet(locked, Step.RETURN, acting_user, at, remark=words, grantor=standing.grantor)
    locked.state = State.RETURNED
    locked.content_hash = locked.approved_hash = ""
    locked.approved_at = locked.approved_by = None
    locked.updated_at = at
    locked.save(update_fields=["state", "content_hash", "approved_hash", "approved_at", "approved_by", "updated_at"])
    write_audit(
        "returned",
        locked,
        acting_user=acting_user,
        at=at,
        before=before,
        after={"state": locked.state},
        note=words,
    )
    tell(
        locked,
        EDITORS,
        kind="filings.returned",
        subject=gettext_lazy("Trả lại để sửa: %(title)s"),
        text=words,
        acting_user=acting_user,
        at=at,
    )
    return locked


@transaction.atomic(durable=True)
def approve(
    *, version: FilingVersion, content_hash: str, acting_user: User, at: datetime, remark: str = ""
) -> FilingVersion:
    """Approve exactly the content whose hash the leader's screen showed.

    Raises:
        HashMismatch: what is there now is not what the screen showed.
        NotAllowed, WrongState.
    """
    locked = lock_version(version)
    standing = standing_of(locked, acting_user, APPROVERS, at)
    require_state(locked, (State.IN_REVIEW,), _("duyệt"))
    require(may_approve(standing.roles, locked.state), _("Chỉ lãnh đạo cơ quan được duyệt văn bản này."))
    now = hash_content(locked)
    if not content_hash or content_hash != now or now != locked.content_hash:
        raise HashMismatch(
            _(
                "Nội dung đã khác với bản hiện trên màn hình của bạn nên chưa duyệt. Hãy tải lại trang, đọc bản mới rồi duyệt."
            )
        )
    locked.state = State.APPROVED
    locked.approved_hash = now
    locked.approved_at, locked.approved_by, locked.updated_at = at, acting_user, at
    locked.save(update_fields=["state", "approved_hash", "approved_at", "approved_by", "updated_at"])
    _sign_sheet(locked, Step.APPROVE, acting_user, at, remark=remark, grantor=standing.grantor)
    write_audit(
        "approved",
        locked,
        acting_user=acting_user,
        at=at,
        before={"state": State.IN_REVIEW},
        after={
            "state": locked.state,
            "approved_hash": now,
            "delegated_by": standing.grantor.full_name if standing.grantor else "",
        },
        note=remark,
    )
    tell(
        locked,
        frozenset({"clerk", "officer"}),
        kind="filings.approved",
        subject=gettext_lazy("Đã duyệt, chờ phát hành: %(title)s"),
        text=gettext_lazy("Lãnh đạo đã duyệt. Văn thư cấp số, ngày và phát hành."),
        acting_user=acting_user,
        at=at,
    )
    return locked


@transaction.atomic(durable=True)
def reopen(*, version: FilingVersion, acting_user: User, at: datetime, remark: str = "") -> FilingVersion:
    """Take a version back from review or approval to change it; the approval is void."""
    locked = lock_version(version)
    standing = standing_of(locked, acting_user, EDITORS, at)
    require_state(locked, FROZEN_STATES, _("mở lại để sửa"))
    require(may_reopen(standing.roles, locked.state), _("Bạn không có quyền mở lại văn bản này."))
    refuse_if_secret_text(remark)
    changed = void_approval(locked, acting_user=acting_user, at=at, remark=normalise(remark).strip())
    locked.updated_at = at
    locked.save(update_fields=[*changed, "updated_at"])
    return locked


@transaction.atomic(durable=True)
def add_comment(
    *, version: FilingVersion, code: str, text: str, acting_user: User, at: datetime, once: str = ""
) -> Comment:
    """Remark on a section; never printed, part of no hash.

    Raises:
        UserError: the remark is empty.
        AlreadyDone: the form was sent before.
    """
    claim_once(once, result=version.public_id)
    locked = lock_version(version)
    standing = standing_of(locked, acting_user, EDITORS, at)
    require_state(locked, OPEN_STATES, _("góp ý"))
    require(may_comment(standing.roles, locked.state), _("Bạn không có quyền góp ý vào văn bản này."))
    words = normalise(text).strip()
    if not words:
        raise UserError(_("Hãy ghi nội dung góp ý."))
    refuse_if_secret_text(words)
    comment = Comment.objects.create(version=locked, code=code, text=words, by=acting_user, at=at)
    write_audit("commented", locked, acting_user=acting_user, at=at, after={"section": code}, note=words)
    return comment


@transaction.atomic(durable=True)
def resolve_comment(*, version: FilingVersion, comment: Comment, acting_user: User, at: datetime) -> Comment:
    """Mark a remark as dealt with; again has no effect."""
    locked = lock_version(version)
    standing = standing_of(locked, acting_user, EDITORS, at)
    require(may_comment(standing.roles, locked.state), _("Bạn không có quyền xử lý góp ý này."))
    row = Comment.objects.select_for_update().get(pk=comment.pk, version=locked)
    if row.resolved_at is None:
        row.resolved_at, row.resolved_by = at, acting_user
        row.save(update_fields=["resolved_at", "resolved_by"])
        write_audit("comment_resolved", locked, acting_user=acting_user, at=at, after={"section": row.code})
    return row
