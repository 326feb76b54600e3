"""Whatever people, the editor and the clock do, in whatever order: readers get approved words and nothing else.

A state machine plays random sequences of everything that can happen to two items in two languages: saves in Wagtail's
editor over HTTP, submissions, readings, approvals, returns, releases, scheduled minutes, groups, corrections, withdrawals,
replacements, the clock's jobs, by people who may and people who may not. After every step the promises below are checked.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from ttdn.portal.actions.changing import withdraw
from ttdn.portal.actions.drafting import Details, add_draft, set_details, write_draft
from ttdn.portal.actions.groups import (
    add_member,
    cancel_group,
    make_group,
    release_group,
    release_groups_due,
    remove_member,
    schedule_group,
)
from ttdn.portal.actions.releasing import release, release_due, schedule, unschedule
from ttdn.portal.actions.review import approve, drop, pass_review, return_edition, submit
from ttdn.portal.choices import PUBLIC, State
from ttdn.portal.models import PAGE_TYPES, Edition, PublicRecord, ReleaseGroup
from ttdn.portal.queries import draft_of
from ttdn.portal.tests.conftest import AT, Newsroom
from ttdn.web.errors import UserError

pytestmark = pytest.mark.django_db

PEOPLE = ("editor", "officer", "leader", "translator", "clerk")
LANGUAGES = ("vi", "en")
MARK = "chữ-thứ-"
LOOKED = 4
"""Readers' pages are read after so many steps, and at the end: what slipped out once stays out."""
person = st.sampled_from(PEOPLE)
which = st.integers(0, 7)
LISTS = ("/vi/", "/en/", "/vi/muc/news/", "/en/kinds/news/", "/vi/bo-thu/", "/en/bo-thu/", "/vi/co-quan/")


@contextmanager
def _rolled_back() -> Iterator[None]:
    """One run of the machine: durable actions take the transaction for the test's own, and nothing of it stays."""
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        try:
            yield
        finally:
            transaction.set_rollback(True)


class Newspaper(RuleBasedStateMachine):
    """Two items, five people, one clock."""

    make: Callable[..., Newsroom]

    def __init__(self) -> None:
        super().__init__()
        self.run = _rolled_back()
        self.run.__enter__()
        self.at: datetime = AT
        self.count = itertools.count(1)
        self.looks = itertools.count(1)
        self.approved: set[str] = set()
        """Every word-mark that was in an edition when a leader approved it."""

    @initialize()
    def begin(self) -> None:
        """A body and two items, one with a translation."""
        self.room = type(self).make("bo-thu", "Bộ Thử nghiệm")
        self.items = [self.room.draft(title=self._mark(), content={"lead": self._mark()}).item for _each in range(2)]
        add_draft(
            self.items[0], language="en", title=self._mark(), at=AT, acting_user=self.room.editor, content={"lead": self._mark()}
        )  # fmt: skip

    def teardown(self) -> None:
        """A last look at every page; then leave the database as it was."""
        self._look()
        self.run.__exit__(None, None, None)

    def _mark(self) -> str:
        return f"{MARK}{next(self.count)}."

    def _who(self, name: str) -> Any:
        return getattr(self.room, name)

    def _edition(self, number: int, *states: str) -> Edition | None:
        found = list(Edition.objects.filter(state__in=states) if states else Edition.objects.all())
        return found[number % len(found)] if found else None

    def _tick(self) -> None:
        self.at += timedelta(minutes=1)

    def _try(self, act: Callable[[], object]) -> None:
        """Do it; a refusal changes nothing."""
        self._tick()
        block = transaction.atomic()
        block._from_testcase = True
        with suppress(UserError), block:
            act()

    # drafts

    @rule(number=which, language=st.sampled_from(LANGUAGES), who=person, over_http=st.booleans())
    def save(self, number: int, language: str, who: str, over_http: bool) -> None:
        """A save of the draft: in Wagtail's editor, publishing keys and all, or by an action."""
        item = self.items[number % 2]
        page = PAGE_TYPES[item.kind].objects.filter(item=item, locale__language_code=language).first()
        if page is None:
            return
        if not over_http:
            self._try(
                lambda: write_draft(page=page, values={"lead": self._mark()}, acting_user=self._who(who), at=self.at)
            )
            return
        client = Client()
        client.force_login(self._who(who))
        sent = {"title": self._mark(), "slug": page.slug, "lead": self._mark(), "body-count": "0"}
        for key in ({}, {"action-publish": "1"}, {"go_live_at": "01/11/2026 08:00"}):
            with time_machine.travel(self.at, tick=False):
                client.post(f"/bien-tap/pages/{page.pk}/edit/", sent | key)
        page.refresh_from_db()
        assert not page.live

    @rule(number=which, who=person)
    def describe(self, number: int, who: str) -> None:
        item = self.items[number % 2]
        details = Details(channel="publications" if item.channel == "portal" else "portal")
        self._try(lambda: set_details(item=item, details=details, acting_user=self._who(who), at=self.at))

    # the flow

    @rule(number=which, language=st.sampled_from(LANGUAGES), who=person, replacing=st.booleans())
    def put_forward(self, number: int, language: str, who: str, replacing: bool) -> None:
        item, other = self.items[number % 2], self.items[(number + 1) % 2]
        self._try(
            lambda: submit(
                item=item,
                language=language,
                acting_user=self._who(who),
                at=self.at,
                public_reason="Sửa cho đúng.",
                replaces_item=other if replacing else None,
            )
        )

    @rule(number=which, who=person)
    def read(self, number: int, who: str) -> None:
        if edition := self._edition(number, State.IN_REVIEW):
            self._try(lambda: pass_review(edition=edition, acting_user=self._who(who), at=self.at))

    @rule(number=which, who=person, honest=st.booleans())
    def approve(self, number: int, who: str, honest: bool) -> None:
        if edition := self._edition(number, State.REVIEWED, State.IN_REVIEW):
            sent = edition.content_hash if honest else "0" * 64
            self._try(lambda: approve(edition=edition, content_hash=sent, acting_user=self._who(who), at=self.at))
            edition.refresh_from_db()
            if edition.state == State.APPROVED:
                assert honest
                self.approved |= {edition.snapshot["title"], edition.snapshot["lead"]}

    @rule(number=which)
    def hurry(self, number: int) -> None:
        """The way everybody hopes for, so that much becomes public."""
        item = self.items[number % 2]
        language = LANGUAGES[number // 2 % 2]
        if draft_of(item, language) is None:
            return
        self.put_forward(number=number, language=language, who="editor", replacing=False)
        self.read(0, "officer")
        self.approve(number=0, who="leader", honest=True)

    @rule(number=which, who=person)
    def give_back(self, number: int, who: str) -> None:
        if edition := self._edition(number):
            self._try(lambda: return_edition(edition=edition, reason="Thiếu.", acting_user=self._who(who), at=self.at))

    @rule(number=which, who=person)
    def take_out(self, number: int, who: str) -> None:
        if edition := self._edition(number):
            self._try(lambda: drop(edition=edition, acting_user=self._who(who), at=self.at))

    # release

    @rule(number=which, who=person)
    def publish(self, number: int, who: str) -> None:
        if edition := self._edition(number):
            self._try(lambda: release(edition=edition, acting_user=self._who(who), at=self.at))

    @rule(number=which, who=person, minutes=st.integers(1, 20))
    def set_minute(self, number: int, who: str, minutes: int) -> None:
        if edition := self._edition(number):
            moment = self.at + timedelta(minutes=minutes)
            self._try(lambda: schedule(edition=edition, release_at=moment, acting_user=self._who(who), at=self.at))

    @rule(number=which, who=person)
    def take_minute_back(self, number: int, who: str) -> None:
        if edition := self._edition(number):
            self._try(lambda: unschedule(edition=edition, acting_user=self._who(who), at=self.at))

    @rule(number=which, who=person)
    def end(self, number: int, who: str) -> None:
        if edition := self._edition(number, *PUBLIC):
            self._try(lambda: withdraw(edition=edition, reason="Đăng nhầm.", acting_user=self._who(who), at=self.at))

    @rule(minutes=st.integers(1, 30))
    def clock(self, minutes: int) -> None:
        """Time passes and the clock's jobs run."""
        self.at += timedelta(minutes=minutes)
        release_due(self.at)
        release_groups_due(self.at)

    # groups

    @rule(number=which, who=person, deed=st.sampled_from(("make", "add", "remove", "set", "release", "cancel")))
    def group(self, number: int, who: str, deed: str) -> None:
        user, at = self._who(who), self.at
        if deed == "make":
            self._try(lambda: make_group(body=self.room.body, title="Đợt", acting_user=user, at=at))
            return
        group, edition = next(iter(ReleaseGroup.objects.order_by("pk")[number % 3 :]), None), self._edition(number)
        if group is None or edition is None:
            return
        moment = at + timedelta(minutes=5)
        deeds: dict[str, Callable[[], object]] = {
            "add": lambda: add_member(group=group, edition=edition, acting_user=user, at=at),
            "remove": lambda: remove_member(group=group, edition=edition, acting_user=user, at=at),
            "set": lambda: schedule_group(group=group, release_at=moment, acting_user=user, at=at),
            "release": lambda: release_group(group=group, acting_user=user, at=at),
            "cancel": lambda: cancel_group(group=group, acting_user=user, at=at),
        }
        self._try(deeds[deed])

    # the promises

    @invariant()
    def what_is_public_was_approved_by_a_leader_who_did_not_put_it_forward(self) -> None:
        for record in PublicRecord.objects.select_related("edition"):
            edition = record.edition
            assert edition.state in PUBLIC
            assert edition.approved_hash == edition.content_hash
            assert edition.approved_by_id == self.room.leader.pk
            assert edition.approved_by_id != edition.submitted_by_id
            assert edition.reviewed_by_id not in {None, edition.submitted_by_id}
            assert {record.title, record.lead} <= self.approved
        for edition in Edition.objects.filter(state__in=PUBLIC):
            assert edition.approved_hash == edition.content_hash

    @invariant()
    def readers_pages_hold_no_word_that_was_not_approved(self) -> None:
        if next(self.looks) % LOOKED == 0:
            self._look()

    def _look(self) -> None:
        client = Client()
        paths = list(PublicRecord.objects.values_list("path", flat=True))
        permanent = [f"/s/{item.public_id}" for item in self.items]
        for path in (*LISTS, *paths, *permanent):
            page = client.get(path)
            text = page.content.decode()
            words = {MARK + part.split(".")[0] + "." for part in text.split(MARK)[1:]}
            assert words <= self.approved, path
            if not paths:
                assert MARK not in text, path


def test_nothing_unapproved_becomes_public_by_any_path(make_newsroom: Callable[..., Newsroom]) -> None:
    Newspaper.make = staticmethod(make_newsroom)  # type: ignore[assignment]
    run_state_machine_as_test(
        Newspaper,
        settings=settings(
            max_examples=8,
            stateful_step_count=24,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
            database=None,
        ),
    )
