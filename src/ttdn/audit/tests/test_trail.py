"""The chain: what is recorded, and that nothing recorded can be changed unseen."""

import datetime
import uuid
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import DatabaseError, connection, transaction

from ttdn.audit import triggers
from ttdn.audit.actions import erase_values, record, seal_day
from ttdn.audit.chain import entry_hash
from ttdn.audit.models import SYSTEM_CHAIN, AuditEntry, AuditValue, ChainHead, DailyRoot
from ttdn.audit.verification import verify

pytestmark = pytest.mark.django_db
AT = datetime.datetime(2026, 11, 21, 9, 30, tzinfo=datetime.UTC)
BODY = uuid.UUID("01900000-0000-7000-8000-000000000001")
THING = uuid.UUID("01900000-0000-7000-8000-00000000000a")


def add(count: Any = 1, *, chain: Any = BODY, user: Any = None, **fields: Any) -> Any:
    values = {
        "before": {"state": "draft"},
        "after": {"state": "issued", "issued_on": AT.date()},
        "note": "lý do",
    } | fields
    return [
        record(
            "filings.version.issued",
            acting_user=user,
            at=AT,
            chain=chain,
            object_kind="filings.version",
            object_id=THING,
            **values,
        )
        for _ in range(count)
    ]


def sql(statement: Any, *parameters: Any) -> None:
    """Change the database behind the product's back: guards lifted, as somebody with the keys of the server could."""
    triggers.drop(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
    triggers.install(connection)


def sentences() -> Any:
    return [finding.sentence for finding in verify()]


def test_rows_form_one_chain_per_body(user_factory: Any) -> None:
    user = user_factory(full_name="Trần Thị B")
    first, second = add(2, user=user)
    other = add(chain=None)[0]
    assert (first.sequence, second.sequence, other.sequence) == (1, 2, 1)
    assert second.previous_hash == first.hash
    assert other.chain == SYSTEM_CHAIN
    assert (first.actor_id, first.actor_name) == (user.public_id, "Trần Thị B")
    assert ChainHead.objects.get(chain=BODY).hash == second.hash
    assert verify() == []


def test_the_chain_row_keeps_hashes_and_not_values() -> None:
    entry = add(after={"state": "nội dung riêng"})[0]
    assert "nội dung riêng" not in str(entry.fields)
    assert entry.value.after == {"state": "nội dung riêng"}


def test_record_outside_a_transaction_is_refused(monkeypatch: Any) -> None:
    monkeypatch.setattr(transaction.get_connection(), "in_atomic_block", False)
    with pytest.raises(transaction.TransactionManagementError, match="inside the transaction"):
        add()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_auditentry SET actor_name = 'x'",
        "DELETE FROM audit_auditentry",
        "UPDATE audit_auditvalue SET note = 'x'",
        "DELETE FROM audit_auditvalue",
        "UPDATE audit_dailyroot SET root = 'x'",
        "DELETE FROM audit_dailyroot",
        "DELETE FROM audit_chainhead",
        "UPDATE audit_chainhead SET sequence = 0",
    ],
)
def test_the_database_refuses_to_change_the_trail(statement: Any) -> None:
    add()
    seal_day(day=AT.date())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert verify() == []


def test_every_declared_trigger_exists_and_a_dropped_one_is_named() -> None:
    assert len(triggers.registered()) >= 8
    assert triggers.missing(connection) == []
    with connection.cursor() as cursor:
        cursor.execute(
            triggers._drop(
                connection, next(each for each in triggers.registered() if each.name == "audit_entry_no_delete")
            )
        )
    assert [each.name for each in triggers.missing(connection)] == ["audit_entry_no_delete"]
    assert "audit_entry_no_delete" in sentences()[0]
    warnings = StringIO()
    call_command("check", databases=["default"], stdout=warnings, stderr=warnings)
    assert "audit.W001" in warnings.getvalue()
    triggers.install(connection)
    assert verify() == []


def test_an_altered_row_is_named() -> None:
    second = add(3)[1]
    sql("UPDATE audit_auditentry SET actor_name = 'Người khác' WHERE id = %s", second.pk)
    assert sentences() == [f"Chuỗi {BODY}: dòng số 2 ({second.public_id}) đã bị sửa."]


def test_an_altered_row_with_its_hash_made_again_is_named_by_its_follower() -> None:
    second = add(3)[1]
    second.actor_name = "Người khác"
    sql(
        "UPDATE audit_auditentry SET actor_name = %s, hash = %s WHERE id = %s",
        "Người khác",
        entry_hash(second),
        second.pk,
    )
    assert "dòng số 3" in sentences()[0]
    assert "dòng trước đã bị thay" in sentences()[0]


def test_a_missing_row_is_named() -> None:
    second = add(3)[1]
    sql("DELETE FROM audit_auditvalue WHERE entry_id = %s", second.pk)
    sql("DELETE FROM audit_auditentry WHERE id = %s", second.pk)
    assert sentences() == [f"Chuỗi {BODY}: thiếu dòng số 2."]


def test_a_missing_last_row_is_named_even_when_the_head_is_turned_back() -> None:
    entries = add(3)
    seal_day(day=AT.date())
    sql("DELETE FROM audit_auditvalue WHERE entry_id = %s", entries[2].pk)
    sql("DELETE FROM audit_auditentry WHERE id = %s", entries[2].pk)
    assert sentences()[0] == f"Chuỗi {BODY}: thiếu dòng số 3 ở cuối."
    sql("UPDATE audit_chainhead SET sequence = 2, hash = %s", entries[1].hash)
    assert sentences() == [f"Chuỗi {BODY}: dòng số 3 khác với dấu niêm phong ngày 21/11/2026."]


def test_reordered_rows_are_named() -> None:
    entries = add(4)
    sql("UPDATE audit_auditentry SET sequence = 99 WHERE id = %s", entries[1].pk)
    sql("UPDATE audit_auditentry SET sequence = 2 WHERE id = %s", entries[2].pk)
    sql("UPDATE audit_auditentry SET sequence = 3 WHERE id = %s", entries[1].pk)
    assert sentences() == [f"Chuỗi {BODY}: dòng số 2 ({entries[2].public_id}) bị đổi chỗ, vị trí đúng là 3."]


def test_an_altered_value_is_named() -> None:
    entry = add(2)[1]
    sql("UPDATE audit_auditvalue SET note = 'khác' WHERE entry_id = %s", entry.pk)
    assert sentences() == [f"Chuỗi {BODY}: giá trị của dòng số 2 ({entry.public_id}) đã bị sửa."]


def test_each_chain_is_reported_by_itself() -> None:
    other = uuid.UUID("01900000-0000-7000-8000-000000000002")
    mine, theirs = add(2)[0], add(2, chain=other)[0]
    sql("UPDATE audit_auditentry SET action = 'x' WHERE id IN (%s, %s)", mine.pk, theirs.pk)
    assert [str(chain) in sentence for chain, sentence in zip((BODY, other), sentences(), strict=True)] == [True, True]


def test_erased_values_leave_the_chain_whole() -> None:
    entry = add(note="số điện thoại")[0]
    assert erase_values([entry], at=AT) == 1
    value = AuditValue.objects.get(entry=entry)
    assert (value.before, value.after, value.note, value.salt) == ({}, {}, "", "")
    assert verify() == []


def test_a_day_is_sealed_once_and_seals_hang_together() -> None:
    add(2)
    first = seal_day(day=AT.date())
    assert seal_day(day=AT.date()).root == first.root
    add()
    second = seal_day(day=AT.date() + datetime.timedelta(days=1))
    assert second.previous_root == first.root
    assert second.heads == {str(BODY): [3, ChainHead.objects.get(chain=BODY).hash]}
    assert verify() == []
    sql("UPDATE audit_dailyroot SET previous_root = 'x' WHERE id = %s", second.pk)
    assert sentences() == ["Dấu niêm phong ngày 22/11/2026 đã bị sửa hoặc dấu trước đó bị mất."]


def test_seals_go_forward_only() -> None:
    seal_day(day=AT.date())
    with pytest.raises(Exception, match="niêm phong lùi về ngày 20/11/2026"):
        seal_day(day=AT.date() - datetime.timedelta(days=1))


def test_the_command_says_whole_or_names_the_row_and_fails() -> None:
    second = add(3)[1]
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert "Nhật ký nguyên vẹn: 3 dòng." in out.getvalue()
    sql("UPDATE audit_auditentry SET object_kind = 'x' WHERE id = %s", second.pk)
    error = StringIO()
    with pytest.raises(CommandError, match="không còn nguyên vẹn"):
        call_command("verify_audit", stderr=error)
    assert "dòng số 2" in error.getvalue()


def test_seal_command_prints_the_root() -> None:
    add()
    out = StringIO()
    call_command("seal_audit", "--day", "2026-11-20", stdout=out)
    assert out.getvalue().strip() == f"2026-11-20 {DailyRoot.objects.get().root}"


def test_guards_are_made_again_after_every_migration() -> None:
    triggers.drop(connection)
    assert {each.name for each in triggers.missing(connection)} >= {"audit_entry_no_update", "audit_entry_no_delete"}
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert triggers.missing(connection) == []


def test_emptying_the_table_at_once_is_refused() -> None:
    add()
    connection.check_constraints()
    statement = (
        "TRUNCATE audit_auditentry CASCADE" if connection.vendor == "postgresql" else "DELETE FROM audit_auditentry"
    )
    with (
        pytest.raises(DatabaseError, match="Nhật ký chỉ được ghi thêm"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_row_costs_few_queries(django_assert_num_queries: Any) -> None:
    add()
    with django_assert_num_queries(4):
        add()


@pytest.mark.django_db(transaction=True)
def test_guards_come_back_when_tables_are_emptied() -> None:
    with transaction.atomic():
        add()
    assert AuditEntry.objects.count() == 1
    assert triggers.missing(connection) == []
