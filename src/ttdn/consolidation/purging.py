"""What a purge blanks of the coordinator's remarks: one remark, or all on a purged version."""

import uuid

from django.utils.translation import gettext_lazy as _

from ttdn.consolidation.models import Remark
from ttdn.filings.purging import VERSION
from ttdn.purging.registry import ERASED, Target, Trace

KIND = "consolidation.remark"


def _chain(public_id: uuid.UUID) -> uuid.UUID | None:
    return Remark.objects.filter(public_id=public_id).values_list("written_at__public_id", flat=True).first()


def _traces(public_id: uuid.UUID) -> list[Trace]:
    return [Trace(KIND, public_id)]


def _blank(traces: list[Trace]) -> None:
    Remark.objects.filter(public_id__in=[each.id for each in traces]).update(text=ERASED)


def blank_remarks(traces: list[Trace]) -> None:
    """Remarks on a purged version may repeat its words."""
    Remark.objects.filter(version__public_id__in=[each.id for each in traces if each.kind == VERSION]).update(
        text=ERASED
    )


TARGET = Target(KIND, _("Nhận xét của cơ quan quản lý"), _chain, _traces, _blank)
