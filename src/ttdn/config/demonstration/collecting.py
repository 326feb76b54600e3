"""The open collection round of the coordinator's own ministry: a unit has answered, one waits for its head, others are late."""

from datetime import date, timedelta
from typing import Any

from ttdn.accounts.models import User
from ttdn.config.demonstration.people import holder
from ttdn.config.demonstration.script import filled, moment, script
from ttdn.organisations.models import Body, Membership
from ttdn.organisations.queries import body_by_code, names_on, units_of
from ttdn.plans.queries import workplace_of
from ttdn.rounds.actions import approve_answer, open_round, save_item, submit_answer
from ttdn.rounds.choices import Ask
from ttdn.rounds.models import Round, RoundAnswer
from ttdn.web.errors import UserError

BODY = "bvhttdl"
ANSWERING, WAITING = "Cục Hợp tác quốc tế", "Văn phòng Bộ"
LEGAL = (11, 29)


def collect(on: date) -> None:
    """Open the round twelve days ago with an internal date two days ago, and let two units answer."""
    body = body_by_code(BODY)
    if body is None or Round.objects.filter(body=body, year=on.year).exists():
        return
    opened_on = on - timedelta(days=12)
    officer = holder(body, "officer", opened_on)
    units = list(units_of(body, opened_on))
    names = names_on(units, opened_on)
    written = script("texts")["round"]
    due_on = on - timedelta(days=2)
    legal = date(on.year, *LEGAL)
    opened = open_round(
        body=body,
        title=filled(written["title"], year=on.year, next=on.year + 1),
        year=on.year,
        asks=[Ask.TASK, Ask.ACTIVITY],
        note=written["note"],
        due_on=due_on,
        legal_due_on=legal if due_on < legal else None,
        units=units,
        workplace=workplace_of(officer, opened_on),
        acting_user=officer,
        at=moment(opened_on),
        on=opened_on,
    )
    by_name = {names[unit.pk].name_vi: unit for unit in units}
    _answer(opened, by_name[ANSWERING], on, approved=True)
    _answer(opened, by_name[WAITING], on, approved=False)


def _person(body: Body, unit: Body, role: str, on: date) -> User:
    row = Membership.objects.on(on).filter(body=body, unit=unit, role=role).select_related("user").first()
    if row is None:
        raise UserError(f"{unit.code}: {role}")
    user: User = row.user
    return user


def _answer(opened: Round, unit: Body, on: date, *, approved: bool) -> None:
    """Lines of a unit and their submission; `approved`: its head approved them."""
    day = on - timedelta(days=4)
    officer, head = (_person(opened.body, unit, role, day) for role in ("officer", "unit_head"))
    answer = RoundAnswer.objects.get(round=opened, unit=unit)
    workplace = workplace_of(officer, day)
    if approved:
        for minute, (ask, values) in enumerate(_lines(on)):
            save_item(
                answer=answer,
                item=None,
                ask=ask,
                values=values,
                workplace=workplace,
                acting_user=officer,
                at=moment(day, 9, minute),
            )
    submit_answer(
        answer=answer, nothing_arising=not approved, workplace=workplace, acting_user=officer, at=moment(day, 11)
    )
    if approved:
        approve_answer(answer=answer, workplace=workplace_of(head, day), acting_user=head, at=moment(day, 15))


def _lines(on: date) -> list[tuple[str, dict[str, Any]]]:
    held = on - timedelta(days=9)
    return [
        (
            Ask.ACTIVITY,
            {
                "title": "Tọa đàm với phóng viên nước ngoài về hoạt động văn hóa",
                "section_code": "II.5.d",
                "kind": "event_home",
                "starts_on": held,
                "ends_on": held,
                "place": "Hội trường cơ quan, Hà Nội",
                "figures": {"events": 1, "participants": 64, "countries": 7},
                "channels": ["events"],
            },
        ),
        (
            Ask.TASK,
            {
                "title": "Tổ chức tuần giới thiệu văn hóa Việt Nam ở nước ngoài",
                "section_code": "II.5.d",
                "starts_on": date(on.year + 1, 5, 4),
                "ends_on": date(on.year + 1, 5, 10),
                "output": "01 sự kiện",
                "amount": 1_200_000_000,
                "source": "central_budget",
            },
        ),
    ]
