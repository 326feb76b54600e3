"""Who may do what in a round: pure predicates over the roles held at the body and whether they are limited to a unit."""

from ttdn.rounds.choices import ANSWERED, EDITABLE, AnswerState

WRITERS = frozenset({"officer", "unit_head"})


def may_open(roles: frozenset[str], *, whole_body: bool) -> bool:
    """The focal unit (a role at the body as a whole) opens, closes and merges rounds."""
    return whole_body and bool(roles & WRITERS)


def may_answer(roles: frozenset[str], state: str, *, of_unit: bool) -> bool:
    """The unit's own people fill in its answer."""
    return of_unit and bool(roles & WRITERS) and state in EDITABLE


def may_approve(roles: frozenset[str], state: str, *, of_unit: bool) -> bool:
    """The head of the unit approves what its officer submitted."""
    return of_unit and "unit_head" in roles and state == AnswerState.SUBMITTED


def may_return(roles: frozenset[str], state: str, *, of_unit: bool, whole_body: bool) -> bool:
    """The unit's head returns a submitted answer; the focal unit an approved one."""
    if state == AnswerState.SUBMITTED:
        return of_unit and "unit_head" in roles
    return state == AnswerState.APPROVED and may_open(roles, whole_body=whole_body)


def may_merge(roles: frozenset[str], state: str, *, whole_body: bool) -> bool:
    """The focal unit merges what the unit approved."""
    return may_open(roles, whole_body=whole_body) and state in ANSWERED and state != AnswerState.MERGED
