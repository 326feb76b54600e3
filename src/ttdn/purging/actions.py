"""The purge: two people have content erased (personal data, a secret found late); a tombstone stays (decisions 14).

Apps register what they can blank. One transaction blanks everything in the database and closes the doors in the guards;
afterwards bytes, index and ledger follow, and are made up for when that was cut short (`finish`).
"""

import datetime
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ttdn.audit.actions import erase_values, record
from ttdn.audit.models import SYSTEM_CHAIN, AuditEntry
from ttdn.purging import ledger
from ttdn.purging.models import Purge, PurgedObject, PurgeState
from ttdn.purging.registry import Trace, allowed, blank_further, clean, target_of
from ttdn.web.errors import UserError
from ttdn.web.people import Person

KIND = "purging.purge"
LONGEST = 200


def _require(person: Person, chain: uuid.UUID, step: str, on: datetime.date) -> None:
    if not allowed(person, chain, step, on):
        sentences = {
            "request": _("Chỉ lãnh đạo hoặc văn thư của cơ quan có nội dung này được yêu cầu xóa."),
            "approve": _("Chỉ lãnh đạo của cơ quan có nội dung này được duyệt việc xóa."),
        }
        raise UserError(sentences[step])


@transaction.atomic(durable=True)
def request_purge(
    *,
    kind: str,
    object_id: uuid.UUID,
    reason: str,
    document: str,
    acting_user: Person,
    at: datetime.datetime,
    on: datetime.date,
) -> Purge:
    """The first person asks for a purge; nothing is erased yet. `document`: the decision it rests on.

    Raises:
        UserError: unknown kind or object, no right, no reason or document, asked for already.
    """
    chain = target_of(kind).chain(object_id)
    if chain is None:
        raise UserError(_("Không có %(kind)s mang mã %(id)s.") % {"kind": target_of(kind).label, "id": object_id})
    _require(acting_user, chain, "request", on)
    if not reason.strip() or not document.strip() or len(document) > LONGEST:
        raise UserError(_("Hãy ghi lý do và văn bản làm căn cứ (không quá 200 ký tự); đừng chép lại nội dung cần xóa."))
    found = Purge.objects.filter(object_kind=kind, object_id=object_id, state=PurgeState.REQUESTED).first()
    if found is not None:
        raise UserError(_("Đã có yêu cầu xóa %(id)s cho đối tượng này, đang chờ duyệt.") % {"id": found.public_id})
    return _requested(
        Purge(
            object_kind=kind,
            object_id=object_id,
            chain=chain,
            reason=reason.strip(),
            document=document.strip(),
            requested_by=acting_user.public_id,
            requested_name=acting_user.full_name,
            requested_at=at,
        ),
        acting_user,
        at,
    )


def _requested(purge: Purge, person: Person, at: datetime.datetime) -> Purge:
    purge.save(force_insert=True)
    _audit(purge, "requested", person, at)
    return purge


def _audit(purge: Purge, verb: str, person: Person, at: datetime.datetime) -> None:
    record(
        f"purging.purge.{verb}",
        acting_user=person,
        at=at,
        chain=None if purge.chain == SYSTEM_CHAIN else purge.chain,
        object_kind=KIND,
        object_id=purge.public_id,
        after={"kind": purge.object_kind, "object": str(purge.object_id), "document": purge.document},
        note=purge.reason,
    )


@transaction.atomic(durable=True)
def approve_purge(*, public_id: uuid.UUID, acting_user: Person, at: datetime.datetime, on: datetime.date) -> Purge:
    """The second person agrees, and everything in the database is blanked, or nothing is; then call `finish`.

    A purge that was blanked already is given back as it is.

    Raises:
        UserError: no such request, the same person, no right, or the object is gone.
    """
    purge = Purge.objects.select_for_update().filter(public_id=public_id).first()
    if purge is None:
        raise UserError(_("Không có yêu cầu xóa mang mã %(id)s.") % {"id": public_id})
    if purge.requested_by == acting_user.public_id:
        raise UserError(
            _("Người duyệt phải là người khác với người yêu cầu (%(name)s).") % {"name": purge.requested_name}
        )
    _require(acting_user, purge.chain, "approve", on)
    if purge.state == PurgeState.REQUESTED:
        blank(purge, acting_user, at)
    return purge


def blank(purge: Purge, approver: Person, at: datetime.datetime) -> None:
    """Building block: open the doors for the objects of the purge, blank them, shut the doors, tell the trail."""
    target = target_of(purge.object_kind)
    traces = list(dict.fromkeys(target.traces(purge.object_id)))
    if not traces:
        raise UserError(_("Đối tượng cần xóa không còn trong cơ sở dữ liệu."))
    purge.state = PurgeState.APPROVED
    purge.approved_by, purge.approved_name, purge.approved_at = approver.public_id, approver.full_name, at
    purge.save(update_fields=["state", "approved_by", "approved_name", "approved_at"])
    PurgedObject.objects.bulk_create(
        [PurgedObject(purge=purge, kind=each.kind, object_id=each.id, sha256=each.sha256) for each in traces]
    )
    target.blank(traces)
    blank_further(traces)
    ids = [each.id for each in traces]
    entries = AuditEntry.objects.filter(Q(object_id__in=ids) | Q(public_id__in=ids))
    erase_values(entries.exclude(object_kind=KIND), at=at)
    _audit(purge, "approved", approver, at)
    purge.state = PurgeState.BLANKED
    purge.save(update_fields=["state"])


def traces_of(purge: Purge) -> list[Trace]:
    """The objects that a purge blanked."""
    return [Trace(each.kind, each.object_id, each.sha256) for each in purge.blanked.order_by("pk")]


def finish(purge: Purge, *, at: datetime.datetime) -> Purge:
    """After the commit: bytes, index and whatever lies outside the database; then the ledger, then the purge is done.

    May be called again at any time: on a purge that is done it cleans once more (after files were restored).
    """
    if purge.state not in {PurgeState.BLANKED, PurgeState.DONE}:
        raise UserError(_("Yêu cầu xóa %(id)s chưa được duyệt.") % {"id": purge.public_id})
    clean(traces_of(purge))
    ledger.keep(purge)
    if purge.state == PurgeState.BLANKED:
        purge.state, purge.done_at = PurgeState.DONE, at
        purge.save(update_fields=["state", "done_at"])
    return purge


def finish_all(at: datetime.datetime) -> int:
    """Finish what was cut short (a job of the worker); gives how many."""
    cut_short = list(Purge.objects.filter(state=PurgeState.BLANKED))
    for purge in cut_short:
        finish(purge, at=at)
    return len(cut_short)


@dataclass(frozen=True)
class Remembered:
    """A person of the ledger, who need not be in the restored database any more."""

    public_id: uuid.UUID
    full_name: str
    pk: int = 0
    email: str = ""
    language: str = "vi"


def reapply(lines: Iterable[ledger.Line], *, at: datetime.datetime) -> Iterator[tuple[ledger.Line, str]]:
    """After a restore: purge again what the backup brought back; gives each line with `again`, `clean` or `absent`."""
    for line in lines:
        yield line, _reapplied(line, at)


def _reapplied(line: ledger.Line, at: datetime.datetime) -> str:
    with transaction.atomic(durable=True):
        purge = Purge.objects.filter(public_id=line.purge).first()
        again = purge is None or purge.state == PurgeState.REQUESTED
        if purge is None:
            if target_of(line.kind).chain(line.object_id) is None:
                return "absent"
            first = Remembered(line.requested_by, line.requested_name)
            purge = _requested(
                Purge(
                    public_id=line.purge,
                    object_kind=line.kind,
                    object_id=line.object_id,
                    chain=line.chain,
                    reason=line.reason,
                    document=line.document,
                    requested_by=first.public_id,
                    requested_name=first.full_name,
                    requested_at=line.requested_at,
                ),
                first,
                at,
            )
        if again:
            blank(purge, Remembered(line.approved_by, line.approved_name), at)
    finish(purge, at=at)
    return "again" if again else "clean"
