"""Rows of a section's tables, one form each."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from ttdn.accounts.signed_in import user_of
from ttdn.filings import actions, queries
from ttdn.filings.errors import RowClash
from ttdn.filings.models import FilingVersion, TableRow
from ttdn.organisations.requests import reach_in
from ttdn.web.once import AlreadyDone
from ttdn.web.refusals import keeps_typed


def _back(version: FilingVersion, code: str) -> HttpResponse:
    return redirect(f"{reverse('filings_editor', args=[version.public_id])}?muc={code}#bang")


def _own(request: HttpRequest, public_id: uuid.UUID) -> FilingVersion:
    on = timezone.localdate()
    return queries.access_own_version(user_of(request), public_id, on, reach_in(request, on))


@login_required
@require_POST
@keeps_typed(cell=gettext_lazy("Ô"))
def add(request: HttpRequest, public_id: uuid.UUID, code: str, table: str) -> HttpResponse:
    """Add a row."""
    version = _own(request, public_id)
    queries.section_of(version, queries.form_of(version), code)
    try:
        actions.add_row(
            version=version,
            code=code,
            table=table,
            cells=request.POST.getlist("cell"),
            acting_user=user_of(request),
            at=timezone.now(),
            once=request.POST.get("once", ""),
        )
    except AlreadyDone:
        return _back(version, code)
    return _back(version, code)


@login_required
@require_POST
@keeps_typed(cell=gettext_lazy("Ô"))
def row(request: HttpRequest, public_id: uuid.UUID, row_id: uuid.UUID) -> HttpResponse:
    """Save, delete, move a row, or take the fresh cells that a redraft offers (`deed`)."""
    version = _own(request, public_id)
    found = queries.row_of(version, row_id)
    deed = request.POST.get("deed", "save")
    lock_text = request.POST.get("lock", "")
    lock = int(lock_text) if lock_text.isdigit() else -1
    try:
        if deed == "delete":
            actions.delete_row(version=version, row=found, lock=lock, acting_user=user_of(request), at=timezone.now())
        elif deed in ("up", "down"):
            actions.move_row(
                version=version, row=found, up=deed == "up", acting_user=user_of(request), at=timezone.now()
            )
        else:
            cells = found.offered if deed == "take" else request.POST.getlist("cell")
            actions.save_row(
                version=version, row=found, cells=cells, lock=lock, acting_user=user_of(request), at=timezone.now()
            )
            messages.success(request, _("Đã lưu hàng."))
    except RowClash as clash:
        return _clash(request, version, found, clash)
    return _back(version, found.code)


def _clash(request: HttpRequest, version: FilingVersion, found: TableRow, clash: RowClash) -> HttpResponse:
    described = version.sections.get(code=found.code).tables
    columns: list[dict[str, Any]] = next((each["columns"] for each in described if each["table"] == found.table), [])
    theirs = clash.theirs or []
    lines = [
        {
            "header": column["header"],
            "mine": clash.mine[place] if place < len(clash.mine) else "",
            "theirs": theirs[place] if place < len(theirs) else "",
        }
        for place, column in enumerate(columns)
    ]
    context = {"version": version, "filing": version.filing, "row": found, "clash": clash, "lines": lines}
    return render(request, "filings/row_clash.html", context, status=409)
