"""A newsroom that another process drives: one JSON command a line on standard input, one answer a line.

Run as `python newsroom.py` with DJANGO_SETTINGS_MODULE and TTDN_VAR set; it works on the real database of that site.
"""

import json
import sys
from datetime import UTC, date, datetime
from typing import Any

import django

django.setup()

from ttdn.accounts.models import User  # noqa: E402  (Django first)
from ttdn.organisations.choices import BodyKind, MemberRole  # noqa: E402
from ttdn.organisations.models import Body, BodyName, Membership  # noqa: E402
from ttdn.portal.actions.changing import withdraw  # noqa: E402
from ttdn.portal.actions.drafting import write_draft  # noqa: E402
from ttdn.portal.actions.releasing import release, schedule  # noqa: E402
from ttdn.portal.models import PublicRecord  # noqa: E402
from ttdn.portal.tests.conftest import Newsroom  # noqa: E402


def now() -> datetime:
    return datetime.now(UTC)


def newsroom() -> Newsroom:
    """A ministry with an editor, a second reader, a leader."""
    body = Body.objects.create(code="bo-thu", kind=BodyKind.MINISTRY, sort_key="bo-thu")
    BodyName.objects.create(
        body=body, valid_from=date(2020, 1, 1), name_vi="Bộ Thử", name_en="Test Ministry", symbol="BT"
    )
    people = {}
    for role in (MemberRole.EDITOR, MemberRole.OFFICER, MemberRole.LEADER, MemberRole.TRANSLATOR, MemberRole.CLERK):
        people[role.value] = User.objects.create_user(
            email=f"{role.value}@thu.example", full_name="Cán bộ", password="mật khẩu"
        )
        Membership.objects.create(user=people[role.value], body=body, role=role, valid_from=date(2020, 1, 1))
    return Newsroom(body=body, **people)


class Driver:
    """The commands."""

    def __init__(self) -> None:
        self.room = newsroom()
        self.pages: dict[str, Any] = {}

    def publish(self, title: str, paragraphs: int = 3) -> dict[str, str]:
        """A new item, through the whole flow."""
        blocks = [
            ("paragraph", f"<p>{title}, đoạn {number}. {'Thông tin đối ngoại. ' * 20}</p>")
            for number in range(paragraphs)
        ]
        page = self.room.draft(title=title, content={"lead": f"Tóm tắt của {title}.", "body": blocks})
        record = self.room.published(page, at=now())
        self.pages[record.path] = page
        return {"path": record.path, "permanent": f"/s/{record.item.public_id}"}

    def prepare(self, path: str, lead: str) -> dict[str, str]:
        """A correction, approved and not yet out."""
        page = self.pages[path]
        write_draft(page=page, values={"lead": lead}, acting_user=self.room.editor, at=now())
        self.ready = self.room.approved(page, public_reason="Sửa lại.", at=now())
        return {}

    def release(self) -> dict[str, str]:
        """The correction, out."""
        release(edition=self.ready, acting_user=self.room.editor, at=now())
        return {}

    def schedule(self, at: str) -> dict[str, str]:
        """The correction, at its minute."""
        schedule(edition=self.ready, release_at=datetime.fromisoformat(at), acting_user=self.room.editor, at=now())
        return {}

    def withdraw(self, path: str) -> dict[str, str]:
        """Take an item back."""
        record = PublicRecord.objects.get(path=path)
        withdraw(edition=record.edition, reason="Đăng nhầm.", acting_user=self.room.leader, at=now())
        return {}


def main() -> None:
    """Answer commands until the input ends."""
    driver = Driver()
    sys.stdout.write('{"ready": true}\n')
    sys.stdout.flush()
    for line in sys.stdin:
        command, arguments = json.loads(line)
        answer = getattr(driver, command)(**arguments)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
