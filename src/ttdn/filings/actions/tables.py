"""Rows of a section's tables, saved one at a time, each with its own lock."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ttdn.accounts.models import User
from ttdn.files.secrets import refuse_if_secret_text
from ttdn.filings.actions.locking import begin_edit, write_audit
from ttdn.filings.actions.redrafting import HAND
from ttdn.filings.errors import RowClash
from ttdn.filings.models import FilingVersion, TableRow
from ttdn.law.text import normalise
from ttdn.web.errors import UserError
from ttdn.web.ids import uuid7
from ttdn.web.once import claim_once


def _clean(version: FilingVersion, code: str, table: str, cells: list[str]) -> list[str]:
    section = version.sections.get(code=code)
    described = next((each for each in section.tables if each["table"] == table), None)
    if described is None:
        raise UserError(_("Mục này không có bảng đó. Hãy tải lại trang."))
    width = len(described["columns"])
    clean = [normalise(cell).strip() for cell in cells][:width]
    clean += [""] * (width - len(clean))
    refuse_if_secret_text("\n".join(clean))
    if not any(clean):
        raise UserError(_("Hàng còn trống. Hãy ghi ít nhất một ô, hoặc xóa hàng."))
    return clean


@transaction.atomic(durable=True)
def add_row(
    *, version: FilingVersion, code: str, table: str, cells: list[str], acting_user: User, at: datetime, once: str = ""
) -> TableRow:
    """Add a row at the end of a table; a redraft never touches it."""
    public_id = uuid7()
    claim_once(once, result=version.public_id)
    locked = begin_edit(version, acting_user=acting_user, at=at)
    clean = _clean(locked, code, table, cells)
    last = locked.rows.filter(code=code, table=table).aggregate(last=Max("position"))["last"]
    row = TableRow.objects.create(
        public_id=public_id,
        version=locked,
        code=code,
        table=table,
        position=0 if last is None else last + 1,
        cells=clean,
        link_kind=HAND,
        edited=True,
    )
    write_audit("row_added", locked, acting_user=acting_user, at=at, after={f"{code}/{table}": clean})
    return row


@transaction.atomic(durable=True)
def save_row(
    *, version: FilingVersion, row: TableRow, cells: list[str], lock: int, acting_user: User, at: datetime
) -> TableRow:
    """Save the cells of one row if nobody else did since `lock`.

    Raises:
        RowClash: somebody changed or deleted it; the error carries both.
    """
    locked = begin_edit(version, acting_user=acting_user, at=at)
    found = TableRow.objects.select_for_update().filter(pk=row.pk, version=locked).first()
    clean = _clean(locked, row.code, row.table, cells)
    if found is None or (found.lock != lock and found.cells != clean):
        raise RowClash(
            _("Hàng này vừa được người khác sửa hoặc xóa. Hai bản đều được giữ; hãy chọn bản dùng."),
            row=row.public_id,
            mine=clean,
            theirs=found.cells if found else None,
            lock=found.lock if found else 0,
        )
    before = found.cells
    found.cells, found.edited, found.stale, found.offered = clean, True, False, []
    found.lock += 1
    found.save(update_fields=["cells", "edited", "stale", "offered", "lock"])
    write_audit(
        "row_saved",
        locked,
        acting_user=acting_user,
        at=at,
        before={f"{row.code}/{row.table}": before},
        after={f"{row.code}/{row.table}": clean},
    )
    return found


@transaction.atomic(durable=True)
def delete_row(*, version: FilingVersion, row: TableRow, lock: int, acting_user: User, at: datetime) -> None:
    """Delete a row; gone already is fine.

    Raises:
        RowClash: somebody changed it since it was shown.
    """
    locked = begin_edit(version, acting_user=acting_user, at=at)
    found = TableRow.objects.select_for_update().filter(pk=row.pk, version=locked).first()
    if found is None:
        return
    if found.lock != lock:
        raise RowClash(
            _("Hàng này vừa được người khác sửa nên chưa xóa. Hãy xem bản mới rồi quyết định."),
            row=row.public_id,
            mine=[],
            theirs=found.cells,
            lock=found.lock,
        )
    write_audit(
        "row_deleted", locked, acting_user=acting_user, at=at, before={f"{found.code}/{found.table}": found.cells}
    )
    found.delete()


@transaction.atomic(durable=True)
def move_row(*, version: FilingVersion, row: TableRow, up: bool, acting_user: User, at: datetime) -> None:
    """Swap a row with its neighbour; at the edge nothing happens."""
    locked = begin_edit(version, acting_user=acting_user, at=at)
    rows = list(
        TableRow.objects.select_for_update()
        .filter(version=locked, code=row.code, table=row.table)
        .order_by("position", "pk")
    )
    order = [each.pk for each in rows]
    if row.pk not in order:
        return
    here = order.index(row.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    for position, each in enumerate(rows):
        each.position = position
    TableRow.objects.bulk_update(rows, ["position"])
    write_audit("row_moved", locked, acting_user=acting_user, at=at, after={f"{row.code}/{row.table}": row.cells})
