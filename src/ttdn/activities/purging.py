"""What a purge blanks of an activity: its words and its evidence; kind, days, figures and cost stay counted (decisions 14)."""

import uuid

from django.utils.translation import gettext_lazy as _

from ttdn.activities.models import Activity, Evidence
from ttdn.activities.records import RECORD_KIND
from ttdn.files.models import StoredFile
from ttdn.filings.purging import told_in
from ttdn.purging.platform import blank_files, traces_of_files
from ttdn.purging.registry import ERASED, Target, Trace

BLANK = {
    "title": ERASED, "place": "", "partners": "", "links": [], "note": "", "cancel_reason": "", "folded": "",
}  # fmt: skip


def _chain(public_id: uuid.UUID) -> uuid.UUID | None:
    return Activity.objects.filter(public_id=public_id).values_list("body__public_id", flat=True).first()


def _traces(public_id: uuid.UUID) -> list[Trace]:
    files = StoredFile.objects.filter(owner_kind=RECORD_KIND, owner_id=public_id)
    return [Trace(RECORD_KIND, public_id), *traces_of_files(files)]


def _blank(traces: list[Trace]) -> None:
    ids = [each.id for each in traces if each.kind == RECORD_KIND]
    Activity.objects.filter(public_id__in=ids).update(**BLANK)
    Evidence.objects.filter(activity__public_id__in=ids).update(caption="")
    blank_files(traces)


TARGET = Target(RECORD_KIND, _("Hoạt động"), _chain, _traces, _blank, told_in)
