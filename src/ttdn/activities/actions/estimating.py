"""What a body expects for the rest of the year after the closing date: kept apart from what was done."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ttdn.accounts.models import User
from ttdn.activities import permissions
from ttdn.activities.catalogue import catalogue_for
from ttdn.activities.errors import NotAllowed, UserError
from ttdn.activities.models import Estimate
from ttdn.audit.actions import record
from ttdn.files.secrets import refuse_if_secret_text
from ttdn.law.text import normalise
from ttdn.obligations.book import current_book
from ttdn.organisations.models import Body
from ttdn.plans.queries import day_of, workplace_of


@transaction.atomic(durable=True)
def save_estimates(
    *,
    body: Body,
    year: int,
    values: Mapping[tuple[str, str], int],
    basis: Mapping[str, str],
    acting_user: User,
    at: datetime,
) -> int:
    """Write what a body expects for the rest of a year; gives how many rows changed.

    `values` holds the value by (kind, figure code); figure code empty is the number of activities, 0 drops the row.
    `basis` says on what the estimate of a kind rests.
    """
    workplace = workplace_of(acting_user, day_of(at))
    if not permissions.may_record(workplace.roles(body.pk)) or workplace.own_units(body.pk):
        raise NotAllowed(_("Chỉ đơn vị đầu mối của cơ quan được ghi số ước thực hiện."))
    catalogue = catalogue_for(current_book(), body.kind, date(year, 12, 31))
    for text in basis.values():
        refuse_if_secret_text(text)
    kept = {
        (row.kind, row.figure_code): row for row in Estimate.objects.select_for_update().filter(body=body, year=year)
    }
    changed = 0
    for (kind_code, figure), value in values.items():
        kind = catalogue.kind(kind_code)
        if kind is None or value < 0 or (figure and figure not in {each.code for each in kind.figures}):
            raise UserError(_("Số ước có loại hoạt động hoặc chỉ tiêu không có trong danh mục."))
        ground = normalise(basis.get(kind_code, "")).strip()
        fresh = Estimate(
            body=body,
            year=year,
            kind=kind_code,
            section_code=kind.section or "",
            figure_code=figure,
            value=value,
            basis=ground[:300],
        )
        changed += _put_estimate(kept.get((kind_code, figure)), fresh, acting_user=acting_user, at=at)
    return changed


def _put_estimate(
    row: Estimate | None,
    fresh: Estimate,
    *,
    acting_user: User,
    at: datetime,
) -> int:
    """Bring the row to what `fresh` says; 1 when that changed anything."""
    body = fresh.body
    before = None if row is None else {"value": row.value, "basis": row.basis}
    if row is None and fresh.value == 0:
        return 0
    if row is not None and (row.value, row.basis) == (fresh.value, fresh.basis):
        return 0
    public_id = row.public_id if row is not None else fresh.public_id
    if row is not None and fresh.value == 0:
        row.delete()
    else:
        row = row or fresh
        row.value, row.basis, row.updated_by, row.updated_at = fresh.value, fresh.basis, acting_user, at
        row.save()
    record(
        "activities.estimate.saved",
        acting_user=acting_user,
        at=at,
        chain=body.public_id,
        object_kind="activities.estimate",
        object_id=public_id,
        before=before,
        after={
            "year": fresh.year,
            "kind": fresh.kind,
            "figure": fresh.figure_code,
            "value": fresh.value,
            "basis": fresh.basis,
        },
    )
    return 1
