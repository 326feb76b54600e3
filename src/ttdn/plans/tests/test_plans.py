"""Plans: tasks by section, drafting on Phụ lục 01, adjustment after guidance, money, comparison, access."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from ttdn.accounts.models import User
from ttdn.filings import actions as filing_actions
from ttdn.filings.models import Filing
from ttdn.filings.tests.builders import AT, ON, World
from ttdn.organisations.models import FocalAssignment
from ttdn.organisations.tests.builders import make_body, make_member
from ttdn.plans import actions, budget_actions
from ttdn.plans.actions import TaskData
from ttdn.plans.budget_actions import LineData
from ttdn.plans.errors import NotAllowed, PlanExists, TaskClash, TaskInUse, UserError
from ttdn.plans.models import Plan, PlanSnapshot, Task
from ttdn.plans.snapshots import compare

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]


def make_plan(world: World, year: int = 2027, horizon: str = "annual", until: int | None = None) -> Plan:
    return actions.create_plan(
        body=world.ministry, horizon=horizon, year_from=year, year_to=until or year, title=f"Kế hoạch năm {year}",
        grounds=["tt-02-2019-btttt"], acting_user=world.officer, at=AT,
    )  # fmt: skip


def make_task(world: World, plan: Plan, title: str = "Mở lớp tập huấn", section: str = "II.3", **fields: Any) -> Task:
    data = TaskData(section_code=section, title=title, **fields)
    return actions.add_task(plan=plan, data=data, acting_user=world.officer, at=AT)


def test_one_annual_plan_per_year(world: World) -> None:
    make_plan(world)
    with pytest.raises(PlanExists):
        make_plan(world)
    with pytest.raises(UserError):
        make_plan(world, 2028, until=2030)


def test_only_the_bodys_officers_write(world: World) -> None:
    plan = make_plan(world)
    for user in (world.leader, world.clerk, world.staff, world.foreigner):
        with pytest.raises(NotAllowed):
            actions.add_task(plan=plan, data=TaskData("II.3", "Nhiệm vụ"), acting_user=user, at=AT)


def test_a_section_that_the_form_lacks_is_refused(world: World) -> None:
    with pytest.raises(UserError, match="không có trong mẫu"):
        make_task(world, make_plan(world), section="II.9")


def test_the_plan_drafts_its_document(world: World) -> None:
    plan = make_plan(world)
    task = make_task(world, plan, lead_text="Vụ Hợp tác", coordinators=("Cục Báo chí",), time_text="Quý II")
    line = LineData(source="central_budget", year=2027, estimate=50_000_000)
    budget_actions.add_line(plan=plan, task=task, data=line, acting_user=world.officer, at=AT)
    FocalAssignment.objects.create(
        body=world.ministry, unit=make_body("unit", "Vụ Hợp tác quốc tế", parent=world.ministry),
        officer_name="Nguyễn Văn A", document_number="12/QĐ-BTN", valid_from=ON - timedelta(days=30),
    )  # fmt: skip
    version = world.start("annual_plan", 2027)
    row = version.rows.get(code="II.3", table="main")
    assert row.cells == ["Mở lớp tập huấn", "Vụ Hợp tác", "Cục Báo chí", "Quý II", "", "50.000.000"]
    assert (row.link_kind, row.link_id) == ("task", task.public_id)
    assert version.sections.get(code="II.3").text == (
        "Trong năm 2027 triển khai 01 nhiệm vụ, dự toán kinh phí 50.000.000 đồng:"
    )
    assert version.sections.get(code="II.4").text == "Trong năm không bố trí nhiệm vụ riêng ở nội dung này."
    assert version.sections.get(code="III").text == (
        "Tổng dự toán kinh phí năm 2027: 50.000.000 đồng, trong đó ngân sách trung ương 50.000.000 đồng."
    )
    assert version.sections.get(code="II.2").text.startswith(
        "Giao Vụ Hợp tác quốc tế là đơn vị đầu mối; phân công Nguyễn Văn A là cán bộ phụ trách công tác thông tin "
        "đối ngoại (văn bản số 12/QĐ-BTN)."
    )


def test_baseline_amendment_and_what_changed(world: World) -> None:
    plan = make_plan(world)
    kept = make_task(world, plan, "Mở lớp tập huấn")
    given_up = make_task(world, plan, "Xuất bản sách", "II.5.c")
    issued = world.issued("annual_plan", 2027)
    baseline = PlanSnapshot.objects.get()
    assert (baseline.kind, baseline.version_id, len(baseline.tasks)) == ("baseline", issued.public_id, 2)
    with pytest.raises(TaskInUse):
        actions.remove_task(task=given_up, acting_user=world.officer, at=AT)
    actions.begin_amendment(
        plan=plan, reason="Theo công văn hướng dẫn", guidance=None, acting_user=world.officer, at=AT
    )
    actions.save_task(
        task=given_up, lock=0, acting_user=world.officer, at=AT,
        data=TaskData("II.5.c", "Xuất bản sách", state="cancelled", change_note="Không bố trí kinh phí"),
    )  # fmt: skip
    actions.save_task(
        task=kept,
        lock=0,
        acting_user=world.officer,
        at=AT,
        data=TaskData("II.3", "Mở lớp tập huấn", time_text="Quý III"),
    )
    make_task(world, plan, "Truyền thông về quyền con người", "II.5.e", change_note="Bổ sung theo hướng dẫn")
    amended = world.replaced(issued)
    filing_actions.redraft(version=amended, acting_user=world.officer, at=AT + timedelta(hours=3))
    world.fill(amended)
    amended = filing_actions.submit(version=amended, acting_user=world.officer, at=AT)
    filing_actions.approve(version=amended, content_hash=amended.content_hash, acting_user=world.leader, at=AT)
    amended.refresh_from_db()
    filing_actions.issue(
        version=amended, number_text="991", issued_on=ON, acting_user=world.clerk, at=AT + timedelta(hours=4)
    )
    second = PlanSnapshot.objects.order_by("pk").last()
    assert second is not None
    assert (second.kind, second.reason) == ("amended", "Theo công văn hướng dẫn")
    changes = {change.title: change for change in compare(baseline.tasks, second.tasks)}
    assert changes["Truyền thông về quyền con người"].kind == "added"
    assert [field.name for field in changes["Mở lớp tập huấn"].fields] == ["time"]
    assert changes["Xuất bản sách"].note == "Không bố trí kinh phí"
    assert Plan.objects.get(pk=plan.pk).amend_reason == ""


def test_a_clash_of_rows_writes_nothing(world: World) -> None:
    task = make_task(world, make_plan(world))
    actions.save_task(task=task, data=TaskData("II.3", "Bản một"), lock=0, acting_user=world.officer, at=AT)
    with pytest.raises(TaskClash) as clash:
        actions.save_task(task=task, data=TaskData("II.3", "Bản hai"), lock=0, acting_user=world.colleague, at=AT)
    assert (clash.value.mine["title"], clash.value.lock) == ("Bản hai", 1)
    assert Task.objects.get().title == "Bản một"


def test_tasks_are_drawn_once_from_another_plan(world: World) -> None:
    longer = make_plan(world, 2026, "medium", 2030)
    wanted = make_task(world, longer, "Đề án quảng bá", "II.4", coordinators=("Cục Báo chí",))
    plan = make_plan(world)
    for _attempt in range(2):
        actions.copy_tasks(plan=plan, source=longer, task_ids=[wanted.public_id], acting_user=world.officer, at=AT)
    drawn = plan.tasks.get()
    assert (drawn.title, drawn.source_task_id) == ("Đề án quảng bá", wanted.pk)
    assert [each.text for each in drawn.coordinators.all()] == ["Cục Báo chí"]


def test_order_within_a_section(world: World) -> None:
    plan = make_plan(world)
    first, second = make_task(world, plan, "Một"), make_task(world, plan, "Hai")
    actions.move_task(task=second, up=True, acting_user=world.officer, at=AT)
    assert list(plan.tasks.order_by("position").values_list("pk", flat=True)) == [second.pk, first.pk]


def test_the_report_compares_with_the_plan(world: World) -> None:
    plan = make_plan(world, 2026)
    make_task(world, plan, "Mở lớp tập huấn", state="done")
    make_task(world, plan, "Đề án quảng bá", "II.4", state="under_way", state_note="đã trình dự thảo")
    make_task(world, plan, "Xuất bản sách", "II.5.c")
    make_plan(world, 2027)
    make_task(world, Plan.objects.get(year_from=2027), "Mở lớp năm sau.")
    version = world.start("annual_report", 2026)
    assert version.sections.get(code="III.1").text == (
        "So với kế hoạch: đã hoàn thành 01/03 nhiệm vụ; đang thực hiện 01 nhiệm vụ; chưa triển khai 01 nhiệm vụ."
    )
    assert version.sections.get(code="III.2").text == (
        "Nhiệm vụ trong kế hoạch đang thực hiện, chưa hoàn thành: Đề án quảng bá (đã trình dự thảo).\n\n"
        "Nhiệm vụ trong kế hoạch chưa triển khai: Xuất bản sách."
    )
    assert version.sections.get(code="IV").text == (
        "Năm 2027 tập trung triển khai 01 nhiệm vụ theo kế hoạch:\n\n- Mở lớp năm sau."
    )


# Screens


def _task_form(**fields: Any) -> dict[str, Any]:
    return {"section_code": "II.3", "title": "Mở lớp tập huấn", "state": "not_begun", **fields}


def test_the_journey_without_javascript(world: World, client_for: SignIn) -> None:
    client = client_for(world.officer)
    fields = {"body": str(world.ministry.public_id), "horizon": "annual", "year_from": "2027", "once": "a"}
    answer = client.post(reverse("plans_new"), fields)
    plan = Plan.objects.get()
    assert answer.url == reverse("plans_page", args=[plan.public_id])
    assert plan.title == "Kế hoạch hoạt động thông tin đối ngoại năm 2027"
    new = reverse("plans_task_new", args=[plan.public_id])
    assert client.get(new, {"muc": "II.3"}).status_code == 200
    client.post(new, _task_form(once="b", coordinators="Bộ Khác\nHội Nhà báo"))
    task = Task.objects.get()
    assert [(each.body_id, each.text) for each in task.coordinators.all()] == [
        (world.stranger.pk, ""),
        (None, "Hội Nhà báo"),
    ]
    shown = client.get(answer.url).content.decode()
    assert "3. Tập huấn, bồi dưỡng nghiệp vụ thông tin đối ngoại" in shown
    assert "Mở lớp tập huấn" in shown
    edit = reverse("plans_task_edit", args=[task.public_id])
    assert client.post(edit, _task_form(lock="0", title="Mở hai lớp")).status_code == 302
    assert client.post(edit, _task_form(lock="0", title="Mở ba lớp")).status_code == 409
    document = client.post(reverse("plans_document", args=[plan.public_id]), {"once": "c"})
    filing = Filing.objects.get()
    assert document.url == reverse("filings_detail", args=[filing.public_id])
    assert (filing.form_id, filing.period) == ("annual_plan", "2027")


def test_a_row_is_edited_in_place(world: World, client_for: SignIn) -> None:
    task = make_task(world, make_plan(world))
    client = client_for(world.officer)
    url = reverse("plans_task_edit", args=[task.public_id])
    form = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert form.lstrip().startswith(f'<tr id="nv-{task.public_id}"')
    row = client.post(url, _task_form(lock="0", title="Mở hai lớp"), headers={"HX-Request": "true"})
    assert "Mở hai lớp" in row.content.decode()
    assert "<form" not in row.content.decode()


def test_foreign_plans_are_missing(world: World, client_for: SignIn) -> None:
    plan = make_plan(world)
    task = make_task(world, plan)
    own = Plan.objects.create(body=world.stranger, horizon="annual", year_from=2027, year_to=2027, title="Khác")
    pages = [
        *(reverse(name, args=[plan.public_id]) for name in
          ("plans_page", "plans_edit", "plans_budget", "plans_budget_sheet", "plans_compare", "plans_task_new")),
        reverse("plans_task_page", args=[task.public_id]),
        reverse("plans_task_edit", args=[task.public_id]),
        reverse("plans_draw", args=[own.public_id, plan.public_id]),
    ]  # fmt: skip
    for user in (world.foreigner, world.staff):
        client = client_for(user)
        assert [client.get(url).status_code for url in pages] == [404] * len(pages)
        for name in ("plans_amend", "plans_document"):
            assert client.post(reverse(name, args=[plan.public_id]), {"reason": "x"}).status_code == 404
        for name in ("plans_task_move", "plans_task_remove", "plans_task_line"):
            assert client.post(reverse(name, args=[task.public_id])).status_code == 404


def test_a_line_of_another_plan_is_missing(world: World, client_for: SignIn) -> None:
    plan, other = make_plan(world), make_plan(world, 2028)
    line = other.budget_lines.create(source="central_budget", year=2028, estimate=1)
    assert (
        client_for(world.officer).get(reverse("plans_line", args=[plan.public_id, line.public_id])).status_code == 404
    )


def test_a_units_officer_edits_own_tasks_only(
    world: World, client_for: SignIn, user_factory: Callable[..., User]
) -> None:
    unit = make_body("unit", "Vụ Hợp tác", parent=world.ministry)
    plan = make_plan(world)
    own, foreign = make_task(world, plan, unit_id=unit.pk), make_task(world, plan, "Việc chung")
    user = user_factory()
    make_member(user, world.ministry, "officer", unit)
    client = client_for(user)
    assert client.get(reverse("plans_task_edit", args=[own.public_id])).status_code == 200
    assert client.get(reverse("plans_task_edit", args=[foreign.public_id])).status_code == 404
    assert client.post(reverse("plans_task_remove", args=[foreign.public_id])).status_code == 403


def test_money_rolls_up_and_goes_to_the_finance_unit(world: World, client_for: SignIn) -> None:
    plan = make_plan(world)
    task = make_task(world, plan)
    client = client_for(world.officer)
    fields = {"source": "central_budget", "year": "2027", "estimate": "50.000.000", "spent": "20.000.000"}
    client.post(reverse("plans_task_line", args=[task.public_id]), {**fields, "once": "x"})
    client.post(reverse("plans_budget", args=[plan.public_id]), {**fields, "source": "other_lawful", "once": "y"})
    shown = client.get(reverse("plans_budget", args=[plan.public_id])).content.decode()
    assert "100.000.000" in shown
    sheet = load_workbook(BytesIO(client.get(reverse("plans_budget_sheet", args=[plan.public_id])).content))["TTĐN"]
    last = [cell.value for cell in list(sheet.rows)[-1]]
    assert last[2] == "Tổng cộng"
    assert last[6:9] == [100_000_000, 0, 40_000_000]


def test_pages_keep_to_their_budget(world: World, client_for: SignIn) -> None:
    plan = make_plan(world)
    for number in range(60):
        make_task(world, plan, f"Nhiệm vụ số {number}", coordinators=("Cục Báo chí",))
    client = client_for(world.officer)
    for url in (
        reverse("plans_list"),
        reverse("plans_page", args=[plan.public_id]),
        reverse("plans_task_page", args=[Task.objects.filter(plan=plan)[0].public_id]),
        reverse("plans_task_new", args=[plan.public_id]),
        reverse("plans_budget", args=[plan.public_id]),
    ):
        with CaptureQueriesContext(connection) as queries:
            page = client.get(url)
        assert page.status_code == 200
        assert len(queries) <= 20, (url, len(queries))
        assert len(page.content) <= 150_000, (url, len(page.content))
