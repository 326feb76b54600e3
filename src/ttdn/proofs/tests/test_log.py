"""The public log: only added to; any change behind its back is named with its place."""

import datetime
import json
import uuid
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ttdn.audit import triggers
from ttdn.proofs import jws, log, merkle
from ttdn.proofs.actions.keys import make_key
from ttdn.proofs.actions.log import append
from ttdn.proofs.actions.roots import ROOT_TYPE, end_of, sign_day, sign_head
from ttdn.proofs.actions.sealing import erase_texts, log_replacement, log_withdrawal
from ttdn.proofs.choices import EntryKind
from ttdn.proofs.errors import AlreadySealed, KeyRefused, NotSealed
from ttdn.proofs.guards import GUARDS
from ttdn.proofs.models import Fingerprint, LogEntry, LogHead, LogNode, LogRoot, SealedText
from ttdn.proofs.tests.conftest import AT, BODY, KIND, behind_the_back, statement
from ttdn.proofs.verification import verify_log
from ttdn.web.clock import jobs_due

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
TODAY = datetime.date(2026, 11, 21)


def fill(count: int, at: datetime.datetime = AT) -> list[LogEntry]:
    """Entries without texts: their kinds are those that need none."""
    with transaction.atomic():
        return [
            append(EntryKind.WITHDRAWAL, item_kind=KIND, item=uuid.UUID(int=number), body=BODY, at=at, language="vi")
            for number in range(count)
        ]


def first_fault() -> tuple[int | None, str]:
    fault = verify_log()[0]
    return fault.index, fault.sentence


def test_the_kept_tree_is_the_tree_of_the_entries() -> None:
    fill(21)
    leaves = [bytes.fromhex(entry.leaf_hash) for entry in LogEntry.objects.order_by("index")]
    for size in range(1, 22):
        frontier: list[bytes] = []
        for number, leaf in enumerate(leaves[:size]):
            frontier, _made = merkle.append(frontier, number, leaf)
        root = merkle.fold(frontier)
        assert log.tree_at(size).root == root.hex()
        for index in range(size):
            path = [bytes.fromhex(each) for each in log.inclusion_path(index, size)]
            assert merkle.verify_inclusion(leaves[index], index, size, path, root)
            steps = [bytes.fromhex(each) for each in log.consistency_path(index + 1, size)]
            old_root = bytes.fromhex(log.tree_at(index + 1).root)
            assert merkle.verify_consistency(index + 1, old_root, size, root, steps)
    assert log.current() == log.tree_at(21)
    assert verify_log() == []


def test_proofs_take_one_read(django_assert_num_queries: Any) -> None:
    fill(50)
    with django_assert_num_queries(1):
        log.inclusion_path(17, 50)
    with django_assert_num_queries(1):
        log.consistency_path(17, 50)


def test_adding_takes_as_many_queries_in_a_long_log(django_assert_num_queries: Any) -> None:
    fill(1)
    for _repeat in range(9):
        with django_assert_num_queries(6):  # savepoint in and out, head, entry, nodes, head
            fill(1)


def test_an_entry_needs_a_transaction() -> None:
    class Bare:
        in_atomic_block = False

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transaction, "get_connection", lambda *_args: Bare())
        with pytest.raises(transaction.TransactionManagementError):
            append(EntryKind.WITHDRAWAL, item_kind=KIND, item=BODY, at=AT)


def test_a_slow_clock_does_not_run_the_log_backwards() -> None:
    fill(1)
    assert fill(1, at=AT - DAY)[0].at == AT
    assert verify_log() == []


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE proofs_logentry SET edition = 9",
        "DELETE FROM proofs_logentry",
        "UPDATE proofs_lognode SET hash = ''",
        "DELETE FROM proofs_lognode",
        "UPDATE proofs_logroot SET size = 1",
        "DELETE FROM proofs_logroot",
        "DELETE FROM proofs_loghead",
        "UPDATE proofs_loghead SET size = 1",
        "UPDATE proofs_sealedtext SET canonical = 'x'",
        "UPDATE proofs_sealedtext SET number = 'x'",
        "DELETE FROM proofs_sealedtext",
        "UPDATE proofs_signingkey SET kid = 'x'",
        "DELETE FROM proofs_signingkey",
    ],
)
def test_the_database_refuses_changes(publish: Callable[..., SealedText], sql: str) -> None:
    publish()
    sign_day(day=TODAY, at=AT + DAY)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_every_guard_is_there() -> None:
    assert {each.name for each in GUARDS} <= {each.name for each in triggers.registered()}
    assert triggers.missing(connection) == []
    triggers.drop(connection)
    assert "proofs_entry_no_update" in str(verify_log())
    triggers.install(connection)


COLUMNS = ["kind", "body", "item_kind", "item", "language", "edition", "related", "content_hash", "seal_hash", "detail",
           "effective", "at"]  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(index=st.integers(0, 12), column=st.sampled_from(COLUMNS), data=st.data())
def test_any_altered_column_of_any_entry_is_named(index: int, column: str, data: st.DataObject) -> None:
    with transaction.atomic():
        fill(13)
        values = {
            "edition": 77,
            "effective": AT + DAY,
            "at": AT + datetime.timedelta(microseconds=data.draw(st.integers(1, 10**9))),
            "body": uuid.UUID(int=5),
            "item": uuid.UUID(int=500),
            "related": uuid.UUID(int=5),
        }
        triggers.drop(connection)
        LogEntry.objects.filter(index=index).update(**{column: values.get(column, data.draw(st.sampled_from("xyz")))})
        triggers.install(connection)
        found, sentence = first_fault()
        transaction.set_rollback(True)
    assert found == index
    assert "bị sửa" in sentence


def test_a_missing_entry_is_named() -> None:
    fill(5)
    behind_the_back('DELETE FROM proofs_logentry WHERE "index" = 3')
    assert first_fault() == (3, "Nhật ký công khai: thiếu mục số 3.")


def test_missing_last_entries_are_named() -> None:
    fill(5)
    behind_the_back('DELETE FROM proofs_logentry WHERE "index" = 4')
    assert first_fault() == (4, "Nhật ký công khai: thiếu mục số 4 ở cuối.")


def test_swapped_entries_are_named() -> None:
    fill(6)
    behind_the_back('UPDATE proofs_logentry SET "index" = 99 WHERE "index" = 1')
    behind_the_back('UPDATE proofs_logentry SET "index" = 1 WHERE "index" = 4')
    behind_the_back('UPDATE proofs_logentry SET "index" = 4 WHERE "index" = 99')
    assert first_fault() == (1, "Nhật ký công khai: mục số 1 bị đổi chỗ, vị trí đúng là 4.")


def rewrite(index: int) -> None:
    """Alter an entry and its own hash so that they agree."""
    entry = LogEntry.objects.get(index=index)
    entry.language = "en"
    behind_the_back(
        'UPDATE proofs_logentry SET language = %s, leaf_hash = %s WHERE "index" = %s',
        "en",
        log.leaf_hash(entry).hex(),
        index,
    )


def test_an_entry_rewritten_with_its_hash_is_named_by_the_tree() -> None:
    fill(6)
    rewrite(2)
    assert first_fault() == (2, "Nhật ký công khai: mục số 2 đã bị sửa (khác mã băm trong cây).")


def test_an_altered_or_lost_node_is_named() -> None:
    fill(6)
    behind_the_back("UPDATE proofs_lognode SET hash = %s WHERE level = 1 AND position = 1", "0" * 64)
    assert first_fault() == (3, "Nhật ký công khai: mã băm trong cây trên mục số 3 đã bị sửa.")
    behind_the_back("DELETE FROM proofs_lognode WHERE level = 0 AND position = 2")
    assert first_fault() == (2, "Nhật ký công khai: mất mã băm của mục số 2.")


def rebuild() -> None:
    """Write the whole tree again over altered entries, as the operator could."""
    behind_the_back("DELETE FROM proofs_lognode")
    frontier: list[bytes] = []
    for entry in LogEntry.objects.order_by("index"):
        frontier, made = merkle.append(frontier, entry.index, bytes.fromhex(entry.leaf_hash))
        for (level, position), digest in made:
            LogNode.objects.create(level=level, position=position, hash=digest.hex())
    behind_the_back("UPDATE proofs_loghead SET frontier = %s", json.dumps([each.hex() for each in frontier]))


def test_a_log_rewritten_as_a_whole_contradicts_its_signed_roots() -> None:
    make_key(body=None, acting_user=None, at=AT)
    fill(6)
    sign_day(day=TODAY, at=AT + DAY)
    fill(3, at=AT + DAY)
    assert verify_log() == []
    rewrite(2)
    rebuild()
    index, sentence = first_fault()
    assert index is None
    assert sentence.startswith("Gốc ngày 21/11/2026 không khớp: một trong 7 mục đầu")


def test_a_cut_log_contradicts_its_signed_roots() -> None:
    make_key(body=None, acting_user=None, at=AT)
    fill(6)
    sign_day(day=TODAY, at=AT + DAY)
    behind_the_back('DELETE FROM proofs_logentry WHERE "index" >= 5')
    rebuild()
    behind_the_back("UPDATE proofs_loghead SET size = 5")
    assert first_fault() == (5, "Nhật ký công khai: thiếu mục số 5 (gốc ngày 21/11/2026 tính trên 7 mục).")


@pytest.mark.parametrize("column", ["root_hash", "size", "day", "signed_at", "jws"])
def test_an_altered_root_is_named(column: str) -> None:
    make_key(body=None, acting_user=None, at=AT)
    fill(2)
    sign_day(day=TODAY, at=AT + DAY)
    values = {"root_hash": "0" * 64, "size": 2, "day": TODAY + DAY, "signed_at": AT, "jws": "a.b.c"}
    triggers.drop(connection)
    LogRoot.objects.update(**{column: values[column]})
    triggers.install(connection)
    assert "đã bị sửa hoặc chữ ký của nó sai" in first_fault()[1]


def test_an_altered_text_seal_or_lost_text_is_named(publish: Callable[..., SealedText]) -> None:
    publish()
    text = publish(statement(title="Khác"))
    behind_the_back("UPDATE proofs_sealedtext SET canonical = 'x' WHERE id = %s", text.pk)
    assert first_fault() == (text.entry.index, "Văn bản của mục số 3 đã bị sửa sau khi đóng dấu xác thực.")
    behind_the_back("UPDATE proofs_sealedtext SET seal = 'x' WHERE id = %s", text.pk)
    assert first_fault() == (text.entry.index, "Dấu xác thực của mục số 3 khác với nhật ký công khai.")
    Fingerprint.objects.filter(text=text).delete()
    behind_the_back("DELETE FROM proofs_sealedtext WHERE id = %s", text.pk)
    assert first_fault() == (3, "Văn bản của mục số 3 đã bị mất.")


def test_a_purge_leaves_the_log_whole(publish: Callable[..., SealedText]) -> None:
    text = publish(files={"a" * 64: "ten-tep.pdf"})
    assert erase_texts(item=text.item, at=AT) == 1
    text.refresh_from_db()
    assert (text.canonical, text.title, text.issuer_name) == ("", "", "")
    assert not Fingerprint.objects.exists()
    assert not text.files.exists()
    assert verify_log() == []
    assert erase_texts(item=text.item, at=AT) == 0


def test_an_edition_is_sealed_once(publish: Callable[..., SealedText]) -> None:
    text = publish()
    with pytest.raises(AlreadySealed):
        publish(statement(title="Khác"), item=text.item)
    publish(statement(language="en"), item=text.item)
    publish(statement(title="Khác"), item=text.item, edition=2, kind=EntryKind.CORRECTION)
    with pytest.raises(ValueError, match="no text"):
        publish(kind=EntryKind.WITHDRAWAL)


def test_withdrawal_and_replacement_are_logged(publish: Callable[..., SealedText]) -> None:
    text = publish()
    other = publish(statement(title="Bản thay"))
    with transaction.atomic():
        log_withdrawal(item_kind=KIND, item=text.item, body=BODY, language="en", at=AT)
        log_replacement(item_kind=KIND, item=text.item, body=BODY, replaced_by=other.item, at=AT)
    assert [entry.kind for entry in log.entries_of(text.item)] == ["release", "withdrawal", "replacement"]
    assert [entry.kind for entry in log.entries_of(text.item, "vi")] == ["release", "replacement"]
    with pytest.raises(NotSealed):
        log_withdrawal(item_kind=KIND, item=uuid.uuid4(), body=BODY, at=AT)


def test_the_root_of_a_day_counts_that_day_only_and_once() -> None:
    make_key(body=None, acting_user=None, at=AT)
    fill(3, at=AT)
    evening = end_of(TODAY)
    assert evening == datetime.datetime(2026, 11, 21, 17, tzinfo=datetime.UTC)
    fill(1, at=evening - datetime.timedelta(microseconds=1))
    fill(2, at=evening)
    with pytest.raises(KeyRefused, match="chưa kết thúc"):
        sign_day(day=TODAY, at=evening - DAY / 24)
    root = sign_day(day=TODAY, at=evening + DAY)
    assert root is not None
    assert root.size == 5
    assert sign_day(day=TODAY, at=evening + 2 * DAY) == root
    assert sign_day(day=TODAY + DAY, at=evening + DAY).size == 7  # type: ignore[union-attr]
    assert sign_day(day=TODAY - DAY, at=evening + DAY) is None
    assert verify_log() == []


def test_nothing_is_signed_while_there_is_nothing() -> None:
    assert sign_day(day=TODAY, at=AT + DAY) is None
    assert sign_head(log.current(), at=AT, history="") is None


def test_the_worker_signs_yesterday(publish: Callable[..., SealedText]) -> None:
    publish()
    (job,) = [each for each in jobs_due(None, AT) if each.name == "proofs.sign_day"]
    job.run(AT + DAY)
    job.run(AT + DAY)
    root = LogRoot.objects.get()
    assert root.day == TODAY
    assert jws.read(root.jws, ROOT_TYPE).payload["root"] == root.root_hash


def test_the_command_says_whole_or_names_the_fault(publish: Callable[..., SealedText]) -> None:
    out = StringIO()
    publish()
    call_command("verify_log", stdout=out)
    assert out.getvalue().startswith("Nhật ký công khai nguyên vẹn: 3 mục, gốc ")
    behind_the_back("UPDATE proofs_logentry SET language = 'x'")
    errors = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_log", stderr=errors)
    assert "mục số 0 đã bị sửa" in errors.getvalue()


def test_the_export_can_be_replayed(publish: Callable[..., SealedText], tmp_path: Path) -> None:
    publish()
    out = StringIO()
    with time_machine.travel(AT + DAY, tick=False):
        call_command("sign_log", stdout=out)
        with pytest.raises(CommandError, match="chưa kết thúc"):
            call_command("sign_log", "--day", "2026-11-22")
        call_command("sign_log", "--day", "2026-11-20", stdout=(nothing := StringIO()))
    assert nothing.getvalue() == "Ngày 20/11/2026: chưa có gì để ký.\n"
    assert out.getvalue().startswith("2026-11-21 3 ")
    path = tmp_path / "log.jsonl"
    call_command("export_log", path)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    frontier: list[bytes] = []
    entries = [line["entry"] for line in lines if "entry" in line]
    for entry in entries:
        frontier, _made = merkle.append(frontier, entry["index"], merkle.leaf_hash(jws.compact_json(entry)))
    assert merkle.fold(frontier).hex() == lines[0]["root"]
    assert lines[0]["size"] == len(entries) == 3
    assert len(lines[-1]["keys"]) == 2
    out = StringIO()
    call_command("export_log", start=1, stdout=out)
    assert json.loads(out.getvalue().splitlines()[1])["entry"]["index"] == 1


def test_one_head() -> None:
    fill(2)
    assert LogHead.objects.get().size == 2
