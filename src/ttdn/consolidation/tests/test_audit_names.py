"""The audit list says which document a line is about, to whoever may open it and to nobody else."""

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ttdn.accounts.models import User
from ttdn.activities.models import Activity
from ttdn.audit import registry
from ttdn.audit.actions import record
from ttdn.consolidation.tests.builders import AT, ON, Country, fact, report
from ttdn.filings.tests.builders import person
from ttdn.law import shipped_book
from ttdn.obligations.actions import materialise_year
from ttdn.obligations.models import Obligation
from ttdn.organisations.models import Body
from ttdn.organisations.tests.builders import make_body
from ttdn.plans.models import Plan, Task
from ttdn.rounds.models import Round, RoundAnswer

ClientFor = Callable[[User], Client]
LIST = "/lam-viec/nhat-ky/"


def _objects(country: Country, body: Body, who: User) -> dict[str, tuple[str, uuid.UUID]]:
    """One object of each kind of a body, by what the list calls it."""
    version = report(body, country.coordinator, [fact()])
    version.filing.title = "Báo cáo riêng"
    version.filing.save(update_fields=["title"])
    plan = Plan.objects.create(body=body, year_from=2026, year_to=2026, title="Kế hoạch riêng")
    task = Task.objects.create(plan=plan, body=body, section_code="II.3", title="Nhiệm vụ riêng")
    activity = Activity.objects.create(
        body=body, title="Hoạt động riêng", kind="training_course", section_code="II.3", starts_on=date(2026, 5, 4),
        ends_on=date(2026, 5, 4), year=2026, month=5, created_at=AT, updated_at=AT,
    )  # fmt: skip
    opened = Round.objects.create(
        body=body, title="Đợt riêng", year=2026, due_on=date(2026, 11, 1), opened_by=who, opened_at=AT
    )
    unit = make_body("unit", "Cục Riêng", "CR", parent=body)
    answer = RoundAnswer.objects.create(round=opened, unit=unit)
    duty = Obligation.objects.filter(bearer=body, rule_id="annual_report").first()
    assert duty is not None
    return {
        "Báo cáo riêng": ("filings.version", version.public_id),
        "Kế hoạch riêng": ("plans.plan", plan.public_id),
        "Nhiệm vụ riêng": ("plans.task", task.public_id),
        "Hoạt động riêng": ("activities.activity", activity.public_id),
        "Đợt riêng": ("round_answer", answer.public_id),
        duty.title_vi: ("obligation", duty.public_id),
        "Cục Riêng": ("organisations.body", unit.public_id),
    }


@pytest.fixture
def auditor(country: Country) -> User:
    materialise_year(2026, book=shipped_book(), at=AT)
    return person("Người Kiểm Tra", country.first, "auditor", "leader")


def test_a_line_names_its_document_with_a_link_in_few_queries(
    country: Country, auditor: User, client_for: ClientFor
) -> None:
    everything = _objects(country, country.first, auditor)
    objects = {title: everything[title] for title in sorted(everything)[: registry.KINDS_NAMED - 1]} | {
        "Cục Riêng": everything["Cục Riêng"]
    }
    for kind, key in objects.values():
        record("test.seen", acting_user=None, at=AT, chain=country.first.public_id, object_kind=kind, object_id=key)
    client = client_for(auditor)
    client.get(LIST)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(LIST).content.decode()
    for title in objects:
        assert f"{title}" in page
    assert page.count('</span>: <a href="') == len(objects)
    assert len(queries) <= 20, "\n".join(each["sql"][:150] for each in queries)


def test_what_the_reader_may_not_open_is_not_named(country: Country, auditor: User, client_for: ClientFor) -> None:
    """Even where a line of the reader's own chain speaks of another body's object."""
    draft_owner = country.second
    materialise_year(2026, book=shipped_book(), at=AT)
    objects = _objects(country, draft_owner, auditor)
    for kind, key in objects.values():
        record("test.seen", acting_user=None, at=AT, chain=country.first.public_id, object_kind=kind, object_id=key)
    page = client_for(auditor).get(LIST).content.decode()
    assert "test.seen" in page
    assert "riêng" not in page.lower()
    assert '</span>: <a href="' not in page


def test_a_page_of_many_kinds_stays_within_its_queries(country: Country, auditor: User, client_for: ClientFor) -> None:
    """The kinds of most lines are named, the others stand with their kind alone."""
    objects = _objects(country, country.first, auditor)
    for kind, key in [*objects.values(), objects["Nhiệm vụ riêng"]]:
        record("test.seen", acting_user=None, at=AT, chain=country.first.public_id, object_kind=kind, object_id=key)
    client = client_for(auditor)
    client.get(LIST)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(LIST).content.decode()
    assert page.count(">Nhiệm vụ riêng</a>") == 2
    assert page.count('</span>: <a href="') == registry.KINDS_NAMED + 1
    assert len(queries) <= 20, "\n".join(each["sql"][:150] for each in queries)


def test_a_kind_that_nobody_registered_has_no_name() -> None:
    assert registry.objects_named(None, [("unknown.kind", uuid.uuid4())], ON) == {}  # type: ignore[arg-type]
