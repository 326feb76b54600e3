"""Building blocks that every verb shares: lock, roles, refusals, audit rows, notices."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ttdn.accounts.models import User
from ttdn.audit.actions import record
from ttdn.law import local_day
from ttdn.notifications.actions import notify_all
from ttdn.organisations.queries import members_with_role, reach_of
from ttdn.portal.choices import State
from ttdn.portal.errors import WrongState
from ttdn.portal.models import Edition, Item

KIND = "portal.item"


def lock_edition(edition: Edition) -> Edition:
    """Building block: the edition as it is now, locked until the transaction ends. Raises WrongState for a collected one."""
    found = Edition.objects.select_for_update(of=("self",)).select_related("item__body", "group").get(pk=edition.pk)
    _require_own(found.item)
    return found


def lock_item(item: Item) -> Item:
    """Building block: the item as it is now, locked until the transaction ends. Raises WrongState for a collected one."""
    found = Item.objects.select_for_update(of=("self",)).select_related("body", "unit").get(pk=item.pk)
    _require_own(found)
    return found


def _require_own(item: Item) -> None:
    """What was collected from another system is changed there, by the body that issued it, and nowhere else."""
    if item.harvested_from is not None:
        raise WrongState(_("Bài này thu thập từ hệ thống khác nên không sửa, dịch hay rút ở đây. Hãy làm ở nguồn."))


def roles_on(user: User, body_id: int, at: datetime) -> frozenset[str]:
    """The user's roles at a body on the day of `at`."""
    return reach_of(user, local_day(at)).roles_at(body_id)


def require_state(edition: Edition, states: Iterable[str], what: str) -> None:
    """Refuse when the edition is in another state; `what` is the deed, as in "duyệt"."""
    if edition.state not in states:
        raise WrongState(
            _(
                "Không thể %(what)s: bản này đang ở trạng thái “%(state)s”. Hãy tải lại trang để xem tình trạng mới nhất."
            )
            % {"what": what, "state": State(edition.state).label}
        )


def write_audit(
    verb: str,
    item: Item,
    *,
    acting_user: User | None,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    note: str = "",
) -> None:
    """Building block: one row in the chain of the item's body, on the item."""
    record(
        f"portal.item.{verb}",
        acting_user=acting_user,
        at=at,
        chain=item.body.public_id,
        object_kind=KIND,
        object_id=item.public_id,
        before=before,
        after=after,
        note=note,
    )


def tell(
    edition: Edition,
    roles: frozenset[str],
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
        people if people is not None else members_with_role(edition.item.body, roles, local_day(at)),
        kind=kind,
        subject=subject,
        text=text,
        values={"title": edition.title},
        url=reverse("portal_edition", args=[edition.public_id]),
        at=at,
        key=f"{kind}:{edition.public_id}:{at.isoformat()}",
        but=acting_user,
    )
