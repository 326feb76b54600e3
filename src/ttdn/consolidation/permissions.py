"""Who may do what in consolidation: pure predicates."""

Roles = frozenset[str]

WRITERS: Roles = frozenset({"officer", "unit_head", "coordinator_staff"})
STAFF: Roles = frozenset({"coordinator_staff"})


def may_follow(*, is_coordinator: bool) -> bool:
    """See the board, the statistics and the national report being made: the coordinator's staff."""
    return is_coordinator


def may_read(coordinator_roles: Roles) -> bool:
    """Read the national figures and the batches of letters: everybody who holds a role at the coordinator."""
    return bool(coordinator_roles)


def may_urge(*, is_coordinator: bool) -> bool:
    """Prepare reminder letters: the coordinator's staff."""
    return is_coordinator


def may_draft(coordinator_roles: Roles) -> bool:
    """Begin the national report or the report to the Minister, and put batches forward."""
    return bool(coordinator_roles & WRITERS)


def may_approve_batch(coordinator_roles: Roles) -> bool:
    """Approve the letters of a batch, each by the hash shown."""
    return "leader" in coordinator_roles


def may_issue_batch(coordinator_roles: Roles) -> bool:
    """Number, date and send the letters of a batch."""
    return "clerk" in coordinator_roles


def may_remark(coordinator_roles: Roles) -> bool:
    """Say something back to a body about its report."""
    return bool(coordinator_roles & STAFF)


def may_share(coordinator_roles: Roles) -> bool:
    """Send the issued national report to the bodies."""
    return bool(coordinator_roles & (STAFF | frozenset({"clerk"})))
