"""Which steps of the demonstration are done: a row of the system's audit chain for each."""

import uuid
from datetime import datetime

from django.db import transaction

from ttdn.audit.actions import record
from ttdn.audit.models import AuditEntry

KIND = "demonstration.step"
ACTION = "demonstration.step.done"
STEPS = uuid.uuid5(uuid.NAMESPACE_URL, "ttdn:demonstration")


def _id(name: str) -> uuid.UUID:
    return uuid.uuid5(STEPS, name)


def is_done(name: str) -> bool:
    """Whether the step was finished by this or an earlier run."""
    return AuditEntry.objects.filter(object_kind=KIND, object_id=_id(name), action=ACTION).exists()


@transaction.atomic(durable=True)
def mark_done(name: str, *, at: datetime) -> None:
    """Note that the step is finished; what people change afterwards is theirs."""
    record(ACTION, acting_user=None, at=at, chain=None, object_kind=KIND, object_id=_id(name), after={"step": name})
