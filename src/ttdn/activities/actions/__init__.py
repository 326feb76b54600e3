"""What people do with activities and with estimates of the rest of the year."""

from ttdn.activities.actions.estimating import save_estimates
from ttdn.activities.actions.recording import (
    add_activity,
    add_evidence,
    cancel_activity,
    change_activity,
    record_activity,
    remove_evidence,
)

__all__ = [
    "add_activity",
    "add_evidence",
    "cancel_activity",
    "change_activity",
    "record_activity",
    "remove_evidence",
    "save_estimates",
]
