"""Who keeps the sources: the staff of the coordinator, whose national database it is (Điều 7 Thông tư 02/2019)."""


def may_keep_sources(*, is_coordinator: bool) -> bool:
    """Add, pause and look into sources."""
    return is_coordinator
