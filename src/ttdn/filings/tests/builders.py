"""A ministry, a coordinator, their people, and filings at each step."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count

from ttdn.accounts.models import User
from ttdn.filings import actions
from ttdn.filings.models import Filing, FilingVersion
from ttdn.filings.queries import form_of, open_version
from ttdn.organisations.models import Body
from ttdn.organisations.tests.builders import make_body, make_member

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
ON = date(2026, 11, 20)
_numbers = count(1)


def person(name: str, body: Body, *roles: str) -> User:
    """Somebody with these roles at the body."""
    user = User.objects.create_user(email=f"nguoi-{next(_numbers)}@thu.example", full_name=name, password="mật khẩu")
    for role in roles:
        make_member(user, body, role)
    return user


@dataclass
class World:
    """A reporting ministry and the coordinator."""

    ministry: Body = field(init=False)
    coordinator: Body = field(init=False)
    stranger: Body = field(init=False)

    def __post_init__(self) -> None:
        """Make bodies and people."""
        self.ministry = make_body("ministry", "Bộ Thí nghiệm", "BTN")
        self.coordinator = make_body("ministry", "Bộ Điều phối", "BDP", role="coordinator")
        self.stranger = make_body("ministry", "Bộ Khác", "BK")
        self.officer = person("Cán bộ Soạn", self.ministry, "officer")
        self.colleague = person("Cán bộ Cùng Soạn", self.ministry, "officer")
        self.head = person("Trưởng Đơn Vị", self.ministry, "unit_head")
        self.leader = person("Lãnh Đạo Bộ", self.ministry, "leader")
        self.clerk = person("Văn Thư Bộ", self.ministry, "clerk")
        self.staff = person("Chuyên Viên Điều Phối", self.coordinator, "coordinator_staff", "clerk")
        self.foreigner = person("Người Bộ Khác", self.stranger, "officer", "leader", "clerk", "unit_head")

    def start(self, form_id: str = "annual_report", year: int = 2026) -> FilingVersion:
        """A draft."""
        filing = actions.start_filing(
            form_id=form_id, body=self.ministry, period=str(year), year=year, acting_user=self.officer, at=AT
        )
        version = open_version(filing)
        assert version is not None
        return version

    def fill(self, version: FilingVersion, words: str = "Nội dung của mục") -> FilingVersion:
        """Text in every section that must have some."""
        for section in form_of(version).sections:
            row = version.sections.get(code=section.code)
            if section.required and not row.text:
                actions.save_section(
                    version=version,
                    code=section.code,
                    text=f"{words} {section.code}.",
                    lock=row.lock,
                    acting_user=self.officer,
                    at=AT,
                )
        return version

    def submitted(self, form_id: str = "annual_report", year: int = 2026) -> FilingVersion:
        """In review."""
        version = self.fill(self.start(form_id, year))
        return actions.submit(version=version, acting_user=self.officer, at=AT)

    def approved(self, form_id: str = "annual_report", year: int = 2026) -> FilingVersion:
        """Approved."""
        version = self.submitted(form_id, year)
        return actions.approve(version=version, content_hash=version.content_hash, acting_user=self.leader, at=AT)

    def issued(self, form_id: str = "annual_report", year: int = 2026, number: str = "") -> FilingVersion:
        """Issued, under the number given by the register."""
        return actions.issue(
            version=self.approved(form_id, year),
            number_text=number or str(next(_numbers)),
            issued_on=ON,
            acting_user=self.clerk,
            at=AT + timedelta(hours=1),
        )

    def through(self, version: FilingVersion, number: str, at: datetime = AT) -> FilingVersion:
        """An open version submitted, approved and issued under a number."""
        version = actions.submit(version=version, acting_user=self.officer, at=at)
        version = actions.approve(version=version, content_hash=version.content_hash, acting_user=self.leader, at=at)
        return actions.issue(version=version, number_text=number, issued_on=ON, acting_user=self.clerk, at=at)

    def recalled(self, old: FilingVersion, reason: str = "Sai số liệu", at: datetime = AT) -> FilingVersion:
        """A notice of recall, issued; gives the notice."""
        notice = actions.start_recall(version=old, reason=reason, acting_user=self.officer, at=at)
        return self.through(notice, f"{next(_numbers)}", at)

    def corrected(self, old: FilingVersion, *cells: str, at: datetime = AT) -> FilingVersion:
        """A letter of correction with one row, issued; gives the letter."""
        letter = actions.start_correction(version=old, cells=list(cells), acting_user=self.officer, at=at)
        return self.through(letter, f"{next(_numbers)}", at)

    def replaced(self, old: FilingVersion, reason: str = "Bổ sung số liệu") -> FilingVersion:
        """An open replacing version."""
        return actions.revise(version=old, reason=reason, acting_user=self.officer, at=AT + timedelta(hours=2))


def newest(filing: Filing) -> FilingVersion:
    """The newest version as the database has it."""
    version = filing.versions.order_by("-ordinal").first()
    assert version is not None
    return version
