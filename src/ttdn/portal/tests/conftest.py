"""A body with an editor, a second reader, a leader and a translator, and a second body next to it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client

from ttdn.accounts.models import User
from ttdn.organisations.choices import BodyKind, MemberRole
from ttdn.organisations.models import Body, BodyName, Membership
from ttdn.portal.actions.drafting import begin_item
from ttdn.portal.actions.releasing import release
from ttdn.portal.actions.review import approve, pass_review, submit
from ttdn.portal.choices import Kind
from ttdn.portal.models import DraftPage, Edition, PublicRecord

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@dataclass
class Newsroom:
    """A body and its people by role, with shortcuts through the flow."""

    body: Body
    editor: User
    officer: User
    leader: User
    translator: User
    clerk: User

    def draft(
        self, *, kind: str = Kind.NEWS, language: str = "vi", title: str = "Họp báo thường kỳ", **fields: Any
    ) -> DraftPage:
        """A draft with a lead."""
        content = {"lead": "Bộ thông tin về công tác tháng 11.", **fields.pop("content", {})}
        return begin_item(
            body=self.body,
            kind=kind,
            language=language,
            title=title,
            acting_user=self.editor,
            at=AT,
            content=content,
            **fields,
        )

    def approved(self, page: DraftPage, *, public_reason: str = "", at: datetime = AT) -> Edition:
        """The draft submitted, read and approved."""
        edition = submit(
            item=page.item, language=page.language, acting_user=self.editor, at=at, public_reason=public_reason
        )
        pass_review(edition=edition, acting_user=self.officer, at=at)
        return approve(edition=edition, content_hash=edition.content_hash, acting_user=self.leader, at=at)

    def published(self, page: DraftPage | None = None, *, public_reason: str = "", at: datetime = AT) -> PublicRecord:
        """The draft (a plain news item when none is given) published."""
        edition = self.approved(page or self.draft(), public_reason=public_reason, at=at)
        return release(edition=edition, acting_user=self.editor, at=at)


@pytest.fixture
def make_newsroom(user_factory: Callable[..., User]) -> Callable[..., Newsroom]:
    """Makes bodies with their people: `make_newsroom("bvhttdl", "Bộ Văn hóa, Thể thao và Du lịch")`."""

    def make(code: str = "bo-thu", name: str = "Bộ Thử nghiệm") -> Newsroom:
        body = Body.objects.create(code=code, kind=BodyKind.MINISTRY, sort_key=code)
        BodyName.objects.create(
            body=body, valid_from=date(2020, 1, 1), name_vi=name, name_en=f"{name} (en)", symbol=code.upper()
        )
        people = {}
        for role in (
            MemberRole.EDITOR,
            MemberRole.OFFICER,
            MemberRole.LEADER,
            MemberRole.TRANSLATOR,
            MemberRole.CLERK,
        ):
            people[role.value] = user_factory(email=f"{role.value}@{code}.example", password=None)
            Membership.objects.create(user=people[role.value], body=body, role=role, valid_from=date(2020, 1, 1))
        return Newsroom(body=body, **people)

    return make


@pytest.fixture
def newsroom(make_newsroom: Callable[..., Newsroom]) -> Newsroom:
    """One body and its people."""
    return make_newsroom()


@pytest.fixture
def clock() -> Iterator[None]:
    """The requests of these tests are made at the test moment."""
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """A browser with somebody signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def own_folders(settings: Any, tmp_path: Path) -> None:
    """Files, public media and the keys of credentials of this test alone."""
    settings.FILES_ROOT = tmp_path / "files"
    settings.PUBLIC_MEDIA_ROOT = tmp_path / "public"
    settings.C2PA_ROOT = tmp_path / "credentials"


@pytest.fixture
def commits(django_capture_on_commit_callbacks: Any) -> Callable[..., Any]:
    """Runs an act, and what its commit sets off."""

    def run(act: Callable[[], Any]) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return act()

    return run
