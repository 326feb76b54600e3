"""The steps of the demonstration in their order, each done once, each told in a line with its seconds."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, TaskResult, task_backends
from django_tasks.backends.dummy import DummyBackend
from django_tasks.base import Task

from ttdn.accounts.models import User
from ttdn.config.demonstration import collecting, duties, marks, national, newsroom, paper, past, people, present
from ttdn.config.demonstration.documents import folder, write_documents
from ttdn.config.demonstration.script import Silence
from ttdn.notifications.actions import mark_read
from ttdn.notifications.models import Notice
from ttdn.obligations.actions import materialise_year
from ttdn.obligations.book import current_book
from ttdn.obligations.totals import counting_left, recount_year
from ttdn.organisations.models import Body
from ttdn.organisations.queries import predecessors_of
from ttdn.search.actions import rebuild

FIRST_YEAR = 2023


@dataclass(frozen=True)
class Step:
    """One line of the command. `name` empty: run every time (it finds out by itself what is missing)."""

    name: str
    label: str
    run: Callable[[], object]


@dataclass(frozen=True)
class Calendar:
    """The day the demonstration was first made; a later run goes on with the same story."""

    on: date
    at: datetime


def steps(now: Calendar) -> list[Step]:
    """All steps, in order."""
    return [
        Step("", _("Tạo cấu trúc cơ sở dữ liệu"), lambda: call_command("migrate", verbosity=0, interactive=False)),
        Step("", _("Biên dịch ngôn ngữ giao diện"), lambda: call_command("compile_catalogs", stdout=Silence())),
        Step("", _("Nạp danh mục cơ quan"), lambda: call_command("load_bodies", stdout=Silence())),
        Step("", _("Nạp Quyết định 1486, Công văn 947 và Công văn 3616"), _load_programmes),
        Step("people", _("Lập tài khoản, vai trò, đơn vị đầu mối"), _people),
        Step("", _("Xác định nghĩa vụ từng năm theo pháp luật"), lambda: _duties_of_years(now)),
        Step("year-2023", _("Năm 2023: nhập văn bản giấy"), lambda: paper.key_in(paper.papers_of(2023))),
        Step(
            "year-2024",
            _("Năm trình diễn 2024: kế hoạch, hoạt động, báo cáo của 30 bộ, ngành"),
            lambda: _year_2024(now),
        ),
        Step("national-2024", _("Báo cáo tổng hợp toàn quốc năm 2024"), national.national_2024),
        Step("between", _("Các năm sau: nhập văn bản giấy"), lambda: _between(now)),
        Step("acts", _("Ghi nhận việc đã làm: họp báo, cung cấp thông tin, tập huấn"), lambda: _acts(now)),
        Step("present", _("Năm nay: việc đang chờ các tài khoản"), lambda: _present(now)),
        Step(
            "portal",
            _("Cổng thông tin: soạn, dịch, duyệt, đăng bài từ văn bản nguồn"),
            lambda: newsroom.play(now.at, now.on),
        ),
        Step("search", _("Lập chỉ mục tìm kiếm"), rebuild),
        Step("", _("Ghi văn bản mẫu vào thư mục %(folder)s") % {"folder": folder()}, write_documents),
    ]


def run(now: Calendar, tell: Callable[[str], None]) -> None:
    """Do what is not done yet; `tell` gets one line per step."""
    todo = steps(now)
    with _quick_database(), _quiet_queue():
        for number, step in enumerate(todo, 1):
            begun = time.monotonic()
            head = f"[{number:2}/{len(todo)}] {step.label}"
            if step.name and marks.is_done(step.name):
                tell(_("%(head)s: đã có.") % {"head": head})
                continue
            with translation.override("vi"):  # notices and remarks are kept in the language of the story
                step.run()
            if step.name:
                marks.mark_done(step.name, at=now.at)
            seconds = f"{time.monotonic() - begun:.1f}".replace(".", ",")
            tell(_("%(head)s: %(seconds)s giây.") % {"head": head, "seconds": seconds})


@contextmanager
def _quick_database() -> Iterator[None]:
    """SQLite need not reach the disk at every commit here: after a power cut the command is simply run again."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=NORMAL")
    gc.disable()  # millions of short-lived rows and no cycles worth looking for
    try:
        yield
    finally:
        gc.enable()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")


@contextmanager
def _quiet_queue() -> Iterator[None]:
    """No letters about the past, and no indexing one by one: the index is made at the end."""
    former = task_backends[DEFAULT_TASK_BACKEND_ALIAS]
    task_backends[DEFAULT_TASK_BACKEND_ALIAS] = _Forgetting(DEFAULT_TASK_BACKEND_ALIAS, {})
    try:
        yield
    finally:
        task_backends[DEFAULT_TASK_BACKEND_ALIAS] = former


class _Forgetting(DummyBackend):
    """Takes tasks and drops them."""

    def enqueue(self, task: Task[..., Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """Give a result as the queue would, and keep nothing."""
        result: TaskResult[Any] = super().enqueue(task, args, kwargs)
        self.results.clear()
        return result


def _load_programmes() -> None:
    call_command("load_programmes", stdout=Silence())


def _people() -> None:
    people.require_script_fits()
    people.make_people()


def _duties_of_years(now: Calendar) -> None:
    book = current_book()
    for year in range(FIRST_YEAR, min(now.on.year + 1, book.calendar.last_year) + 1):
        name = f"duties-{year}-{book.hash[:16]}"
        if not marks.is_done(name):
            materialise_year(year, book=book, at=now.at, is_demo=True)
            marks.mark_done(name, at=now.at)


def _year_2024(now: Calendar) -> None:
    bodies = people.ministries_of_2024()
    with counting_left():
        for body in bodies:
            name = f"2024-{body.code}"
            if not marks.is_done(name):
                past.play_2024(body)
                marks.mark_done(name, at=now.at)
        duties.ask_for_1079(bodies)
        paper.key_in(paper.papers_of(2024))
    for year in range(FIRST_YEAR, now.on.year + 1):
        recount_year(year)


def _between(now: Calendar) -> None:
    for body in people.account_bodies():
        present.plan_this_year(body, now.on)
    for year in range(2025, now.on.year):
        paper.key_in(paper.papers_of(year))


def _acts(now: Calendar) -> None:
    for body in people.ministries_of_2024():
        duties.record_acts(body, 2024, date(2024, 12, 31), dated=False)
    for body in people.account_bodies():
        for pk in sorted({body.pk} | predecessors_of(body)):
            bearer = Body.objects.get(pk=pk)
            for year in range(FIRST_YEAR, now.on.year + 1):
                duties.record_acts(bearer, year, now.on)


def _present(now: Calendar) -> None:
    for body in people.account_bodies():
        present.work_this_year(body, now.on)
    present.ask_everyone(now.on)
    collecting.collect(now.on)
    national.national_draft(now.on)
    _read_old_notices(now)


def _read_old_notices(now: Calendar) -> None:
    """What happened in the past was read long ago; the notices of this month are new. None of it is mailed."""
    Notice.objects.filter(mailed_at=None, at__lte=now.at).update(mailed_at=now.at)
    month = now.at.replace(day=1)
    for user in User.objects.filter(pk__in=Notice.objects.values("user_id")):
        old = list(
            Notice.objects.filter(user_id=user.pk, at__lt=month, read_at=None).values_list("public_id", flat=True)
        )
        mark_read(user, old, at=now.at)
