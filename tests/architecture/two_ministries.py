"""Two ministries with one of everything that has an address, and the people who must not see it."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from ttdn.accounts.models import User
from ttdn.activities.models import Activity, Evidence
from ttdn.consolidation.models import Remark
from ttdn.files.models import StoredFile
from ttdn.filings import actions
from ttdn.filings.models import Comment, DraftedSentence, FilingVersion, SignedCopy, TableRow
from ttdn.filings.queries import form_of, open_version
from ttdn.harvest.choices import SourceKind
from ttdn.harvest.models import Source
from ttdn.law import shipped_book
from ttdn.notifications.models import Notice
from ttdn.obligations.actions import materialise_year
from ttdn.obligations.models import Obligation
from ttdn.organisations.models import Body, Channel, Delegation, FocalAssignment, Membership
from ttdn.organisations.tests.builders import make_body, make_member
from ttdn.plans.models import BudgetLine, Plan, Task
from ttdn.portal.actions.drafting import begin_item
from ttdn.portal.actions.groups import add_member, make_group
from ttdn.portal.actions.media import About, add_media
from ttdn.portal.actions.review import approve, pass_review, submit
from ttdn.portal.actions.translating import begin_translation
from ttdn.portal.models import Spokesperson
from ttdn.portal.tests.media_makers import jpeg
from ttdn.proofs.actions.keys import make_key
from ttdn.rounds.models import Round, RoundAnswer, RoundItem

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
ON = date(2026, 11, 20)
ROLES = ("officer", "unit_head", "leader", "clerk", "editor", "translator", "auditor")
MARK = "Tên-chỉ-Bộ-Bạn-biết"
"""Stands in everything that the second ministry writes."""

Ids = dict[type[Any], set[uuid.UUID]]


class Side:
    """A body with one of everything, and a person who holds every role there."""

    def __init__(self, name: str, mark: str, coordinator: Body) -> None:
        self.coordinator = coordinator
        self.body = make_body("ministry", name)
        self.unit = make_body("unit", f"Cục của {name}", parent=self.body)
        self.person = User.objects.create_user(f"{self.body.code}@thu.example", f"Người {name}", "mật khẩu")
        for role in ROLES:
            make_member(self.person, self.body, role)
        self.mark = mark
        self.client = Client()
        self.client.force_login(self.person)

    def furnish(self) -> None:
        """One of everything that has an address."""
        self._filings()
        self._plan()
        self._activity()
        self._round()
        self._people()
        self._content()

    def _version(self, form_id: str, year: int) -> FilingVersion:
        filing = actions.start_filing(
            form_id=form_id,
            body=self.body,
            period=str(year),
            year=year,
            title=f"{self.mark} {form_id}",
            acting_user=self.person,
            at=AT,
        )
        version = open_version(filing)
        assert version is not None
        for section in form_of(version).sections:
            row = version.sections.get(code=section.code)
            if section.required and not row.text:
                actions.save_section(
                    version=version,
                    code=section.code,
                    text=f"{self.mark}.",
                    lock=row.lock,
                    acting_user=self.person,
                    at=AT,
                )
        return version

    def _filings(self) -> None:
        draft = self._version("annual_plan", 2027)
        file = self._file("filings.version", draft.public_id)
        TableRow.objects.create(version=draft, code="II.3", cells=[self.mark])
        DraftedSentence.objects.create(version=draft, code="I.1", key="k", text=self.mark)
        Comment.objects.create(version=draft, code="I.1", text=self.mark, by=self.person, at=AT)
        waiting = self._version("annual_report", 2025)
        actions.submit(version=waiting, acting_user=self.person, at=AT)
        approved = self._version("annual_plan", 2026)
        submitted = actions.submit(version=approved, acting_user=self.person, at=AT)
        actions.approve(version=submitted, content_hash=submitted.content_hash, acting_user=self.person, at=AT)
        issued = self._version("annual_report", 2026)
        submitted = actions.submit(version=issued, acting_user=self.person, at=AT)
        done = actions.approve(version=submitted, content_hash=submitted.content_hash, acting_user=self.person, at=AT)
        self.issued = actions.issue(
            version=done, number_text="12", issued_on=ON, acting_user=self.person, at=AT + timedelta(hours=1)
        )
        SignedCopy.objects.create(version=self.issued, file=file, by=self.person, at=AT)
        Remark.objects.create(
            version=self.issued, body=self.body, written_at=self.coordinator, text=self.mark, by=self.person, at=AT
        )

    def _content(self) -> None:
        """An item in the draft, one read, one approved and in a release group; a spokesperson."""
        second = User.objects.create_user(f"hai{self.body.code}@thu.example", "Người thứ hai", "mật khẩu")
        make_member(second, self.body, "leader")
        group = make_group(body=self.body, title=self.mark, acting_user=self.person, at=AT)
        for step in ("draft", "reviewed", "approved"):
            content = {"lead": f"{self.mark} {step}"}
            source = "en" if step == "draft" else "vi"
            page = begin_item(body=self.body, kind="news", language=source, title=f"{self.mark} {step}", acting_user=self.person, at=AT, content=content)  # fmt: skip
            if step == "draft":
                begin_translation(item=page.item, language="vi", acting_user=self.person, at=AT)
                continue
            edition = submit(item=page.item, language="vi", acting_user=self.person, at=AT)
            edition = pass_review(edition=edition, acting_user=second, at=AT)
            if step == "approved":
                approve(edition=edition, content_hash=edition.content_hash, acting_user=second, at=AT)
                add_member(group=group, edition=edition, acting_user=self.person, at=AT)
        Spokesperson.objects.create(
            body=self.body, name=self.mark, title_vi="Chánh Văn phòng", title_en="Chief", valid_from=ON, created_at=AT
        )
        make_key(body=self.body.public_id, acting_user=None, at=AT)
        upload = SimpleUploadedFile("anh.jpg", jpeg(len(self.mark), 320, 240))
        about = About(title=self.mark, credit=self.mark, words={"vi": {"alt": self.mark, "caption": self.mark}})
        add_media(body=self.body, upload=upload, about=about, acting_user=self.person, at=AT)

    def _file(self, kind: str, owner: uuid.UUID) -> StoredFile:
        return StoredFile.objects.create(
            sha256=uuid.uuid4().hex * 2,
            size=1,
            mime="text/plain",
            name=f"{self.mark}.txt",
            owner_kind=kind,
            owner_id=owner,
            body_public_id=self.body.public_id,
            uploaded_by=self.person,
            at=AT,
        )

    def _plan(self) -> None:
        plan = Plan.objects.create(body=self.body, year_from=2026, year_to=2026, title=self.mark)
        Plan.objects.create(body=self.body, horizon="medium", year_from=2026, year_to=2030, title=self.mark)
        task = Task.objects.create(plan=plan, body=self.body, section_code="II.3", title=self.mark)
        BudgetLine.objects.create(plan=plan, task=task, source="central_budget", year=2026, estimate=5)

    def _activity(self) -> None:
        activity = Activity.objects.create(
            body=self.body,
            kind="directive_document",
            section_code="II.1",
            title=self.mark,
            starts_on=ON,
            ends_on=ON,
            year=2026,
            month=11,
            created_at=AT,
            updated_at=AT,
        )
        Evidence.objects.create(activity=activity, file=self._file("activity", activity.public_id))

    def _round(self) -> None:
        opened = Round.objects.create(
            body=self.body, title=self.mark, year=2026, asks=["task"], due_on=ON, opened_by=self.person, opened_at=AT
        )
        answer = RoundAnswer.objects.create(round=opened, unit=self.unit)
        RoundItem.objects.create(answer=answer, ask="task", title=self.mark, section_code="II.3", created_at=AT)

    def _people(self) -> None:
        colleague = User.objects.create_user(f"b{self.body.code}@thu.example", self.mark, "mật khẩu")
        make_member(colleague, self.body, "leader")
        Delegation.objects.create(
            grantor=colleague,
            user=self.person,
            body=self.body,
            role="leader",
            valid_from=ON,
            valid_to=date(2027, 6, 1),
            document="QĐ 1",
        )
        Channel.objects.create(body=self.body, kind="paper", address=self.mark)
        FocalAssignment.objects.create(body=self.body, unit=self.unit, officer_name=self.mark, valid_from=ON)
        Notice.objects.create(user=self.person, kind="x", subject=self.mark, url="/", key="k", at=AT)


def _ids() -> Ids:
    """Every public id in the database, by model."""
    return {
        model: set(model.objects.values_list("public_id", flat=True))
        for model in apps.get_models()
        if model.__module__.startswith("ttdn.") and any(field.name == "public_id" for field in model._meta.fields)
    }


class World:
    """Two furnished ministries, the coordinator, an administrator, somebody without a body."""

    def __init__(self) -> None:
        self.coordinator = make_body("ministry", "Bộ Điều phối", role="coordinator")
        self.ours, self.theirs = (
            Side("Bộ Ta", "Của-Bộ-Ta", self.coordinator),
            Side("Bộ Bạn", MARK, self.coordinator),
        )
        materialise_year(2026, book=shipped_book(), at=AT)
        before = _ids()
        self.ours.furnish()
        middle = _ids()
        self.theirs.furnish()
        after = _ids()
        self.own = {model: middle[model] - before[model] for model in middle}
        self.foreign = {model: after[model] - middle[model] for model in after}
        self._share_out(self.ours, self.own)
        self._share_out(self.theirs, self.foreign)
        self.clients = {name: Client() for name in ("staff", "administrator", "nobody")}
        self.source = Source.objects.create(
            name=MARK, kind=SourceKind.FOREIGN, base_url="https://kho.example/oai", body=self.theirs.body, added_at=AT
        )
        staff = User.objects.create_user("dp@thu.example", "Điều phối", "mật khẩu")
        make_member(staff, self.coordinator, "coordinator_staff")
        admin = User.objects.create_user("qt@thu.example", "Quản trị", "mật khẩu", is_system_administrator=True)
        nobody = User.objects.create_user("kc@thu.example", "Không cơ quan", "mật khẩu")
        for name, user in (("staff", staff), ("administrator", admin), ("nobody", nobody)):
            self.clients[name].force_login(user)
        self.clients["ours"] = self.ours.client

    @staticmethod
    def _share_out(side: Side, ids: Ids) -> None:
        """What was there before furnishing: the body, its unit, its people, its duties."""
        ids[Body] = {side.unit.public_id, side.body.public_id}
        ids[Membership] = set(Membership.objects.filter(body=side.body).values_list("public_id", flat=True))
        duties = Obligation.objects.filter(bearer=side.body, met_at__isnull=True).exclude(fulfilment="filing")
        ids[Obligation] = set(duties.values_list("public_id", flat=True)[:2])


class undone:  # noqa: N801  (reads as a statement)
    """A transaction that is always rolled back, and that durable actions take for the test's own."""

    def __enter__(self) -> None:
        self.block = transaction.atomic()
        self.block._from_testcase = True
        self.block.__enter__()

    def __exit__(self, *error: object) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)
