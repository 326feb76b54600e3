"""A refusal loses nothing: whatever form an action refuses comes back with the sentence and with what was typed."""

import inspect
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from ttdn.activities.tests.builders import record
from ttdn.filings.tests.builders import AT, World
from ttdn.law import shipped_book
from ttdn.obligations.actions import materialise_year
from ttdn.obligations.models import Obligation
from ttdn.organisations.models import Body
from ttdn.organisations.queries import units_of
from ttdn.organisations.tests.builders import make_body, make_member
from ttdn.plans import programmes
from ttdn.plans.actions import TaskData, add_task, create_plan
from ttdn.plans.models import Plan, Programme
from ttdn.plans.queries import workplace_of
from ttdn.rounds.actions.opening import open_round

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
ON, YEAR = date(2026, 11, 20), 2026
TYPED = "Nội dung tôi vừa gõ. Độ mật: MẬT"
"""Text that every action refuses: it carries the mark of a state secret."""
READS_TEXT = re.compile(r'POST\.get(?:list)?\(\s*"(?:reason|remark|text|cell|note|title|mine)"')
SHOWS_ITSELF = {"filings_live_preview", "plans_task_new"}
"""Addresses that read text of a form and show the form themselves, or change nothing."""


class Country:
    """A ministry with a plan, an activity, a round and documents at each step."""

    def __init__(self) -> None:
        """Build it."""
        self.world = world = World()
        make_member(world.staff, world.coordinator, "leader")
        self.unit = make_body("unit", "Cục Thông tin đối ngoại", "TTĐN", parent=world.ministry)
        book = shipped_book()
        programmes.load(book, AT)
        materialise_year(YEAR, book=book, at=AT)
        who = {"acting_user": world.officer, "at": AT}
        self.plan = create_plan(
            body=world.ministry, horizon=Plan.Horizon.ANNUAL, year_from=YEAR, year_to=YEAR, title="Kế hoạch",
            grounds=[], **who,
        )  # fmt: skip
        self.task = add_task(plan=self.plan, data=TaskData(section_code="II.3", title="Tập huấn"), **who)
        self.activity = record(world.ministry, world.officer, "training_course", date(YEAR, 4, 12))
        self.round = open_round(
            body=world.ministry, title="Thu thập", year=YEAR, asks=["task"], note="", due_on=date(YEAR, 11, 24),
            legal_due_on=None, units=list(units_of(world.ministry, ON)), workplace=workplace_of(world.officer, ON),
            on=ON, **who,
        )  # fmt: skip
        self.duty = Obligation.objects.get(rule_id="annual_report", bearer=world.ministry, year=YEAR)
        self.programme = Programme.objects.all()[0]
        self.draft = world.start("annual_report", 2022)
        self.waiting = world.submitted(year=2024)
        self.approved = world.approved(year=2023)
        self.issued = world.issued(year=2025)


@pytest.fixture(scope="module")
def country(django_db_setup: None, django_db_blocker: Any) -> Iterator[Country]:
    """Built once, on the day after the builders' work: every request below is refused and changes nothing."""
    with django_db_blocker.unblock(), time_machine.travel(NOW):
        block = transaction.atomic()
        block._from_testcase = True
        with block:
            yield Country()
            transaction.set_rollback(True)


Case = tuple[str, Callable[[Country], str], dict[str, Any]]


def _version(name: str, *more: str) -> Callable[[Country], list[Any]]:
    return lambda made: [getattr(made, name).public_id, *more]


def _address(url_name: str, arguments: Callable[[Country], list[Any]]) -> Callable[[Country], str]:
    return lambda made: reverse(url_name, args=arguments(made))


def _none(_made: Country) -> list[Any]:
    return []


def _case(who: str, name: str, arguments: Callable[[Country], list[Any]], **fields: Any) -> Any:
    return pytest.param(who, _address(name, arguments), fields, id=name)


CASES = [
    _case("officer", "filings_submit", _version("draft"), remark=TYPED),
    _case("leader", "filings_approve", _version("waiting"), remark=TYPED, content_hash="x"),
    _case("leader", "filings_return", _version("waiting"), reason=TYPED),
    _case("officer", "filings_reopen", _version("waiting"), remark=TYPED),
    _case("officer", "filings_comment", _version("draft", "I.1"), text=TYPED),
    _case("officer", "filings_section", _version("draft", "I.1"), text=TYPED, lock="0"),
    _case("officer", "filings_revise", _version("issued"), reason=TYPED),
    _case("officer", "filings_recall", _version("issued"), reason=TYPED),
    _case("officer", "filings_header", _version("draft"), signer_name=TYPED, signing_authority="", lock="0"),
    _case("officer", "filings_start", _none, form="annual_report", body="ministry", year="2021", title=TYPED),
    _case("clerk", "filings_issue", _version("approved"), number_text="12", issued_on="không phải ngày", place=TYPED),
    _case("staff", "filings_supplement", lambda made: [made.issued.deliveries.get().public_id], reason=TYPED),
    _case("staff", "filings_accept", lambda made: [made.issued.deliveries.get().public_id], remark=TYPED),
    _case("staff", "filings_key_in", _none, body="ministry", form="ad_hoc_report", year="2026", number_text="1",
          symbol="BC", document_date="10/11/2026", channel="paper", sent_on="10/11/2026", received_on="12/11/2026",
          incoming_number="77", signer_name=TYPED),
    _case("staff", "obligations_relieve", lambda made: [made.duty.public_id], kind="waived", document_number="1/CV",
          document_date="10/11/2026", reason=TYPED),
    _case("staff", "obligations_request_new", _none, title=TYPED, form_id="ad_hoc_report", document_number="1/CV",
          document_date="10/11/2026", due_on="30/11/2026", bodies="ministry"),
    _case("staff", "obligations_calendar_change", _none, day="05/11/2026", name_vi=TYPED),
    _case("officer", "plans_new", _none, horizon="annual", year_from="2027", title=TYPED),
    _case("officer", "plans_edit", lambda made: [made.plan.public_id], title=TYPED, lock="0"),
    _case("officer", "plans_task_new", lambda made: [made.plan.public_id], section_code="II.3", title=TYPED,
          state="not_begun"),
    _case("officer", "plans_task_line", lambda made: [made.task.public_id], source="central_budget", year=str(YEAR),
          estimate="5", note=TYPED),
    _case("officer", "plans_budget", lambda made: [made.plan.public_id], source="central_budget", year=str(YEAR),
          estimate="5", note=TYPED),
    _case("officer", "plans_amend", lambda made: [made.plan.public_id], reason=TYPED),
    _case("staff", "plans_programme_add", lambda made: [made.programme.public_id], label="99", title_vi=TYPED,
          group_label="I", year_from="2026", year_to="2027", instrument="1/QĐ", on="10/11/2026", reason="Bổ sung"),
    _case("officer", "rounds_new", _none, title=TYPED, year="2026", asks="task", due_on="24/11/2026", units="unit"),
    _case("officer", "activities_cancel", lambda made: [made.activity.public_id], reason=TYPED),
    _case("officer", "activities_estimates", _none, **{"uoc__training_course__": "3",
                                                       "can-cu__training_course": TYPED}),
    _case("staff", "consolidation_remark", lambda made: [made.issued.public_id], text=TYPED),
]  # fmt: skip


@pytest.mark.parametrize(("who", "address", "fields"), CASES)
def test_what_was_typed_comes_back(country: Country, who: str, address: Any, fields: dict[str, Any]) -> None:
    bodies: dict[str, Body] = {"ministry": country.world.ministry, "unit": country.unit}
    sent = {
        name: str(bodies[value].public_id) if name in ("body", "bodies", "units") and value in bodies else value
        for name, value in fields.items()
    }
    client = Client()
    client.force_login(getattr(country.world, who))
    answer = client.post(address(country), sent)
    assert answer.status_code in (400, 409, 422), answer.headers.get("Location", answer.status_code)
    page = unescape(answer.content.decode())
    assert TYPED in page
    assert 'method="post"' in page
    assert 'class="alert alert--error"' in page or "alert--warn" in page


def _views(resolver: URLResolver) -> Iterator[tuple[str, Any]]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _views(each)
        elif isinstance(each, URLPattern) and each.name:
            yield each.name, each.callback


def test_every_address_that_reads_text_of_a_form_keeps_it() -> None:
    forgetful = {
        name
        for name, view in _views(get_resolver())
        if getattr(view, "__module__", "").startswith("ttdn.")
        and not view.__module__.startswith("ttdn.portal")
        and READS_TEXT.search(inspect.getsource(inspect.unwrap(view)))
        and not hasattr(view, "keeps_typed")
    }
    assert forgetful - SHOWS_ITSELF == set()


def test_a_document_with_empty_sections_names_each_with_its_way(country: Country) -> None:
    client = Client()
    client.force_login(country.world.officer)
    page = client.post(reverse("filings_submit", args=[country.draft.public_id])).content.decode()
    editor = reverse("filings_editor", args=[country.draft.public_id])
    assert f'href="{editor}?muc=' in page
