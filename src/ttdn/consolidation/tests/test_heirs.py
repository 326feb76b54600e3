"""What a body left overdue when it ended: its heir answers, and the record goes on saying who bore it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from ttdn.accounts.models import User
from ttdn.activities.models import Activity
from ttdn.filings import actions
from ttdn.filings.actions.issuing import fulfil
from ttdn.filings.models import FilingVersion
from ttdn.filings.tests.builders import AT, World, person
from ttdn.law import shipped_book
from ttdn.obligations.actions import materialise_year, record_act, send_request
from ttdn.obligations.choices import StatusCode
from ttdn.obligations.models import Obligation
from ttdn.obligations.queries import answerer_of, status_of
from ttdn.organisations.actions import Change, NameFields, record_succession
from ttdn.organisations.models import Body
from ttdn.organisations.queries import reach_of
from ttdn.organisations.tests.builders import make_body

ClientFor = Callable[[User], Client]
DAY = date(2026, 12, 10)
LATER = AT + timedelta(days=30)
"""20/12/2026: after the date of the report and after the merger."""


@pytest.fixture
def world(db: None) -> World:
    """A ministry with its people, and a coordinator."""
    return World()


class Merged:
    """A ministry whose report was overdue on the day it was merged into another; a second heir of other work."""

    def __init__(self, world: World, kind: str = "merger") -> None:
        self.world = world
        self.heir = make_body("ministry", "Bộ Kế tục", "BKT")
        self.other = make_body("ministry", "Bộ Nhận Việc Khác", "BNVK")
        self.officer = person("Cán Bộ Kế Tục", self.heir, "officer", "unit_head", "leader", "clerk")
        self.bystander = person("Cán Bộ Khác", self.other, "officer")
        book = shipped_book()
        materialise_year(2026, book=book, at=AT)
        send_request(
            form_id="ad_hoc_report",
            title="Báo cáo đột xuất",
            text="",
            document_number="15/BDP",
            document_date=date(2026, 11, 20),
            due_on=date(2026, 11, 25),
            bodies=[world.ministry],
            book=book,
            reach=reach_of(world.staff, date(2026, 11, 20)),
            acting_user=world.staff,
            at=AT,
        )
        for body, title in ((world.ministry, "Lớp tập huấn của bộ cũ"), (self.heir, "Lớp tập huấn của bộ kế tục")):
            Activity.objects.create(
                body=body, title=title, kind="training_course", section_code="II.3", starts_on=date(2026, 5, 4),
                ends_on=date(2026, 5, 4), year=2026, month=5, figures={"courses": 1, "participants": 20},
                created_at=AT, updated_at=AT, created_by=world.officer,
            )  # fmt: skip
        others = (self.other,) if kind == "split" else ()
        change = Change(kind, (world.ministry,), DAY, "Nghị quyết 1", successor=self.heir, others=others)
        record_succession(change=change, acting_user=None, at=LATER)
        world.ministry.refresh_from_db()

    def duty(self, rule: str = "annual_report") -> Obligation:
        rows = Obligation.objects.select_related("derivation", "bearer", "first_bearer")
        return rows.get(rule_id=rule, first_bearer=self.world.ministry, year=2026)

    def answer(self, duty: Obligation, client: Client, number: str) -> FilingVersion:
        """The heir begins at the button of the duty, fills, approves and issues its answer."""
        page = client.get(reverse("obligations_detail", args=[duty.public_id])).content.decode()
        assert "trả lời thay" in page
        assert f"body={self.heir.public_id}" in page
        form = {"body": str(self.heir.public_id), "form": duty.form_id, "year": "2026", "duty": str(duty.public_id)}
        assert client.post(reverse("filings_start"), form | {"once": number}).status_code == 302
        version = FilingVersion.objects.latest("pk")
        assert (version.body, version.filing.subject_id) == (self.heir, duty.public_id)
        for section in version.sections.filter(text=""):
            actions.save_section(
                version=version, code=section.code, text="Nội dung.", lock=section.lock, acting_user=self.officer,
                at=LATER,
            )  # fmt: skip
        version.refresh_from_db()
        actions.save_header(
            version=version, values={"signer_name": "Lãnh Đạo Mới"}, lock=version.header_lock, acting_user=self.officer,
            at=LATER,
        )  # fmt: skip
        version = actions.submit(version=version, acting_user=self.officer, at=LATER)
        version = actions.approve(
            version=version, content_hash=version.content_hash, acting_user=self.officer, at=LATER
        )
        return actions.issue(
            version=version, number_text=number, issued_on=date(2026, 12, 20), acting_user=self.officer, at=LATER
        )


@pytest.mark.parametrize("kind", ["merger", "split"])
def test_the_heir_answers_what_was_overdue_and_the_bearer_stays_recorded(
    world: World, client_for: ClientFor, kind: str
) -> None:
    with time_machine.travel(LATER):
        merged = Merged(world, kind)
        duty = merged.duty()
        assert (duty.bearer, duty.met_at) == (world.ministry, None)
        assert answerer_of(duty, date(2026, 12, 20)) == merged.heir
        version = merged.answer(duty, client_for(merged.officer), "41")
        told = version.sections.get(code="II.3").text
        labels = set(version.facts.values_list("label", flat=True))
        duty = merged.duty()
        done = duty.fulfilments.get()
        assert (duty.bearer, done.answered_by, done.target_id) == (
            world.ministry,
            merged.heir,
            version.filing.public_id,
        )
        assert status_of(duty, LATER).code == StatusCode.LATE
        assert "Lớp tập huấn của bộ cũ" in labels  # the work of the body that bore the duty, not the heir's own
        assert "Lớp tập huấn của bộ kế tục" not in labels
        assert "01 lớp" in told
        own = Obligation.objects.get(rule_id="annual_report", bearer=merged.heir, year=2026)
        assert own.met_at is None  # the heir still owes its own
        page = client_for(merged.officer).get(reverse("obligations_detail", args=[duty.public_id])).content.decode()
        assert "Bộ Thí nghiệm" in page
        assert "Bộ Kế tục" in page
        staff = client_for(world.staff)
        board = staff.get(reverse("consolidation_board"), {"year": "2026", "kind": "ministry"}).content.decode()
        assert "nay Bộ Kế tục trả lời" in board
        assert "cơ quan kế tục gửi" in board


def test_the_heir_answers_a_request_sent_before_the_merger(world: World, client_for: ClientFor) -> None:
    with time_machine.travel(LATER):
        merged = Merged(world)
        duty = merged.duty("request")
        merged.answer(duty, client_for(merged.officer), "42")
        duty = merged.duty("request")
        assert duty.fulfilments.get().answered_by == merged.heir
        assert duty.met_at is not None
        assert merged.duty().met_at is None
        asked = reverse("obligations_request", args=[duty.origin_id])
        assert "nay Bộ Kế tục trả lời" in client_for(world.staff).get(asked).content.decode()


def test_the_heir_of_other_work_neither_sees_nor_answers(world: World, client_for: ClientFor) -> None:
    with time_machine.travel(LATER):
        merged = Merged(world, "split")
        duty = merged.duty()
        client = client_for(merged.bystander)
        assert client.get(reverse("obligations_detail", args=[duty.public_id])).status_code == 404
        form = {"body": str(merged.other.public_id), "form": duty.form_id, "year": "2026", "duty": str(duty.public_id)}
        assert client.post(reverse("filings_start"), form).status_code == 404


def test_the_heirs_own_late_report_meets_its_predecessors_duty_of_the_merger_year(world: World) -> None:
    """It draws their activities of that year; of the year before it would not, so that year stays to be answered."""
    with time_machine.travel(LATER):
        materialise_year(2025, book=shipped_book(), at=AT)
        merged = Merged(world)
        for year in (2025, 2026):
            version = actions.start_filing(
                form_id="annual_report", body=merged.heir, period=str(year), year=year, acting_user=merged.officer,
                at=LATER,
            ).versions.get()  # fmt: skip
            FilingVersion.objects.filter(pk=version.pk).update(issued_at=LATER)
            version.refresh_from_db()
            actions_fulfil(version)
        rows = Obligation.objects.filter(rule_id="annual_report", first_bearer=world.ministry).order_by("year")
        assert [(row.year, row.met_at is not None) for row in rows] == [(2025, False), (2026, True)]


def actions_fulfil(version: FilingVersion) -> None:
    """The building block that issuing calls."""
    fulfil(version, at=LATER)


def test_an_extension_past_the_merger_passes_the_duty_on(world: World) -> None:
    """Who bears a duty is decided by its last good day, the extension included."""
    materialise_year(2026, book=shipped_book(), at=AT)
    heir = make_body("ministry", "Bộ Kế tục", "BKT")
    duty = Obligation.objects.get(rule_id="annual_report", bearer=world.ministry, year=2026)
    Obligation.objects.filter(pk=duty.pk).update(extended_due_at=AT + timedelta(days=60))
    record_succession(
        change=Change("merger", (world.ministry,), DAY, "Nghị quyết 1", successor=heir), acting_user=None, at=LATER
    )
    duty.refresh_from_db()
    assert duty.first_bearer == world.ministry
    assert duty.carried_to == Obligation.objects.get(rule_id="annual_report", first_bearer=heir, year=2026)


def test_a_renamed_body_goes_on_with_its_duties(world: World) -> None:
    materialise_year(2026, book=shipped_book(), at=AT)
    before = set(Obligation.objects.values_list("pk", "bearer_id"))
    change = Change("renaming", (world.ministry,), DAY, "Nghị quyết 1", name=NameFields(name_vi="Bộ Tên Mới"))
    record_succession(change=change, acting_user=None, at=LATER)
    assert set(Obligation.objects.values_list("pk", "bearer_id")) == before


def test_an_act_stated_by_the_heir_names_it(world: World) -> None:
    with time_machine.travel(LATER):
        merged = Merged(world)
        late = Obligation.objects.filter(first_bearer=world.ministry, bearer=world.ministry, met_at=None)
        duty = late.exclude(fulfilment="filing").filter(period="2026-Q3").first()
        assert duty is not None
        row = record_act(
            obligation=duty,
            done_on=date(2026, 9, 1),
            document="Giấy xác nhận",
            reach=reach_of(merged.officer, date(2026, 12, 20)),
            acting_user=merged.officer,
            at=LATER,
        )
        assert row.answered_by is None  # done while the bearer itself existed
        assert Body.objects.get(pk=duty.bearer_id) == world.ministry
