"""Spokespersons by date, and the decision to publish the focal unit's contact. What is decided here readers see at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ttdn.accounts.models import User
from ttdn.audit.actions import record
from ttdn.organisations.models import Body
from ttdn.portal.actions.locking import roles_on
from ttdn.portal.cleaning import compose
from ttdn.portal.errors import Incomplete, WrongState
from ttdn.portal.hooks import tell_public_change
from ttdn.portal.models import PublicContact, Spokesperson
from ttdn.portal.permissions import may_name_spokesperson
from ttdn.web.errors import require
from ttdn.web.ids import uuid7
from ttdn.web.once import claim_once

KIND = "portal.spokesperson"


@dataclass(frozen=True)
class Naming:
    """Who is named spokesperson, from which day, by which document, and how the press reaches this person."""

    name: str
    title_vi: str
    title_en: str
    first_day: date
    phone: str = ""
    email: str = ""
    document_number: str = ""
    document_date: date | None = None


@transaction.atomic(durable=True)
def name_spokesperson(*, body: Body, naming: Naming, acting_user: User, at: datetime, once: str = "") -> Spokesperson:
    """Name the spokesperson of a body from a day; the one before ends the day before (Nghị định 09/2017/NĐ-CP).

    Raises:
        NotAllowed: not the body's leader.
        Incomplete: no name, no title in both languages, no way to reach the person, or a day before the one in office.
    """
    public_id = uuid7()
    claim_once(once, result=public_id)
    _may(body, acting_user, at)
    Body.objects.select_for_update().get(pk=body.pk)
    words = _checked(naming)
    last = Spokesperson.objects.filter(body=body).order_by("-valid_from").first()
    if last is not None and naming.first_day <= max(last.valid_from, last.valid_to or last.valid_from):
        raise Incomplete(
            _("Ngày bắt đầu phải sau thời gian của người phát ngôn trước đó (%(name)s). Hãy chọn ngày khác.")
            % {"name": last.name}
        )
    if last is not None and last.valid_to is None:
        last.valid_to = naming.first_day - timedelta(days=1)
        last.save(update_fields=["valid_to"])
    named = Spokesperson.objects.create(
        public_id=public_id,
        body=body,
        valid_from=naming.first_day,
        document_date=naming.document_date,
        created_by=acting_user,
        created_at=at,
        **words,
    )
    _audit("named", named, acting_user, at, {**words, "valid_from": naming.first_day.isoformat()})
    tell_public_change([], at)
    return named


def _checked(naming: Naming) -> dict[str, str]:
    """The words as they are stored."""
    names = ("name", "title_vi", "title_en", "phone", "email", "document_number")
    words = {name: compose(getattr(naming, name)).strip() for name in names}
    if not (words["name"] and words["title_vi"] and words["title_en"]):
        raise Incomplete(_("Hãy ghi họ tên và chức vụ bằng tiếng Việt và tiếng Anh."))
    if not (words["phone"] or words["email"]):
        raise Incomplete(_("Hãy ghi điện thoại hoặc thư điện tử để báo chí liên hệ được."))
    return words


@transaction.atomic(durable=True)
def end_spokesperson(
    *, spokesperson: Spokesperson, last_day: date, acting_user: User, at: datetime, once: str = ""
) -> Spokesperson:
    """Say until which day somebody speaks for the body; the row stays.

    Raises:
        NotAllowed; WrongState: ended already; Incomplete: a day before the first.
    """
    claim_once(once, result=spokesperson.public_id)
    locked = Spokesperson.objects.select_for_update(of=("self",)).select_related("body").get(pk=spokesperson.pk)
    _may(locked.body, acting_user, at)
    if locked.valid_to is not None:
        raise WrongState(_("Người này đã có ngày thôi phát ngôn. Hãy tải lại trang."))
    if last_day < locked.valid_from:
        raise Incomplete(_("Ngày cuối không được trước ngày bắt đầu. Hãy chọn lại."))
    locked.valid_to = last_day
    locked.save(update_fields=["valid_to"])
    _audit("ended", locked, acting_user, at, {"valid_to": last_day.isoformat()})
    tell_public_change([], at)
    return locked


@transaction.atomic(durable=True)
def set_contact_public(*, body: Body, shown: bool, acting_user: User, at: datetime, once: str = "") -> None:
    """Show readers the telephone and e-mail of the focal unit or officer, or stop showing them.

    Raises:
        NotAllowed: not the body's leader.
    """
    claim_once(once, result=body.public_id)
    _may(body, acting_user, at)
    if shown:
        PublicContact.objects.get_or_create(body=body, defaults={"decided_by": acting_user, "decided_at": at})
    else:
        PublicContact.objects.filter(body=body).delete()
    record(
        "portal.contact.shown" if shown else "portal.contact.hidden",
        acting_user=acting_user,
        at=at,
        chain=body.public_id,
        object_kind="organisations.body",
        object_id=body.public_id,
    )
    tell_public_change([], at)


def _may(body: Body, user: User, at: datetime) -> None:
    require(
        may_name_spokesperson(roles_on(user, body.pk, at)),
        _("Chỉ lãnh đạo cơ quan được cử người phát ngôn và quyết định công khai đầu mối."),
    )


def _audit(verb: str, person: Spokesperson, user: User, at: datetime, after: dict[str, Any]) -> None:
    record(
        f"portal.spokesperson.{verb}",
        acting_user=user,
        at=at,
        chain=person.body.public_id,
        object_kind=KIND,
        object_id=person.public_id,
        after=after,
    )
