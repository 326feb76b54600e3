"""Mergers, splits, renamings and transfers: what would move, and the recording of it."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ttdn.audit.actions import record
from ttdn.files.secrets import refuse_if_secret_text
from ttdn.law.text import normalise
from ttdn.organisations import hooks
from ttdn.organisations.changes import Change, NameFields, check_change
from ttdn.organisations.choices import MINISTRIES, BodyKind, Function, SuccessionKind
from ttdn.organisations.errors import MayNot, WrongSuccession
from ttdn.organisations.models import (
    Body,
    BodyCode,
    BodyName,
    BodyParent,
    Succession,
)
from ttdn.organisations.moving import end, move, moves_of
from ttdn.organisations.permissions import may_record_succession
from ttdn.organisations.queries import reach_of
from ttdn.organisations.searching import KIND as SEARCH_KIND
from ttdn.organisations.slugs import free_code, register_order
from ttdn.search.actions import index_later
from ttdn.web.ids import uuid7
from ttdn.web.once import claim_once

if TYPE_CHECKING:
    from ttdn.accounts.models import User


@transaction.atomic(durable=True)
def record_succession(*, change: Change, acting_user: User | None, at: datetime, once: str = "") -> uuid.UUID:
    """Record a merger, split, renaming or transfer and move what goes with it.

    The predecessors' own records stay theirs: they are found under the successor through `predecessors_of`, so that
    none is lost and none is counted twice. Runs the `succession_recorded` hooks.

    Args:
        change: what the act says.
        acting_user: coordinator staff or system administrator; None: the command line.
        at: when it is recorded.
        once: the form's token.

    Returns:
        Public id of the body that carries on the TTĐN work (of the renamed body for a renaming).

    Raises:
        MayNot: the user may not record changes of bodies.
        WrongSuccession: the change contradicts the register.
        AlreadyDone: the form was sent before.
    """
    result = uuid7() if change.successor is None else change.successor.public_id
    if change.kind == SuccessionKind.RENAMING and change.predecessors:
        result = change.predecessors[0].public_id
    claim_once(once, result=result)
    if acting_user is not None:
        reach = reach_of(acting_user, timezone.localtime(at).date())
        administrator = acting_user.is_system_administrator
        if not may_record_succession(is_coordinator=reach.is_coordinator, is_administrator=administrator):
            raise MayNot(
                _("Chỉ cơ quan quản lý nhà nước về thông tin đối ngoại và quản trị hệ thống ghi thay đổi cơ quan.")
            )
    list(Body.objects.select_for_update().filter(pk__in=[body.pk for body in change.predecessors]))
    for body in change.predecessors:
        body.refresh_from_db()
    check_change(change)
    names = vars(change.name).values() if change.name else ()
    refuse_if_secret_text(
        "\n".join((change.legal_act, change.note, *(each for each in names if isinstance(each, str))))
    )
    if change.kind == SuccessionKind.RENAMING:
        rows = [_rename(change, acting_user, at)]
    else:
        rows = _pass_on(change, result, acting_user, at)
    for row in rows:
        _tell_audit(row, acting_user, at)
    for hook in hooks.succession_recorded:
        hook(rows, at)
    return result


def _tell_audit(row: Succession, acting_user: User | None, at: datetime) -> None:
    record(
        "organisations.succession.recorded",
        acting_user=acting_user,
        at=at,
        chain=row.predecessor.public_id,
        object_kind="organisations.body",
        object_id=row.predecessor.public_id,
        after={
            "kind": row.kind,
            "function": row.function,
            "effective_on": row.effective_on.isoformat(),
            "successor": str(row.successor.public_id),
            "legal_act": row.legal_act,
        },
        note=row.note,
    )


def _succession(
    change: Change, before: Body, after: Body, function: str, *, user: User | None, at: datetime
) -> Succession:
    return Succession.objects.create(
        predecessor=before,
        successor=after,
        function=function,
        effective_on=change.effective_on,
        kind=change.kind,
        instrument=change.instrument,
        legal_act=normalise(change.legal_act).strip(),
        note=normalise(change.note).strip(),
        recorded_by=user,
        recorded_at=at,
    )


def _rename(change: Change, acting_user: User | None, at: datetime) -> Succession:
    body = change.predecessors[0]
    row = write_name(body, change.name, change.effective_on, change.instrument)
    if body.kind not in MINISTRIES:  # ministries stand in the order of protocol, whatever their name
        body.sort_key = register_order(body.kind, row.name_vi)
        body.save(update_fields=["sort_key"])
    return _succession(change, body, body, Function.ALL, user=acting_user, at=at)


def write_name(body: Body, name: NameFields | None, first_day: date, instrument: str = "") -> BodyName:
    """Building block: end the open name the day before and begin the new one; empty fields keep the old values."""
    old = BodyName.objects.filter(body=body, valid_to__isnull=True).first()
    if old is not None:
        old.valid_to = first_day - timedelta(days=1)
        old.save(update_fields=["valid_to"])
    fields: dict[str, str] = {}
    for column in NameFields.__dataclass_fields__:
        typed = normalise(getattr(name, column)).strip() if name else ""
        fields[column] = typed or (getattr(old, column) if old else "")
    new = BodyName(
        body=body,
        valid_from=first_day,
        collective=old.collective if old else body.kind in {BodyKind.PROVINCE, BodyKind.COMMUNE},
        instrument=instrument,
        **fields,
    )
    new.folded = new.search_text()
    new.save(force_insert=True)
    index_later(SEARCH_KIND, body.public_id)
    return new


def _establish(change: Change, public_id: uuid.UUID) -> Body:
    """The body that the act establishes."""
    if change.name is None:  # check_change has refused this
        raise WrongSuccession(_("Chưa ghi tên cơ quan mới."))
    kind = BodyKind(change.new_kind)
    body = Body.objects.create(
        public_id=public_id,
        code=free_code(change.name.name_vi),
        kind=kind,
        established_on=change.effective_on,
        sort_key=register_order(kind, change.name.name_vi),
    )
    write_name(body, change.name, change.effective_on, change.instrument)
    return body


def _pass_on(change: Change, result: uuid.UUID, acting_user: User | None, at: datetime) -> list[Succession]:
    heir = change.successor or _establish(change, result)
    moves = moves_of(change)
    rows = []
    for body in change.predecessors:
        if change.kind == SuccessionKind.MERGER or (change.kind == SuccessionKind.SPLIT and not change.others):
            rows.append(_succession(change, body, heir, Function.ALL, user=acting_user, at=at))
            continue
        function = Function.TTDN if change.kind == SuccessionKind.SPLIT else change.function
        rows.append(_succession(change, body, heir, function, user=acting_user, at=at))
        rows += [_succession(change, body, other, Function.OTHER, user=acting_user, at=at) for other in change.others]
    move(moves, heir, change)
    if change.ends:
        for body in change.predecessors:
            body.dissolved_on = change.effective_on
            body.save(update_fields=["dissolved_on"])
            for model in (BodyName, BodyCode, BodyParent):
                end(list(model.objects.filter(body=body, valid_to__isnull=True)), change.eve)
    return rows
