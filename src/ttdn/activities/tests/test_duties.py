"""An activity meets the duties of its period; cancelled, it no longer does."""

from datetime import date

import pytest

from ttdn.accounts.models import User
from ttdn.activities.actions import add_activity, cancel_activity
from ttdn.activities.rules import ActivityData
from ttdn.law import shipped_book
from ttdn.obligations.actions import materialise_year
from ttdn.obligations.models import Obligation
from ttdn.organisations.tests.builders import AT, make_body, make_member


@pytest.mark.django_db
def test_a_directive_document_meets_the_years_duty_until_it_is_cancelled() -> None:
    body = make_body("ministry")
    officer = User.objects.create_user("cb@thu.example", "Cán bộ", "mật khẩu")
    make_member(officer, body, "officer")
    materialise_year(2026, book=shipped_book(), at=AT)
    day = date(2026, 3, 2)
    data = ActivityData(
        kind="directive_document", title="Công văn chỉ đạo", starts_on=day, ends_on=day, figures={"documents": 1}
    )
    activity = add_activity(body=body, data=data, workplace=None, acting_user=officer, at=AT)
    duty = Obligation.objects.get(rule_id="directive_documents", bearer=body, year=2026)
    assert duty.met_at is not None
    cancel_activity(activity=activity, reason="Ghi nhầm", acting_user=officer, at=AT)
    duty.refresh_from_db()
    assert duty.met_at is None
