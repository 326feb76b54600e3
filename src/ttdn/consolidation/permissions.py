"""Who may do what in consolidation: pure predicates."""


def may_follow(*, is_coordinator: bool) -> bool:
    """See the board, the statistics and the national report being made: the coordinator's staff."""
    return is_coordinator


def may_urge(*, is_coordinator: bool) -> bool:
    """Prepare reminder letters: the coordinator's staff."""
    return is_coordinator
