"""Who may do what with an activity: pure answers from the roles a person holds at its body."""

READERS = frozenset({"officer", "unit_head", "leader", "clerk", "auditor"})
EDITORS = frozenset({"officer", "unit_head"})


def may_read(roles: frozenset[str]) -> bool:
    """Whether the roles let the person read the body's activities."""
    return bool(roles & READERS)


def may_record(roles: frozenset[str]) -> bool:
    """Whether the roles let the person write activities of the body."""
    return bool(roles & EDITORS)


def may_edit(roles: frozenset[str], own_units: frozenset[int], unit: int | None, *, state: str) -> bool:
    """Whether one activity may be changed: not once cancelled; by a unit's own officers only for their unit."""
    return may_record(roles) and state == "recorded" and (not own_units or unit in own_units)
