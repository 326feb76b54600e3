"""Which rows of rounds PostgreSQL shows to a session: what a body and its units tell each other (decision record 0006)."""

from ttdn.audit.row_security import Policy, reached

_OF_BODY = f"EXISTS (SELECT 1 FROM rounds_round r WHERE r.id = round_id AND {reached('r.body_id')})"  # noqa: S608  (our own names)

POLICIES: tuple[Policy, ...] = (
    Policy("rounds_roundanswer", f"{reached('unit_id')} OR {_OF_BODY}"),
    Policy("rounds_rounditem", "EXISTS (SELECT 1 FROM rounds_roundanswer a WHERE a.id = rounds_rounditem.answer_id)"),
)
