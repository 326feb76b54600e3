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
