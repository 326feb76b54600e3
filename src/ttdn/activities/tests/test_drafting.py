"""What the report drafts from records: sentences with links, figures, and facts; actual and estimated apart."""

from datetime import date

import pytest

from ttdn.activities import actions
from ttdn.activities.actions import save_estimates
from ttdn.activities.models import Activity
from ttdn.activities.records import current_hashes, record_hash
from ttdn.activities.tests.builders import AT, record
from ttdn.filings.models import Fact, FilingVersion
from ttdn.filings.tests.builders import World, person
from ttdn.organisations.models import Succession
from ttdn.organisations.tests.builders import make_body
from ttdn.plans.models import Plan, Task

pytestmark = pytest.mark.django_db


def _text(version: FilingVersion, code: str) -> str:
    return version.sections.get(code=code).text


def test_a_section_tells_sums_names_and_links(world: World) -> None:
    for day, title, people in ((5, "Lớp A", 100), (9, "Lớp B", 120), (12, "Lớp C", 60), (20, "Lớp D", 40)):
        record(
            world.ministry, world.officer, on=date(2026, 3, day), title=title,
            figures={"courses": 1, "participants": people},
        )  # fmt: skip
    version = world.start("annual_report")
    text = _text(version, "II.3")
    assert "Tổ chức 04 lớp tập huấn, bồi dưỡng nghiệp vụ thông tin đối ngoại với 320 lượt người tham gia." in text
    assert "Tiêu biểu: Lớp A (ngày 05/3/2026, tại Hà Nội); Lớp B" in text
    assert "Lớp D" not in text
    assert "đã triển khai 02/09 nội dung (điểm a, c)" in text
    sentence = version.sentences.get(code="II.3", key="activities.section:training_course.sum")
    assert len(sentence.links) == 4
    assert {"code": "participants", "value": 320, "estimated": False} in sentence.figures
    assert Fact.objects.filter(version=version, section="II.3", estimated=False).count() == 4


def test_an_empty_section_says_so_and_a_planned_one_names_the_tasks(world: World) -> None:
    plan = Plan.objects.create(
        body=world.ministry, horizon="annual", year_from=2026, year_to=2026, title="Kế hoạch năm 2026"
    )
    Task.objects.create(plan=plan, body=world.ministry, section_code="II.5.c", title="Xuất bản sách ảnh.")
    version = world.start("annual_report")
    assert _text(version, "II.5.d") == "Trong kỳ không phát sinh."
    assert _text(version, "II.5.c") == "Chưa ghi nhận kết quả của 01 nhiệm vụ trong kế hoạch: Xuất bản sách ảnh."


def test_what_came_after_the_closing_date_is_told_apart(world: World) -> None:
    record(world.ministry, world.officer, on=date(2026, 10, 31), figures={"courses": 1, "participants": 50})
    record(world.ministry, world.officer, on=date(2026, 11, 1), figures={"courses": 1, "participants": 30})
    save_estimates(
        body=world.ministry, year=2026, acting_user=world.officer, at=AT, basis={"training_course": "Kế hoạch quý IV"},
        values={("training_course", ""): 2, ("training_course", "courses"): 2, ("training_course", "participants"): 80},
    )  # fmt: skip
    version = world.start("annual_report")
    text = _text(version, "II.3")
    assert "Tổ chức 01 lớp tập huấn, bồi dưỡng nghiệp vụ thông tin đối ngoại với 50 lượt người tham gia." in text
    assert "Ước thực hiện từ sau ngày 31/10/2026 đến hết năm 2026: tổ chức thêm 02 lớp" in text
    assert "với 80 lượt người tham gia (số ước thực hiện)." in text
    facts = Fact.objects.filter(version=version, section="II.3")
    assert sum(fact.figures["participants"] for fact in facts if not fact.estimated) == 50
    assert sum(fact.figures["participants"] for fact in facts if fact.estimated) == 80
    assert {fact.record_kind for fact in facts if fact.estimated} == {"activity", "estimate"}


def test_figures_that_cannot_be_summed_stay_out_of_facts(world: World) -> None:
    record(world.ministry, world.officer, "publication", figures={"titles": 1, "copies": 10, "languages": 2})
    version = world.start("annual_report")
    fact = Fact.objects.get(version=version, kind="publication")
    assert fact.figures == {"titles": 1, "copies": 10}
    assert fact.languages == ["vi", "en"]


def test_a_changed_record_has_another_hash_and_a_cancelled_one_none(world: World) -> None:
    activity = record(world.ministry, world.officer)
    first = record_hash(activity)
    assert current_hashes([activity.public_id]) == {activity.public_id: first}
    Activity.objects.filter(pk=activity.pk).update(title="Tên khác")
    assert current_hashes([activity.public_id]) != {activity.public_id: first}
    actions.cancel_activity(activity=activity, reason="Ghi trùng", acting_user=world.officer, at=AT)
    assert current_hashes([activity.public_id]) == {}


def test_a_merged_body_tells_its_predecessors_year_once(world: World) -> None:
    old = make_body("ministry", "Bộ Cũ", "BC")
    record(old, _officer_of(world, old), on=date(2026, 2, 3), title="Lớp của Bộ Cũ")
    record(old, _officer_of(world, old), on=date(2025, 2, 3), title="Lớp năm trước của Bộ Cũ")
    old.dissolved_on = date(2026, 3, 1)
    old.save()
    Succession.objects.create(
        predecessor=old, successor=world.ministry, function="all", effective_on=date(2026, 3, 1), kind="merger",
        legal_act="Nghị định hợp nhất", recorded_at=AT,
    )  # fmt: skip
    record(world.ministry, world.officer, on=date(2026, 4, 1), title="Lớp của Bộ mới")
    merged = world.start("annual_report", 2026)
    assert "Tổ chức 02 lớp" in _text(merged, "II.3")
    before = world.start("annual_report", 2025)
    assert _text(before, "II.3").startswith("Trong kỳ không phát sinh.")


def _officer_of(world: World, body: object) -> object:
    return person("Cán bộ Bộ Cũ", body, "officer")  # type: ignore[arg-type]


def test_spending_against_estimate(world: World) -> None:
    plan = Plan.objects.create(
        body=world.ministry, horizon="annual", year_from=2026, year_to=2026, title="Kế hoạch năm 2026"
    )
    plan.budget_lines.create(source="central_budget", year=2026, estimate=200_000_000, allotted=150_000_000)
    record(world.ministry, world.officer, cost=100_000_000, cost_source="central_budget")
    version = world.start("annual_report")
    assert _text(version, "II.6") == (
        "Tổng dự toán kinh phí thông tin đối ngoại năm 2026 là 200.000.000 đồng; được giao 150.000.000 đồng; "
        "đã thực hiện 100.000.000 đồng, đạt 50% so với dự toán."
    )
    row = version.rows.get(code="II.6", table="budget")
    assert row.cells == ["Ngân sách trung ương", "200.000.000", "150.000.000", "100.000.000", "50%"]
