"""Which rows of filings PostgreSQL shows to a session (decision record 0006): drafts stay within the body.

A version follows `VersionQuerySet.visible_to`; its text follows the version; what only the makers wrote to each other
stays with the makers even after the issue.
"""

from ttdn.audit.row_security import Policy, reached
from ttdn.filings.guards import ISSUED, VERSION

_DELIVERED = (
    f"state IN {ISSUED} AND EXISTS (SELECT 1 FROM filings_delivery d "  # noqa: S608  (our own names, no input)
    f"WHERE d.version_id = {VERSION}.id AND {reached('d.addressee_id')})"
)


def _with_version(table: str, *, makers_only: bool = False) -> Policy:
    within = f" AND {reached('v.body_id')}" if makers_only else ""
    return Policy(table, f"EXISTS (SELECT 1 FROM {VERSION} v WHERE v.id = {table}.version_id{within})")  # noqa: S608


POLICIES: tuple[Policy, ...] = (
    Policy(VERSION, f"{reached('body_id')} OR ({_DELIVERED})"),
    *(_with_version(f"filings_{name}") for name in ("section", "draftedsentence", "tablerow")),
    *(_with_version(f"filings_{name}", makers_only=True) for name in ("comment", "heldtext", "approval")),
)
