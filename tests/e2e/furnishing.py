"""The furnished country: two ministries with people, duties, a plan, activities, a round, papers at each step."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from newsroom import NewsDesk, furnish_newsroom

from ttdn.activities.models import Activity
from ttdn.activities.tests.builders import record
from ttdn.files.tests.makers import pdf_bytes
from ttdn.filings.actions.links import AnswerData, keep_answer, make_link, send_answer
from ttdn.filings.links import draft_digest
from ttdn.filings.models import FilingVersion
from ttdn.filings.tests.builders import AT, World, person
from ttdn.harvest.choices import RunState, SourceKind, Stage
from ttdn.harvest.models import Fault, Quarantined, Run, Source
from ttdn.law import shipped_book
from ttdn.obligations.actions import materialise_year
from ttdn.obligations.models import Obligation
from ttdn.organisations.models import Body
from ttdn.organisations.queries import reach_of, units_of
from ttdn.organisations.tests.builders import make_body, make_member
from ttdn.plans import programmes
from ttdn.plans.actions import TaskData, add_task, create_plan
from ttdn.plans.budget_actions import LineData, add_line
from ttdn.plans.models import Guidance, Plan, Programme, Task
from ttdn.plans.queries import workplace_of
from ttdn.rounds.actions.opening import open_round
from ttdn.rounds.models import Round

NOW = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
"""14:00 on 20/11/2026 in Viet Nam: four hours after what the builders do."""
ON = date(2026, 11, 20)
YEAR = 2026


@dataclass
class Furnished:
    """What the tests speak of by name."""

    world: World
    unit: Body
    unit_officer: object
    unit_head: object
    auditor: object
    plan: Plan
    task: Task
    opened: Round
    waiting: FilingVersion
    draft: FilingVersion
    approved: FilingVersion
    issued: FilingVersion
    duty: Obligation
    activity: Activity
    programme: Programme
    guidance: Guidance
    silent_duty: Obligation
    answer: str
    """Address of an answer link that is open, with a document waiting to be confirmed."""
    answered: str
    """Address of one that was used."""
    desk: NewsDesk
    editor: object
    source: Source


def furnish() -> Furnished:
    """Build it with the same actions that the screens call."""
    world = World()
    Body.objects.filter(pk__in=[world.ministry.pk, world.coordinator.pk]).update(numbering="internal")
    for body in (world.ministry, world.coordinator):
        body.refresh_from_db()
    make_member(world.staff, world.coordinator, "leader")
    unit = make_body("unit", "Cục Thông tin đối ngoại", "TTĐN", parent=world.ministry)
    unit_officer, unit_head = person("Cán bộ Cục", unit), person("Cục trưởng", unit)
    make_member(unit_officer, world.ministry, "officer", unit)
    make_member(unit_head, world.ministry, "unit_head", unit)
    auditor = person("Kiểm Tra Viên", world.ministry, "auditor")
    book = shipped_book()
    programmes.load(book, AT)
    silent = make_body("ministry", "Bộ Chưa có tài khoản", "BCTK")
    materialise_year(YEAR, book=book, at=AT)
    plan, task = _plan(world)
    activity = _activities(world, task)
    desk = furnish_newsroom(world)
    return Furnished(
        desk=desk,
        editor=desk.editor,
        source=_source(world),
        world=world,
        unit=unit,
        unit_officer=unit_officer,
        unit_head=unit_head,
        auditor=auditor,
        plan=plan,
        task=task,
        opened=_round(world),
        waiting=world.submitted(year=2024),
        draft=world.start("annual_report", 2022),
        approved=world.approved(year=2023),
        issued=world.issued(year=2025),
        duty=Obligation.objects.get(rule_id="annual_report", bearer=world.ministry, year=YEAR),
        activity=activity,
        programme=Programme.objects.all()[0],
        guidance=Guidance.objects.all()[0],
        silent_duty=Obligation.objects.get(rule_id="annual_report", bearer=silent, year=YEAR),
        answer=_answer_link(world, silent, "annual_report", sent=False),
        answered=_answer_link(world, silent, "annual_plan", sent=True),
    )


def _source(world: World) -> Source:
    """A source of the harvest whose last visit broke off, with a record kept aside."""
    source = Source.objects.create(
        name="Kho tin của Bộ Thí nghiệm",
        kind=SourceKind.FOREIGN,
        base_url="https://kho.bo-thi-nghiem.example/oai",
        body=world.ministry,
        trusted_keys=["a" * 64],
        last_success_at=AT,
        added_by=world.staff,
        added_at=AT,
    )
    run = Run.objects.create(
        source=source, state=RunState.FAILED, started_at=AT, alive_at=AT, ended_at=AT,
        seen=12, kept=10, unchanged=1, refused=1,
    )  # fmt: skip
    identifier, reason = "oai:kho.bo-thi-nghiem.example:tin-2026-0117", "Bản ghi không có tiêu đề."
    Fault.objects.create(run=run, stage=Stage.PARSE, identifier=identifier, sentence=reason, at=AT)
    Quarantined.objects.create(
        source=source,
        identifier=identifier,
        datestamp="2026-11-19T02:00:00Z",
        stage=Stage.PARSE,
        reason=reason,
        raw="<record/>",
        at=AT,
    )
    return source


def _answer_link(world: World, body: Body, form_id: str, *, sent: bool) -> str:
    """The address of a link to a duty of a body without a login, the answer waiting or sent."""
    duty = Obligation.objects.unmet().filter(bearer=body, form_id=form_id, year=YEAR)[0]
    reach = reach_of(world.staff, ON)
    link, secret = make_link(obligation=duty, days=14, address="", reach=reach, acting_user=world.staff, at=AT)
    data = AnswerData("125", "BC-BCTK", ON, "Nguyễn Văn Ký", "Trần Thị Liên", "024 3000 0000")
    kept = keep_answer(link=link, data=data, upload=SimpleUploadedFile("da-ky.pdf", pdf_bytes("Bao cao")), at=AT)
    if sent:
        send_answer(link=link, digest=draft_digest(kept), at=AT)
    return reverse("filings_answer", args=[link.public_id, secret])


def _plan(world: World) -> tuple[Plan, Task]:
    plan = create_plan(
        body=world.ministry,
        horizon=Plan.Horizon.ANNUAL,
        year_from=YEAR,
        year_to=YEAR,
        title="Kế hoạch thông tin đối ngoại năm 2026 của Bộ Thí nghiệm",
        grounds=[],
        acting_user=world.officer,
        at=AT,
    )
    task = add_task(
        plan=plan,
        data=TaskData(section_code="II.3", title="Tập huấn người phát ngôn", output="Hai lớp", time_text="Quý II"),
        acting_user=world.officer,
        at=AT,
    )
    add_line(
        plan=plan,
        task=task,
        data=LineData(
            source="central_budget", year=YEAR, estimate=250_000_000, allotted=200_000_000, spent=180_000_000
        ),
        acting_user=world.officer,
        at=AT,
    )
    return plan, task


def _activities(world: World, task: Task) -> Activity:
    for month, kind in enumerate(("training_course", "publication", "event_abroad", "press_release"), start=2):
        record(world.ministry, world.officer, kind, date(YEAR, month, 5))
    return record(
        world.ministry, world.officer, "training_course", date(YEAR, 4, 12), task_id=task.public_id, cost=85_000_000
    )


def _round(world: World) -> Round:
    return open_round(
        body=world.ministry,
        title="Thu thập số liệu cho báo cáo năm 2026",
        year=YEAR,
        asks=["task", "activity"],
        note="Ghi đủ số liệu đến ngày 31/10.",
        due_on=date(YEAR, 11, 24),
        legal_due_on=date(YEAR, 11, 29),
        units=list(units_of(world.ministry, ON)),
        workplace=workplace_of(world.officer, ON),
        acting_user=world.officer,
        at=AT,
        on=ON,
    )
