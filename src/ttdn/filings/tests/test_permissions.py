"""Who may do what: the whole truth table."""

from collections.abc import Callable

import pytest

from ttdn.filings import permissions as may
from ttdn.filings.choices import DeliveryState, State

ROLES = ("officer", "unit_head", "leader", "clerk", "editor", "translator", "auditor", "coordinator_staff")
WRITERS = {"officer", "unit_head", "coordinator_staff"}
OPEN = {"draft", "in_review", "returned", "approved"}

TABLE: list[tuple[Callable[[frozenset[str], str], bool], set[str], set[str]]] = [
    (may.may_edit, WRITERS, OPEN),
    (may.may_submit, WRITERS, {"draft", "returned"}),
    (may.may_reopen, WRITERS, {"in_review", "approved"}),
    (may.may_return, {"unit_head", "leader"}, {"in_review", "approved"}),
    (may.may_approve, {"leader"}, {"in_review"}),
    (may.may_issue, {"clerk"}, {"approved"}),
    (may.may_comment, WRITERS | {"leader", "clerk"}, OPEN),
    (may.may_attach_signed, {"clerk"}, {"issued", "superseded", "recalled"}),
    (may.may_revise, WRITERS, {"issued", "recalled"}),
    (may.may_correct, WRITERS, {"issued"}),
    (may.may_recall, WRITERS, {"issued"}),
    (may.may_give_back, {"clerk", "coordinator_staff"}, {"recalled"}),
]


@pytest.mark.parametrize(("predicate", "roles", "states"), TABLE, ids=lambda each: getattr(each, "__name__", ""))
def test_truth_table(predicate: Callable[[frozenset[str], str], bool], roles: set[str], states: set[str]) -> None:
    for role in ROLES:
        for state in State.values:
            assert predicate(frozenset({role}), state) == (role in roles and state in states), (role, state)
    assert not any(predicate(frozenset(), state) for state in State.values)


def test_addressee_table() -> None:
    for role in ROLES:
        held = frozenset({role})
        for state in DeliveryState.values:
            assert may.may_receive(held, state) == (role in {"clerk", "coordinator_staff"} and state == "sent")
            judged = role in {"coordinator_staff", "unit_head", "leader"} and state in {"sent", "received"}
            assert may.may_judge(held, state) == judged
        assert may.may_start(held) == (role in WRITERS)
        assert may.may_key_in(held) == (role == "coordinator_staff")
