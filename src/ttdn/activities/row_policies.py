"""Which rows of activities PostgreSQL shows to a session: live records of the bodies reached (decision record 0006)."""

from ttdn.audit.row_security import Policy, reached

POLICIES: tuple[Policy, ...] = (
    Policy("activities_activity", reached("body_id")),
    Policy("activities_estimate", reached("body_id")),
    Policy("activities_activitytotal", reached("body_id")),
    Policy(
        "activities_evidence",
        "EXISTS (SELECT 1 FROM activities_activity a WHERE a.id = activities_evidence.activity_id)",
    ),
)
