"""Does the trail know both people of every purge? Asked by `ttdn verify_audit`, beside the chains."""

from collections import defaultdict
from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext as _

from ttdn.audit.models import AuditEntry
from ttdn.audit.verification import Finding
from ttdn.purging.actions import KIND
from ttdn.purging.models import Purge, PurgeState


def faults() -> Iterator[Finding]:
    """A finding for each purge whose order is not in the trail by two different people."""
    told: dict[UUID, dict[str, UUID | None]] = defaultdict(dict)
    for entry in AuditEntry.objects.filter(object_kind=KIND).order_by("pk"):
        told[entry.object_id][entry.action] = entry.actor_id
    for purge in Purge.objects.exclude(state=PurgeState.REQUESTED).order_by("pk"):
        people = told[purge.public_id]
        expected = {"purging.purge.requested": purge.requested_by, "purging.purge.approved": purge.approved_by}
        if people != expected or purge.requested_by == purge.approved_by:
            yield Finding(
                purge.chain, 0, _("Lần xóa %(id)s không có đủ hai người trong nhật ký.") % {"id": purge.public_id}
            )
