"""Nudges 30, 7 and 1 day before a due date: unsigned notices to the people who do the work, never a document."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext_lazy

from ttdn.law import last_day, local_day
from ttdn.notifications.actions import notify
from ttdn.obligations.choices import DUE_SOON_DAYS
from ttdn.obligations.models import Obligation
from ttdn.organisations.models import Body
from ttdn.organisations.queries import members_with_role
from ttdn.web.people import Person

STAGES = (1, 7, DUE_SOON_DAYS)
TOLD = ("officer", "unit_head")


def stage_of(days: int) -> int | None:
    """Which nudge is due that many days before the last good day: a clock that was late sends the one it missed."""
    return next((stage for stage in STAGES if 0 <= days <= stage), None)


def send_nudges(at: datetime) -> int:
    """Tell officers and unit heads of what falls due soon; gives how many notices are new.

    Run every day. A notice is told once per duty, due date and stage: after an extension the new date counts, and
    what was fulfilled, waived or carried to a successor is not spoken of.
    """
    today = local_day(at)
    rows = (
        Obligation.objects.unmet()
        .with_status(at)
        .filter(Q(effective_due__gt=at) & Q(effective_due__lte=at + timedelta(days=max(STAGES) + 1)))
        .select_related("bearer", "derivation")
        .order_by("bearer_id", "pk")
    )
    people: dict[int, list[Person]] = {}
    told = 0
    for duty in rows.iterator(chunk_size=1000):
        if duty.due_at is None:
            continue
        stage = stage_of((last_day(duty.due_at) - today).days)
        if stage is None:
            continue
        if duty.bearer_id not in people:
            people = {duty.bearer_id: _people(duty.bearer, at)}
        for person in people[duty.bearer_id]:
            told += _nudge(person, duty, stage, at)
    return told


def _people(body: Body, at: datetime) -> list[Person]:
    return list(members_with_role(body, TOLD, local_day(at)))


def _nudge(person: Person, duty: Obligation, stage: int, at: datetime) -> int:
    assert duty.due_at is not None  # noqa: S101  (the caller looked)
    day = last_day(duty.due_at)
    days = (day - local_day(at)).days
    left = (
        gettext_lazy("Hôm nay là ngày cuối")
        if days == 0
        else ngettext_lazy("Còn %(days)d ngày", "Còn %(days)d ngày", days) % {"days": days}
    )
    notice = notify(
        person,
        kind="consolidation.nudge",
        subject=gettext_lazy("%(left)s: %(title)s"),
        text=gettext_lazy("%(title)s, kỳ %(period)s: hạn cuối 23:59:59 ngày %(day)s (%(citation)s)."),
        values={
            "left": left,
            "title": duty.title,
            "period": duty.period,
            "day": f"{day:%d/%m/%Y}",
            "citation": duty.citation,
        },
        url=reverse("obligations_detail", args=[duty.public_id]),
        at=at,
        key=f"consolidation.nudge:{duty.public_id}:{day.isoformat()}:T-{stage}",
    )
    return 0 if notice is None else 1
