"""The demonstration from nothing, once for all these tests: it is the longest journey through the whole product."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone
from pypdf import PdfReader

from ttdn.accounts.models import User
from ttdn.activities.models import Activity
from ttdn.audit import triggers
from ttdn.audit.models import AuditEntry
from ttdn.config.demonstration import documents
from ttdn.config.demonstration.people import PASSWORD, ministries_of_2024
from ttdn.config.demonstration.script import script, working_day
from ttdn.consolidation.board import board_duties
from ttdn.desk.queries import home
from ttdn.filings.models import Delivery, FilingVersion
from ttdn.notifications.models import Notice
from ttdn.obligations.models import Obligation
from ttdn.organisations.choices import MINISTRIES
from ttdn.organisations.models import Body
from ttdn.organisations.queries import reach_of
from ttdn.plans.models import Plan, PlanSnapshot
from ttdn.portal.choices import Kind, Standing, State
from ttdn.portal.content_queries import versions_of
from ttdn.portal.models import Edition, Item, MediaAsset, PublicRecord
from ttdn.portal.queries import is_stale, record_of
from ttdn.rounds.models import RoundAnswer

MARK = "DỮ LIỆU TRÌNH DIỄN"
SILENT = ("draft", "in_review", "approved", "none")
ACCOUNT_BODIES = ("bvhttdl", "bng", "btp", "btc", "tinh-an-giang")


@dataclass
class Played:
    """What two runs of the command said, and what the database held between and after them."""

    first: str
    second: str = ""
    seconds: float = 0.0  # of processor time, second run
    before: dict[str, int] = field(default_factory=dict)
    after: dict[str, int] = field(default_factory=dict)


def _counts() -> dict[str, int]:
    models = (User, Body, Plan, Activity, FilingVersion, Delivery, Obligation, AuditEntry, Notice, Item, Edition)
    return {model.__name__: model._default_manager.count() for model in models}


@pytest.fixture(scope="module")
def played(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Played]:
    """Play it, let a user change something, play it again; the database is emptied afterwards."""
    with django_db_blocker.unblock(), override_settings(DEMO=True):  # type: ignore[attr-defined]
        out = StringIO()
        call_command("demo", stdout=out)
        done = Played(out.getvalue())
        User.objects.filter(email="can-bo@btp.demo").update(full_name="Tên do người dùng đặt")
        done.before = _counts()
        out, begun = StringIO(), time.process_time()  # not of the clock: the machine may be busy with others
        call_command("demo", stdout=out)
        done.second, done.seconds, done.after = out.getvalue(), time.process_time() - begun, _counts()
        yield done
        triggers.drop(connection)
        call_command("flush", interactive=False, verbosity=0)


def test_every_ministry_of_2024_has_a_marked_plan_and_activities(played: Played, db: None) -> None:
    bodies = ministries_of_2024()
    assert len(bodies) == 30
    for body in bodies:
        plan = Plan.objects.get(body=body, year_from=2024)
        assert plan.is_demo
        assert plan.tasks.count() >= 10
        assert 8 <= Activity.objects.filter(body=body, year=2024, is_demo=True).count() <= 40
        assert FilingVersion.objects.filter(body=body, filing__form_id="annual_plan", state="issued").exists()


def test_guidance_adjusted_some_plans(played: Played, db: None) -> None:
    amended = PlanSnapshot.objects.filter(plan__year_from=2024, kind="amended")
    assert amended.count() == sum(entry["plan"] == "amended" for entry in script("bodies").values())
    assert FilingVersion.objects.filter(filing__form_id="annual_plan", state="superseded").count() == amended.count()


def test_reports_stand_in_every_state(played: Played, db: None) -> None:
    states = Counter(
        FilingVersion.objects.filter(
            filing__form_id="annual_report", filing__year=2024, body__in=ministries_of_2024()
        ).values_list("state", flat=True)
    )
    assert set(states) == {"draft", "in_review", "approved", "issued"}
    deliveries = Delivery.objects.filter(version__filing__form_id="annual_report", version__filing__year=2024)
    assert {"sent", "received", "accepted", "returned"} == set(deliveries.values_list("state", flat=True))


def test_the_board_shows_every_colour(played: Played, db: None) -> None:
    duties = board_duties(2024).filter(rule_id="annual_report", bearer__kind="ministry")
    found = set(duties.with_status(timezone.now()).values_list("status_code", flat=True))  # type: ignore[attr-defined]
    assert found == {"on_time", "late", "late_open"}


def test_the_five_plans_of_decision_1079_are_those_the_letter_names(played: Played, db: None) -> None:
    duties = Obligation.objects.filter(rule_id="human_rights_plan")
    assert duties.count() == 30
    sent = duties.filter(met_at__isnull=False).values_list("bearer__code", flat=True)
    assert set(sent) == {"bqp", "btp", "bnv", "ttcp", "vtv"}


def test_every_number_and_document_is_marked(played: Played, db: None) -> None:
    versions = FilingVersion.objects.exclude(number_text="")
    assert versions.count() > 60
    assert not versions.exclude(number_text__startswith="TD-").exists()
    assert not FilingVersion.objects.filter(filing__is_demo=False).exists()
    for version in versions.exclude(document=None):
        assert version.document is not None
        assert version.document["mark"] == MARK


@pytest.mark.parametrize("name", documents.NAMES)
def test_the_documents_open(played: Played, name: str) -> None:
    path = documents.folder() / name
    assert path.stat().st_size > 5000
    if path.suffix == ".pdf":
        for page in PdfReader(path).pages:
            letters = "".join(page.extract_text().split())
            assert MARK.replace(" ", "") in letters
    else:
        with ZipFile(path) as package:
            assert package.testzip() is None
            assert "[Content_Types].xml" in package.namelist()


def test_nothing_old_is_overdue_on_the_desks(played: Played, db: None) -> None:
    on, at = timezone.localdate(), timezone.now()
    for code in ACCOUNT_BODIES:
        user = User.objects.get(email__startswith="can-bo@", memberships__body__code=code)
        shown = home(user, reach_of(user, on), at, on)
        assert shown["due"]
        assert all(row.status.code != "late_open" for row in shown["due"] if row.duty.year < on.year)


def test_the_accounts_have_work_waiting(played: Played, db: None) -> None:
    on, at = timezone.localdate(), timezone.now()

    def desk(email: str) -> dict[str, list[object]]:
        user = User.objects.get(email=email)
        return home(user, reach_of(user, on), at, on)

    assert desk("lanh-dao@bng.demo")["waiting"]
    assert desk("can-bo@btp.demo")["waiting"]
    assert desk("van-thu@btc.demo")["waiting"]
    assert desk("van-thu@bvhttdl.demo")["incoming"]
    assert desk("can-bo@tinh-an-giang.demo")["returned"]
    assert Notice.objects.filter(user__email="dieu-phoi@bvhttdl.demo", read_at=None).exists()
    states = Counter(RoundAnswer.objects.values_list("state", flat=True))
    assert states["approved"] == 1
    assert states["submitted"] == 1
    assert states["waiting"] >= 2


def test_the_portal_holds_every_kind_in_two_languages(played: Played, db: None) -> None:
    for language in ("vi", "en"):
        kinds = set(PublicRecord.objects.filter(language=language).values_list("kind", flat=True))
        assert kinds == set(Kind.values)
    assert {"fr", "lo", "zh-hans"} <= set(PublicRecord.objects.values_list("language", flat=True))
    assert set(PublicRecord.objects.values_list("standing", flat=True)) == set(Standing.values)
    assert Edition.objects.filter(change="correction", state=State.PUBLISHED).count() == 2
    assert not Item.objects.filter(is_demo=False).exists()
    for record in PublicRecord.objects.exclude(language="vi").select_related("edition"):
        assert record.edition.translated_from_hash


def test_a_french_translation_is_stale_and_says_so(played: Played, db: None) -> None:
    stale = [
        record
        for record in PublicRecord.objects.exclude(language="vi").select_related("edition", "item")
        if is_stale(record, record_of(record.item, "vi"))
    ]
    assert [record.language for record in stale] == ["fr"]
    page = Client().get(stale[0].path).content.decode()
    assert stale[0].title in page
    assert 'class="notice"' in page


def test_nothing_is_called_edited_and_figures_are_of_the_day_they_are_told(played: Played, db: None) -> None:
    for item in Item.objects.all():
        assert not [each.language.code for each in versions_of(item) if each.changed_since], item
    for record in PublicRecord.objects.filter(kind=Kind.FACT_SHEET).select_related("edition"):
        told = date.fromisoformat(record.edition.snapshot["fields"]["as_of"])
        rows = [
            row for block in record.edition.snapshot["blocks"] if block["type"] == "figures" for row in block["rows"]
        ]
        days = [date(*map(int, reversed(row["as_of"].split("/")))) for row in rows]
        assert max(days) == told


def test_the_newsroom_has_work_waiting(played: Played, db: None) -> None:
    states = Counter(Edition.objects.values_list("state", flat=True))
    for state in (State.IN_REVIEW, State.REVIEWED, State.APPROVED, State.SCHEDULED, State.RETURNED):
        assert states[state], state
    assert "bien-tap@bvhttdl.demo" in played.first
    assert "bien-dich@bng.demo" in played.first


def test_every_public_picture_is_drawn_here_and_said_in_words(played: Played, db: None) -> None:
    pictures = MediaAsset.objects.filter(kind="picture")
    assert pictures.count() >= 10
    for picture in pictures:
        assert picture.is_demo
        assert picture.words["vi"]["alt"]
    maps = pictures.filter(title__contains="34")
    assert all("Hoàng Sa" in each.words["vi"]["alt"] and "Trường Sa" in each.words["vi"]["alt"] for each in maps)


def test_an_account_signs_in_with_the_printed_password(played: Played, db: None) -> None:
    assert PASSWORD in played.first
    assert "lanh-dao@bng.demo" in played.first
    user = User.objects.get(email="lanh-dao@bng.demo")
    assert user.check_password(PASSWORD)
    client = Client()
    client.force_login(user)
    assert client.get("/lam-viec/").status_code == 200
    past = User.objects.get(email="lanh-dao@btttt.2024.demo")
    assert not past.has_usable_password()


def test_a_second_run_is_quick_and_changes_nothing(played: Played, db: None) -> None:
    assert played.after == played.before
    assert User.objects.get(email="can-bo@btp.demo").full_name == "Tên do người dùng đặt"
    assert played.second.count("đã có") >= 8
    assert played.seconds < 15


def test_the_audit_trail_is_whole(played: Played, db: None) -> None:
    call_command("verify_audit", stdout=StringIO())


def test_without_the_flag_no_account_is_made(db: None) -> None:
    with override_settings(DEMO=False), pytest.raises(CommandError, match="TTDN_DEMO=1"):
        call_command("demo")


def test_a_folder_that_cannot_be_written_is_a_sentence(played: Played, tmp_path: Path) -> None:
    blocked = tmp_path / "var"
    blocked.write_text("một tệp, không phải thư mục", encoding="utf-8")
    with override_settings(VAR=blocked), pytest.raises(OSError, match="var"):
        documents.write_documents()
    assert blocked != settings.VAR


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2024, 11, 29), date(2024, 11, 29)),
        (date(2024, 11, 30), date(2024, 11, 29)),
        (date(2024, 12, 1), date(2024, 11, 29)),
    ],
)
def test_documents_are_issued_on_working_days(day: date, worked: date) -> None:
    assert working_day(day) == worked


def test_a_successor_does_not_answer_for_a_body_that_still_existed(played: Played, db: None) -> None:
    duties = Obligation.objects.filter(rule_id="annual_report", period="2024", bearer__kind__in=MINISTRIES)
    silent = set(duties.filter(met_at=None).values_list("bearer__code", flat=True))
    told = {code for code, entry in script("bodies").items() if entry["report"] in SILENT}
    assert silent == told
