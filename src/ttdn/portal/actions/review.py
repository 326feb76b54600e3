"""Submission, the second reader, approval of exactly one content hash, and the way back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ttdn.accounts.models import User
from ttdn.portal.actions.locking import lock_edition, lock_item, require_state, roles_on, tell, write_audit
from ttdn.portal.actions.media_release import prepare_later
from ttdn.portal.actions.translating import require_finished
from ttdn.portal.choices import OPEN, Change, State
from ttdn.portal.cleaning import compose
from ttdn.portal.completeness import what_is_missing
from ttdn.portal.errors import ContentChanged, Incomplete, WrongState
from ttdn.portal.models import Edition, Item
from ttdn.portal.permissions import (
    APPROVERS,
    REVIEWERS,
    may_approve,
    may_drop,
    may_review,
    may_translate,
    may_write,
)
from ttdn.portal.queries import draft_of, record_of
from ttdn.portal.snapshots import hash_of, snapshot_of
from ttdn.web.errors import require
from ttdn.web.ids import uuid7
from ttdn.web.once import claim_once


@transaction.atomic(durable=True)
def submit(
    *,
    item: Item,
    language: str,
    acting_user: User,
    at: datetime,
    public_reason: str = "",
    replaces_item: Item | None = None,
    once: str = "",
) -> Edition:
    """Freeze the draft of a language as an edition and ask a second person to read it.

    Args:
        item: whose draft.
        language: of the draft.
        acting_user: editor of the body (or translator, for a translation).
        at: when.
        public_reason: what readers are told; required for a correction and for a replacement.
        replaces_item: a published item of the same body that this one takes the place of.
        once: token of the form.

    Raises:
        NotAllowed, Incomplete (what is missing), WrongState (one is on its way already, nothing changed).
    """
    public_id = uuid7()
    claim_once(once, result=public_id)
    locked = lock_item(item)
    _may_submit(locked, language, acting_user, at)
    draft = draft_of(locked, language)
    if draft is None:
        raise Incomplete(_("Chưa có bản thảo ở ngôn ngữ này. Hãy soạn hoặc dịch trước khi trình."))
    require_finished(locked, draft, at)
    snapshot = snapshot_of(draft)
    if missing := what_is_missing(snapshot):
        raise Incomplete(_("Chưa trình được: %(missing)s") % {"missing": "; ".join(missing)})
    reason = compose(public_reason).strip()
    last = Edition.objects.filter(item=locked, language=language).aggregate(last=Max("ordinal"))["last"] or 0
    edition = Edition(
        public_id=public_id,
        item=locked,
        language=language,
        ordinal=last + 1,
        change=_change(locked, language, hash_of(snapshot), reason),
        public_reason=reason,
        replaces_item=_replaced(locked, replaces_item, reason),
        snapshot=snapshot,
        content_hash=hash_of(snapshot),
        title=snapshot["title"][:300],
        translated_from_hash=snapshot["translated_from"] or "",
        machine_draft=snapshot["machine_draft"],
        submitted_by=acting_user,
        submitted_at=at,
    )
    edition.save(force_insert=True)
    _tell_submitted(edition, acting_user, at)
    return edition


def _tell_submitted(edition: Edition, acting_user: User, at: datetime) -> None:
    write_audit(
        "submitted",
        edition.item,
        acting_user=acting_user,
        at=at,
        after={"language": edition.language, "ordinal": edition.ordinal, "content_hash": edition.content_hash},
        note=edition.public_reason,
    )
    tell(
        edition,
        REVIEWERS,
        kind="portal.submitted",
        subject=gettext_lazy("Có bài chờ người thứ hai đọc: %(title)s"),
        text=gettext_lazy("Hãy đọc đúng bản đã trình rồi chuyển lãnh đạo duyệt hoặc trả lại kèm lý do."),
        acting_user=acting_user,
        at=at,
    )


def _may_submit(item: Item, language: str, user: User, at: datetime) -> None:
    roles = roles_on(user, item.body_id, at)
    translating = language != item.source_language
    require(
        may_write(roles) or (translating and may_translate(roles)),
        _("Chỉ biên tập viên (hoặc biên dịch viên, với bản dịch) của cơ quan được trình bài."),
    )
    if Edition.objects.filter(item=item, language=language, state__in=OPEN).exists():
        raise WrongState(_("Đã có một bản của bài này đang chờ đọc, duyệt hoặc đăng. Hãy bỏ bản đó rồi trình bản mới."))


def _change(item: Item, language: str, content_hash: str, reason: str) -> str:
    """First publication or correction; what readers already have cannot be submitted again unchanged."""
    record = record_of(item, language)
    if record is None:
        return Change.FIRST
    if record.in_force and record.edition.content_hash == content_hash:
        raise WrongState(_("Bản thảo không khác bản đang đăng. Hãy sửa rồi trình."))
    if not reason:
        raise Incomplete(_("Bài đã từng được đăng. Hãy ghi lý do đính chính để người đọc biết."))
    return Change.CORRECTION


def _replaced(item: Item, other: Item | None, reason: str) -> Item | None:
    if other is None:
        return None
    elsewhere = other.harvested_from is not None
    if elsewhere or other.pk == item.pk or other.body_id != item.body_id or not other.records.exists():
        raise Incomplete(_("Chỉ thay thế được một bài khác đã đăng của cùng cơ quan. Hãy chọn lại."))
    if not reason:
        raise Incomplete(_("Hãy ghi lý do thay thế để người đọc bài cũ biết."))
    return other


@transaction.atomic(durable=True)
def pass_review(*, edition: Edition, acting_user: User, at: datetime, once: str = "") -> Edition:
    """The second person has read the edition and passes it on to the leader.

    Raises:
        NotAllowed: the one who put it forward, or nobody who reviews; WrongState.
    """
    claim_once(once, result=edition.public_id)
    locked = lock_edition(edition)
    require(
        may_review(
            roles_on(acting_user, locked.item.body_id, at), is_submitter=locked.submitted_by_id == acting_user.pk
        ),
        _("Người thứ hai phải là người khác với người trình và thuộc cơ quan."),
    )
    require_state(locked, {State.IN_REVIEW}, _("chuyển duyệt"))
    locked.state, locked.reviewed_by, locked.reviewed_at = State.REVIEWED, acting_user, at
    locked.save(update_fields=["state", "reviewed_by", "reviewed_at"])
    write_audit("reviewed", locked.item, acting_user=acting_user, at=at, after={"content_hash": locked.content_hash})
    tell(
        locked,
        APPROVERS,
        kind="portal.reviewed",
        subject=gettext_lazy("Có bài chờ duyệt đăng: %(title)s"),
        text=gettext_lazy("Bài đã được người thứ hai đọc. Hãy xem đúng bản sẽ đăng rồi duyệt hoặc trả lại."),
        acting_user=acting_user,
        at=at,
    )
    return locked


@transaction.atomic(durable=True)
def approve(*, edition: Edition, content_hash: str, acting_user: User, at: datetime, once: str = "") -> Edition:
    """The leader approves the edition that was on the screen: its hash must be the one sent with the form.

    Raises:
        NotAllowed, WrongState.
        ContentChanged: the form was for another text, or the kept text no longer has its hash.
    """
    claim_once(once, result=edition.public_id)
    locked = lock_edition(edition)
    require(
        may_approve(
            roles_on(acting_user, locked.item.body_id, at), is_submitter=locked.submitted_by_id == acting_user.pk
        ),
        _("Chỉ lãnh đạo cơ quan, không phải người trình, được duyệt đăng."),
    )
    require_state(locked, {State.REVIEWED}, _("duyệt"))
    if content_hash != locked.content_hash or hash_of(locked.snapshot) != locked.content_hash:
        raise ContentChanged
    locked.state, locked.approved_hash = State.APPROVED, locked.content_hash
    locked.approved_by, locked.approved_at = acting_user, at
    locked.save(update_fields=["state", "approved_hash", "approved_by", "approved_at"])
    prepare_later(locked)
    write_audit("approved", locked.item, acting_user=acting_user, at=at, after={"approved_hash": locked.approved_hash})
    tell(
        locked,
        frozenset(),
        people=_writers(locked),
        kind="portal.approved",
        subject=gettext_lazy("Đã duyệt đăng: %(title)s"),
        text=gettext_lazy("Bài có thể đăng ngay hoặc hẹn giờ đăng."),
        acting_user=acting_user,
        at=at,
    )
    return locked


@transaction.atomic(durable=True)
def return_edition(*, edition: Edition, reason: str, acting_user: User, at: datetime, once: str = "") -> Edition:
    """Send an edition back to its writer with a reason; the draft is open all the while.

    Raises:
        NotAllowed, WrongState; Incomplete: no reason.
    """
    claim_once(once, result=edition.public_id)
    locked = lock_edition(edition)
    roles = roles_on(acting_user, locked.item.body_id, at)
    mine = locked.submitted_by_id == acting_user.pk
    require(
        may_review(roles, is_submitter=mine) or may_approve(roles, is_submitter=mine),
        _("Chỉ người đọc thứ hai hoặc lãnh đạo của cơ quan được trả lại bài."),
    )
    require_state(locked, OPEN, _("trả lại"))
    clean = compose(reason).strip()
    if not clean:
        raise Incomplete(_("Hãy ghi lý do trả lại để người soạn biết sửa gì."))
    _leave_group(locked)
    before = locked.state
    locked.state, locked.returned_reason, locked.release_at = State.RETURNED, clean, None
    locked.save(update_fields=["state", "returned_reason", "release_at", "group"])
    write_audit(
        "returned",
        locked.item,
        acting_user=acting_user,
        at=at,
        before={"state": before},
        after={"state": locked.state},
        note=clean,
    )
    tell(
        locked,
        frozenset(),
        people=_writers(locked),
        kind="portal.returned",
        subject=gettext_lazy("Bài được trả lại để sửa: %(title)s"),
        text=gettext_lazy("Hãy mở bài để đọc lý do, sửa bản thảo rồi trình lại."),
        acting_user=acting_user,
        at=at,
    )
    return locked


@transaction.atomic(durable=True)
def drop(*, edition: Edition, acting_user: User, at: datetime, once: str = "") -> Edition:
    """Take an edition out of the flow before it is public; the draft stays.

    Raises:
        NotAllowed, WrongState.
    """
    claim_once(once, result=edition.public_id)
    locked = lock_edition(edition)
    require_state(locked, OPEN, _("bỏ"))
    require(
        may_drop(roles_on(acting_user, locked.item.body_id, at), locked.state)
        or locked.submitted_by_id == acting_user.pk,
        _("Chỉ người trình, biên tập viên hoặc lãnh đạo của cơ quan được bỏ bản đã trình."),
    )
    _leave_group(locked)
    before = locked.state
    locked.state, locked.release_at = State.DROPPED, None
    locked.save(update_fields=["state", "release_at", "group"])
    write_audit(
        "dropped", locked.item, acting_user=acting_user, at=at, before={"state": before}, after={"state": locked.state}
    )
    return locked


def _writers(edition: Edition) -> list[User]:
    """The person who put the edition forward, to be told."""
    return [edition.submitted_by] if edition.submitted_by else []


def _leave_group(locked: Edition) -> None:
    locked.group = None


__all__ = ["approve", "drop", "pass_review", "return_edition", "submit"]
