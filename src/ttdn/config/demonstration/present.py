"""The current year: the accounts have work waiting, whenever the demonstration is made."""

from collections.abc import Iterator
from datetime import date, timedelta

from ttdn.config.demonstration.activities import estimate_rest, record_activities
from ttdn.config.demonstration.life import Receivers, Way, play
from ttdn.config.demonstration.people import account_bodies, cast_of, coordinator_on
from ttdn.config.demonstration.plans import make_plan, next_years_plan, settle_tasks
from ttdn.config.demonstration.script import moment, script, working_day
from ttdn.obligations.actions import send_request
from ttdn.obligations.book import current_book
from ttdn.obligations.models import Request
from ttdn.organisations.models import Body
from ttdn.organisations.queries import reach_of
from ttdn.plans.queries import annual_plan

FATES = {
    "bvhttdl": ("draft", "draft"),
    "bng": ("in_review", "draft"),
    "btp": ("returned", "sent"),
    "btc": ("approved", "draft"),
    "tinh-an-giang": ("sent", "supplement"),
}
"""How far the report of this year and the plan of the next have come, by body."""

REQUEST = "TD-31/BVHTTDL-TTĐN"
"""Number of the coordinator's ad hoc request."""

FEWER = {"bvhttdl": 34, "bng": 30, "btp": 18, "btc": 14, "tinh-an-giang": 16}
"""How many activities each body has recorded this year."""


def field_of(body: Body) -> str:
    """What the body's work is about."""
    return str(script("bodies").get(body.code, {}).get("field", "văn hóa, du lịch và biên giới"))


def profile_of(body: Body) -> str:
    """The profile that chooses its kinds of activity."""
    return str(script("bodies").get(body.code, {}).get("profile", "border"))


def form_of_body(kind: str, body: Body) -> str:
    """`annual_plan` or `annual_report`, under the provincial heading for a province."""
    return f"{kind}_province" if body.kind == "province" else kind


def receivers_on(on: date) -> Receivers:
    """Who takes in and judges for the coordinator on a day."""
    coordinator, staff = coordinator_on(on)
    return Receivers(coordinator.body, coordinator.clerk, staff)


def plan_this_year(body: Body, on: date) -> None:
    """The plan of the current year, issued last November."""
    last = date(on.year - 1, 10, 15)
    cast = cast_of(body, last)
    make_plan(cast, on.year, field_of(body), last)
    play(
        form_id=form_of_body("annual_plan", body),
        period=str(on.year),
        year=on.year,
        cast=cast,
        way=Way("accepted", date(on.year - 1, 10, 20), working_day(date(on.year - 1, 11, 14))),
        receivers=receivers_on(date(on.year - 1, 11, 14)),
        field=field_of(body),
    )


def work_this_year(body: Body, on: date) -> None:
    """Activities, progress and estimates of the current year, and the two documents due in November under way."""
    cast = cast_of(body, on)
    yesterday = on - timedelta(days=1)
    days = (yesterday - date(on.year, 1, 1)).days
    if days > 0:
        number = max(FEWER[body.code] * days // 320, 4)
        record_activities(cast, field=field_of(body), profile=profile_of(body), number=number, last_day=yesterday)
    plan = annual_plan(body.pk, on.year)
    if plan is None:
        return
    settle_tasks(plan, cast, yesterday)
    if (on.month, on.day) > (10, 31):
        estimate_rest(cast, on.year, yesterday)
    next_years_plan(plan, cast, yesterday)
    for kind, year, until in _documents(body, on):
        play(
            form_id=form_of_body(kind, body),
            period=str(year),
            year=year,
            cast=cast,
            way=_way(until, on),
            receivers=receivers_on(on),
            field=field_of(body),
        )


def _documents(body: Body, on: date) -> Iterator[tuple[str, int, str]]:
    report, plan = FATES[body.code]
    yield "annual_report", on.year, report
    yield "annual_plan", on.year + 1, plan


def _way(until: str, on: date) -> Way:
    """Days just past: what is under way was put forward this week, what came back was sent two weeks ago."""
    if until == "supplement":
        issued = working_day(on - timedelta(days=11))
        return Way(until, issued - timedelta(days=4), issued)
    if until == "sent":
        issued = working_day(on - timedelta(days=1))
        return Way(until, issued - timedelta(days=1), issued)
    return Way(until, on - timedelta(days=1), on)


def ask_everyone(on: date) -> None:
    """An ad hoc request of the coordinator to the bodies with accounts, due in three weeks."""
    coordinator, staff = coordinator_on(on)
    asked_on = on - timedelta(days=3)
    if Request.objects.filter(document_number=REQUEST).exists():
        return
    send_request(
        form_id="ad_hoc_report",
        title=f"Báo cáo nhân sự làm công tác thông tin đối ngoại năm {on.year}",
        text="Đề nghị báo cáo số cán bộ chuyên trách, kiêm nhiệm và nhu cầu tập huấn của cơ quan.",
        document_number=REQUEST,
        document_date=asked_on,
        due_on=on + timedelta(days=21),
        bodies=[body for body in account_bodies() if body.pk != coordinator.body.pk],
        book=current_book(),
        reach=reach_of(staff, asked_on),
        acting_user=staff,
        at=moment(asked_on, 10),
    )
