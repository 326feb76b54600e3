"""The database itself refuses any change to what was issued."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from ttdn.audit import triggers
from ttdn.audit.verification import verify
from ttdn.docgen.model import Document, content_hash
from ttdn.files.storage import path_of
from ttdn.filings import actions
from ttdn.filings.errors import WrongState
from ttdn.filings.guards import FREE, FROZEN, GUARDS, VERSION
from ttdn.filings.models import Fact, FilingVersion, Section, TableRow
from ttdn.filings.tests.builders import AT, World
from ttdn.web.ids import uuid7


def _refused(sql: str, *parameters: object) -> None:
    with (
        pytest.raises(DatabaseError, match="Văn bản đã phát hành"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, parameters)


def test_every_column_of_a_version_is_frozen_or_said_to_be_free() -> None:
    columns = {field.column for field in FilingVersion._meta.concrete_fields}
    assert columns == set(FROZEN) | FREE


def test_guards_are_in_the_database(world: World) -> None:
    lacking = {each.name for each in triggers.missing(connection)}
    assert not lacking & {each.name for each in GUARDS}


@pytest.mark.parametrize(
    "change",
    [
        "number_text = '999'",
        "document = '{}'",
        "issued_on = '2020-01-01'",
        "signer_name = 'Khác'",
        "snapshot_hash = 'x'",
        "state = 'draft'",
        "state = 'approved'",
        "docx_id = NULL",
        "public_id = 'x'",
    ],
)
def test_issued_version_cannot_be_changed(world: World, change: str) -> None:
    if connection.vendor == "postgresql" and change.startswith("public_id"):
        change = "public_id = '00000000-0000-0000-0000-000000000000'"
    version = world.issued()
    _refused(f'UPDATE "{VERSION}" SET {change} WHERE id = %s', version.pk)


def test_issued_version_and_its_parts_cannot_be_deleted_or_added_to(world: World) -> None:
    version = world.approved()
    section = version.sections.get(code="I.1")
    Fact.objects.create(
        version=version,
        body=world.ministry,
        year=2026,
        section="I",
        kind="k",
        record_kind="r",
        record_id=uuid7(),
        label="L",
    )
    row = TableRow.objects.create(version=version, code="II.6", cells=["a"])
    version = actions.reopen(version=version, acting_user=world.officer, at=AT)
    version = actions.submit(version=version, acting_user=world.officer, at=AT)
    version = actions.approve(version=version, content_hash=version.content_hash, acting_user=world.leader, at=AT)
    version = actions.issue(version=version, number_text="5", issued_on=AT.date(), acting_user=world.clerk, at=AT)
    _refused('DELETE FROM "filings_filingversion" WHERE id = %s', version.pk)
    _refused('UPDATE "filings_section" SET text = %s WHERE id = %s', "khác", section.pk)
    _refused('DELETE FROM "filings_section" WHERE id = %s', section.pk)
    _refused('UPDATE "filings_tablerow" SET position = 9 WHERE id = %s', row.pk)
    _refused('DELETE FROM "filings_fact" WHERE version_id = %s', version.pk)
    _refused('UPDATE "filings_facttotal" SET actual = 9 WHERE version_id = %s', version.pk)
    with pytest.raises(DatabaseError, match="Văn bản đã phát hành"), transaction.atomic():
        Section.objects.create(version=version, code="moi")
    with pytest.raises(DatabaseError, match="Văn bản đã phát hành"), transaction.atomic():
        TableRow.objects.create(version=version, code="II.6", cells=["b"])


def test_superseded_never_comes_back(world: World) -> None:
    version = world.issued()
    FilingVersion.objects.filter(pk=version.pk).update(state="superseded")
    _refused(f"UPDATE \"{VERSION}\" SET state = 'issued' WHERE id = %s", version.pk)


def test_open_versions_stay_free(world: World) -> None:
    version = world.start()
    FilingVersion.objects.filter(pk=version.pk).update(signer_name="Khác")
    Section.objects.filter(version=version).update(text="khác")
    assert version.sections.filter(text="khác").count() == version.sections.count()


def test_actions_refuse_to_edit_what_was_issued(world: World) -> None:
    version = world.issued()
    with pytest.raises(WrongState):
        actions.save_section(version=version, code="I.1", text="x", lock=1, acting_user=world.officer, at=AT)
    with pytest.raises(WrongState):
        actions.redraft(version=version, acting_user=world.officer, at=AT)


@pytest.mark.parametrize("what", ["section", "snapshot", "snapshot and its hash", "file"])
def test_a_change_behind_the_guards_is_shown_by_the_audit_check(world: World, what: str) -> None:
    version = world.issued()
    assert verify() == []
    connection.check_constraints()  # PostgreSQL drops no trigger of a table that waits for a check
    triggers.drop(connection)
    if what == "section":
        Section.objects.filter(version=version, code="I.1").update(text="Khác")
    elif what == "file":
        assert version.pdf is not None
        path = path_of(version.pdf.sha256)
        path.chmod(0o600)
        path.write_bytes(b"%PDF-1.7 other")
    else:
        document = Document.from_dict(version.document or {})
        altered = replace(document, number="999")
        changed: dict[str, Any] = {"document": altered.to_dict()}
        if what == "snapshot and its hash":
            changed["snapshot_hash"] = content_hash(altered)
        FilingVersion.objects.filter(pk=version.pk).update(**changed)
    connection.check_constraints()
    triggers.install(connection)
    found = [each.sentence for each in verify()]
    assert len(found) == 1
    assert version.number_and_symbol in found[0]
