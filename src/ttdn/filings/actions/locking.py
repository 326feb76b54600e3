"""Building blocks that every verb shares: take the version for oneself, void an approval, write the audit row."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ttdn.accounts.models import User
from ttdn.audit.actions import record
from ttdn.filings.choices import FROZEN_STATES, State, Step
from ttdn.filings.errors import WrongState
from ttdn.filings.models import Approval, FilingVersion
from ttdn.filings.permissions import Roles, may_edit
from ttdn.filings.queries import Standing, standing_for
from ttdn.law import local_day
from ttdn.notifications.actions import notify_all
from ttdn.organisations.queries import members_with_role
from ttdn.web.errors import require

KIND = "filings.version"


def lock_version(version: FilingVersion) -> FilingVersion:
    """Building block: the version as it is now, locked until the transaction ends."""
    return (
        FilingVersion.objects.select_for_update(of=("self",))
        .select_related("filing__body", "filing__unit", "body")
        .get(pk=version.pk)
    )


def standing_of(version: FilingVersion, user: User, wanted: Roles, at: datetime) -> Standing:
    """The user's roles at the body of the version, on the day of `at`."""
    return standing_for(user, version.body, wanted, local_day(at))


def require_state(version: FilingVersion, states: tuple[str, ...], what: str) -> None:
    """Refuse when the version is in another state; `what` is the deed, as in "phát hành"."""
    if version.state not in states:
        raise WrongState(
            _(
                "Không thể %(what)s: văn bản đang ở trạng thái “%(state)s”. Hãy tải lại trang để xem tình trạng mới nhất."
            )
            % {"what": what, "state": State(version.state).label}
        )


def begin_edit(version: FilingVersion, *, acting_user: User, at: datetime) -> FilingVersion:
    """Building block: lock for a change of content; a version in review or approved goes back to draft, its approval void."""
    locked = lock_version(version)
    if not locked.is_open:
        raise WrongState(_("Văn bản đã phát hành thì không sửa được nữa. Hãy lập văn bản thay thế."))
    roles = standing_for(acting_user, locked.body, (), local_day(at)).roles
    require(
        may_edit(roles, locked.state), _("Bạn không có quyền sửa văn bản này; hãy nhờ cán bộ phụ trách của cơ quan.")
    )
    changed = ["working_revision", "updated_at"]
    if locked.state in FROZEN_STATES:
        changed += void_approval(locked, acting_user=acting_user, at=at)
    elif locked.state == State.RETURNED:
        locked.state = State.DRAFT
        changed.append("state")
    locked.working_revision += 1
    locked.updated_at = at
    locked.save(update_fields=changed)
    return locked


def void_approval(locked: FilingVersion, *, acting_user: User, at: datetime, remark: str = "") -> list[str]:
    """Building block: back to draft; what was approved or put forward counts no more. Gives the fields to save."""
    before = locked.state
    was = locked.content_hash
    locked.approvals.filter(voided_at=None, step__in=(Step.APPROVE, Step.SUBMIT)).update(voided_at=at)
    Approval.objects.create(version=locked, step=Step.REOPEN, by=acting_user, at=at, content_hash=was, remark=remark)
    locked.state = State.DRAFT
    locked.content_hash = ""
    locked.approved_hash = ""
    locked.approved_at = None
    locked.approved_by = None
    write_audit(
        "reopened",
        locked,
        acting_user=acting_user,
        at=at,
        before={"state": before, "content_hash": was},
        after={"state": locked.state},
        note=remark,
    )
    tell(
        locked,
        frozenset({"leader", "clerk"}),
        kind="filings.reopened",
        subject=gettext_lazy("Văn bản được mở lại để sửa: %(title)s"),
        text=gettext_lazy("Nội dung đã thay đổi nên phê duyệt trước đó không còn giá trị; văn bản sẽ được trình lại."),
        acting_user=acting_user,
        at=at,
    )
    return ["state", "content_hash", "approved_hash", "approved_at", "approved_by"]


def write_audit(
    verb: str,
    version: FilingVersion,
    *,
    acting_user: User | None,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    note: str = "",
) -> None:
    """Building block: one row in the chain of the version's body, on the version."""
    record(
        f"filings.version.{verb}",
        acting_user=acting_user,
        at=at,
        chain=version.body.public_id,
        object_kind=KIND,
        object_id=version.public_id,
        before=before,
        after=after,
        note=note,
    )


def tell(
    version: FilingVersion,
    roles: Roles,
    *,
    kind: str,
    subject: str | Promise,
    text: str | Promise,
    acting_user: User | None,
    at: datetime,
    people: list[User] | None = None,
) -> None:
    """Building block: a notice to the people of the body who hold a role (or to `people`), but not to the doer."""
    notify_all(
        people if people is not None else members_with_role(version.body, roles, local_day(at)),
        kind=kind,
        subject=subject,
        text=text,
        values={"title": version.filing.title},
        url=reverse("filings_detail", args=[version.filing.public_id]),
        at=at,
        key=f"{kind}:{version.public_id}:{at.isoformat()}",
        but=acting_user,
    )


__all__ = [
    "begin_edit",
    "lock_version",
    "require_state",
    "standing_of",
    "tell",
    "void_approval",
    "write_audit",
]
