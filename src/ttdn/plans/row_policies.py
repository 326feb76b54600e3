"""Which rows of plans PostgreSQL shows to a session: live tasks and money of the bodies reached (decision record 0006).

A snapshot was issued with a version: who sees the version sees the snapshot. The plan itself carries only title and years.
"""

from ttdn.audit.row_security import Policy, reached


def _of_plan(table: str) -> str:
    return f"EXISTS (SELECT 1 FROM plans_plan p WHERE p.id = {table}.plan_id AND {reached('p.body_id')})"  # noqa: S608


_ISSUED_WITH = "EXISTS (SELECT 1 FROM filings_filingversion v WHERE v.public_id = plans_plansnapshot.version_id)"

POLICIES: tuple[Policy, ...] = (
    Policy("plans_task", reached("body_id")),
    Policy("plans_budgetline", _of_plan("plans_budgetline")),
    Policy("plans_plansnapshot", f"{_of_plan('plans_plansnapshot')} OR {_ISSUED_WITH}"),
)
