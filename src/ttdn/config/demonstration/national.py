"""The national report of 2024, issued by the coordinator of that time, and the one of the current year as a draft."""

from datetime import date

from ttdn.config.demonstration.life import Way, play
from ttdn.config.demonstration.people import coordinator_on
from ttdn.filings.models import Filing

FORM = "national_report"
BEGAN, ISSUED = date(2025, 1, 13), date(2025, 1, 22)


def national_2024() -> Filing:
    """The consolidated report of 2024 to the Prime Minister, from the reports accepted by then."""
    coordinator, _staff = coordinator_on(ISSUED)
    return play(
        form_id=FORM,
        period="2024",
        year=2024,
        cast=coordinator,
        way=Way("sent", BEGAN, ISSUED),
        receivers=None,
        field="thông tin đối ngoại",
    )


def national_draft(on: date) -> Filing:
    """The report of the current year, begun."""
    coordinator, _staff = coordinator_on(on)
    return play(
        form_id=FORM,
        period=str(on.year),
        year=on.year,
        cast=coordinator,
        way=Way("draft", on, on),
        receivers=None,
        field="thông tin đối ngoại",
    )
