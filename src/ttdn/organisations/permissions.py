"""Who may do what to a body: pure predicates over the user's roles there."""

from ttdn.organisations.choices import MemberRole

_KEEPERS = frozenset({MemberRole.UNIT_HEAD, MemberRole.LEADER})
_BY_UNIT_HEAD = frozenset(
    {MemberRole.OFFICER, MemberRole.CLERK, MemberRole.EDITOR, MemberRole.TRANSLATOR, MemberRole.AUDITOR}
)
_BY_LEADER = _BY_UNIT_HEAD | {MemberRole.UNIT_HEAD, MemberRole.LEADER}


def may_record_succession(*, is_coordinator: bool, is_administrator: bool) -> bool:
    """Mergers, splits, renamings and transfers: coordinator staff and the system administrator."""
    return is_coordinator or is_administrator


def may_keep(roles: frozenset[str]) -> bool:
    """Units, focal assignment and channels of a body: its leader and its unit heads."""
    return bool(roles & _KEEPERS)


def may_set_numbering(roles: frozenset[str], *, is_administrator: bool) -> bool:
    """Which register numbers the body's documents: its leader, or the system administrator on its behalf."""
    return MemberRole.LEADER in roles or is_administrator


def may_see_people(roles: frozenset[str], *, is_administrator: bool) -> bool:
    """The people of a body: everyone who acts for it, and the system administrator."""
    return bool(roles) or is_administrator


def may_see_contacts(roles: frozenset[str], *, is_coordinator: bool) -> bool:
    """Focal assignment and channels: the body itself, and coordinator staff who write to it."""
    return bool(roles) or is_coordinator


def may_manage_people(roles: frozenset[str], *, is_administrator: bool) -> bool:
    """Memberships, handovers and delegations of a body."""
    return bool(roles & _KEEPERS) or is_administrator


def grantable_roles(roles: frozenset[str], *, is_administrator: bool, at_coordinator: bool) -> frozenset[str]:
    """The roles that somebody may give at a body; nobody gives more than their office carries.

    Coordinator staff exist only at the body that is coordinator, and are named by its leader.
    """
    granted: frozenset[str] = frozenset()
    if is_administrator or MemberRole.LEADER in roles:
        granted = frozenset(_BY_LEADER)
        if at_coordinator:
            granted |= {MemberRole.COORDINATOR_STAFF}
    elif MemberRole.UNIT_HEAD in roles:
        granted = frozenset(_BY_UNIT_HEAD)
    return granted
