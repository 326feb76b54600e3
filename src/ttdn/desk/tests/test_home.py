"""The home page: what is due and why, what waits for whom, what came back; nothing of others; bounded queries."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ttdn.accounts.models import User
from ttdn.filings import actions
from ttdn.filings.tests.builders import AT, World
from ttdn.law import shipped_book
from ttdn.obligations.actions import materialise_year


@pytest.fixture
def world(db: None) -> World:
    world = World()
    materialise_year(2026, book=shipped_book(), at=AT)
    return world


def _home(user: User) -> str:
    client = Client()
    client.force_login(user)
    with time_machine.travel(AT + timedelta(days=1)), CaptureQueriesContext(connection) as queries:
        answer = client.get(reverse("desk_home"))
    assert len(queries) <= 20
    assert len(answer.content) < 150_000
    return answer.content.decode()


def test_an_officer_sees_what_is_due_and_why_and_what_to_do_next(world: World) -> None:
    page = _home(world.officer)
    assert "Hạn cuối 29/11/2026" in page
    assert "27/11/2026" in page  # the advised working day
    assert "khoản 5 Điều 10" in page
    assert "form=annual_report" in page
    world.start()
    assert "Mở văn bản đang làm" in _home(world.officer)


def test_a_document_waits_for_the_leader_then_for_the_clerk(world: World) -> None:
    version = world.submitted()
    title = version.filing.title
    assert title in _home(world.leader)
    assert title not in _home(world.clerk)
    actions.approve(version=version, content_hash=version.content_hash, acting_user=world.leader, at=AT)
    assert title in _home(world.clerk)
    assert title not in _home(world.leader)


def test_what_was_issued_waits_for_the_coordinator_and_what_came_back_for_the_officer(world: World) -> None:
    version = world.issued()
    delivery = version.deliveries.get()
    assert version.filing.title in _home(world.staff)
    actions.receive(
        delivery=delivery,
        incoming_number="15",
        incoming_on=AT.date(),
        acting_user=world.staff,
        at=AT + timedelta(hours=2),
    )
    actions.return_for_supplement(
        delivery=delivery, reason="Thiếu số liệu mục II.3", acting_user=world.staff, at=AT + timedelta(hours=3)
    )
    assert "Thiếu số liệu mục II.3" in _home(world.officer)
    assert "Thiếu số liệu mục II.3" not in _home(world.foreigner)


def test_people_without_a_body_are_told_what_to_do(db: None) -> None:
    stranger = User.objects.create_user("kc@thu.example", "Không Cơ Quan", "mật khẩu")
    keeper = User.objects.create_user("qt@thu.example", "Quản Trị", "mật khẩu", is_system_administrator=True)
    assert "chưa thuộc cơ quan nào" in _home(stranger)
    assert "không đọc nội dung" in _home(keeper)
