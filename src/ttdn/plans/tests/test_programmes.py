"""Programmes and guidance from the law book as they stand; classes resolved; what a plan does not cover."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ttdn.accounts.models import User
from ttdn.filings.tests.builders import AT, World
from ttdn.law.book import shipped_book
from ttdn.organisations.models import BodyAttribute
from ttdn.organisations.tests.builders import make_body
from ttdn.plans import actions, coverage, programme_actions
from ttdn.plans.actions import TaskData
from ttdn.plans.errors import NotAllowed
from ttdn.plans.models import Guidance, PartyMember, Plan, Programme, ProgrammeChange, ProgrammeProgress, ProgrammeTask
from ttdn.plans.programmes import load, resolved_parties

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]


def test_the_annex_of_1486_is_loaded_as_it_stands() -> None:
    assert load(shipped_book(), AT).changed >= 3
    assert load(shipped_book(), AT).changed == 0
    programme = Programme.objects.get(law_id="qd-1486-ttg-2018")
    labels = list(programme.tasks.order_by("position").values_list("label", flat=True))
    assert labels == ["1.1", "1.2", "1.3", "1.4", "2.1", "2.2", "2.3", "2.4", "2.5", "3.1", "3.2", "4.1"]
    assert programme.tasks.get(label="1.4").title_vi.endswith("để triển khai các đề án của Chính phủ")
    assert programme.tasks.get(label="2.2").period_text == "Hàng năm"
    assert programme.changes.count() == 0


def test_the_command_says_what_it_read(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_programmes")
    assert "Đã đọc" in capsys.readouterr().out
    assert Guidance.objects.get(law_id="cv-947-btttt-2024").items.filter(label="6.2").exists()


def test_parties_are_resolved_on_the_day_and_open_ones_shown(world: World) -> None:
    load(shipped_book(), AT)
    ministry = make_body("ministry", "Bộ Thông tin và Truyền thông", "BTTTT")
    province = make_body("province", "Ủy ban nhân dân tỉnh Thí nghiệm", "UBND")
    BodyAttribute.objects.create(body=province, attribute="border_cambodia", valid_from=date(2018, 1, 1))
    tasks = {task.label: task for task in ProgrammeTask.objects.all()}
    found = resolved_parties([tasks["1.2"], tasks["1.3"], tasks["2.1"]], date(2020, 12, 31))
    assert [body.pk for body in found[tasks["1.2"].pk][0].bodies] == [ministry.pk]
    assert next(row for row in found[tasks["1.2"].pk] if row.party.kind == "open").open
    border = next(row for row in found[tasks["1.3"].pk] if row.party.kind == "class")
    assert [body.pk for body in border.bodies] == [province.pk]
    assert ministry.pk in {body.pk for body in found[tasks["2.1"].pk][0].bodies}


def test_only_the_coordinator_names_members_and_the_history_keeps_it(world: World, client_for: SignIn) -> None:
    load(shipped_book(), AT)
    task = ProgrammeTask.objects.get(label="1.2")
    party = task.parties.get(kind="open")
    url = reverse("plans_member_name", args=[task.programme.public_id, task.public_id, party.public_id])
    assert client_for(world.officer).post(url, {"body": "Bộ Khác"}).status_code == 404
    with pytest.raises(NotAllowed):
        programme_actions.name_member(party=party, body=world.stranger, instrument="", acting_user=world.officer, at=AT)
    client = client_for(world.staff)
    assert client.post(url, {"body": "Bộ Khác", "instrument": "123/BDP"}).status_code == 302
    assert PartyMember.objects.get().body == world.stranger
    page = client.get(reverse("plans_programme_task", args=[task.programme.public_id, task.public_id])).content.decode()
    assert "Bộ Khác" in page
    assert ProgrammeChange.objects.get().instrument == "123/BDP"
    load(shipped_book(), AT)
    assert PartyMember.objects.count() == 1


def test_an_adjustment_survives_the_next_loading(world: World, client_for: SignIn) -> None:
    load(shipped_book(), AT)
    task = ProgrammeTask.objects.get(label="2.3")
    url = reverse("plans_programme_adjust", args=[task.programme.public_id, task.public_id])
    fields = {
        "title_vi": "Đề án đã điều chỉnh", "period_text": "2019 - 2021", "year_from": "2019", "year_to": "2021",
        "instrument": "99/QĐ-TTg", "on": "01/01/2020", "reason": "Kéo dài thời gian",
    }  # fmt: skip
    assert client_for(world.officer).post(url, fields).status_code == 404
    assert client_for(world.staff).post(url, fields).status_code == 302
    Programme.objects.update(digest="")
    load(shipped_book(), AT)
    task.refresh_from_db()
    assert (task.title_vi, task.year_to) == ("Đề án đã điều chỉnh", 2021)
    change = ProgrammeChange.objects.get()
    assert change.before["year_to"] == 2020
    assert change.after["year_to"] == 2021


def test_what_a_plan_does_not_cover(world: World) -> None:
    load(shipped_book(), AT)
    letter = Guidance.objects.get(law_id="cv-947-btttt-2024")
    plan = Plan.objects.create(
        body=world.ministry, horizon="annual", year_from=2024, year_to=2024, title="Kế hoạch 2024"
    )
    item = letter.items.get(label="3")
    actions.add_task(
        plan=plan, data=TaskData("II.3", "Mở lớp tập huấn", guidance_item=item), acting_user=world.officer, at=AT
    )
    answers = coverage.live_answers(letter, [world.ministry.pk])
    states = {
        row.item.path: row.state for row in coverage.coverage(letter, world.ministry, answers, date(2024, 12, 31))
    }
    assert states[item.path] == "covered"
    assert states[letter.items.get(label="1").path] == "missing"
    inspection = letter.items.get(title_vi__startswith="Kiểm tra tình hình thực hiện")
    assert states[inspection.path] == "not_applicable"
    assert states[letter.items.get(deliverable="annual_plan").path] == "document"


def test_an_attribute_decides_what_applies(world: World) -> None:
    load(shipped_book(), AT)
    letter = Guidance.objects.get(law_id="cv-3616-btttt-2017")
    inland, border = make_body("province", "Tỉnh A"), make_body("province", "Tỉnh B")
    BodyAttribute.objects.create(body=border, attribute="border_laos", valid_from=date(2016, 1, 1))
    item = letter.items.filter(applies_to="land_border_laos|land_border_cambodia").first()
    assert item is not None
    on = date(2018, 1, 1)
    states = [
        next(row.state for row in coverage.coverage(letter, body, {}, on) if row.item.pk == item.pk)
        for body in (inland, border)
    ]
    assert states == ["not_applicable", "missing"]


def test_the_coordinator_reads_only_what_was_issued(world: World, client_for: SignIn) -> None:
    load(shipped_book(), AT)
    letter = Guidance.objects.get(law_id="cv-947-btttt-2024")
    Guidance.objects.filter(pk=letter.pk).update(year=2027)
    plan = Plan.objects.create(
        body=world.ministry, horizon="annual", year_from=2027, year_to=2027, title="Kế hoạch 2027"
    )
    data = TaskData("II.3", "Mở lớp tập huấn kín đáo", guidance_item=letter.items.get(label="3"))
    actions.add_task(plan=plan, data=data, acting_user=world.officer, at=AT)
    url = f"{reverse('plans_guidance', args=[letter.public_id])}?body={world.ministry.public_id}"
    staff = client_for(world.staff)
    assert "Mở lớp tập huấn kín đáo" not in staff.get(url).content.decode()
    assert "Mở lớp tập huấn kín đáo" in client_for(world.officer).get(url).content.decode()
    assert client_for(world.foreigner).get(url).status_code == 404
    world.issued("annual_plan", 2027)
    assert "Mở lớp tập huấn kín đáo" in staff.get(url).content.decode()


def test_progress_follows_issued_plans(world: World, client_for: SignIn) -> None:
    load(shipped_book(), AT)
    programme = Programme.objects.get()
    Programme.objects.update(period_to=2027)
    task = programme.tasks.get(label="2.2")
    plan = Plan.objects.create(
        body=world.ministry, horizon="annual", year_from=2027, year_to=2027, title="Kế hoạch 2027"
    )
    data = TaskData("II.5.c", "Sản phẩm đa ngôn ngữ", programme_task=task, state="under_way")
    actions.add_task(plan=plan, data=data, acting_user=world.officer, at=AT)
    assert not ProgrammeProgress.objects.exists()
    world.issued("annual_plan", 2027)
    row = ProgrammeProgress.objects.get()
    assert (row.task_id, row.body_id, row.year, row.planned, row.state) == (
        task.pk,
        world.ministry.pk,
        2027,
        1,
        "under_way",
    )
    url = reverse("plans_programme_task", args=[programme.public_id, task.public_id])
    assert "Bộ Thí nghiệm" in client_for(world.staff).get(url).content.decode()
    assert "Nhiệm vụ trong kế hoạch</th>" not in client_for(world.foreigner).get(url).content.decode()


def test_national_pages_keep_to_their_budget(world: World, client_for: SignIn) -> None:
    load(shipped_book(), AT)
    programme = Programme.objects.get()
    letter = Guidance.objects.get(law_id="cv-947-btttt-2024")
    client = client_for(world.staff)
    client.get(reverse("plans_programmes"))  # the first page of a session writes the session down
    for url in (
        reverse("plans_programmes"),
        reverse("plans_programme", args=[programme.public_id]),
        reverse("plans_programme_task", args=[programme.public_id, programme.tasks.all()[0].public_id]),
        reverse("plans_guidance", args=[letter.public_id]),
    ):
        with CaptureQueriesContext(connection) as queries:
            page = client.get(url)
        assert page.status_code == 200
        assert len(queries) <= 20, (url, len(queries), [each["sql"][:90] for each in queries])
        assert len(page.content) <= 150_000, (url, len(page.content))
