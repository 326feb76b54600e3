"""A country of a few bodies, reports with frozen facts, and the coordinator that accepts them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from ttdn.accounts.models import User
from ttdn.filings.choices import DeliveryState, State
from ttdn.filings.models import Delivery, DraftedSentence, Fact, Filing, FilingVersion, Section
from ttdn.filings.tests.builders import person
from ttdn.filings.totals import freeze_totals
from ttdn.organisations.models import Body
from ttdn.organisations.tests.builders import make_body

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
ON = date(2026, 11, 20)
_numbers = count(1)


def fact(section: str = "II.3", kind: str = "training_course", **values: Any) -> dict[str, Any]:
    """A frozen fact: one training day of 45 people unless said otherwise."""
    return {
        "section": section,
        "kind": kind,
        "record_kind": "activity",
        "record_id": uuid.uuid4(),
        "record_hash": "h",
        "label": "Lớp tập huấn",
        "on": date(2024, 5, 6),
        "month": 5,
        "region": "asean",
        "channels": ["portal"],
        "languages": ["en"],
        "figures": {"courses": 1, "participants": 45},
        **values,
    }


def report(
    body: Body,
    coordinator: Body,
    facts: Sequence[dict[str, Any]] = (),
    *,
    year: int = 2024,
    delivery: str | None = DeliveryState.ACCEPTED,
    texts: dict[str, str] | None = None,
    money: dict[str, int] | None = None,
    plan: dict[str, int] | None = None,
    form_id: str = "annual_report",
    issued_on: date = date(2024, 11, 25),
    filing: Filing | None = None,
    links: Sequence[dict[str, str]] = (),
) -> FilingVersion:
    """An issued report of a body with these frozen facts, delivered to the coordinator (None: a draft, not sent)."""
    filing = filing or Filing.objects.create(
        form_id=form_id, body=body, period=str(year), year=year, title=f"Báo cáo năm {year}", created_at=AT
    )
    version = FilingVersion.objects.create(
        filing=filing,
        body=body,
        ordinal=filing.versions.count() + 1,
        form_effective=date(2019, 4, 22),
        book_hash="b",
        created_at=AT,
        updated_at=AT,
    )
    Fact.objects.bulk_create(Fact(version=version, body=body, year=year, **each) for each in facts)
    for code, text in (texts or {}).items():
        Section.objects.create(version=version, code=code, text=text)
    for code, key, figures in (
        ("II.6", "activities.budget:budget.sum", money),
        ("III.1", "plans.comparison:plan.sum", plan),
    ):
        if figures:
            told = [{"code": name, "value": value, "estimated": False} for name, value in figures.items()]
            DraftedSentence.objects.create(
                version=version, code=code, key=key, text="…", figures=told, links=list(links)
            )
    freeze_totals(version)
    if delivery is None:
        return version
    number = next(_numbers)
    version.state, version.number_text, version.symbol = State.ISSUED, str(number), "BC-X"
    version.issued_on, version.issue_year, version.snapshot_hash = issued_on, issued_on.year, f"hash-{number}"
    version.issued_at = AT
    version.save()
    Delivery.objects.create(
        version=version,
        addressee=coordinator,
        addressee_text="Điều phối",
        state=delivery,
        document_date=issued_on,
        sent_at=AT,
        received_at=AT,
    )
    return version


@dataclass
class Country:
    """A coordinator with its people, and three reporting bodies."""

    coordinator: Body = field(init=False)
    first: Body = field(init=False)
    second: Body = field(init=False)
    province: Body = field(init=False)
    staff: User = field(init=False)
    leader: User = field(init=False)
    clerk: User = field(init=False)
    foreigner: User = field(init=False)

    def __post_init__(self) -> None:
        """Make them."""
        self.coordinator = make_body("ministry", "Bộ Điều phối", "BDP", role="coordinator")
        Body.objects.filter(pk=self.coordinator.pk).update(numbering="internal")
        self.coordinator.refresh_from_db()
        self.prime = make_body("steering_committee", "Thủ tướng Chính phủ", "TTg", role="prime_minister")
        self.first = make_body("ministry", "Bộ Một", "BM")
        self.second = make_body("government_agency", "Viện Hai", "VH")
        self.province = make_body("province", "Ủy ban nhân dân tỉnh Ba", "UBND")
        self.staff = person("Chuyên Viên", self.coordinator, "coordinator_staff")
        self.leader = person("Lãnh Đạo", self.coordinator, "leader")
        self.clerk = person("Văn Thư", self.coordinator, "clerk")
        self.foreigner = person("Người Bộ Một", self.first, "officer", "unit_head", "leader", "clerk")
