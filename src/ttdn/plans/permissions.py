"""Who may do what with a plan: pure answers from the roles a person holds at the plan's body."""

READERS = frozenset({"officer", "unit_head", "leader", "clerk", "auditor"})
EDITORS = frozenset({"officer", "unit_head"})


def may_read(roles: frozenset[str]) -> bool:
    """Whether the roles at the body let the person read its live plans."""
    return bool(roles & READERS)


def may_edit(roles: frozenset[str]) -> bool:
    """Whether the roles at the body let the person write its plans."""
    return bool(roles & EDITORS)


def may_edit_task(roles: frozenset[str], own_units: frozenset[int], task_unit: int | None) -> bool:
    """Whether a task may be edited: by the body's editors, and by a unit's own officers only for their unit.

    `own_units` is empty for a person who acts for the whole body (the focal unit does).
    """
    return may_edit(roles) and (not own_units or task_unit in own_units)


def may_manage_programmes(*, is_coordinator: bool, roles: frozenset[str]) -> bool:
    """Whether the person may name members and adjust a national programme: the coordinator's staff and officers."""
    return is_coordinator and bool(roles & {"coordinator_staff", "officer", "unit_head", "leader"})
