"""Row-level security: a query that nobody narrowed gives no foreign draft inside a request (decision record 0006).

SQLite has no such thing; there the same tests say so: the probe sees every row, and only the first belt holds.
"""

import json
import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.checks import run_checks
from django.db import connection, transaction
from django.http import HttpRequest, JsonResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import include, path

from ttdn.accounts.models import User
from ttdn.activities.models import Activity, Estimate
from ttdn.audit import reaching, row_security
from ttdn.filings import actions
from ttdn.filings.models import Comment, DraftedSentence, FilingVersion, HeldText, Section, TableRow
from ttdn.filings.tests.builders import AT, World
from ttdn.organisations.models import Body
from ttdn.plans.models import BudgetLine, Plan, Task
from ttdn.rounds.models import Round, RoundAnswer, RoundItem

SHUT = connection.vendor == "postgresql"
SHOWN: tuple[type[Any], ...] = (
    FilingVersion, Section, DraftedSentence, TableRow, Comment, HeldText, Activity, Estimate, Task, BudgetLine,
    RoundAnswer, RoundItem,
)  # fmt: skip


def probe(_request: HttpRequest) -> JsonResponse:
    """What somebody gets who forgot to narrow a query."""
    return JsonResponse({model.__name__: model.objects.count() for model in SHOWN})


def change(_request: HttpRequest) -> JsonResponse:
    """What somebody changes who forgot to narrow an update."""
    with transaction.atomic():
        changed = Section.objects.filter(version__state="draft").update(text="đã đổi")
        return JsonResponse({"changed": changed})


urlpatterns = [
    path("lam-viec/do-thu/", probe),
    path("lam-viec/doi-thu/", change),
    path("", include("ttdn.config.urls")),
]


@pytest.fixture
def world(db: None, settings: Any) -> Iterator[World]:
    """Drafts of every kind at one ministry; the probe beside the real pages."""
    settings.ROOT_URLCONF = __name__
    with time_machine.travel(AT + timedelta(days=1)):
        world = World()
        version = world.fill(world.start())
        code = version.sections.order_by("code").values_list("code", flat=True)[0]
        actions.add_comment(version=version, code=code, text="Xem lại", acting_user=world.officer, at=AT)
        HeldText.objects.create(version=version, code=code, text="Bản của tôi", by=world.officer, at=AT)
        DraftedSentence.objects.create(version=version, code=code, key="k", text="Đã mở lớp.")
        TableRow.objects.create(version=version, code=code, cells=["Ô"])
        _records(world.ministry, world.officer)
        yield world


def _records(body: Body, officer: User) -> None:
    day = date(2026, 5, 4)
    Activity.objects.create(
        body=body, kind="training", section_code="II.3", title="Mở lớp", starts_on=day, ends_on=day, year=2026, month=5,
        created_at=AT, updated_at=AT,
    )  # fmt: skip
    Estimate.objects.create(body=body, year=2026, section_code="II.3", kind="training")
    plan = Plan.objects.create(body=body, year_from=2026, year_to=2026, title="Kế hoạch")
    Task.objects.create(plan=plan, body=body, section_code="II.3", title="Mở lớp")
    BudgetLine.objects.create(plan=plan, source="nsnn", year=2026)
    opened = Round.objects.create(
        body=body, title="Đợt", year=2026, due_on=day, opened_by=officer, opened_at=AT,
    )  # fmt: skip
    answer = RoundAnswer.objects.create(round=opened, unit=body)
    RoundItem.objects.create(answer=answer, ask="tasks", title="Việc", created_at=AT)


def _as(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _seen(client: Client) -> dict[str, int]:
    answer: dict[str, int] = json.loads(client.get("/lam-viec/do-thu/").content)
    return answer


def test_a_forgotten_filter_shows_the_reader_all_and_a_stranger_nothing(world: World) -> None:
    mine = _seen(_as(world.officer))
    assert all(mine.values())
    for reader in (world.foreigner, world.staff):
        seen = _seen(_as(reader))
        assert seen == (dict.fromkeys(mine, 0) if SHUT else mine)
    assert _seen(Client()) == (dict.fromkeys(mine, 0) if SHUT else mine)


def test_a_forgotten_filter_changes_nothing_foreign(world: World) -> None:
    drafts = Section.objects.count()
    assert json.loads(_as(world.foreigner).get("/lam-viec/doi-thu/").content)["changed"] == (0 if SHUT else drafts)
    assert json.loads(_as(world.officer).get("/lam-viec/doi-thu/").content)["changed"] == drafts


def test_what_was_issued_is_shown_to_its_addressees(world: World) -> None:
    issued = world.issued("annual_plan", 2027)
    assert issued.deliveries.filter(addressee=world.coordinator).exists()
    drafts = FilingVersion.objects.exclude(pk=issued.pk).count()
    staff, stranger = _seen(_as(world.staff)), _seen(_as(world.foreigner))
    assert staff["FilingVersion"] == (1 if SHUT else drafts + 1)
    assert staff["Section"] == (issued.sections.count() if SHUT else Section.objects.count())
    assert staff["Comment"] == (0 if SHUT else Comment.objects.count())
    assert stranger["FilingVersion"] == (0 if SHUT else drafts + 1)


def test_after_a_request_the_session_shows_what_it_showed_before(world: World) -> None:
    before = FilingVersion.objects.count()
    _seen(_as(world.foreigner))
    assert FilingVersion.objects.count() == before
    with reaching.only([world.stranger.pk]):
        assert FilingVersion.objects.count() == (0 if SHUT else before)
        with reaching.everything():
            assert FilingVersion.objects.count() == before
        assert FilingVersion.objects.count() == (0 if SHUT else before)
    with reaching.only([]):
        assert FilingVersion.objects.count() == (0 if SHUT else before)


def test_the_belt_survives_a_failed_transaction(world: World) -> None:
    every = FilingVersion.objects.count()

    def fail() -> None:
        with transaction.atomic(), reaching.everything():
            assert FilingVersion.objects.count() == every
            FilingVersion.objects.create(public_id=uuid.uuid4())

    with reaching.only([world.stranger.pk]):
        with pytest.raises(Exception, match=r"(?i)null"):
            fail()
        assert FilingVersion.objects.count() == (0 if SHUT else every)
    assert FilingVersion.objects.count() == every


def test_the_web_server_shows_nothing_unless_asked(world: World) -> None:
    kept = reaching._default[0]
    try:
        reaching.close_by_default()
        assert reaching.wanted() == ""
        reaching.apply(connection)
        assert FilingVersion.objects.count() == (0 if SHUT else 1)
    finally:
        reaching._default[0] = kept
        reaching.apply(connection)
    assert FilingVersion.objects.count() == 1


def test_a_page_costs_one_statement_more_at_most(world: World) -> None:
    client = _as(world.officer)
    client.get("/lam-viec/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/lam-viec/")
    told = [each for each in queries.captured_queries if "set_config" in each["sql"]]
    assert len(queries) <= 20
    assert not told  # told past Django's log: it is one short statement, and another after the answer


def test_every_policy_is_there_and_its_loss_is_told(world: World) -> None:
    names = {policy.table for policy in row_security.registered()}
    assert {model._meta.db_table for model in SHOWN} <= names
    assert row_security.missing(connection) == []
    assert not row_security.passes_by(connection)
    if not SHUT:
        assert row_security.install(connection) == []
        return
    spoil = (
        "ALTER TABLE plans_task DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE filings_section NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY filings_comment_reach ON filings_comment",
        "ALTER POLICY activities_activity_reach ON activities_activity USING (true)",
        "CREATE POLICY wide ON rounds_rounditem USING (true)",
    )
    with connection.cursor() as cursor:
        connection.check_constraints()
        for statement in spoil:
            cursor.execute(statement)
    gone = {"plans_task", "filings_section", "filings_comment", "activities_activity", "rounds_rounditem"}
    assert {policy.table for policy in row_security.missing(connection)} == gone
    told = [each.id for each in run_checks(databases=["default"])]
    assert told.count("audit.W002") == len(gone)
    row_security.install(connection)
    assert row_security.missing(connection) == []
