"""The leak matrix: every URL × every role × objects of another body (architecture.md, "Access").

The URL resolver is walked: a new URL fails here until its slots are known and, where it has none, until it is listed as
public, for everybody signed in, for the coordinator's staff or for the system administrator. Every URL with a slot must
open with an own object (so that the matrix cannot pass by testing nothing) and must answer a foreign one, and a mixed
pair of own and foreign, like a missing one.
"""

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from ttdn.accounts.models import User
from ttdn.activities.models import Activity, Evidence
from ttdn.api.public_urls import urlpatterns as machine_urls
from ttdn.consolidation.models import Remark, ReminderBatch
from ttdn.files.models import StoredFile
from ttdn.filings import actions
from ttdn.filings.models import Comment, Delivery, DraftedSentence, Filing, FilingVersion, SignedCopy, TableRow
from ttdn.filings.queries import form_of, open_version
from ttdn.harvest.choices import SourceKind
from ttdn.harvest.models import Source
from ttdn.harvest.public_urls import urlpatterns as harvest_urls
from ttdn.law import shipped_book
from ttdn.notifications.models import Notice
from ttdn.obligations.actions import materialise_year
from ttdn.obligations.models import Obligation, Request
from ttdn.organisations.models import Body, Channel, Delegation, FocalAssignment, Membership
from ttdn.organisations.tests.builders import make_body, make_member
from ttdn.plans.models import (
    BudgetLine,
    Guidance,
    PartyMember,
    Plan,
    Programme,
    ProgrammeParty,
    ProgrammeTask,
    Task,
)
from ttdn.portal.actions.drafting import begin_item
from ttdn.portal.actions.groups import add_member, make_group
from ttdn.portal.actions.media import About, add_media
from ttdn.portal.actions.review import approve, pass_review, submit
from ttdn.portal.actions.translating import begin_translation
from ttdn.portal.models import Edition, Item, MediaAsset, ReleaseGroup, Spokesperson
from ttdn.portal.public_urls import urlpatterns as reader_urls
from ttdn.portal.tests.media_makers import jpeg
from ttdn.proofs.actions.keys import make_key
from ttdn.proofs.models import SigningKey
from ttdn.rounds.models import Round, RoundAnswer, RoundItem

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
ON = date(2026, 11, 20)
ROLES = ("officer", "unit_head", "leader", "clerk", "editor", "translator", "auditor")
MARK = "Tên-chỉ-Bộ-Bạn-biết"

PUBLIC = {"portal_front", "web_language", "account_login", "account_logout", "account_signup", "account_inactive",
          "account_reset_password", "account_reset_password_done", "account_reset_password_from_key",
          "account_reset_password_from_key_done", "mfa_authenticate", "mfa_login_webauthn", "web_patterns",
          "filings_answer", "filings_answer_confirm", "filings_answer_receipt"}  # fmt: skip
#: readers' pages know no user and no session; that they show approved text only: portal/tests/test_nothing_unapproved.py
READERS = {str(each.name) for each in reader_urls}
#: so do feeds, API and harvest: api/tests/test_nothing_unpublished.py
READERS |= {str(one.name) for each in (*machine_urls, *harvest_urls) for one in getattr(each, "url_patterns", [each])}
PUBLIC |= READERS
OWN_ACCOUNT = {"accounts_settings", "account_reauthenticate", "account_change_password", "account_set_password",
               "mfa_index", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes",
               "mfa_generate_recovery_codes", "mfa_download_recovery_codes", "mfa_list_webauthn", "mfa_add_webauthn",
               "mfa_reauthenticate_webauthn", "mfa_remove_webauthn", "mfa_edit_webauthn", "usersessions_list"}  # fmt: skip
SIGNED_IN = {"desk_home", "desk_search", "obligations_list", "obligations_requests", "obligations_law",
             "obligations_instrument", "obligations_calculator", "obligations_calendar", "filings_list", "filings_inbox",
             "filings_start", "activities_list", "activities_new", "activities_kind_fields", "activities_export",
             "activities_import", "activities_import_template", "activities_estimates", "rounds_list", "rounds_new",
             "plans_list", "plans_new", "plans_programmes", "organisations_list", "audit_list", "notifications_list",
             "notifications_read_all", "consolidation_remarks", "consolidation_own", "portal_content", "portal_item_new",
             "portal_item_sources", "portal_groups", "portal_groups_new", "portal_spokespersons",
             "portal_media", "portal_media_new", "portal_keys"}  # fmt: skip
COORDINATOR = {"obligations_request_new", "obligations_calendar_change", "filings_key_in", "filings_link_make",
               "filings_link_revoke", "organisations_change", "consolidation_board",
               "consolidation_board_xlsx", "consolidation_compliance",
               "consolidation_national_index", "consolidation_national", "consolidation_inputs", "consolidation_facts",
               "consolidation_compare", "consolidation_annex", "consolidation_start", "consolidation_minister",
               "consolidation_share", "consolidation_batches", "consolidation_batch_new",
               "harvest_sources", "harvest_source_new", "harvest_source", "harvest_source_pause", "harvest_source_move",
               "harvest_source_trust"}  # fmt: skip
ADMINISTRATOR = {"accounts_users", "accounts_user_new", "accounts_user", "accounts_user_close", "accounts_user_reopen",
                 "accounts_user_reset", "api_keys", "api_key_new", "api_key_revoke", "portal_log_key"}  # fmt: skip
#: the register of bodies, the programmes and the guidance letters are read by everybody signed in
REGISTER = {"organisations_detail", "plans_programme", "plans_programme_task", "plans_guidance"}

CHILDREN: dict[str, type[Any]] = {
    "row_id": TableRow,
    "sentence_id": DraftedSentence,
    "comment_id": Comment,
    "copy_id": SignedCopy,
    "line_id": BudgetLine,
    "source_id": Plan,
    "task_id": ProgrammeTask,
    "party_id": ProgrammeParty,
    "member_id": PartyMember,
    "evidence_id": Evidence,
    "item_id": RoundItem,
    "unit_id": Body,
    "membership_id": Membership,
    "delegation_id": Delegation,
    "channel_id": Channel,
    "edition_id": Edition,
}
#: what the `public_id` of an address is: the first prefix that fits
OBJECTS: tuple[tuple[str, type[Any]], ...] = (
    ("filings_detail", Filing),
    ("filings_receive", Delivery),
    ("filings_accept", Delivery),
    ("filings_supplement", Delivery),
    ("filings_give_back", Delivery),
    ("filings_", FilingVersion),
    ("plans_task_new", Plan),
    ("plans_task_", Task),
    ("plans_programme", Programme),
    ("plans_member", Programme),
    ("plans_guidance", Guidance),
    ("plans_", Plan),
    ("activities_", Activity),
    ("rounds_detail", Round),
    ("rounds_close", Round),
    ("rounds_merge", Round),
    ("rounds_", RoundAnswer),
    ("obligations_request", Request),
    ("obligations_", Obligation),
    ("organisations_", Body),
    ("files_", StoredFile),
    ("notifications_", Notice),
    ("consolidation_batch", ReminderBatch),
    ("consolidation_remark", FilingVersion),
    ("portal_item", Item),
    ("portal_translate", Item),
    ("portal_edition", Edition),
    ("portal_group", ReleaseGroup),
    ("portal_spokesperson", Spokesperson),
    ("portal_media_", MediaAsset),
    ("portal_body", Body),
    ("portal_key_change", Body),
    ("portal_key_revoke", SigningKey),
)
WORDS: dict[str, Any] = {
    "code": "I.1",
    "table": "main",
    "kind": "pdf",
    "page": 1,
    "ask": "task",
    "year": 2026,
    "instrument_id": "tt-02-2019-btttt",
    "pk": 1,
    "language": "vi",
}


def _patterns(resolver: URLResolver, names: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[str, ...], URLPattern]]:
    for each in resolver.url_patterns:
        slots = (*names, *each.pattern.converters)
        if str(each.pattern) == "bien-tap/":
            continue  # Wagtail's admin has a matrix of its own: src/ttdn/portal/tests/test_editor_guard.py
        if isinstance(each, URLResolver):
            yield from _patterns(each, slots)
        else:
            assert each.name, f"{each.pattern} has no name"
            yield each.name, slots, each


URLS = {name: slots for name, slots, _ in _patterns(get_resolver())}
WITH_OBJECT = {
    name: slots
    for name, slots in URLS.items()
    if "public_id" in slots and name not in ADMINISTRATOR | COORDINATOR | PUBLIC
}


def test_every_url_without_an_object_is_classified() -> None:
    for name in WITH_OBJECT:
        assert _model_of(name), name
    known = PUBLIC | OWN_ACCOUNT | SIGNED_IN | COORDINATOR | ADMINISTRATOR | set(WITH_OBJECT)
    assert set(URLS) - known == set(), "say above who may open it"
    for slots in (slots for name, slots in URLS.items() if name not in READERS):
        assert set(slots) - {"public_id", "uidb36", "key", "secret"} <= set(CHILDREN) | set(WORDS), slots


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


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Built once: every request below is rolled back."""
    offered = override_settings(MACHINE_TRANSLATOR="ttdn.portal.tests.test_translating.shout")
    with django_db_blocker.unblock(), time_machine.travel(AT + timedelta(days=1)), offered, _undone():
        yield World()


class _undone:  # noqa: N801  (reads as a statement)
    """A transaction that is always rolled back, and that durable actions take for the test's own."""

    def __enter__(self) -> None:
        self.block = transaction.atomic()
        self.block._from_testcase = True
        self.block.__enter__()

    def __exit__(self, *error: object) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)


def _answer(client: Client, url: str, method: str) -> tuple[int, str]:
    with _undone():
        response = getattr(client, method)(url)
        text = b"".join(response) if response.streaming else response.content
        return response.status_code, text.decode("utf-8", "replace")


def _model_of(name: str) -> type[Any]:
    return next(model for prefix, model in OBJECTS if name.startswith(prefix))


def _urls(name: str, parents: Ids, children: Ids, *, most: int | None = None) -> Iterator[str]:
    """Addresses of a URL: its object from `parents`, what hangs on it from `children`; `most` of each kind."""
    slots = URLS[name]
    chosen = [[("public_id", each) for each in sorted(parents.get(_model_of(name), ()))[:most]]]
    chosen += [
        [(slot, each) for each in sorted(children.get(CHILDREN[slot], ()))[:most]] for slot in slots if slot in CHILDREN
    ]
    words = {slot: WORDS[slot] for slot in slots if slot in WORDS}
    for combination in product(*chosen):
        yield reverse(name, kwargs=words | dict(combination))


OPENS = {200, 302, 303, 400, 403, 409, 422}


def test_the_matrix(world: World) -> None:
    """Own objects open; foreign ones and mixed pairs are missing, for every person and method."""
    nothing_opens, leaks = [], set()
    for name, slots in sorted(WITH_OBJECT.items()):
        if name in REGISTER or slots_need_programme(slots):
            continue
        if name not in NOT_FURNISHED and not any(_opens(world, url) for url in _urls(name, world.own, world.own)):
            nothing_opens.append(name)
        leaks |= {f"{name}: {leak}" for url in _foreign(world, name) for leak in _leaks(world, name, url)}
    assert nothing_opens == []
    assert sorted(leaks) == []


def _opens(world: World, url: str) -> bool:
    return any(_answer(world.ours.client, url, method)[0] in OPENS for method in ("get", "post"))


def _foreign(world: World, name: str) -> Iterator[str]:
    """Addresses with foreign objects, and with mixed pairs of own and foreign."""
    has_children = any(slot in CHILDREN for slot in URLS[name])
    yield from _urls(name, world.foreign, world.foreign, most=2 if has_children else 3)
    if has_children:
        yield from _urls(name, world.own, world.foreign, most=2)
        yield from _urls(name, world.foreign, world.own, most=2)


def _leaks(world: World, name: str, url: str) -> Iterator[str]:
    for who, method in product(_strangers(name), ("get", "post")):
        code, text = _answer(world.clients[who], url, method)
        if code not in (404, 405) or (MARK in text and who != "ours"):
            yield f"{who} {method} {code}"


def slots_need_programme(slots: tuple[str, ...]) -> bool:
    """Programme pages are a register; their changing pages are tested beside their app."""
    return bool({"task_id", "party_id", "member_id"} & set(slots))


def _strangers(name: str) -> tuple[str, ...]:
    """Who must not see it: everybody, but the coordinator may read duties and what was issued to it, and the system
    administrator keeps the people, the numbering and the signing keys of every body.
    """
    follows = name.startswith(("obligations_", "filings_", "files_", "consolidation_", "organisations_", "audit_"))
    keeps = name.startswith(
        (
            "organisations_people",
            "organisations_membership",
            "organisations_delegation",
            "organisations_numbering",
            "portal_key_",
        )
    )
    barred = {"ours", "nobody"} | (set() if follows else {"staff"}) | (set() if keeps else {"administrator"})
    return tuple(sorted(barred))


#: URLs whose object the furnishing does not make; each has leak tests beside its app
NOT_FURNISHED = {"obligations_request", "plans_programme_add", "consolidation_remark", "consolidation_batch", "consolidation_batch_fill", "consolidation_batch_submit",
                 "consolidation_batch_approve", "consolidation_batch_issue"}  # fmt: skip


def test_the_coordinator_never_opens_a_draft(world: World) -> None:
    drafts = FilingVersion.objects.filter(body=world.theirs.body, state__in=["draft", "in_review", "approved"])
    assert drafts.count() == 3
    names = [name for name, slots in WITH_OBJECT.items() if name.startswith("filings_") and "public_id" in slots]
    for version in drafts:
        for name in names:
            for url in _urls(name, {FilingVersion: {version.public_id}}, world.foreign, most=1):
                for method in ("get", "post"):
                    code, text = _answer(world.clients["staff"], url, method)
                    assert code in (404, 405), (name, method, code)
                    assert MARK not in text


def test_lists_name_nothing_foreign(world: World) -> None:
    for name in sorted(SIGNED_IN):
        words = {slot: WORDS[slot] for slot in URLS[name]}
        url = reverse(name, kwargs=words)
        for who in ("ours", "administrator", "nobody"):
            code, text = _answer(world.clients[who], url, "get")
            assert code < 500, (name, who, code)
            assert MARK not in text, (name, who)


def test_pages_of_the_coordinator_and_the_administrator_are_closed_to_others(world: World) -> None:
    for name in sorted((COORDINATOR | ADMINISTRATOR) & set(URLS)):
        if "public_id" in URLS[name]:
            continue
        url = reverse(name, kwargs={slot: WORDS[slot] for slot in URLS[name]})
        both = name == "organisations_change"  # the coordinator's staff and the system administrator record changes
        others = () if both else ("administrator",) if name in COORDINATOR else ("staff",)
        barred = ("ours", "nobody", *others)
        for who, method in product(barred, ("get", "post")):
            code, text = _answer(world.clients[who], url, method)
            assert code in (403, 404, 405), (name, who, method, code)
            assert MARK not in text


def test_sources_of_the_harvest_are_missing_for_all_but_the_staff_of_the_coordinator(world: World) -> None:
    """Even the source that gives the content of the person's own body."""
    methods = {"harvest_source": "get"} | dict.fromkeys(
        ("harvest_source_pause", "harvest_source_move", "harvest_source_trust"), "post"
    )
    for name, opens in methods.items():
        url = reverse(name, args=[world.source.public_id])
        assert _answer(world.clients["staff"], url, opens)[0] in (200, 302, 400), name  # 400: a form without its words
        for who, method in product(("ours", "theirs", "nobody", "administrator"), ("get", "post")):
            client = world.theirs.client if who == "theirs" else world.clients[who]
            code, text = _answer(client, url, method)
            assert code == 405 if method != opens else code == 404, (name, who, method, code)
            assert MARK not in text


def test_every_address_leads_to_its_own_page() -> None:
    """Two apps under one prefix must not hide each other's pages."""
    for name, slots in URLS.items():
        if set(slots) <= {"public_id"} | set(WORDS) - {"pk"} and name not in PUBLIC | OWN_ACCOUNT:
            words = {slot: WORDS.get(slot, uuid.UUID(int=1)) for slot in slots}
            assert resolve(reverse(name, kwargs=words)).url_name == name


def test_a_visitor_is_led_to_the_sign_in_page(world: World) -> None:
    visitor = Client()
    for name, slots in sorted(URLS.items()):
        if name in PUBLIC:
            continue
        ids = {slot: uuid.uuid4() for slot in slots if slot not in WORDS}
        url = reverse(name, kwargs=ids | {slot: WORDS[slot] for slot in slots if slot in WORDS})
        for method in ("get", "post"):
            response = getattr(visitor, method)(url)
            assert response.status_code in (302, 405), (name, response.status_code)
            if response.status_code == 302:
                assert "/tai-khoan/" in response["Location"], (name, response["Location"])


def test_the_administrator_reads_no_content(world: World) -> None:
    for name in ("desk_home", "filings_list", "plans_list", "activities_list", "rounds_list", "audit_list"):
        code, text = _answer(world.clients["administrator"], reverse(name), "get")
        assert code in (200, 302, 403, 404)
        assert MARK not in text
        assert "Của-Bộ-Ta" not in text


def test_pages_behind_an_answer_link_are_missing_without_its_secret(world: World) -> None:
    """Public for the holder of the secret only: a duty's or anybody's public id opens nothing, for no one."""
    duty = Obligation.objects.filter(bearer=world.theirs.body).first()
    assert duty is not None
    for name in ("filings_answer", "filings_answer_confirm", "filings_answer_receipt"):
        url = reverse(name, kwargs={"public_id": duty.public_id, "secret": "doan-mo"})
        for who, method in product((*world.clients,), ("get", "post")):
            code, text = _answer(world.clients[who], url, method)
            assert code in (404, 429), (name, who, method, code)
            assert MARK not in text


def test_links_are_made_and_revoked_by_those_who_ask_only(world: World) -> None:
    duty = Obligation.objects.filter(bearer=world.theirs.body, fulfilment="filing").first()
    assert duty is not None
    for name in ("filings_link_make", "filings_link_revoke"):
        for who, method in product(("ours", "nobody", "administrator"), ("get", "post")):
            code, text = _answer(world.clients[who], reverse(name, args=[duty.public_id]), method)
            assert code in (404, 405), (name, who, method, code)
            assert MARK not in text
    code, _text = _answer(world.clients["staff"], reverse("filings_link_make", args=[duty.public_id]), "get")
    assert code == 200
