"""Release groups: several items and languages at one instant, or none of them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ttdn.accounts.models import User
from ttdn.audit.actions import record
from ttdn.law import local_day
from ttdn.notifications.actions import notify_all
from ttdn.organisations.models import Body
from ttdn.organisations.queries import members_with_role
from ttdn.portal.actions.locking import lock_edition, require_state, roles_on
from ttdn.portal.actions.releasing import LATEST_SCHEDULE, put_out
from ttdn.portal.choices import APPROVED, GroupState, State
from ttdn.portal.cleaning import compose
from ttdn.portal.errors import Incomplete, WrongState
from ttdn.portal.hooks import tell_public_change
from ttdn.portal.models import Edition, ReleaseGroup
from ttdn.portal.permissions import RELEASERS
from ttdn.portal.queries import draft_of
from ttdn.portal.snapshots import hash_of, snapshot_of
from ttdn.web.errors import require
from ttdn.web.ids import uuid7
from ttdn.web.once import claim_once

_WAITING = frozenset({GroupState.OPEN, GroupState.SCHEDULED, GroupState.STOPPED})


@transaction.atomic(durable=True)
def make_group(*, body: Body, title: str, acting_user: User, at: datetime, once: str = "") -> ReleaseGroup:
    """A new, empty release group of a body.

    Raises:
        NotAllowed; Incomplete: no title.
    """
    public_id = uuid7()
    claim_once(once, result=public_id)
    _may(body.pk, acting_user, at)
    clean = compose(title).strip()
    if not clean:
        raise Incomplete(_("Hãy đặt tên cho đợt đăng."))
    group = ReleaseGroup.objects.create(
        public_id=public_id, body=body, title=clean[:200], created_by=acting_user, created_at=at
    )
    _audit("made", group, acting_user, at)
    return group


@transaction.atomic(durable=True)
def add_member(*, group: ReleaseGroup, edition: Edition, acting_user: User, at: datetime, once: str = "") -> Edition:
    """Put an approved edition of the same body into a group.

    Raises:
        NotAllowed, WrongState; Incomplete: of another body, or in a group already.
    """
    claim_once(once, result=group.public_id)
    waiting = _lock(group)
    _may(waiting.body_id, acting_user, at)
    locked = lock_edition(edition)
    require_state(locked, {State.APPROVED}, _("đưa vào đợt đăng"))
    if locked.item.body_id != waiting.body_id or locked.group_id is not None:
        raise Incomplete(_("Bài thuộc cơ quan khác hoặc đã ở một đợt đăng khác. Hãy chọn bài khác."))
    locked.group = waiting
    locked.save(update_fields=["group"])
    _audit("joined", waiting, acting_user, at, edition=locked)
    return locked


@transaction.atomic(durable=True)
def remove_member(*, group: ReleaseGroup, edition: Edition, acting_user: User, at: datetime, once: str = "") -> Edition:
    """Take an edition out of a group; it stays approved.

    Raises:
        NotAllowed, WrongState; Incomplete: not a member.
    """
    claim_once(once, result=group.public_id)
    waiting = _lock(group)
    _may(waiting.body_id, acting_user, at)
    locked = lock_edition(edition)
    if locked.group_id != waiting.pk:
        raise Incomplete(_("Bài không ở trong đợt đăng này."))
    locked.group = None
    locked.save(update_fields=["group"])
    _audit("left", waiting, acting_user, at, edition=locked)
    return locked


@transaction.atomic(durable=True)
def schedule_group(
    *, group: ReleaseGroup, release_at: datetime, acting_user: User, at: datetime, once: str = ""
) -> ReleaseGroup:
    """Set the minute at which all members become public.

    Raises:
        NotAllowed, WrongState; Incomplete: no member, a moment that has passed or is more than a year away.
    """
    claim_once(once, result=group.public_id)
    waiting = _lock(group)
    _may(waiting.body_id, acting_user, at)
    if not at < release_at <= at + LATEST_SCHEDULE:
        raise Incomplete(_("Giờ hẹn đăng phải sau lúc này và không quá một năm. Hãy chọn lại."))
    if not waiting.members.exists():
        raise Incomplete(_("Đợt đăng chưa có bài nào. Hãy thêm bài đã duyệt."))
    waiting.state, waiting.stopped_reason = GroupState.SCHEDULED, ""
    waiting.release_at = release_at.replace(second=0, microsecond=0)
    waiting.save(update_fields=["state", "release_at", "stopped_reason"])
    _audit("scheduled", waiting, acting_user, at)
    return waiting


@transaction.atomic(durable=True)
def release_group(*, group: ReleaseGroup, acting_user: User, at: datetime, once: str = "") -> ReleaseGroup:
    """Publish all members now. When one was changed after approval the release stops and says which.

    The group then has the state "stopped" and `stopped_reason`; nothing of it is public.

    Raises:
        NotAllowed, WrongState, AlreadyDone; Incomplete: no member.
    """
    claim_once(once, result=group.public_id)
    waiting = _lock(group)
    _may(waiting.body_id, acting_user, at)
    return _put_out_all(waiting, acting_user=acting_user, at=at)


@transaction.atomic(durable=True)
def cancel_group(*, group: ReleaseGroup, acting_user: User, at: datetime, once: str = "") -> ReleaseGroup:
    """Give up a group; its members stay approved and can be published alone.

    Raises:
        NotAllowed, WrongState.
    """
    claim_once(once, result=group.public_id)
    waiting = _lock(group)
    _may(waiting.body_id, acting_user, at)
    waiting.members.filter(state=State.APPROVED).update(group=None)
    waiting.state, waiting.release_at = GroupState.CANCELLED, None
    waiting.save(update_fields=["state", "release_at"])
    _audit("cancelled", waiting, acting_user, at)
    return waiting


def release_groups_due(at: datetime) -> int:
    """Publish every group whose minute has come, one transaction each; gives how many were released."""
    due = ReleaseGroup.objects.filter(state=GroupState.SCHEDULED, release_at__lte=at).order_by("release_at", "pk")
    return sum(_release_group_when_due(group, at) for group in due)


@transaction.atomic(durable=True)
def _release_group_when_due(group: ReleaseGroup, at: datetime) -> int:
    locked = ReleaseGroup.objects.select_for_update(of=("self",)).select_related("body").get(pk=group.pk)
    if locked.state != GroupState.SCHEDULED or locked.release_at is None or locked.release_at > at:
        return 0
    return int(_put_out_all(locked, acting_user=None, at=at).state == GroupState.RELEASED)


def _put_out_all(group: ReleaseGroup, *, acting_user: User | None, at: datetime) -> ReleaseGroup:
    members = [lock_edition(each) for each in group.members.order_by("pk")]
    if not members and acting_user is not None:
        raise Incomplete(_("Đợt đăng chưa có bài nào. Hãy thêm bài đã duyệt."))
    if not members:  # the clock asks nobody: a group that was emptied stops, and the groups after it go on
        return _stop(group, _("Đợt đăng đã dừng: đến giờ hẹn mà không còn bài nào."), acting_user, at)
    if changed := [each for each in members if not _still_as_approved(each)]:
        names = "; ".join(f"{each.title} ({each.language})" for each in changed)
        reason = _("Đợt đăng đã dừng, chưa bài nào được đăng: nội dung sau khi duyệt đã bị sửa ở %(names)s.")
        return _stop(group, reason % {"names": names}, acting_user, at)
    records = [put_out(each, acting_user=acting_user, at=at).pk for each in members]
    group.state, group.released_at = GroupState.RELEASED, at
    group.save(update_fields=["state", "released_at"])
    _audit("released", group, acting_user, at)
    tell_public_change(records, at)
    return group


def _stop(group: ReleaseGroup, reason: str, acting_user: User | None, at: datetime) -> ReleaseGroup:
    """Nothing of the group becomes public; the people who answer for it are told why."""
    group.state, group.release_at, group.stopped_reason = GroupState.STOPPED, None, reason
    group.save(update_fields=["state", "release_at", "stopped_reason"])
    _audit("stopped", group, acting_user, at)
    notify_all(
        members_with_role(group.body, RELEASERS, local_day(at)),
        kind="portal.group_stopped",
        subject=gettext_lazy("Đợt đăng đã dừng: %(title)s"),
        text=reason,
        values={"title": group.title},
        url=reverse("portal_group", args=[group.public_id]),
        at=at,
        key=f"portal.group_stopped:{group.public_id}:{at.isoformat()}",
    )
    return group


def _still_as_approved(edition: Edition) -> bool:
    """Approved, its kept text intact, and its draft not touched since."""
    if edition.state not in APPROVED or hash_of(edition.snapshot) != edition.approved_hash:
        return False
    draft = draft_of(edition.item, edition.language)
    return draft is not None and hash_of(snapshot_of(draft)) == edition.approved_hash


def _lock(group: ReleaseGroup) -> ReleaseGroup:
    locked = ReleaseGroup.objects.select_for_update(of=("self",)).select_related("body").get(pk=group.pk)
    if locked.state not in _WAITING:
        raise WrongState(_("Đợt đăng này đã xong hoặc đã huỷ. Hãy tải lại trang để xem."))
    return locked


def _may(body_id: int, user: User, at: datetime) -> None:
    require(
        bool(roles_on(user, body_id, at) & RELEASERS),
        _("Chỉ biên tập viên, văn thư hoặc lãnh đạo của cơ quan được lập đợt đăng."),
    )


def _audit(
    verb: str, group: ReleaseGroup, acting_user: User | None, at: datetime, edition: Edition | None = None
) -> None:
    record(
        f"portal.group.{verb}",
        acting_user=acting_user,
        at=at,
        chain=group.body.public_id,
        object_kind="portal.group",
        object_id=group.public_id,
        after={
            "state": group.state,
            "release_at": group.release_at,
            **({"edition": str(edition.public_id)} if edition else {}),
        },
        note=group.stopped_reason,
    )
