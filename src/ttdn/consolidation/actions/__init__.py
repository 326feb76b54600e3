"""The verbs of consolidation."""

from ttdn.consolidation.actions.reminding import (
    approve_batch,
    fill_batch,
    issue_batch,
    make_batch,
    submit_batch,
)
from ttdn.consolidation.actions.reporting import add_remark, share_report, start_minister_report, start_national_report

__all__ = [
    "add_remark",
    "approve_batch",
    "fill_batch",
    "issue_batch",
    "make_batch",
    "share_report",
    "start_minister_report",
    "start_national_report",
    "submit_batch",
]
