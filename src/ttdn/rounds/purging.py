"""What a purge blanks of a unit's answer: the words of its lines; figures and money stay."""

import uuid

from django.utils.translation import gettext_lazy as _

from ttdn.purging.registry import ERASED, Target, Trace
from ttdn.rounds.models import RoundAnswer, RoundItem

KIND = "round_answer"


def _chain(public_id: uuid.UUID) -> uuid.UUID | None:
    return RoundAnswer.objects.filter(public_id=public_id).values_list("round__body__public_id", flat=True).first()


def _traces(public_id: uuid.UUID) -> list[Trace]:
    return [Trace(KIND, public_id)]


def _blank(traces: list[Trace]) -> None:
    ids = [each.id for each in traces]
    RoundItem.objects.filter(answer__public_id__in=ids).update(title=ERASED, place="", output="", remark="")
    RoundAnswer.objects.filter(public_id__in=ids).update(return_reason="")


def _merged(public_id: uuid.UUID) -> list[tuple[str, uuid.UUID, str]]:
    """Where the lines went when the answer was merged: each is a purge of its own."""
    items = RoundItem.objects.filter(answer__public_id=public_id).exclude(merged_id=None).order_by("pk")
    return [(item.merged_kind, item.merged_id, "") for item in items if item.merged_id]


TARGET = Target(KIND, _("Câu trả lời của đơn vị"), _chain, _traces, _blank, _merged)
