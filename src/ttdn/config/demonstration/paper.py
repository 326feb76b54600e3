"""Years before and after 2024, and bodies without people here: documents that came on paper, keyed in by the coordinator."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from ttdn.accounts.models import User
from ttdn.config.demonstration.people import PREFIX, account_bodies, holder
from ttdn.config.demonstration.script import chance, filled, moment, script, working_day
from ttdn.filings.actions import accept, key_in_paper
from ttdn.filings.headers import symbol_of
from ttdn.filings.models import Delivery
from ttdn.filings.queries import find_filing
from ttdn.law.schema import Form
from ttdn.obligations.book import current_book
from ttdn.organisations.choices import MINISTRIES, BodyKind, MemberRole, StateRole
from ttdn.organisations.models import Body
from ttdn.organisations.queries import bodies_of_kind, holder_of_role, name_on, predecessors_of

SILENT, LATE = 0.12, 0.24
"""Of a hundred ministries without accounts, twelve send nothing and twelve send late."""
PROVINCES_THAT_SEND = {2024: 0.9}
FEWER_PROVINCES = 0.25
"""The part of the provinces whose paper is keyed in: in the other years enough to show, and quick to make."""


@dataclass(frozen=True)
class Paper:
    """One document that came on paper."""

    body: Body
    form_id: str
    period: int
    sent_on: date


def papers_of(year: int) -> list[Paper]:
    """The documents that came on paper in a year: reports of it and plans of the next that nobody made in the product."""
    found: list[Paper] = []
    autumn = date(year, 11, 15)
    for body in bodies_of_kind([*MINISTRIES], autumn):
        found += _of_ministry(body, year)
    punctual = _punctual()
    for body in bodies_of_kind([BodyKind.PROVINCE], autumn):
        luck = chance("paper", body.code, year)
        if body.pk not in punctual and luck.random() > PROVINCES_THAT_SEND.get(year, FEWER_PROVINCES):
            continue
        for form_id, period in (("annual_report_province", year), ("annual_plan_province", year + 1)):
            sent_on = _day(luck, year, punctual=body.pk in punctual)
            if sent_on is not None:
                found.append(Paper(body, form_id, period, sent_on))
    return found


def _of_ministry(body: Body, year: int) -> Iterable[Paper]:
    luck = chance("paper", body.code, year)
    punctual = body.pk in _punctual()
    if year == 2024:  # noqa: PLR2004  (the year that the script tells)
        told = script("bodies")[body.code]["next_plan"]
        if told in ("paper", "late_paper"):
            late = date(2024, 12, 2 + luck.randint(0, 15))
            sent_on = working_day(late) if told == "late_paper" else _in_time(luck, year)
            yield Paper(body, "annual_plan", year + 1, sent_on)
        return
    reported = _day(luck, year, punctual=punctual)
    if reported is not None:
        yield Paper(body, "annual_report", year, reported)
    planned = _day(luck, year, punctual=punctual)
    if planned is not None and year != 2023:  # noqa: PLR2004  (the plans for 2024 were made in the product)
        yield Paper(body, "annual_plan", year + 1, planned)


def _punctual() -> set[int]:
    """Bodies with accounts today and those before them: nothing old waits on their desks."""
    found: set[int] = set()
    for body in account_bodies():
        found |= {body.pk} | predecessors_of(body)
    return found


def _in_time(luck: Random, year: int) -> date:
    return working_day(date(year, 11, 4) + timedelta(days=luck.randint(0, 22)))


def _day(luck: Random, year: int, *, punctual: bool) -> date | None:
    drawn = 1.0 if punctual else luck.random()
    if drawn < SILENT:
        return None
    if drawn < LATE:
        return working_day(date(year, 12, 3) + timedelta(days=luck.randint(0, 18)))
    return _in_time(luck, year)


def key_in(papers: Iterable[Paper]) -> int:
    """Enter the documents in the order of their days; gives how many are new."""
    made = 0
    book = current_book()
    staff_of: dict[int, User] = {}
    for number, paper in enumerate(sorted(papers, key=lambda each: (each.sent_on, each.body.code, each.form_id)), 1):
        if find_filing(paper.body, paper.form_id, str(paper.period)) is not None:
            continue
        coordinator = holder_of_role(StateRole.COORDINATOR, paper.sent_on)
        if coordinator.pk not in staff_of:
            staff_of[coordinator.pk] = holder(coordinator, MemberRole.COORDINATOR_STAFF, paper.sent_on)
        _enter(paper, number, staff_of[coordinator.pk], book.form(paper.form_id, paper.sent_on))
        made += 1
    return made


def _enter(paper: Paper, number: int, staff: User, form: Form) -> None:
    entry = script("bodies").get(paper.body.code, {})
    name = name_on(paper.body, paper.sent_on)
    texts = {
        code: filled(text, field=entry.get("field", "địa phương"), year=paper.period, next=paper.period + 1)
        for code, text in script("texts")[paper.form_id.removesuffix("_province")].items()
        if code in {section.code for section in form.sections}
    }
    arrived = paper.sent_on + timedelta(days=2)
    filing = key_in_paper(
        body=paper.body,
        form_id=paper.form_id,
        period=str(paper.period),
        year=paper.period,
        number_text=f"{PREFIX}{100 + number}",
        symbol=symbol_of(form, name, None),
        document_date=paper.sent_on,
        sent_on=paper.sent_on,
        received_on=arrived,
        incoming_number=f"{PREFIX}{1000 + number}",
        channel="paper",
        texts=texts,
        acting_user=staff,
        at=moment(arrived + timedelta(days=1), 10),
        signer_name=script("people")["names"]["leader"],
    )
    accept(
        delivery=Delivery.objects.get(version__filing=filing),
        acting_user=staff,
        at=moment(arrived + timedelta(days=8), 10),
    )
