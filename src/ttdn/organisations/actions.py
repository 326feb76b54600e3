"""Writes of organisations: upkeep of a body's units, focal assignment, channels and numbering.

Changes by a legal act are in `succession`, people and their roles in `people`; both are offered here too.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ttdn.audit.actions import record
from ttdn.law.text import normalise
from ttdn.organisations import hooks
from ttdn.organisations.changes import Change, NameFields
from ttdn.organisations.choices import BodyKind, ChannelKind, Function, Numbering, SuccessionKind
from ttdn.organisations.errors import MayNot, WrongEntry
from ttdn.organisations.models import Body, BodyName, BodyParent, Channel, FocalAssignment, Membership, Succession
from ttdn.organisations.people import add_membership, delegate, end_delegation, end_membership, hand_over
from ttdn.organisations.permissions import may_keep, may_set_numbering
from ttdn.organisations.queries import roles_at, units_of
from ttdn.organisations.searching import KIND as SEARCH_KIND
from ttdn.organisations.slugs import free_code, register_order
from ttdn.organisations.succession import record_succession, write_name
from ttdn.search.actions import index_later
from ttdn.web.ids import uuid7
from ttdn.web.once import claim_once

if TYPE_CHECKING:
    from ttdn.accounts.models import User

__all__ = [
    "Change",
    "NameFields",
    "add_channel",
    "add_membership",
    "add_unit",
    "assign_focal",
    "close_unit",
    "delegate",
    "end_delegation",
    "end_membership",
    "hand_over",
    "record_succession",
    "remove_channel",
    "rename_unit",
    "set_numbering",
]


def _require_keeper(body: Body, acting_user: User, at: datetime) -> None:
    if not may_keep(roles_at(acting_user, body, timezone.localtime(at).date())):
        raise MayNot(_("Chỉ lãnh đạo và trưởng đơn vị của cơ quan này sửa được mục này."))


@transaction.atomic(durable=True)
def add_unit(*, body: Body, name: NameFields, first_day: date, acting_user: User, at: datetime, once: str = "") -> Body:
    """Add a unit to a body from a day.

    Raises:
        MayNot, WrongEntry, AlreadyDone: as their sentences say.
    """
    public_id = uuid7()
    claim_once(once, result=public_id)
    _require_keeper(body, acting_user, at)
    if not body.alive_on(first_day):
        raise WrongEntry(
            _("Cơ quan không hoạt động ngày %(on)s nên không thể có thêm đơn vị.") % {"on": f"{first_day:%d/%m/%Y}"}
        )
    written = normalise(name.name_vi).strip()
    unit = Body.objects.create(
        public_id=public_id,
        code=free_code(written, within=body.code),
        kind=BodyKind.UNIT,
        established_on=first_day,
        is_demo=body.is_demo,
        sort_key=register_order(BodyKind.UNIT, written),
    )
    row = write_name(unit, name, first_day)
    BodyParent.objects.create(body=unit, parent=body, valid_from=first_day)
    record(
        "organisations.unit.added",
        acting_user=acting_user,
        at=at,
        chain=body.public_id,
        object_kind="organisations.body",
        object_id=unit.public_id,
        after={"name_vi": row.name_vi, "symbol": row.symbol, "valid_from": first_day.isoformat()},
    )
    return unit


@transaction.atomic(durable=True)
def rename_unit(*, body: Body, unit: Body, name: NameFields, first_day: date, acting_user: User, at: datetime) -> None:
    """Give a unit of the body another name from a day; with the first day of the present name, correct it instead."""
    _require_keeper(body, acting_user, at)
    Body.objects.select_for_update().get(pk=unit.pk)
    _require_unit(body, unit, first_day)
    old = BodyName.objects.get(body=unit, valid_to__isnull=True)
    if first_day < old.valid_from:
        raise WrongEntry(
            _("Đơn vị mang tên hiện nay từ ngày %(on)s; tên mới không thể có trước ngày đó.")
            % {"on": f"{old.valid_from:%d/%m/%Y}"}
        )
    before = {"name_vi": old.name_vi, "symbol": old.symbol}
    if first_day == old.valid_from:
        columns = list(NameFields.__dataclass_fields__)
        for column in columns:
            setattr(old, column, normalise(getattr(name, column)).strip() or getattr(old, column))
        old.folded = old.search_text()
        old.save(update_fields=[*columns, "folded"])
        index_later(SEARCH_KIND, unit.public_id)
        new = old
    else:
        new = write_name(unit, name, first_day)
    unit.sort_key = register_order(BodyKind.UNIT, new.name_vi)
    unit.save(update_fields=["sort_key"])
    record(
        "organisations.unit.renamed",
        acting_user=acting_user,
        at=at,
        chain=body.public_id,
        object_kind="organisations.body",
        object_id=unit.public_id,
        before=before,
        after={"name_vi": new.name_vi, "symbol": new.symbol, "valid_from": first_day.isoformat()},
    )


def _require_unit(body: Body, unit: Body, on: date) -> None:
    if not units_of(body, on).filter(pk=unit.pk).exists():
        raise WrongEntry(_("Ngày %(on)s đơn vị này không thuộc cơ quan; hãy xem lại ngày.") % {"on": f"{on:%d/%m/%Y}"})


@transaction.atomic(durable=True)
def close_unit(
    *, body: Body, unit: Body, first_day: date, heir: Body, legal_act: str, acting_user: User, at: datetime
) -> None:
    """Close a unit: from `first_day` a unit of the same body, or the body itself, carries on its work.

    People of the unit keep their roles at the heir.
    """
    _require_keeper(body, acting_user, at)
    Body.objects.select_for_update().get(pk=unit.pk)
    eve = first_day - timedelta(days=1)
    _require_unit(body, unit, eve)
    if heir == unit or (heir != body and not units_of(body, first_day).filter(pk=heir.pk).exists()):
        raise WrongEntry(_("Đơn vị kế tục phải là một đơn vị khác đang hoạt động của cơ quan, hoặc chính cơ quan."))
    unit.dissolved_on = first_day
    unit.save(update_fields=["dissolved_on"])
    unit.names.filter(valid_to__isnull=True).update(valid_to=eve)
    unit.parents.filter(valid_to__isnull=True).update(valid_to=eve)
    unit.focal_for.filter(valid_to__isnull=True, valid_from__lte=eve).update(valid_to=eve)
    for child in BodyParent.objects.filter(parent=unit, valid_to__isnull=True).select_related("body"):
        child.valid_to = eve
        child.save(update_fields=["valid_to"])
        BodyParent.objects.create(body=child.body, parent=heir, valid_from=first_day)
    new_unit = None if heir == body else heir
    for row in Membership.objects.filter(unit=unit, valid_to__isnull=True, valid_from__lte=eve):
        row.valid_to = eve
        row.save(update_fields=["valid_to"])
        Membership.objects.get_or_create(
            user=row.user,
            body=row.body,
            unit=new_unit,
            role=row.role,
            valid_to=None,
            defaults={"valid_from": first_day},
        )
    Succession.objects.create(
        predecessor=unit,
        successor=heir,
        function=Function.ALL,
        effective_on=first_day,
        kind=SuccessionKind.MERGER,
        legal_act=normalise(legal_act).strip(),
        recorded_by=acting_user,
        recorded_at=at,
    )
    record(
        "organisations.unit.closed",
        acting_user=acting_user,
        at=at,
        chain=body.public_id,
        object_kind="organisations.body",
        object_id=unit.public_id,
        after={"dissolved_on": first_day.isoformat(), "heir": str(heir.public_id)},
    )


def _end_focal(body: Body, first_day: date) -> FocalAssignment | None:
    """End the assignment that is open, the day before the new one begins."""
    old: FocalAssignment | None = FocalAssignment.objects.filter(body=body, valid_to__isnull=True).first()
    if old is None:
        return None
    if old.valid_from >= first_day:
        raise WrongEntry(
            _("Đầu mối hiện nay được phân công từ ngày %(on)s; phân công mới phải có hiệu lực sau ngày đó.")
            % {"on": f"{old.valid_from:%d/%m/%Y}"}
        )
    old.valid_to = first_day - timedelta(days=1)
    old.save(update_fields=["valid_to"])
    return old


@transaction.atomic(durable=True)
def assign_focal(
    *,
    body: Body,
    unit: Body | None,
    officer_name: str,
    first_day: date,
    acting_user: User,
    at: datetime,
    officer: User | None = None,
    phone: str = "",
    email: str = "",
    document_number: str = "",
    document_date: date | None = None,
    once: str = "",
) -> FocalAssignment:
    """Name the one focal unit or officer of a body from a day; the former assignment ends the day before.

    Thông tư 02/2019/TT-BTTTT Điều 3.1, 10.2. Runs the `focal_assigned` hooks.
    """
    public_id: uuid.UUID = uuid7()
    claim_once(once, result=public_id)
    _require_keeper(body, acting_user, at)
    Body.objects.select_for_update().get(pk=body.pk)
    name = normalise(officer_name).strip() or (officer.full_name if officer else "")
    if unit is None and not name:
        raise WrongEntry(_("Chưa ghi đầu mối; hãy chọn đơn vị hoặc ghi tên cán bộ phụ trách."))
    if unit is not None:
        _require_unit(body, unit, first_day)
    old = _end_focal(body, first_day)
    assignment = FocalAssignment.objects.create(
        public_id=public_id,
        body=body,
        unit=unit,
        officer=officer,
        officer_name=name,
        phone=normalise(phone).strip(),
        email=email.strip(),
        document_number=normalise(document_number).strip(),
        document_date=document_date,
        valid_from=first_day,
    )
    record(
        "organisations.focal.assigned",
        acting_user=acting_user,
        at=at,
        chain=body.public_id,
        object_kind="organisations.body",
        object_id=body.public_id,
        before={"focal": str(old.public_id)} if old else None,
        after={
            "focal": str(public_id),
            "unit": str(unit.public_id) if unit else "",
            "officer_name": name,
            "document_number": assignment.document_number,
            "valid_from": first_day.isoformat(),
        },
    )
    for hook in hooks.focal_assigned:
        hook(body, assignment, at)
    return assignment


@transaction.atomic(durable=True)
def add_channel(
    *, body: Body, kind: str, address: str, verified_on: date | None, acting_user: User, at: datetime, once: str = ""
) -> Channel:
    """Note how documents reach a body."""
    public_id = uuid7()
    claim_once(once, result=public_id)
    _require_keeper(body, acting_user, at)
    address = normalise(address).strip()
    if kind in {ChannelKind.EMAIL, ChannelKind.LINK} and "@" not in address:
        raise WrongEntry(_("Kênh này cần một địa chỉ thư điện tử công vụ, ví dụ vanthu@bo.gov.vn."))
    if kind == ChannelKind.PAPER and not address:
        raise WrongEntry(_("Chưa ghi địa chỉ nhận văn bản giấy."))
    if Channel.objects.filter(body=body, kind=kind, address=address).exists():
        raise WrongEntry(_("Kênh nhận này đã có."))
    channel = Channel.objects.create(
        public_id=public_id, body=body, kind=kind, address=address, verified_on=verified_on
    )
    record(
        "organisations.channel.added",
        acting_user=acting_user,
        at=at,
        chain=body.public_id,
        object_kind="organisations.body",
        object_id=body.public_id,
        after={"channel": kind, "address": address},
    )
    return channel


@transaction.atomic(durable=True)
def remove_channel(*, channel: Channel, acting_user: User, at: datetime) -> None:
    """Remove a channel that no longer reaches the body."""
    _require_keeper(channel.body, acting_user, at)
    record(
        "organisations.channel.removed",
        acting_user=acting_user,
        at=at,
        chain=channel.body.public_id,
        object_kind="organisations.body",
        object_id=channel.body.public_id,
        before={"channel": channel.kind, "address": channel.address},
    )
    channel.delete()


@transaction.atomic(durable=True)
def set_numbering(*, body: Body, numbering: str, number_start: int, acting_user: User, at: datetime) -> None:
    """Choose which register numbers the body's documents (Nghị định 30/2020/NĐ-CP Điều 15: a body has one)."""
    roles = roles_at(acting_user, body, timezone.localtime(at).date())
    if not may_set_numbering(roles, is_administrator=acting_user.is_system_administrator):
        raise MayNot(_("Chỉ lãnh đạo cơ quan hoặc quản trị hệ thống chọn cách lấy số văn bản."))
    row = Body.objects.select_for_update().get(pk=body.pk)
    before = {"numbering": row.numbering, "number_start": row.number_start}
    row.numbering, row.number_start = Numbering(numbering).value, number_start
    row.save(update_fields=["numbering", "number_start"])
    record(
        "organisations.numbering.set",
        acting_user=acting_user,
        at=at,
        chain=body.public_id,
        object_kind="organisations.body",
        object_id=body.public_id,
        before=before,
        after={"numbering": row.numbering, "number_start": row.number_start},
    )
