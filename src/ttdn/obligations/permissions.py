"""Who may do what with duties: pure predicates."""


def may_relieve(*, is_coordinator: bool) -> bool:
    """Only the coordinator's staff waives or extends."""
    return is_coordinator


def may_request(*, is_coordinator: bool) -> bool:
    """Only the coordinator asks bodies for ad hoc reports (Đ10.5)."""
    return is_coordinator


def may_change_calendar(*, is_coordinator: bool) -> bool:
    """Only the coordinator edits the working calendar."""
    return is_coordinator


def may_record_act(roles: frozenset[str]) -> bool:
    """The bearer's own people state that an act was done; those who only read or only stamp do not."""
    return bool(roles & {"officer", "unit_head", "leader"})
