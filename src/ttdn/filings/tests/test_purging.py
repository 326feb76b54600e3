"""The purge: two people, all or nothing, and no word left in the database, the files or the index."""

import io
import json
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from ttdn.accounts.models import User
from ttdn.audit.verification import verify
from ttdn.files.actions import open_stored
from ttdn.files.storage import path_of
from ttdn.filings import actions
from ttdn.filings.models import Fact, FactTotal, FilingVersion, Section
from ttdn.filings.tests.builders import AT, ON, World
from ttdn.notifications.models import Notice
from ttdn.purging import ledger, registry
from ttdn.purging.actions import approve_purge, finish, reapply, request_purge
from ttdn.purging.models import Purge, PurgedObject, PurgeState
from ttdn.search.actions import rebuild
from ttdn.search.queries import search
from ttdn.web.errors import UserError

SECRET = "zưxuân kínhạc"
LATER = AT + timedelta(days=2)


@pytest.fixture(autouse=True)
def _own_ledger(settings: Any, tmp_path: Path) -> None:
    settings.PURGE_LEDGER = tmp_path / "purges.jsonl"


@pytest.fixture
def told(world: World) -> FilingVersion:
    """An issued report that says the secret in every place that holds text."""
    version = world.fill(world.start(), words=f"Nói về {SECRET} ở mục")
    code = version.sections.exclude(text="").order_by("code").values_list("code", flat=True)[0]
    actions.add_comment(version=version, code=code, text=f"Bỏ {SECRET}", acting_user=world.officer, at=AT)
    version.sentences.create(code=code, key="k", text=f"Câu {SECRET}", offered=SECRET)
    version.rows.create(code=code, cells=[SECRET])
    version.facts.create(
        body=world.ministry, year=2026, section=code, kind="training", record_kind="activities.activity",
        record_id=uuid.uuid4(), label=f"Lớp {SECRET}", place=SECRET, unit_name=SECRET, figures={"people": 12},
    )  # fmt: skip
    version = actions.submit(version=version, acting_user=world.officer, at=AT)
    version = actions.approve(
        version=version, content_hash=version.content_hash, acting_user=world.leader, at=AT, remark=SECRET
    )
    version = actions.issue(
        version=version, number_text="901", issued_on=ON, acting_user=world.clerk, at=AT + timedelta(hours=1)
    )
    Notice.objects.create(
        user=world.officer, kind="x", subject=SECRET, text=SECRET, key="k", at=AT,
        url=reverse("filings_detail", args=[version.filing.public_id]),
    )  # fmt: skip
    rebuild()
    return version


def _in_database(words: str) -> list[str]:
    """Tables and columns of the whole database that hold the words, as text or as escaped JSON."""
    escaped = json.dumps(words)[1:-1]
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for column in connection.introspection.get_table_description(cursor, table):
                name = f'CAST("{column.name}" AS text)'
                cursor.execute(
                    f'SELECT count(*) FROM "{table}" WHERE {name} LIKE %s OR {name} LIKE %s',
                    [f"%{words}%", f"%{escaped}%"],
                )
                if cursor.fetchone()[0]:
                    found.append(f"{table}.{column.name}")
    return found


def _asked(world: World, version: FilingVersion, user: User | None = None) -> Purge:
    return request_purge(
        kind="filings.version", object_id=version.public_id, reason="Lộ dữ liệu cá nhân", document="12/QĐ-BTN",
        acting_user=user or world.clerk, at=LATER, on=ON,
    )  # fmt: skip


def _purged(world: World, version: FilingVersion) -> Purge:
    purge = approve_purge(public_id=_asked(world, version).public_id, acting_user=world.leader, at=LATER, on=ON)
    return finish(purge, at=LATER)


def test_nothing_of_the_text_is_left(world: World, told: FilingVersion) -> None:
    before = _in_database(SECRET)
    assert {"filings_section.text", "filings_fact.label", "filings_filingversion.document"} <= set(before)
    assert "audit_auditvalue.after" in before or "audit_auditvalue.note" in before
    hashes = (told.content_hash, told.snapshot_hash)
    kept = {file.sha256: path_of(file.sha256) for file in (told.docx, told.pdf) if file}
    assert len(kept) == 2
    assert search(text="zưxuân", user=world.officer, scopes=_scopes(world), on=ON).total == 1
    purge = _purged(world, told)
    assert _in_database(SECRET) == []
    assert not any(path.exists() for path in kept.values())
    assert search(text="zưxuân", user=world.officer, scopes=_scopes(world), on=ON).total == 0
    told.refresh_from_db()
    assert (told.content_hash, told.snapshot_hash) == hashes
    assert set(purge.blanked.exclude(sha256="").values_list("sha256", flat=True)) == set(kept)
    assert purge.state == PurgeState.DONE
    assert verify() == []


def _scopes(world: World) -> set[str]:
    return {f"body:{world.ministry.public_id}"}


def test_what_was_summed_up_stays_summed_up(world: World, told: FilingVersion) -> None:
    totals = list(FactTotal.objects.filter(version=told).order_by("pk").values())
    _purged(world, told)
    assert list(FactTotal.objects.filter(version=told).order_by("pk").values()) == totals
    fact = Fact.objects.get(version=told)
    assert (fact.label, fact.place, fact.figures) == (registry.ERASED, "", {"people": 12})


def test_pages_show_the_tombstone(world: World, told: FilingVersion, client_for: Any) -> None:
    _purged(world, told)
    client: Client = client_for(world.officer)
    page = client.get(reverse("filings_detail", args=[told.filing.public_id])).content.decode()
    assert "Nội dung đã được xóa theo 12/QĐ-BTN, ngày 22/11/2026." in page
    as_json = client.get(reverse("filings_download", args=[told.public_id, "json"])).content.decode()
    assert "12/QĐ-BTN" in as_json
    assert "BTN" in as_json
    for kind in ("docx", "pdf"):
        assert client.get(reverse("filings_download", args=[told.public_id, kind])).status_code == 200
    assert client.get(reverse("filings_review", args=[told.public_id])).status_code == 200
    staff: Client = client_for(world.staff)
    assert "12/QĐ-BTN" in staff.get(reverse("filings_download", args=[told.public_id, "json"])).content.decode()


def test_one_person_alone_cannot(world: World, told: FilingVersion) -> None:
    purge = _asked(world, told, world.leader)
    with pytest.raises(UserError, match="người khác"):
        approve_purge(public_id=purge.public_id, acting_user=world.leader, at=LATER, on=ON)
    for stranger in (world.officer, world.clerk, world.foreigner, world.staff):
        with pytest.raises(UserError, match="Chỉ lãnh đạo"):
            approve_purge(public_id=purge.public_id, acting_user=stranger, at=LATER, on=ON)
    for stranger in (world.officer, world.foreigner):
        with pytest.raises(UserError, match="Chỉ lãnh đạo hoặc văn thư"):
            _asked(world, told, stranger)
    assert "filings_section.text" in _in_database(SECRET)
    with pytest.raises(IntegrityError), transaction.atomic():
        Purge.objects.filter(pk=purge.pk).update(
            state="approved", approved_by=world.leader.public_id, approved_at=LATER
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Purge.objects.filter(pk=purge.pk).update(state="blanked", approved_by=uuid.uuid4(), approved_at=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        PurgedObject.objects.create(purge=purge, kind="filings.version", object_id=told.public_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        purge.delete()


def test_the_guards_stay_shut_for_everything_else(world: World, told: FilingVersion) -> None:
    other = world.issued("annual_plan", 2027)
    _purged(world, told)
    with pytest.raises(IntegrityError), transaction.atomic():
        Section.objects.filter(version=told).update(text="mới")
    with pytest.raises(IntegrityError), transaction.atomic():
        FilingVersion.objects.filter(pk=told.pk).update(document=None, number_text="1")
    purge = _asked(world, other)
    with transaction.atomic():
        Purge.objects.filter(pk=purge.pk).update(
            state="approved", approved_by=world.leader.public_id, approved_at=LATER
        )
        PurgedObject.objects.create(purge=purge, kind="filings.version", object_id=other.public_id)
        with pytest.raises(IntegrityError), transaction.atomic():
            Section.objects.filter(version=other).update(text="thay vì xóa")
        with pytest.raises(IntegrityError), transaction.atomic():
            FilingVersion.objects.filter(pk=other.pk).update(number_text="1")
        with pytest.raises(IntegrityError), transaction.atomic():
            Fact.objects.filter(version=told).update(figures={})
        transaction.set_rollback(True)


def test_wrong_kind_and_missing_object(world: World, told: FilingVersion) -> None:
    common = {"reason": "x", "document": "12/QĐ-BTN", "acting_user": world.clerk, "at": LATER, "on": ON}
    with pytest.raises(UserError, match=r"filings\.version"):
        request_purge(kind="filings.letter", object_id=told.public_id, **common)  # type: ignore[arg-type]
    with pytest.raises(UserError, match="Không có"):
        request_purge(kind="filings.version", object_id=uuid.uuid4(), **common)  # type: ignore[arg-type]
    with pytest.raises(UserError, match="lý do"):
        request_purge(kind="filings.version", object_id=told.public_id, **(common | {"reason": " "}))  # type: ignore[arg-type]
    _asked(world, told)
    with pytest.raises(UserError, match="Đã có yêu cầu"):
        _asked(world, told)


def test_a_purge_of_the_filing_takes_every_version_and_the_title(world: World, told: FilingVersion) -> None:
    world.replaced(told, reason=f"Vì {SECRET}")
    assert told.filing.versions.count() == 2
    purge = request_purge(
        kind="filings.filing", object_id=told.filing.public_id, reason="x", document="1/QĐ", acting_user=world.clerk,
        at=LATER, on=ON,
    )  # fmt: skip
    finish(approve_purge(public_id=purge.public_id, acting_user=world.leader, at=LATER, on=ON), at=LATER)
    assert _in_database(SECRET) == []
    told.filing.refresh_from_db()
    assert told.filing.title == registry.ERASED
    assert verify() == []


def test_a_restore_is_purged_again(world: World, told: FilingVersion) -> None:
    kept = {file.sha256: path_of(file.sha256).read_bytes() for file in (told.docx, told.pdf) if file}
    place = transaction.savepoint()
    _purged(world, told)
    transaction.savepoint_rollback(place)  # the database is as it was in the backup
    for sha256, data in kept.items():
        path_of(sha256).parent.mkdir(parents=True, exist_ok=True)
        path_of(sha256).write_bytes(data)
    assert _in_database(SECRET)
    lines = ledger.read(ledger.path())
    assert [outcome for _line, outcome in reapply(lines, at=LATER)] == ["again"]
    assert _in_database(SECRET) == []
    assert not any(path_of(sha256).exists() for sha256 in kept)
    assert [outcome for _line, outcome in reapply(lines, at=LATER)] == ["clean"]
    assert len(ledger.read(ledger.path())) == 1
    assert verify() == []


def test_a_line_added_to_the_ledger_by_hand_is_refused(world: World, told: FilingVersion) -> None:
    _purged(world, told)
    place = ledger.path()
    assert SECRET not in place.read_text(encoding="utf-8")
    place.write_text(
        place.read_text(encoding="utf-8").replace(str(told.public_id), str(uuid.uuid4())), encoding="utf-8"
    )
    with pytest.raises(UserError, match="dòng 1"):
        ledger.read(place)


def test_content_put_back_and_a_purge_without_its_people_are_shown(world: World, told: FilingVersion) -> None:
    from ttdn.audit import triggers  # noqa: PLC0415

    purge = _purged(world, told)
    connection.check_constraints()
    triggers.drop(connection)
    Section.objects.filter(version=told, code=told.sections.order_by("code")[0].code).update(text=SECRET)
    Purge.objects.filter(pk=purge.pk).update(approved_by=uuid.uuid4())
    connection.check_constraints()
    triggers.install(connection)
    sentences = " ".join(each.sentence for each in verify())
    assert "lại có nội dung" in sentences
    assert "không có đủ hai người" in sentences


def test_bytes_that_another_file_shares_stay(world: World, told: FilingVersion) -> None:
    assert told.pdf is not None
    sha256 = told.pdf.sha256
    twin = type(told.pdf).objects.create(
        sha256=sha256, size=1, mime="application/pdf", name="b.pdf", owner_kind="x", owner_id=uuid.uuid4(), at=AT
    )
    _purged(world, told)
    assert path_of(sha256).exists()
    with open_stored(twin) as file:
        assert file.read(4) == b"%PDF"


def test_the_command_asks_who_is_there(world: World, told: FilingVersion, monkeypatch: Any, capsys: Any) -> None:
    words = ["--reason", "Lộ dữ liệu", "--document", "12/QĐ-BTN"]
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{world.clerk.email}\nsai\n"))
    with pytest.raises(CommandError, match="không đúng"):
        call_command("purge", "request", "filings.version", str(told.public_id), *words)
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{world.clerk.email}\nmật khẩu\n"))
    call_command("purge", "request", "filings.version", str(told.public_id), *words)
    purge = Purge.objects.get()
    assert str(purge.public_id) in capsys.readouterr().out
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{world.clerk.email}\nmật khẩu\n"))
    with pytest.raises(CommandError, match="người khác"):
        call_command("purge", "approve", str(purge.public_id))
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{world.leader.email}\nmật khẩu\n"))
    call_command("purge", "approve", str(purge.public_id))
    call_command("purge", "list")
    call_command("purge", "finish")
    call_command("purge", "reapply")
    told_out = capsys.readouterr().out
    assert "Không lấy lại được" in told_out
    assert "vẫn đã xóa" in told_out
    assert _in_database(SECRET) == []


def _step(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """One step of the purge in a process of its own, on the site in a folder."""
    environment = {**os.environ, "TTDN_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "ttdn.config.test_settings"}
    environment.pop("TTDN_DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-m", "ttdn.filings.tests.purge_worker", *words],
        check=False,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, lay_tables: Callable[[Path], None]) -> Path:
    """A site with a request to purge, made once."""
    folder = tmp_path_factory.mktemp("site")
    lay_tables(folder)
    made = _step(folder, "make")
    assert made.returncode == 0, made.stderr
    return folder


@pytest.mark.parametrize("where", ["inside", "after"])
def test_killed_in_the_middle_it_is_all_or_nothing(where: str, site: Path, tmp_path: Path) -> None:
    """Real processes on a database of their own: kill -9 inside the transaction leaves all, after it nothing."""
    folder = Path(shutil.copytree(site, tmp_path / "site"))
    assert _step(folder, "kill", where).returncode == -9
    seen = _step(folder, "look")
    assert seen.returncode == 0, seen.stderr
    assert seen.stdout.split() == (
        ["requested", "whole", "kept"] if where == "inside" else ["blanked", "blank", "kept"]
    )
    last = _step(folder, "finish" if where == "after" else "approve")
    assert last.returncode == 0, last.stderr
    assert _step(folder, "look").stdout.split() == ["done", "blank", "gone"]
