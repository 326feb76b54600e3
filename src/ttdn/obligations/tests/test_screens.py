"""The screens over HTTP: who sees which duty, relief, requests, acts, calendar; no foreign duty leaks."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ttdn.accounts.models import User
from ttdn.law import shipped_book
from ttdn.notifications.models import Notice
from ttdn.obligations.actions import materialise_year
from ttdn.obligations.book import current_book
from ttdn.obligations.models import LawOverlay, Obligation, Relief, Request
from ttdn.organisations.models import Body
from ttdn.organisations.tests.builders import AT, make_body, make_member

YEAR = timezone.localdate().year


class World:
    """Two ministries, a coordinator, and people signed in."""

    def __init__(self, user_factory: Callable[..., User], client_for: Callable[[User], Client]) -> None:
        self.coordinator = make_body("ministry", "Bộ Điều phối", role="coordinator")
        self.ours, self.theirs = make_body("ministry", "Bộ Ta"), make_body("ministry", "Bộ Bạn")
        officer, staff, auditor = user_factory(), user_factory(), user_factory()
        make_member(officer, self.ours, "officer")
        make_member(auditor, self.ours, "auditor")
        make_member(staff, self.coordinator, "coordinator_staff")
        self.officer, self.staff, self.auditor = client_for(officer), client_for(staff), client_for(auditor)
        materialise_year(YEAR, book=shipped_book(), at=AT)

    def duty(self, body: Body, rule: str = "annual_report") -> Obligation:
        return Obligation.objects.get(rule_id=rule, bearer=body, year=YEAR)


@pytest.fixture
def world(db: None, user_factory: Callable[..., User], client_for: Callable[[User], Client]) -> World:
    return World(user_factory, client_for)


def test_an_officer_sees_own_duties_with_the_reason(world: World) -> None:
    with CaptureQueriesContext(connection) as queries:
        page = world.officer.get(reverse("obligations_list")).content.decode()
    assert "Báo cáo tổng kết" in page
    assert "Bộ Bạn" not in page
    assert len(queries) <= 20
    detail = world.officer.get(reverse("obligations_detail", args=[world.duty(world.ours).public_id])).content.decode()
    assert "Vì sao có hạn này" in detail
    assert "trước ngày 30 tháng 11" in detail


@pytest.mark.parametrize("name", ["obligations_detail", "obligations_relieve", "obligations_record_act"])
def test_a_foreign_duty_is_not_found(world: World, name: str) -> None:
    address = reverse(name, args=[world.duty(world.theirs).public_id])
    assert world.officer.get(address).status_code == 404
    assert world.officer.post(address, {}).status_code in (404, 405)
    assert Client().get(address).status_code == 302  # to the sign-in page


def _relief(**changes: str) -> dict[str, str]:
    return {
        "kind": "extended",
        "new_due_on": f"15/12/{YEAR}",
        "document_number": "12/BVHTTDL-TTCSTTĐN",
        "document_date": f"01/11/{YEAR}",
        "reason": "Thiên tai",
        "once": "một",
    } | changes


def test_an_extension_moves_the_date_and_a_replayed_form_does_nothing_more(world: World) -> None:
    duty = world.duty(world.ours)
    address = reverse("obligations_relieve", args=[duty.public_id])
    for _ in range(2):
        assert world.staff.post(address, _relief()).status_code == 302
    duty.refresh_from_db()
    assert duty.extended_due_at is not None
    assert timezone.localtime(duty.extended_due_at).strftime("%d/%m %H:%M") == "16/12 00:00"
    assert Relief.objects.count() == 1


def test_relief_needs_a_reason_its_document_and_the_coordinator(world: World) -> None:
    address = reverse("obligations_relieve", args=[world.duty(world.ours).public_id])
    refused = world.staff.post(address, _relief(reason="", document_number="", new_due_on=""))
    assert refused.status_code == 422
    assert "Gia hạn thì phải ghi hạn mới." in refused.content.decode()
    assert world.officer.post(address, _relief()).status_code == 403
    early = world.staff.post(address, _relief(new_due_on=f"01/11/{YEAR}"))
    assert early.status_code == 400
    assert "Hạn mới phải sau hạn đang áp dụng" in early.content.decode()
    assert not Relief.objects.exists()


def test_a_request_lays_a_duty_on_each_body_asked(world: World) -> None:
    form = {
        "title": "Báo cáo đột xuất về quảng bá",
        "text": "",
        "form_id": "ad_hoc_report",
        "document_number": "99/BVHTTDL-TTCSTTĐN",
        "document_date": f"02/11/{YEAR}",
        "due_on": f"20/12/{YEAR}",
        "bodies": [str(world.ours.public_id), str(world.theirs.public_id)],
        "once": "hai",
    }
    address = reverse("obligations_request_new")
    assert world.officer.post(address, form).status_code == 403
    answer = world.staff.post(address, form)
    assert answer.status_code == 302
    assert world.staff.post(address, form).url == answer.url  # a double click makes one request
    asked = Request.objects.get()
    assert Notice.objects.get(kind="obligations.request").url == answer.url  # the officer of our body, told once
    assert Obligation.objects.filter(origin_id=str(asked.public_id)).count() == 2
    page = world.officer.get(answer.url).content.decode()
    assert "Bộ Ta" in page
    assert "Bộ Bạn" not in page


def test_a_request_not_addressed_to_me_is_not_found(world: World) -> None:
    form = {
        "title": "Chỉ hỏi Bộ Bạn",
        "form_id": "ad_hoc_report",
        "document_number": "1/X",
        "document_date": f"02/11/{YEAR}",
        "due_on": f"20/12/{YEAR}",
        "bodies": [str(world.theirs.public_id)],
    }
    answer = world.staff.post(reverse("obligations_request_new"), form)
    assert world.officer.get(answer.url).status_code == 404
    assert "Chỉ hỏi Bộ Bạn" not in world.officer.get(reverse("obligations_requests")).content.decode()


def test_an_assignment_is_recorded_by_the_bearers_own_people(world: World) -> None:
    duty = world.duty(world.ours, "spokesperson")
    address = reverse("obligations_record_act", args=[duty.public_id])
    form = {"done_on": f"05/01/{YEAR}", "document": "Quyết định 15/QĐ"}
    assert world.auditor.post(address, form).status_code == 403
    assert world.officer.post(address, form).status_code == 302
    duty.refresh_from_db()
    assert duty.met_at is not None
    future = {"done_on": f"05/01/{YEAR + 1}", "document": "x"}
    assert world.officer.post(address, future).status_code == 400
    dated = Obligation.objects.get(
        rule_id="quarterly_press_conference", bearer=world.ours, year=YEAR, period=f"{YEAR}-Q1"
    )
    address = reverse("obligations_record_act", args=[dated.public_id])
    early = world.officer.post(address, {"done_on": f"05/10/{YEAR - 1}", "document": "x"})
    assert early.status_code == 400
    assert f"kỳ {YEAR}-Q1" in early.content.decode()


def _day(**changes: str) -> dict[str, str]:
    return {
        "day": f"27/11/{YEAR}",
        "kind": "swapped_off",
        "name_vi": "Nghỉ hoán đổi",
        "name_en": "Swapped day off",
        "instrument": "bo-luat-lao-dong-2019",
        "decision": "Thông báo thử nghiệm",
    } | changes


def test_a_calendar_change_lists_what_moves_before_it_is_saved(world: World) -> None:
    address = reverse("obligations_calendar_change")
    assert world.officer.get(address).status_code == 403
    before = world.duty(world.ours).derivation
    assert before is not None
    day = before.advised_on.strftime("%d/%m/%Y")
    preview = world.staff.post(address, _day(day=day)).content.decode()
    assert "Thời hạn còn mở sẽ đổi" in preview
    assert f"<td>{before.due_on:%d/%m/%Y}</td><td>{day} → <strong>" in preview  # what stays is said once
    assert not LawOverlay.objects.exists()
    assert world.staff.post(address, _day(day=day, confirmed="1", once="ba")).status_code == 302
    after = world.duty(world.ours).derivation
    assert after is not None
    assert after.due_on == before.due_on  # "trước ngày" never moves
    assert after.advised_on < before.advised_on
    assert not current_book().calendar.is_working_day(before.advised_on)


def test_the_form_of_a_calendar_change_has_a_way_back(world: World) -> None:
    back = reverse("obligations_calendar", args=[YEAR])
    page = world.staff.get(reverse("obligations_calendar_change")).content.decode()
    assert f'<a class="btn btn--quiet" href="{back}">Thôi</a>' in page
    assert world.staff.get(back).status_code == 200


def test_marks_of_a_secret_are_refused_in_a_calendar_change(world: World) -> None:
    address = reverse("obligations_calendar_change")
    for name in ("name_vi", "name_en", "decision"):
        answer = world.staff.post(address, _day(confirmed="1", once=name) | {name: "TUYỆT MẬT"})
        assert answer.status_code in (200, 400, 422)
        assert "TUYỆT MẬT" in answer.content.decode()
    assert not LawOverlay.objects.exists()


def test_a_calendar_day_outside_the_years_is_refused_with_a_sentence(world: World) -> None:
    answer = world.staff.post(reverse("obligations_calendar_change"), _day(day="01/01/1999", kind="nothing"))
    assert answer.status_code == 422
    assert not LawOverlay.objects.exists()


def test_the_law_pages_open_and_mark_what_is_not_checked(world: World) -> None:
    page = world.officer.get(reverse("obligations_law")).content.decode()
    assert "02/2019/TT-BTTTT" in page
    assert "chưa đối chiếu" in page
    assert world.officer.get(reverse("obligations_instrument", args=["tt-02-2019-btttt"])).status_code == 200
    assert world.officer.get(reverse("obligations_instrument", args=["khong-co"])).status_code == 404
    calendar = world.officer.get(reverse("obligations_calendar", args=[2026])).content.decode()
    assert "12729/VPCP" in calendar
    assert world.officer.get(reverse("obligations_calendar", args=[1990])).status_code == 404
    found = world.officer.get(
        reverse("obligations_calculator"), {"term": "clarification_statement", "anchor": "17/11/2026"}
    )
    assert "25/11/2026" in found.content.decode()
    wrong = world.officer.get(
        reverse("obligations_calculator"), {"term": "programme_1486_report", "anchor": "01/01/2026"}
    )
    assert "2020" in wrong.content.decode()
