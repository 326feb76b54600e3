"""Collection rounds over HTTP: the focal unit asks, units answer, their heads approve, the answers are merged once."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ttdn.accounts.models import User
from ttdn.activities.models import Activity
from ttdn.notifications.models import Notice
from ttdn.organisations.models import Body, Membership
from ttdn.organisations.tests.builders import make_body, make_member
from ttdn.plans.models import BudgetLine, Plan, Task
from ttdn.plans.queries import workplace_of
from ttdn.rounds.actions import remove_item, save_item
from ttdn.rounds.choices import AnswerState
from ttdn.rounds.errors import RoundRefused
from ttdn.rounds.models import Round, RoundAnswer, RoundItem

TODAY = timezone.localdate()
YEAR = TODAY.year


def _dmy(day: date) -> str:
    return day.strftime("%d/%m/%Y")


class World:
    """A ministry with two units and their people, and a stranger from another ministry."""

    def __init__(self, user_factory: Callable[..., User], client_for: Callable[[User], Client]) -> None:
        self.body = make_body("ministry", "Bộ Ta", "BTA")
        self.first = make_body("unit", "Cục Một", "CM", parent=self.body)
        self.second = make_body("unit", "Vụ Hai", "VH", parent=self.body)
        other = make_body("ministry", "Bộ Bạn", "BBAN")
        self.clients: dict[str, Client] = {}
        for name, body, role, unit in [
            ("focal", self.body, "officer", None),
            ("auditor", self.body, "auditor", None),
            ("officer", self.body, "officer", self.first),
            ("head", self.body, "unit_head", self.first),
            ("neighbour", self.body, "officer", self.second),
            ("stranger", other, "officer", None),
        ]:
            user = user_factory()
            make_member(user, body, role, unit)
            self.clients[name] = client_for(user)

    def open(self, **changes: object) -> Round:
        form: dict[str, object] = {
            "title": "Thu thập cho báo cáo năm",
            "year": YEAR,
            "asks": ["task", "estimate", "activity", "result"],
            "due_on": _dmy(TODAY + timedelta(days=5)),
            "note": "Ghi đủ số liệu.",
            "units": [str(self.first.public_id), str(self.second.public_id)],
            "once": "mở",
        }
        answer = self.clients["focal"].post(reverse("rounds_new"), form | changes)
        assert answer.status_code == 302, answer.content.decode()
        return Round.objects.latest("pk")

    def answer(self, unit: Body) -> RoundAnswer:
        return RoundAnswer.objects.get(unit=unit)

    def add(self, who: str, unit: Body, ask: str, **form: object) -> int:
        address = reverse("rounds_item_new", args=[self.answer(unit).public_id, ask])
        return self.clients[who].post(address, form).status_code

    def do(self, who: str, name: str, unit: Body, **form: object) -> int:
        return self.clients[who].post(reverse(name, args=[self.answer(unit).public_id]), form).status_code


@pytest.fixture
def world(db: None, user_factory: Callable[..., User], client_for: Callable[[User], Client]) -> World:
    return World(user_factory, client_for)


def _fill(world: World) -> None:
    unit = world.first
    assert world.add("officer", unit, "task", title="Xuất bản sách ảnh", section_code="II.5.c") == 302
    assert world.add("officer", unit, "estimate", title="In ấn", amount="1.500.000", source="central_budget") == 302
    kind = {"kind": "directive_document", "title": "Công văn chỉ đạo", "starts_on": _dmy(TODAY)}
    assert world.add("officer", unit, "activity", **kind, figure_documents="1") == 302


def test_the_whole_journey_from_question_to_plan(world: World) -> None:
    opened = world.open()
    _fill(world)
    assert world.do("officer", "rounds_submit", world.first) == 302
    assert world.do("officer", "rounds_approve", world.first) == 403  # not the head of the unit
    assert world.do("head", "rounds_approve", world.first) == 302
    assert world.do("neighbour", "rounds_submit", world.second, nothing_arising="on") == 302
    merge = reverse("rounds_merge", args=[opened.public_id])
    assert world.clients["focal"].post(merge).status_code == 302
    task, activity, line = Task.objects.get(), Activity.objects.get(), BudgetLine.objects.get()
    item = RoundItem.objects.get(ask="task")
    assert (task.title, task.unit, task.origin_kind, task.origin_id) == (
        "Xuất bản sách ảnh",
        world.first,
        "round_item",
        item.public_id,
    )
    assert (activity.unit, activity.figures, line.estimate, line.unit) == (
        world.first,
        {"documents": 1},
        1_500_000,
        world.first,
    )
    assert world.answer(world.first).state == AnswerState.MERGED
    assert world.clients["focal"].post(merge).status_code == 400  # nothing left: a second click merges nothing again
    assert (Task.objects.count(), Activity.objects.count()) == (1, 1)


def test_the_units_asked_are_told_once(world: World) -> None:
    world.open()
    world.open()
    told = Notice.objects.filter(kind="rounds.opened")
    assert {notice.user.full_name for notice in told} == {
        member.user.full_name for member in Membership.objects.filter(unit__in=[world.first, world.second])
    }
    assert told.count() == 3


def test_a_result_changes_the_state_of_the_task(world: World) -> None:
    world.open(asks=["result"])
    plan = Plan.objects.create(body=world.body, year_from=YEAR, year_to=YEAR, title="Kế hoạch")
    task = Task.objects.create(plan=plan, body=world.body, section_code="II.3", title="Tập huấn", unit=world.first)
    hidden = Task.objects.create(
        plan=plan, body=world.body, section_code="II.3", title="Của vụ khác", unit=world.second
    )
    page = world.clients["officer"].get(
        reverse("rounds_item_new", args=[world.answer(world.first).public_id, "result"])
    )
    assert hidden.title not in page.content.decode()
    assert world.add("officer", world.first, "result", task=str(hidden.public_id), result="done") == 422
    assert (
        world.add("officer", world.first, "result", task=str(task.public_id), result="done", remark="Đủ 2 lớp") == 302
    )
    assert world.do("officer", "rounds_submit", world.first) == 302
    assert world.do("head", "rounds_approve", world.first) == 302
    opened = Round.objects.get()
    assert world.clients["focal"].post(reverse("rounds_merge", args=[opened.public_id])).status_code == 302
    task.refresh_from_db()
    assert (task.state, task.state_note) == ("done", "Đủ 2 lớp")


def test_nothing_arising_is_an_answer_but_silence_is_not(world: World) -> None:
    world.open()
    assert world.do("officer", "rounds_submit", world.first) == 400
    assert world.do("officer", "rounds_submit", world.first, nothing_arising="on") == 302
    assert world.answer(world.first).nothing_arising
    assert world.add("officer", world.first, "task", title="Muộn", section_code="II.3") == 403  # it waits for the head
    assert world.do("head", "rounds_return", world.first, reason="") == 400
    assert world.do("head", "rounds_return", world.first, reason="Còn thiếu") == 302
    assert world.add("officer", world.first, "task", title="Bổ sung", section_code="II.3") == 302
    assert not world.answer(world.first).nothing_arising


def test_units_do_not_see_each_other_and_strangers_see_nothing(world: World) -> None:
    opened = world.open()
    _fill(world)
    first, second = world.answer(world.first), world.answer(world.second)
    item = RoundItem.objects.filter(answer=first)[0]
    pages = [
        reverse("rounds_answer", args=[first.public_id]),
        reverse("rounds_item_new", args=[first.public_id, "task"]),
        reverse("rounds_item", args=[first.public_id, item.ask, item.public_id]),
    ]
    posts = [reverse(name, args=[first.public_id]) for name in ("rounds_submit", "rounds_approve", "rounds_return")] + [
        reverse("rounds_item_remove", args=[first.public_id, item.public_id])
    ]
    for who in ("neighbour", "stranger"):
        for page in pages:
            assert world.clients[who].get(page).status_code == 404, (who, page)
        for post in posts:
            assert world.clients[who].post(post).status_code == 404, (who, post)
    for name in ("rounds_close", "rounds_merge"):
        address = reverse(name, args=[opened.public_id])
        assert world.clients["stranger"].post(address).status_code == 404
        assert world.clients["auditor"].post(address).status_code == 403
        assert world.clients["officer"].post(address).status_code == 403
    mixed = reverse("rounds_item", args=[second.public_id, item.ask, item.public_id])
    assert world.clients["neighbour"].get(mixed).status_code == 404  # an own answer with another's line
    assert world.clients["stranger"].get(reverse("rounds_detail", args=[opened.public_id])).status_code == 404
    assert opened.title not in world.clients["stranger"].get(reverse("rounds_list")).content.decode()
    assert world.clients["stranger"].get(reverse("rounds_new")).status_code in (200, 302)
    assert world.clients["auditor"].get(reverse("rounds_new")).status_code == 404


def test_the_board_names_the_late_units(world: World) -> None:
    opened = world.open()
    Round.objects.filter(pk=opened.pk).update(due_on=TODAY - timedelta(days=1))
    with CaptureQueriesContext(connection) as queries:
        page = world.clients["focal"].get(reverse("rounds_detail", args=[opened.public_id])).content.decode()
    assert "Đơn vị chậm" in page
    assert page.index("Cục Một") < page.index("Vụ Hai")
    assert len(queries) <= 20
    own = world.clients["officer"].get(reverse("rounds_detail", args=[opened.public_id]))
    assert own.url == reverse("rounds_answer", args=[world.answer(world.first).public_id])


def test_a_closed_round_takes_no_more_answers_and_loses_none(world: World) -> None:
    opened = world.open()
    _fill(world)
    assert world.clients["focal"].post(reverse("rounds_close", args=[opened.public_id])).status_code == 302
    assert world.add("officer", world.first, "task", title="Muộn", section_code="II.3") == 400
    assert RoundItem.objects.count() == 3


def test_opening_twice_with_one_form_makes_one_round_and_bad_dates_are_refused(world: World) -> None:
    world.open()
    world.open()
    assert Round.objects.count() == 1
    focal = world.clients["focal"]
    form = {"title": "x", "year": YEAR, "asks": ["task"], "units": [str(world.first.public_id)]}
    past = focal.post(reverse("rounds_new"), form | {"due_on": _dmy(TODAY - timedelta(days=1))})
    assert past.status_code == 400
    assert "Hạn nội bộ đã qua" in past.content.decode()
    unknown = focal.post(reverse("rounds_new"), form | {"due_on": "31/02/2026"})
    assert unknown.status_code == 422
    assert "ngày/tháng/năm" in unknown.content.decode()


def test_a_promoting_activity_names_its_channels(world: World) -> None:
    world.open()
    form = {
        "kind": "publication",
        "title": "Sách ảnh",
        "starts_on": _dmy(TODAY),
        "figure_titles": "1",
        "figure_copies": "10",
    }
    assert world.add("officer", world.first, "activity", **form) == 422
    assert not RoundItem.objects.exists()


def test_two_people_who_edit_one_line_lose_neither_text(world: World) -> None:
    world.open()
    world.add("officer", world.first, "task", title="Sách ảnh", section_code="II.5.c")
    item = RoundItem.objects.get()
    address = reverse("rounds_item", args=[item.answer.public_id, "task", item.public_id])
    shown = world.clients["officer"].get(address).content.decode()
    assert f'name="lock" value="{item.lock}"' in shown
    mine = {"title": "Sách ảnh về biển", "section_code": "II.5.c", "output": "500 cuốn", "lock": item.lock}
    theirs = {"title": "Sách ảnh song ngữ", "section_code": "II.5.c", "lock": item.lock}
    assert world.clients["head"].post(address, theirs | {"once": "một"}).status_code == 302
    answer = world.clients["officer"].post(address, mine | {"once": "hai"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Có người vừa sửa dòng này" in page
    assert "<td>Sách ảnh song ngữ</td><td>Sách ảnh về biển</td>" in page
    item.refresh_from_db()
    assert item.title == "Sách ảnh song ngữ"
    assert f'name="lock" value="{item.lock}"' in page
    assert world.clients["officer"].post(address, mine | {"lock": item.lock, "once": "ba"}).status_code == 302
    item.refresh_from_db()
    assert (item.title, item.output) == ("Sách ảnh về biển", "500 cuốn")


def test_a_line_changed_meanwhile_is_not_removed_and_one_removed_gives_the_text_back(world: World) -> None:
    world.open()
    world.add("officer", world.first, "task", title="Sách ảnh", section_code="II.5.c")
    item = RoundItem.objects.get()
    remove = reverse("rounds_item_remove", args=[item.answer.public_id, item.public_id])
    address = reverse("rounds_item", args=[item.answer.public_id, "task", item.public_id])
    assert world.clients["head"].post(remove, {"lock": item.lock + 1}).status_code == 409
    assert world.clients["head"].post(remove, {"lock": item.lock}).status_code == 302
    lost = world.clients["officer"].post(
        address, {"title": "Sách ảnh mới", "section_code": "II.5.c", "lock": item.lock}
    )
    assert lost.status_code == 404
    assert 'value="Sách ảnh mới"' in lost.content.decode()
    assert reverse("rounds_item_new", args=[item.answer.public_id, "task"]) in lost.content.decode()


def test_an_action_takes_only_lines_of_its_own_answer(world: World) -> None:
    """Even where a screen let another's line through, nothing of it is written."""
    world.open()
    world.add("officer", world.first, "task", title="Sách ảnh", section_code="II.5.c")
    item = RoundItem.objects.get()
    neighbour = User.objects.get(memberships__unit=world.second)
    workplace = workplace_of(neighbour, TODAY)
    told = {
        "answer": world.answer(world.second),
        "item": item,
        "lock": item.lock,
        "workplace": workplace,
        "acting_user": neighbour,
        "at": timezone.now(),
    }
    with pytest.raises(RoundRefused):
        save_item(ask="task", values={"title": "Của người khác"}, **told)
    with pytest.raises(RoundRefused):
        remove_item(**told)
    item.refresh_from_db()
    assert item.title == "Sách ảnh"
